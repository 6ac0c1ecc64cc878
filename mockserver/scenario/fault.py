"""What can go wrong with an answer on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from mockserver import media
from mockserver.http import Response
from mockserver.value import dataclass


class Fault(StrEnum):
    """One way to break an answer."""

    EMPTY = "empty"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    RESET = "reset"
    DROP = "drop"

    @property
    def needs_socket(self) -> bool:
        """Whether only a server that holds the connection itself can do it."""
        return self in (Fault.TRUNCATED, Fault.RESET, Fault.DROP)

    @property
    def meaning(self) -> str:
        """What the client sees."""
        return _MEANINGS[self]


RATE_LIMIT = "rate-limit"
_MEANINGS = {
    Fault.EMPTY: "The status and the headers come, the body is missing.",
    Fault.MALFORMED: "The body breaks off before its end, so that no parser takes it.",
    Fault.TRUNCATED: "Content-Length tells the whole body, the connection ends half-way.",
    Fault.RESET: "The connection is reset (TCP RST) before anything is answered.",
    Fault.DROP: "The connection is closed before anything is answered.",
}


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many calls in so many seconds; the others get ``status``."""

    limit: int
    per: float
    status: int = 429
    undeclared: bool = False


def apply_fault(response: Response, fault: Fault) -> Response:
    """The response with a fault; one that needs the socket is left to the door, by its name."""
    if fault.needs_socket:
        return replace(response, fault=fault.value)
    return _with_body(response, b"" if fault is Fault.EMPTY else _broken(response))


def refusal(fault: Fault, server: str, able: Iterable[str]) -> str:
    """The sentence for a server that cannot do a fault; ``able`` are the servers that can."""
    advice = " or ".join(f"--server {name}" for name in able)
    start = f"start with {advice}, which can" if advice else "no server at hand can do it"
    return f"fault '{fault}' needs the connection itself, which {server} keeps; {start}"


def _with_body(response: Response, body: bytes) -> Response:
    headers = response.headers
    if "Content-Length" in headers:
        headers = headers.replacing("Content-Length", str(len(body)))
    return replace(response, body=body, headers=headers)


def _broken(response: Response) -> bytes:
    """Without its last bracket, quote or tag end; a bare number or word is followed by a comma."""
    body = response.body.rstrip()
    if body.endswith((b"}", b"]", b'"', b">")):
        return body[:-1]
    media_type = media.parse(response.headers.get("Content-Type") or "")
    return body + b"," if body and media_type and media_type.is_json else body
