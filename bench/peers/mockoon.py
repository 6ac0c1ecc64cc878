"""Mockoon's command line."""

from __future__ import annotations

from pathlib import Path

from bench.peer import Peer, Run, node, npm_package

_PACKAGE, _VERSION = "@mockoon/cli", "9.9.0"


def install() -> None:
    """Fetch it."""
    npm_package(_PACKAGE, _VERSION)


def start(folder: Path, port: int) -> Run:
    """The command."""
    program = npm_package(_PACKAGE, _VERSION) / "bin" / "run.js"
    data = ("start", "--data", str(folder / "api.json"), "--port", str(port))
    options = ("--hostname", "127.0.0.1", "--disable-log-to-file", "--disable-admin-api")
    return Run((str(node()), str(program), *data, *options))


PEER = Peer("Mockoon", lambda: _VERSION, start, install, "stateless; does not check what is sent")
