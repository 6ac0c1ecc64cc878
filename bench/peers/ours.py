"""The server of this project, as its users start it."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from bench.peer import OF_CHECKOUT, Peer, Run, nothing


def start(folder: Path, port: int) -> Run:
    """The command."""
    del folder
    return _serve(("api.json", "--fixtures", "fixtures"), port, {})


def of_document(document: Path, cache: Path, port: int) -> Run:
    """The command for any document; ``cache`` is where what was read of it is kept."""
    return _serve((str(document),), port, {"XDG_CACHE_HOME": str(cache)})


def _serve(what: tuple[str, ...], port: int, variables: dict[str, str]) -> Run:
    command = (sys.executable, "-m", "mockserver", "serve", *what, "--port", str(port), "--quiet")
    return Run(command, {**OF_CHECKOUT, **variables})


PEER = Peer(
    "mockserver",
    lambda: f"this checkout, Python {platform.python_version()}",
    start,
    nothing,
    "keeps records, checks what is sent and what it answers; what differs only in fields that no "
    "answer follows from is answered by its memo, which a cookie never meets",
)
