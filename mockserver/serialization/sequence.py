"""Bodies that are one value after another (OAS 3.2 §4.14.5: sequential media types)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from mockserver.media import MediaType
from mockserver.serialization.errors import BodyError
from mockserver.serialization.json_text import decode_json, encode_json

_RECORD_SEPARATOR = b"\x1e"
_LINE_END = re.compile(r"\r\n|\n|\r")
_FIELDS = ("event", "id", "retry", "data")


class Framing(StrEnum):
    """What keeps one value from the next."""

    LINES = "lines"
    RECORDS = "records"
    """RFC 7464: a record separator before each, a line feed after it."""
    EVENTS = "events"
    """The HTML standard §9.2: lines of fields, an empty one after each event."""


_SUBTYPES = {
    "jsonl": Framing.LINES,
    "ndjson": Framing.LINES,
    "jsonlines": Framing.LINES,
    "json-seq": Framing.RECORDS,
}


def framing(media_type: MediaType) -> Framing | None:
    """How a media type keeps its values apart; None for one that is no such sequence."""
    if media_type.essence == "text/event-stream":
        return Framing.EVENTS
    return _SUBTYPES.get(media_type.subtype.rpartition("+")[2].removeprefix("x-"))


def decode_sequence(body: bytes, form: Framing) -> list[Any]:
    """The values of a sequence; blank lines are none. Raises BodyError, with the number of one."""
    if form is Framing.EVENTS:
        return list(_events(body))
    pieces = body.split(b"\n" if form is Framing.LINES else _RECORD_SEPARATOR)
    return [
        _item(piece, number)
        for number, piece in enumerate((each for each in pieces if each.strip()), 1)
    ]


def _item(piece: bytes, number: int) -> Any:
    try:
        return decode_json(piece)
    except BodyError as error:
        raise BodyError(f"its item {number}: {error.detail}") from error


def _events(body: bytes) -> Iterator[dict[str, Any]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BodyError("an event stream is UTF-8") from error
    event: dict[str, Any] = {}
    data: list[str] = []  # of one event, which may have a line for each byte of the body
    for line in (*_LINE_END.split(text), ""):
        if not line:
            if data:  # one without any is no event: so a server says that it is still there
                yield {**event, "data": "\n".join(data)}
            event, data = {}, []
        name, _, value = line.partition(":")
        if name in _FIELDS:
            _put(event, data, name, value.removeprefix(" "))


def _put(event: dict[str, Any], data: list[str], name: str, value: str) -> None:
    if name == "data":
        data.append(value)
        event.setdefault(name, "")  # it has its place among the fields
    elif name == "id" and "\0" in value:
        return
    elif name != "retry":
        event[name] = value
    elif value.isascii() and value.isdecimal():
        event["retry"] = _milliseconds(value)


def _milliseconds(value: str) -> int:
    try:
        return int(value)
    except ValueError as error:  # Python reads no more than so many digits
        raise BodyError(f"its retry has {len(value)} digits") from error


def encode_sequence(items: Iterable[Any], form: Framing) -> bytes:
    """The text of a sequence. Raises BodyError for what JSON cannot say."""
    if form is Framing.EVENTS:
        return _utf8("".join(map(_event, items)))
    before = _RECORD_SEPARATOR if form is Framing.RECORDS else b""
    return b"".join(before + encode_json(item) + b"\n" for item in items)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BodyError("an event stream is UTF-8, which has no lone surrogates") from error


def _event(item: Any) -> str:
    """An object with one of an event's fields is the event, anything else is its data."""
    is_event = isinstance(item, Mapping) and not item.keys().isdisjoint(_FIELDS)
    fields = item if is_event else {"data": item}
    lines = (
        f"{name}: {line}\n"
        for name in _FIELDS
        if fields.get(name) is not None
        for line in _LINE_END.split(_text(fields[name]))
    )
    return f"{''.join(lines)}\n"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else encode_json(value).decode()
