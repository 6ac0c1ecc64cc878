"""WireMock from the jar that its npm package carries; needs a Java runtime."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.peer import Peer, Run, npm_package

_PACKAGE, _VERSION = "wiremock", "3.13.2"


def install() -> None:
    """Fetch it."""
    npm_package(_PACKAGE, _VERSION)


def start(folder: Path, port: int) -> Run:
    """The command."""
    jar = npm_package(_PACKAGE, _VERSION) / "build" / f"wiremock-standalone-{_VERSION}.jar"
    java = shutil.which("java") or "java"
    place = ("--port", str(port), "--bind-address", "127.0.0.1", "--root-dir", str(folder))
    return Run((java, "-jar", str(jar), *place, "--no-request-journal", "--disable-banner"))


PEER = Peer(
    "WireMock", lambda: _VERSION, start, install, "canned answers; does not check what is sent"
)
