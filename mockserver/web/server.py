"""Flask's own server, made fit to be a mock: keep-alive, quiet, and sure of its address."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable, Iterable
from io import BufferedIOBase, RawIOBase
from typing import Any

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.serving import (
    BaseWSGIServer,
    DechunkedInput,
    ThreadedWSGIServer,
    WSGIRequestHandler,
)
from werkzeug.test import run_wsgi_app
from werkzeug.wsgi import LimitedStream

from mockserver.problem import MEDIA_TYPE, Problem, phrase
from mockserver.scenario import Fault, Serving
from mockserver.web.connection import CONNECTION, Connection
from mockserver.web.listening import BACKLOG, in_url, listen
from mockserver.web.target import escaped

_BLOCK, _BLOCKS = 2**16, 2**10  # how much of an unread body is taken before the line is cut

FLASK = Serving("flask", frozenset(Fault), ("flask",))
"""What this server can do: it holds the connections itself."""

_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER on, for no time: what closes is reset


class _Handler(WSGIRequestHandler):
    """Keeps connections open and leaves the log to the mock."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # a request without one is refused with a status line
    # Fields and content are two writes, and the second would wait for the first's ACK.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer, and stay for the next request (RFC 9112 §9.3): werkzeug's own hangs up."""
        try:
            environ = self.make_environ()
            environ["RAW_URI"] = escaped(self.path)  # werkzeug's has the bytes encoded twice
            body = environ["wsgi.input"] = _body(environ, self.rfile)
        except ValueError as error:
            self.send_error(400, str(error))
            return
        connection = environ[CONNECTION] = Connection()
        content, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        if connection.fault:
            self._pass_over(body)  # what is unread would make a reset of every close
            self._break(connection.fault, status, headers, b"".join(content))
        else:
            self._send(status, headers, b"".join(content))
            self._pass_over(body)

    def _break(
        self, fault: str, status: str, headers: Iterable[tuple[str, str]], content: bytes
    ) -> None:
        """End the connection before the answer, or in the middle of it."""
        self.close_connection = True
        if fault == Fault.TRUNCATED:
            self._send(status, headers, content, sent=len(content) // 2)
        elif fault == Fault.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            os.close(self.connection.detach())  # else it is shut down in order before

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no HTTP is refused as all else is: with a problem."""
        problem = Problem(int(code), explain or message or phrase(code))
        content = problem.body()
        fields = (("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(content))))
        self.close_connection = True
        self._send(f"{problem.status} {phrase(code)}", fields, content)

    def _send(
        self,
        status: str,
        headers: Iterable[tuple[str, str]],
        content: bytes,
        sent: int | None = None,
    ) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        self.wfile.write(content[:sent])

    def _pass_over(self, body: RawIOBase) -> None:
        """What was left unread would be taken for the next request."""
        try:
            if any(not body.read(_BLOCK) for _ in range(_BLOCKS)):
                return
        except (OSError, HTTPException):  # not what its fields announced
            pass
        self.close_connection = True

    def log_request(self, *_said: Any) -> None:
        """Nothing: the journal's listeners say what was asked and answered."""

    def version_string(self) -> str:
        """The Server field."""
        return "mockserver"


class _Whole:
    """A connection of which so many bytes come, or none: for a reader that counts on that.

    Werkzeug's reader of chunks takes what did not come for read, and Python's ``RawIOBase`` then
    copies what lies behind its buffer.
    """

    def __init__(self, connection: BufferedIOBase) -> None:
        self.readline = connection.readline
        self._read = connection.read

    def read(self, size: int) -> bytes:
        """``size`` bytes. Raises OSError where the connection ends before (RFC 9112 §8)."""
        found = self._read(size)
        if len(found) < size:
            raise OSError("the body ended within a chunk")
        return found


def _body(environ: dict[str, Any], connection: BufferedIOBase) -> RawIOBase:
    """The body as a stream that ends (RFC 9112 §6.3). Raises ValueError when its end is unknown."""
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):  # chunked, as werkzeug found
        return DechunkedInput(_Whole(connection))  # type: ignore[arg-type]  # reads no more of it
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        raise ValueError(f"Content-Length is '{length}', which is no number of bytes.")
    return LimitedStream(stream, int(length))


class _Server(ThreadedWSGIServer):
    """Accepts bursts of clients and says nothing while it starts."""

    request_queue_size = BACKLOG
    daemon_threads = True

    def log(self, *_said: Any) -> None:
        """Nothing, as above."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


def serve(app: flask.Flask, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer until interrupted; ``ready`` is told the address once connections are accepted.

    Raises UsageError when the address cannot be taken.
    """
    server = bind(app, host, port)
    try:
        ready(f"http://{in_url(host)}:{server.port}")
        server.serve_forever()
    finally:
        server.server_close()


def bind(app: flask.Flask, host: str, port: int) -> BaseWSGIServer:
    """A server that listens already. Raises UsageError."""
    listener = listen(host, port)
    with listener:  # the server takes a copy
        return _Server(host, port, app, handler=_Handler, fd=listener.fileno())
