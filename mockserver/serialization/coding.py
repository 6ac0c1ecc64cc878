"""Content codings (RFC 9110 §8.4): what a body is beneath them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from mockserver.http import Headers
from mockserver.serialization.errors import BodyError

FIELD = "Content-Encoding"
MOST = 64 * 1024 * 1024
"""So many bytes a body may be beneath its codings."""

_FIRST_PIECE, _LARGEST_PIECE = 2**8, 2**20
_ZLIB, _GZIP, _RAW = zlib.MAX_WBITS, zlib.MAX_WBITS | 16, -zlib.MAX_WBITS
_CODINGS: Mapping[str, tuple[int, ...]] = {
    "identity": (),
    "gzip": (_GZIP,),
    "x-gzip": (_GZIP,),
    "deflate": (_ZLIB, _RAW),  # RFC 9110 §8.4.1.2: some send it without its wrapper
}
READABLE = ("gzip", "deflate", "identity")


def decoded(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """A message without its content codings; as it is where one is unknown, or cannot be read."""
    try:
        return headers.without(FIELD), uncoded(headers, body)
    except BodyError:
        return headers, body


def unreadable(headers: Headers) -> tuple[str, ...]:
    """The codings of a message that are not known here."""
    return tuple(each for each in _codings(headers) if each not in _CODINGS)


def uncoded(headers: Headers, body: bytes) -> bytes:
    """The body beneath the codings of a message. Raises BodyError where it cannot be read."""
    for coding in reversed(_codings(headers)) if body else ():
        if coding not in _CODINGS:
            raise BodyError(f"its coding {coding} is not known here")
        body = _beneath(body, coding)
    return body


def _codings(headers: Headers) -> list[str]:
    told = headers.get(FIELD) or ""
    return [each.strip().lower() for each in told.split(",") if each.strip()]


def _beneath(body: bytes, coding: str) -> bytes:
    forms = _CODINGS[coding]
    for form in forms:
        try:
            return _inflated(body, form)
        except zlib.error as error:
            if form == forms[-1]:
                raise BodyError(f"it is no {coding}: {error}") from error
    return body


def _inflated(body: bytes, form: int) -> bytes:
    """All members of it (RFC 1952 §2.2). Raises zlib.error, and BodyError for more than MOST."""
    plain = bytearray()
    left = memoryview(body)
    while left:
        left = left[_member(left, form, plain) :]
    return bytes(plain)


def _member(body: memoryview, form: int, plain: bytearray) -> int:
    """Add what the first member holds; how long that is. Raises as ``_inflated`` does.

    It is read piece by piece, small ones first: what lies behind it is copied with the last piece,
    and a body may be a member for each few bytes.
    """
    member = zlib.decompressobj(form)
    end, piece = 0, _FIRST_PIECE
    while not member.eof:
        if end == len(body):
            raise zlib.error("it ends too early")
        read = body[end : end + piece]
        plain += member.decompress(read, MOST - len(plain) + 1)
        if len(plain) > MOST:
            raise BodyError(f"it is more than {MOST} bytes beneath its coding")
        end, piece = end + len(read), min(2 * piece, _LARGEST_PIECE)
    return end - len(member.unused_data)
