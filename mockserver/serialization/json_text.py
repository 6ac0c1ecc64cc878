"""JSON bodies, read strictly (RFC 8259)."""

import json
import math
import re
from typing import Any

from mockserver.serialization import json_fault
from mockserver.serialization.errors import BodyError, excerpt
from mockserver.serialization.json_fault import MAX_DEPTH

_BOM = b"\xef\xbb\xbf"
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")


def decode_json(body: bytes) -> Any:
    """The value of a JSON text.

    Raises BodyError, where it can with line and column, for what RFC 8259 does not allow, and for
    what it lets a reader refuse: a byte order mark (§8.1), names that come twice (§4), lone
    surrogates (§8.2), numbers out of range (§6), more than MAX_DEPTH levels (§9).
    """
    text = _text(body)
    if text.count("[") + text.count("{") > MAX_DEPTH and json_fault.too_deep(text):
        raise BodyError(json_fault.explain(text))
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise BodyError(_syntax(error)) from error
    except (ValueError, RecursionError) as error:  # int() has a limit of its own
        raise BodyError(json_fault.explain(text)) from error
    if _SURROGATE_ESCAPE.search(text) and json_fault.has_surrogate(value):
        raise BodyError(json_fault.explain(text))
    return value


def encode_json(value: Any, *, indent: int | None = None) -> bytes:
    """The JSON text of a value, UTF-8, compact unless an indent is given.

    Raises BodyError for what JSON cannot say: NaN, infinities, lone surrogates, cycles, others.
    """
    encoder = _COMPACT if indent is None else _encoder(indent)
    try:
        return encoder.encode(value).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise BodyError(f"{excerpt(value)} cannot be written as JSON: {error}") from error


def _text(body: bytes) -> str:
    if body.startswith(_BOM):
        raise BodyError(
            "it starts with a byte order mark, which RFC 8259 §8.1 forbids; send UTF-8 without it"
        )
    if not body.strip():
        raise BodyError("it is empty where a JSON value is expected")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        before = body[: error.start].decode()
        place = json_fault.place(before, len(before))
        raise BodyError(f"it is not UTF-8 at {place}; RFC 8259 §8.1 allows nothing else") from error


def _syntax(error: json.JSONDecodeError) -> str:
    reason = error.msg[:1].lower() + error.msg[1:]
    return f"it is no JSON at {json_fault.place(error.doc, error.pos)}: {reason}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name comes twice")
    return members


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _encoder(indent: int | None) -> json.JSONEncoder:
    separators = (",", ":") if indent is None else (",", ": ")
    return json.JSONEncoder(
        ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )


_COMPACT = _encoder(None)
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refused, parse_float=_finite)
