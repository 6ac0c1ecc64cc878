"""Prism by Stoplight."""

from __future__ import annotations

from pathlib import Path

from bench.peer import Peer, Run, node, npm_package

_PACKAGE, _VERSION = "@stoplight/prism-cli", "5.16.0"


def install() -> None:
    """Fetch it."""
    npm_package(_PACKAGE, _VERSION)


def start(folder: Path, port: int) -> Run:
    """The command."""
    return of_document(folder / "api.json", port)


def of_document(document: Path, port: int) -> Run:
    """The command for any document."""
    program = npm_package(_PACKAGE, _VERSION) / "dist" / "index.js"
    options = ("--port", str(port), "--verboseLevel", "silent", "--multiprocess", "false")
    return Run((str(node()), str(program), "mock", str(document), *options))


PEER = Peer("Prism", lambda: _VERSION, start, install, "stateless; checks what is sent")
