"""JSON bodies, read strictly (RFC 8259)."""

import json
import math
import re
from collections.abc import Callable
from typing import Any

from mockserver.json_value import is_deeper
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
    may_be_deep = text.count("[") + text.count("{") > MAX_DEPTH
    try:
        value = _value(text)
    except json.JSONDecodeError as error:
        is_deep = may_be_deep and json_fault.too_deep(text)
        raise BodyError(json_fault.explain(text) if is_deep else _syntax(error)) from error
    except (ValueError, RecursionError) as error:  # int() has a limit of its own
        raise BodyError(json_fault.explain(text)) from error
    if may_be_deep and is_deeper(value, MAX_DEPTH):
        raise BodyError(json_fault.explain(text))
    if "\\u" in text and _SURROGATE_ESCAPE.search(text) and json_fault.has_surrogate(value):
        raise BodyError(json_fault.explain(text))
    return value


def encode_json(value: Any, *, indent: int | None = None) -> bytes:
    """The JSON text of a value, UTF-8, compact unless an indent is given.

    Raises BodyError for what JSON cannot say: NaN, infinities, lone surrogates, cycles, others.
    """
    encode = _COMPACT if indent is None else _encoder(indent).encode
    try:
        return encode(value).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise BodyError(f"{excerpt(value)} cannot be written as JSON: {error}") from error


def _text(body: bytes) -> str:
    if body.startswith(_BOM):
        raise BodyError(
            "it starts with a byte order mark, which RFC 8259 §8.1 forbids; send UTF-8 without it"
        )
    if not body or body.isspace():
        raise BodyError("it is empty where a JSON value is expected")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        before = body[: error.start].decode()
        place = json_fault.place(before, len(before))
        raise BodyError(f"it is not UTF-8 at {place}; RFC 8259 §8.1 allows nothing else") from error


def _value(text: str) -> Any:
    """The value of a text, at once where no blanks stand around it."""
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        return _DECODER.decode(text)
    return value if end == len(text) else _DECODER.decode(text)


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


def _compact() -> Callable[[Any], str]:
    """How values are written: ``JSONEncoder`` itself makes another encoder for each of them."""
    encoder, make = _encoder(None), getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # no CPython
        return encoder.encode
    write = make(None, encoder.default, _quoted, None, ":", ",", False, False, False)
    return lambda value: "".join(write(value, 0))


_quoted = json.encoder.encode_basestring
_COMPACT = _compact()
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refused, parse_float=_finite)
_scan: Callable[[str, int], tuple[Any, int]] = _DECODER.scan_once  # type: ignore[attr-defined]
