"""Steady by Stainless."""

from __future__ import annotations

from pathlib import Path

from bench.peer import Peer, Run, node, npm_package

_PACKAGE, _VERSION = "@stdy/cli", "0.22.2"


def install() -> None:
    """Fetch it."""
    npm_package(_PACKAGE, _VERSION)


def start(folder: Path, port: int) -> Run:
    """The command."""
    return of_document(folder / "api.json", port)


def of_document(document: Path, port: int) -> Run:
    """The command for any document."""
    program = npm_package(_PACKAGE, _VERSION) / "steady.js"
    options = ("--quiet", "--host", "127.0.0.1", "--port", str(port), str(document))
    return Run((str(node()), str(program), *options))


PEER = Peer("Steady", lambda: _VERSION, start, install, "stateless; checks what is sent")
