"""ASGI as a door to the mock: what a server hands over becomes a Request, with nothing between."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import quote

from mockserver.http import SAFE, Consulted, Headers, Request, Response
from mockserver.scenario import Fault, Serving, refusal
from mockserver.web.bounds import MAX_BODY, PATIENCE, refused
from mockserver.web.fields import to_fields, to_text
from mockserver.web.memo import Asked, Memo, Ready
from mockserver.web.patience import Patience
from mockserver.web.target import escaped

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ASGI = Serving("granian", frozenset({Fault.EMPTY, Fault.MALFORMED, Fault.TRUNCATED}), ("flask",))
"""What can be done where the server keeps the connection."""

_THREADS = 64
_LONGEST_LENGTH = 4000  # digits that Python reads as a number
_LONG = 64 * 1024  # bytes of a body that take longer to judge than others should wait


class Served(Protocol):
    """Whoever answers; see ``Dispatcher``."""

    def respond(self, request: Request, peer: str = "") -> Response:
        """Answer a request of whoever has the address ``peer``."""
        ...


class Door:
    """An ASGI 3 application that answers as the mock does.

    The loop answers what takes no time itself. It never waits: delays are sleeps, and where state
    is shared (``is_blocking``), the body is long, or the administration is asked, a thread works.
    A request without a body that is like an earlier one is answered as that was, while the answer
    stands.
    ``max_body`` bytes are read at most, and ``patience`` seconds waited for more of them.
    ``renewals`` counts how often what it answers by was read anew.
    """

    def __init__(
        self,
        served: Served,
        *,
        is_blocking: bool = False,
        max_body: int = MAX_BODY,
        patience: float = PATIENCE,
        memo: Memo | None = None,
        renewals: Callable[[], int] = int,
    ) -> None:
        self.renewals = renewals
        self._respond = served.respond
        self._is_blocking = is_blocking
        self._max_body = max_body
        self._patience = Patience(patience)
        self._threads = ThreadPoolExecutor(_THREADS, "answering")
        self._memo = Memo() if memo is None else memo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises NotImplementedError for what is no HTTP request."""
        if scope["type"] != "http":
            raise NotImplementedError(f"a mock does not speak {scope['type']}")
        asked = _asked(scope) if scope["method"] in SAFE else None
        known = None if asked is None else self._memo.find(asked)
        if known is not None:
            await send(known.start)
            await send(known.body)
            return
        try:
            announced = _announced(scope)
            body = await self._body(announced, receive)
        except Unread as unread:
            refusal = refused(unread.status)
            await _send(refusal, _messages(refusal), send)
            return
        request = to_request(scope, body, Headers if asked is None else Consulted)
        response = await self._answer(request, scope)
        messages = _messages(response)
        if (
            asked is not None
            and response.again
            and not (announced or response.delay or response.fault)
        ):
            self._memo.keep(asked, Ready(*messages, response.again), request.headers)
        if response.delay:
            await asyncio.sleep(response.delay)
        await _send(response, messages, send)

    async def _body(self, announced: int, receive: Receive) -> bytes:
        """The body to its end. Raises Unread."""
        if not announced:
            return b""
        if announced > self._max_body:
            raise Unread(413)
        body = await self._part(receive)
        if not body.get("more_body"):
            return body.get("body", b"")  # type: ignore[no-any-return]
        return await self._rest(bytearray(body.get("body", b"")), receive)

    async def _rest(self, read: bytearray, receive: Receive) -> bytes:
        has_more = True
        while has_more:
            message = await self._part(receive)
            has_more = message.get("more_body", False)
            read += message.get("body", b"")
            if len(read) > self._max_body:
                raise Unread(413)
        return bytes(read)

    async def _part(self, receive: Receive) -> MutableMapping[str, Any]:
        try:
            message = await self._patience.wait(receive)
        except TimeoutError:
            raise Unread(408) from None
        if message["type"] == "http.disconnect":
            raise Unread(400)
        return message

    async def _answer(self, request: Request, scope: Scope) -> Response:
        peer = (scope.get("client") or ("",))[0]
        try:
            if not self._is_blocking and len(request.body) < _LONG and "/__" not in request.path:
                response = self._respond(request, peer)
                return _able(response) if response.fault else response
            loop = asyncio.get_running_loop()
            return _able(await loop.run_in_executor(self._threads, self._respond, request, peer))
        except Exception:  # noqa: BLE001  a fault of ours is told, and the next request answered
            traceback.print_exc(file=sys.stderr)
            return refused(500)


class Unread(Exception):
    """A body that was not read to its end, and the status that says so."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _asked(scope: Scope) -> Asked:
    """All of a request that an answer can follow from, but for the body."""
    target = scope["method"], scope.get("raw_path") or scope["path"], scope["query_string"]
    return Asked((*target, scope["http_version"]), scope["headers"])


def _announced(scope: Scope) -> int:
    """How many bytes are to come; 1 where nobody knows (RFC 9112 §6.3, RFC 9113 §8.1).

    Raises Unread for what is no length.
    """
    is_framed = scope["http_version"][:1] == "1"
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit():
                raise Unread(400)
            if len(value) > _LONGEST_LENGTH:
                raise Unread(413)
            return int(value)
        if name == b"transfer-encoding":
            return 1
    return 0 if is_framed else 1


def to_request(scope: Scope, body: bytes, headers: type[Headers] = Headers) -> Request:
    """The request as the client sent it: its target is still percent-encoded."""
    raw = scope.get("raw_path")
    path = quote(scope["path"]) if raw is None else raw.decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    return Request(
        scope["method"],
        escaped(path),
        escaped(query),
        headers(to_text(scope["headers"])),
        body,
        scheme=scope.get("scheme") or "http",
    )


Messages = tuple[dict[str, Any], dict[str, Any]]


def _messages(response: Response) -> Messages:
    """The start of an answer and its content, as ASGI wants them."""
    fields = to_fields(response)
    start = {"type": "http.response.start", "status": response.status, "headers": fields}
    return start, {"type": "http.response.body", "body": response.body}


async def _send(response: Response, messages: Messages, send: Send) -> None:
    start, content = messages
    await send(start)
    if response.fault == Fault.TRUNCATED:  # the server cuts the line when the rest does not come
        half = response.body[: len(response.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        return
    await send(content)


def _able(response: Response) -> Response:
    """The response; what cannot be done to a connection here is told instead."""
    if not response.fault or response.fault in ASGI.faults:
        return response
    return refused(500, refusal(Fault(response.fault), ASGI.name, ASGI.able))
