"""The mock alone behind each interface that granian has: what the choice between them costs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from granian.constants import Interfaces
from granian.server import MPServer
from granian.server.embed import Server

from bench.peer import OF_CHECKOUT, Peer, Run, nothing
from mockserver.http import Headers, Request, Response
from mockserver.mock import Mock
from mockserver.web.asgi import Door
from mockserver.web.dispatcher import Dispatcher
from mockserver.web.garbage import Garbage
from mockserver.web.memo import Memo

_THREADS = 4


def peer(interface: str, note: str) -> Peer:
    """The mock behind ``interface``: asgi, wsgi or rsgi."""

    def start(folder: Path, port: int) -> Run:
        del folder
        command = (sys.executable, "-m", "bench.peers.core", interface, str(port))
        return Run(command, OF_CHECKOUT)

    return Peer(
        f"core by {interface.upper()}",
        lambda: f"granian {version('granian')}",
        start,
        nothing,
        note,
    )


def _asgi(mock: Mock) -> Any:
    """The door of ``serve``, which knows no answer by heart: the others do not, either."""
    return Door(Dispatcher(mock, {}), memo=Memo(most=0))


def _wsgi(mock: Mock) -> Callable[..., Iterable[bytes]]:
    def app(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = [
            (name[5:].replace("_", "-").lower(), value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        ]
        headers += [
            (name.replace("_", "-").lower(), environ[name])
            for name in ("CONTENT_TYPE", "CONTENT_LENGTH")
            if environ.get(name)
        ]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        path, query = quote(environ["PATH_INFO"]), environ["QUERY_STRING"]
        request = Request(environ["REQUEST_METHOD"], path, query, Headers(headers), body)
        response = mock.respond(request)
        start_response(f"{response.status} -", _lines(response))
        return [response.body]

    return app


def _rsgi(mock: Mock) -> Callable[..., Awaitable[None]]:
    async def app(scope: Any, protocol: Any) -> None:
        headers = Headers(scope.headers.items())
        body = await protocol() if "content-length" in headers else b""
        path = quote(scope.path)
        request = Request(scope.method, path, scope.query_string, headers, body)
        response = mock.respond(request)
        protocol.response_bytes(response.status, _lines(response), response.body)

    return app


def _lines(response: Response) -> list[tuple[str, str]]:
    lines = [(name.lower(), value) for name, value in response.headers.lines]
    return [*lines, ("content-length", str(len(response.body)))]


_KINDS = {
    "asgi": (_asgi, Interfaces.ASGINL),
    "wsgi": (_wsgi, Interfaces.WSGI),
    "rsgi": (_rsgi, Interfaces.RSGI),
}


def _loaded() -> Mock:
    mock = Mock.load("api.json", "fixtures")
    Garbage().begin()
    return mock


async def _serve(kind: str, port: int) -> None:
    make, interface = _KINDS[kind]
    server = Server(make(_loaded()), port=port, interface=interface, log_enabled=False)
    await server.serve()


def _serve_threads(port: int) -> None:
    """WSGI is for granian's own process alone."""
    server = MPServer(
        "", port=port, interface=Interfaces.WSGI, log_enabled=False, blocking_threads=_THREADS
    )
    server.serve(target_loader=lambda *_: _wsgi(_loaded()), wrap_loader=False)


def main() -> None:
    """Serve by the interface and at the port of the command line."""
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "wsgi":
        _serve_threads(port)
        return
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(kind, port))


if __name__ == "__main__":
    main()
