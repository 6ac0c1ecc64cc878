"""Connexion with mocks for all operations."""

from __future__ import annotations

from pathlib import Path

from bench.peer import Peer, Run, python_home

_VERSION = "3.3.0"


def _python() -> Path:
    return python_home("connexion", f"connexion[flask,uvicorn]=={_VERSION}")


def install() -> None:
    """Fetch it."""
    _python()


def start(folder: Path, port: int) -> Run:
    """The command."""
    options = ("--mock", "all", "--host", "127.0.0.1", "--port", str(port))
    program = ("-W", "ignore", "-m", "connexion", "run")
    return Run((str(_python()), *program, str(folder / "api.json"), *options))


PEER = Peer("Connexion", lambda: _VERSION, start, install, "stateless; checks what is sent")
