"""Where a JSON text says what it may not. Slow and exact; only asked once reading has failed."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from mockserver.serialization.errors import excerpt
from mockserver.serialization.scalar import MAX_DIGITS

MAX_DEPTH = 256
"""Levels of arrays and objects; far from where the interpreter's own stack ends."""

# A string without an end is one token as well: looking for its end again and again takes too long.
_TOKEN = re.compile(
    r'(?s:"(?:[^"\\]|\\.)*+\\?(?:"|\Z))|-?Infinity|NaN|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|[\[\]{}:]'
)
_COLON = re.compile("[ \t\r\n]*:")
_LONE = re.compile("[\ud800-\udfff]")


def place(text: str, position: int) -> str:
    """``line 2, column 7``; both count from 1, columns count code points."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"line {line}, column {column}"


def too_deep(text: str) -> bool:
    """Whether arrays and objects nest deeper than MAX_DEPTH."""
    return any(depth > MAX_DEPTH for _, depth in _depths(text))


def _depths(text: str) -> Iterator[tuple[re.Match[str], int]]:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        yield token, depth


def has_surrogate(value: Any) -> bool:
    """Whether a string or a name in a value is no text."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, str) and _LONE.search(each):
            return True
        if isinstance(each, dict):
            pending.extend(each.keys())
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
    return False


def explain(text: str) -> str:
    """The sentence for the first thing that a JSON text of right syntax may not say."""
    names: list[set[str]] = [set()]
    for token, depth in _depths(text):
        if token[0] in "[{":
            names.append(set())
        elif token[0] in "]}" and len(names) > 1:
            names.pop()
        reason = _reason(token, depth, names[-1])
        if reason:
            return f"{reason} at {place(text, token.start())}"
    return "it cannot be read as JSON within the bounds of this server"


def _reason(token: re.Match[str], depth: int, names: set[str]) -> str | None:
    if depth > MAX_DEPTH:
        return f"it nests arrays and objects deeper than {MAX_DEPTH} levels"
    if token[0].startswith('"'):
        return _string_reason(token, names)
    return _number_reason(token[0])


def _string_reason(token: re.Match[str], names: set[str]) -> str | None:
    try:
        content = json.loads(token[0])
    except json.JSONDecodeError:  # beyond the place where reading stopped
        return None
    if _LONE.search(content):
        return f"the string {excerpt(content)} holds a lone surrogate"
    if not _COLON.match(token.string, token.end()):
        return None
    if content in names:
        return f"the name {excerpt(content)} comes twice in its object"
    names.add(content)
    return None


def _number_reason(text: str) -> str | None:
    if text.endswith(("Infinity", "NaN")):
        return f"JSON has no {text}"
    if text in "[]{}:":
        return None
    if text.lstrip("-").isdigit():
        too_long = len(text.lstrip("-")) > MAX_DIGITS
        return f"the integer has more than {MAX_DIGITS} digits" if too_long else None
    return None if math.isfinite(float(text)) else f"the number {excerpt(text)} is out of range"
