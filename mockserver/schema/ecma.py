"""What ECMA-262 writes in a regular expression and the library does not read, written otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HIGH, _LOW = r"\\u([dD][89abAB][0-9a-fA-F]{2})", r"\\u([dD][c-fC-F][0-9a-fA-F]{2})"
_PAIR = re.compile(_HIGH + _LOW)
# One first half, or a range of them, before a range of second ones: a range of characters.
_PAIRS = re.compile(rf"(?:{_HIGH}|\[{_HIGH}-{_HIGH}\])\[{_LOW}-{_LOW}\]")
_EMPTY_CLASS = re.compile(r"\[(\^?)\]")
_NUL = re.compile(r"\\0(?![0-9])")
_NAMED = re.compile(r"\\k<([^>]*)>")
_GROUP = re.compile(r"\((?:(?!\?)|\?<(?![=!])([^>]*)>)")


def respelled(pattern: str) -> str:
    """The same pattern without half pairs, empty classes and what names a group or a control.

    ECMA-262 §22.2.1 knows all of them. What is no pattern there comes out as it is, or as another
    text that is none.
    """
    return "".join(_written(pattern))


def _written(pattern: str) -> Iterator[str]:
    numbers = {name: str(at) for at, name in enumerate(_groups(pattern), 1) if name}
    place, in_class = 0, False
    while place < len(pattern):
        place, text = _taken(pattern, place, numbers, in_class=in_class)
        in_class = text == "[" or (in_class and text != "]")
        yield text


def _taken(pattern: str, at: int, numbers: dict[str, str], *, in_class: bool) -> tuple[int, str]:
    """Where what stands at a place ends, and how it is written."""
    if match := _PAIR.match(pattern, at):
        return match.end(), _character(match[1], match[2])
    if match := _NUL.match(pattern, at):
        return match.end(), r"\x00"
    if not in_class and (match := _PAIRS.match(pattern, at)):
        first, last = match[1] or match[2], match[1] or match[3]
        return match.end(), f"[{_character(first, match[4])}-{_character(last, match[5])}]"
    if not in_class and (match := _EMPTY_CLASS.match(pattern, at)):
        return match.end(), r"[\s\S]" if match[1] else r"[^\s\S]"
    if not in_class and (match := _NAMED.match(pattern, at)) and match[1] in numbers:
        return match.end(), rf"(?:\{numbers[match[1]]})"
    end = _end(pattern, at)
    return end, r"\x08" if in_class and pattern[at:end] == r"\b" else pattern[at:end]


def _end(pattern: str, at: int) -> int:
    return at + (2 if pattern[at] == "\\" else 1)


def _groups(pattern: str) -> Iterator[str]:
    """The names of all groups in order; empty where one has none."""
    place, in_class = 0, False
    while place < len(pattern):
        match = None if in_class else _GROUP.match(pattern, place)
        if match:
            yield match[1] or ""
        end = _end(pattern, place)
        in_class = pattern[place:end] == "[" or (in_class and pattern[place:end] != "]")
        place = end


def _character(high: str, low: str) -> str:
    code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    return f"\\u{{{code:x}}}"
