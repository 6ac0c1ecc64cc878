"""What ECMA-262 writes in a regular expression and the library does not read, written otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HIGH, _LOW = r"\\u([dD][89abAB][0-9a-fA-F]{2})", r"\\u([dD][c-fC-F][0-9a-fA-F]{2})"
_PAIR = re.compile(_HIGH + _LOW)
# One first half, or a range of them, before a range of second ones: a range of characters.
_PAIRS = re.compile(rf"(?:{_HIGH}|\[{_HIGH}-{_HIGH}\])\[{_LOW}-{_LOW}\]")
_HALF = r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
_ONE_HALF = re.compile(_HALF)
_HALVES = re.compile(rf"{_HALF}(?:-(?!{_HIGH}{_LOW}){_HALF}|(?!-(?!\])))")
_FROM_HALF = re.compile(rf"{_HALF}-(?!\])")
_TO_HALF = re.compile(rf"-(?!{_HIGH}{_LOW}){_HALF}")
_NOTHING, _ANYTHING = r"[^\s\S]", r"[\s\S]"
_EMPTY_CLASSES = {"[]": _NOTHING, "[^]": _ANYTHING}
_NUL = re.compile(r"\\0(?![0-9])")
_NAMED = re.compile(r"\\k<([^>]*)>")
_COUNTED = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_LOOKING_FOR_NONE = re.compile(r"\(\?<?!")
_GROUP = re.compile(r"\((?:(?!\?)|\?<(?![=!])([^>]*)>)")


def respelled(pattern: str) -> str:
    """The same pattern without half pairs, empty classes and what names a group or a control.

    ECMA-262 §22.2.1 knows all of them; no text that is valid Unicode has half a pair. What is no
    pattern there comes out as it is, or as another text that is none.
    """
    return "".join(_written(pattern))


def loosened(pattern: str, most: int) -> str:
    """The pattern with no repetition counted beyond ``most``: it takes each text that it took.

    The same where it looks for what is not there, for then it would take less.
    """
    if _LOOKING_FOR_NONE.search(pattern):
        return pattern
    pieces = _pieces(pattern, _COUNTED)
    return "".join(_fewer(counted, most) if counted else token for token, counted in pieces)


def _fewer(counted: re.Match[str], most: int) -> str:
    least = int(counted[1])
    is_within = max(least, int(counted[3] or 0)) <= most
    return counted[0] if is_within else f"{{{min(least, most)},}}"


def _pieces(pattern: str, wanted: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str] | None]]:
    """The pattern in pieces, of which what is wanted outside of classes is one, with its match."""
    place, in_class = 0, False
    while place < len(pattern):
        match = None if in_class else wanted.match(pattern, place)
        end = match.end() if match else _end(pattern, place)
        token = pattern[place:end]
        in_class = token == "[" or (in_class and token != "]")
        yield token, match
        place = end


def _written(pattern: str) -> Iterator[str]:
    numbers = {name: str(at) for at, name in enumerate(_groups(pattern), 1) if name}
    place, opened = 0, ""  # the class that is open so far
    while place < len(pattern):
        place, text = _in_class(pattern, place) if opened else _taken(pattern, place, numbers)
        if not opened and text != "[":
            yield text
            continue
        opened += text
        if text == "]":
            yield _EMPTY_CLASSES.get(opened, opened)
            opened = ""
    yield opened


def _taken(pattern: str, at: int, numbers: dict[str, str]) -> tuple[int, str]:
    """Where what stands at a place outside of classes ends, and how it is written."""
    if match := _PAIRS.match(pattern, at):
        first, last = match[1] or match[2], match[1] or match[3]
        return match.end(), f"[{_character(first, match[4])}-{_character(last, match[5])}]"
    if not _PAIR.match(pattern, at) and (match := _ONE_HALF.match(pattern, at)):
        return match.end(), _NOTHING
    if (match := _NAMED.match(pattern, at)) and match[1] in numbers:
        return match.end(), rf"(?:\{numbers[match[1]]})"
    return _single(pattern, at)


def _in_class(pattern: str, at: int) -> tuple[int, str]:
    """Where what stands at a place in a class ends, and how it is written: halves are left out."""
    if not _PAIR.match(pattern, at) and (match := _HALVES.match(pattern, at)):
        return match.end(), ""
    if match := _FROM_HALF.match(pattern, at):
        return match.end(), r"\uE000-"
    end, text = _single(pattern, at)
    text = r"\x08" if text == r"\b" else text
    if text != "]" and (match := _TO_HALF.match(pattern, end)):
        return match.end(), rf"{text}-\uD7FF"
    return end, text


def _single(pattern: str, at: int) -> tuple[int, str]:
    """What is written alike in a class and outside."""
    if match := _PAIR.match(pattern, at):
        return match.end(), _character(match[1], match[2])
    if match := _NUL.match(pattern, at):
        return match.end(), r"\x00"
    end = _end(pattern, at)
    return end, pattern[at:end]


def _end(pattern: str, at: int) -> int:
    return at + (2 if pattern[at] == "\\" else 1)


def _groups(pattern: str) -> Iterator[str]:
    """The names of all groups in order; empty where one has none."""
    return (match[1] or "" for _, match in _pieces(pattern, _GROUP) if match)


def _character(high: str, low: str) -> str:
    code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    return f"\\u{{{code:x}}}"
