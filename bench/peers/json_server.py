"""json-server, by the records alone."""

from __future__ import annotations

from pathlib import Path

from bench.peer import Peer, Run, node, npm_package

_PACKAGE, _VERSION = "json-server", "0.17.4"


def install() -> None:
    """Fetch it."""
    npm_package(_PACKAGE, _VERSION)


def start(folder: Path, port: int) -> Run:
    """The command."""
    program = npm_package(_PACKAGE, _VERSION) / "lib" / "cli" / "bin.js"
    files = (str(folder / "db.json"), "--routes", str(folder / "routes.json"))
    options = ("--port", str(port), "--host", "127.0.0.1", "--quiet")
    return Run((str(node()), str(program), *files, *options))


PEER = Peer(
    "json-server",
    lambda: _VERSION,
    start,
    install,
    "keeps records, in a file that each creation rewrites; checks nothing",
)
