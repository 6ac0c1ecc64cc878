"""Content codings (RFC 9110 §8.4): what a body is beneath them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping

from mockserver.http import Headers

_FIELD = "Content-Encoding"


def decoded(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """A message without its content codings; as it is where one is unknown, or cannot be read."""
    told = headers.get(_FIELD)
    if told is None or not body:
        return headers, body
    codings = [each.strip().lower() for each in told.split(",") if each.strip()]
    if not all(each in _CODINGS for each in codings):
        return headers, body
    plain = body
    try:
        for coding in reversed(codings):
            plain = _CODINGS[coding](plain)
    except (zlib.error, OSError, EOFError):
        return headers, body
    return headers.without(_FIELD), plain


def _inflated(body: bytes) -> bytes:
    """RFC 9110 §8.4.1.2: zlib's format, which some send without its wrapper."""
    try:
        return zlib.decompress(body)
    except zlib.error:
        return zlib.decompress(body, -zlib.MAX_WBITS)


_CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "identity": lambda body: body,
    "gzip": gzip.decompress,
    "x-gzip": gzip.decompress,
    "deflate": _inflated,
}
