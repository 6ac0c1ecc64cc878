"""``application/x-www-form-urlencoded`` bodies (WHATWG URL §5)."""

from collections.abc import Iterable, Mapping

from mockserver.serialization import percent
from mockserver.serialization.errors import BodyError, StyleError, excerpt
from mockserver.serialization.query import Query, parse_query

MAX_FIELDS = 10_000
"""Each is decoded, coerced and judged by itself, which a body of many megabytes may not ask for."""

_CHARSETS: Mapping[str, str] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}


def decode_form(body: bytes, charset: str = "utf-8") -> Query:
    """The pairs of a form, for ``decode_query`` or as they are in ``Query.decoded``.

    Raises BodyError for a charset it does not know, for what cannot be decoded, and for more than
    MAX_FIELDS; no value of the result fails later.
    """
    if body.count(b"&") >= MAX_FIELDS:
        raise BodyError(f"it has more than {MAX_FIELDS:,} fields")
    codec = _CHARSETS.get(charset.strip().lower())
    if codec is None:
        raise BodyError(f"its charset {excerpt(charset)} is not known here; send UTF-8")
    try:
        query = parse_query(body.decode(codec), codec)
        query.decoded()
    except UnicodeDecodeError as error:
        raise BodyError(f"it is no {codec.upper()} text at byte {error.start + 1}") from error
    except StyleError as error:
        raise BodyError(error.detail) from error
    return query


def encode_form(pairs: Iterable[tuple[str, str]]) -> bytes:
    """The form of decoded pairs, UTF-8; a space is a plus. Raises BodyError for lone surrogates."""
    try:
        return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in pairs).encode()
    except StyleError as error:
        raise BodyError(error.detail) from error


def _encode(text: str) -> str:
    return percent.encode(text, keep=" ").replace(" ", "+")
