"""What a JSON parser says of a broken text, in words for somebody who wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import JSONDecodeError

from mockserver.source import rules
from mockserver.source.reading import Fault, excerpt

_VALUE = "a value is expected here: text in double quotes, a number, true, false, null, '{' or '['"
_SENTENCES: Mapping[str, str] = {
    "Expecting value": _VALUE,
    "Expecting property name enclosed in double quotes": (
        "the name of a member is expected here, in double quotes"
    ),
    "Expecting ':' delimiter": "a ':' is missing between the name and its value",
    "Expecting ',' delimiter": "a ',' or a closing bracket is missing before this",
    "Unterminated string starting at": "the quote that stands here is never closed",
    "Invalid control character at": (
        "a text cannot hold a line break, a tab or a control character; write \\n, \\t or \\u00.."
    ),
    "Invalid \\escape": 'this is no escape of JSON; write a backslash as "\\\\"',
    "Invalid \\uXXXX escape": "\\u takes four hex digits",
    "Extra data": "the document has ended before this; remove what follows",
}
_HINTS: Mapping[str, str] = {
    "'": "JSON takes double quotes only",
    "/": "JSON has no comments; remove it",
    "#": "JSON has no comments; remove it",
    "": "the text ends here, and something is not closed yet",
}
_LITERAL = re.compile(r'[^\s,:{}\[\]"]+')
_SPACE = " \t\r\n"


def explain(error: JSONDecodeError) -> Fault:
    """The fault for what the parser raised: the place to look at, and what to do there."""
    text, offset = error.doc, min(error.pos, len(error.doc))
    before = text[:offset].rstrip(_SPACE)
    after = text[offset:].lstrip(", " + _SPACE)[:1]
    if after in ("}", "]") and (before.endswith(",") or text[offset : offset + 1] == ","):
        comma = before.rfind(",") if before.endswith(",") else offset
        return Fault(comma, rules.JSON_SYNTAX, f"a ',' stands before this '{after}'; remove it")
    literal = _LITERAL.match(text, _begin(text, offset))
    is_cut = literal is not None and literal.start() < offset < literal.end()
    if literal and is_cut and error.msg.startswith("Expecting") and text[offset] not in _HINTS:
        said = f"'{excerpt(literal[0])}' is no number and no word of JSON; put it in quotes"
        return Fault(literal.start(), rules.JSON_SYNTAX, f"this is no JSON: {said}")
    said = _SENTENCES.get(error.msg.rstrip(": "), error.msg)
    hint = _HINTS.get(text[offset : offset + 1]) if error.msg.startswith("Expecting") else None
    return Fault(offset, rules.JSON_SYNTAX, f"this is no JSON: {hint or said}")


def _begin(text: str, offset: int) -> int:
    """Where what stands before a place without a space between begins."""
    while offset and _LITERAL.match(text[offset - 1]):
        offset -= 1
    return offset
