"""The server of this project, as its users start it."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from bench.peer import HERE, INSTALLED, Peer, Run, nothing


def start(folder: Path, port: int) -> Run:
    """The command."""
    del folder
    options = ("--fixtures", "fixtures", "--port", str(port), "--quiet")
    command = (sys.executable, "-m", "mockserver", "serve", "api.json", *options)
    # Bytecode is there where a package was installed; a checkout keeps its own beside the peers.
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(INSTALLED / "bytecode")}
    return Run(command, {"PYTHONPATH": str(HERE.parent), **bytecode})


PEER = Peer(
    "mockserver",
    lambda: f"this checkout, Python {platform.python_version()}",
    start,
    nothing,
    "keeps records, checks what is sent and what it answers; the same request comes by its memo, "
    "which a traced one never meets",
)
