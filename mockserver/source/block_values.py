"""Scalars of YAML's block style, one line or several, as libyaml reads them (YAML 1.2 §7.3, §8.1).

What is here reads the forms in which long documents are written, and raises Unusual for all else:
another reader knows the whole of YAML, and takes longer.
"""

from __future__ import annotations

import math
import re
from typing import Any

from mockserver.source.scalar import NOT_TEXT, resolve

_INDICATORS = r"""\s\-?:,\[\]{}#&*!|>'"%@`"""
_LETTERS = frozenset("ABCDEGHIJKLMOPQRSUVWXYZabcdeghijklmopqrsuvwxyz")
"""What begins a text and nothing else; see ``NOT_TEXT``."""
PLAIN = re.compile(rf"[^{_INDICATORS}]|[-?:](?=[^ ])")
"""The beginning of a plain scalar."""

_KEY = re.compile(rf"""( *+)(?:([^{_INDICATORS}~=<](?:[^#]*[^#\s])?)|'([^']*)'|"([^"\\]*)")""")
_QUOTED = re.compile(r"""(?:"((?:[^"\\]|\\.)*+)"|'((?:[^']|'')*+)')(?: +#.*| *)""")
_QUOTED_LINES = re.compile(
    r"""(?:"((?:[^"\\]|\\.)*+)"|'((?:[^']|'')*+)')(?: +#[^\n]*| *)$""", re.MULTILINE | re.DOTALL
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_ESCAPED = {
    **dict(zip("0abtnvfre", "\0\a\b\t\n\v\f\r\x1b", strict=True)),
    **dict(zip(' "/\\', ' "/\\', strict=True)),
    **dict(zip("N_LP\t", "\x85\xa0\u2028\u2029\t", strict=True)),
}
_HEADER = re.compile(r"([|>])(?:([-+])([1-9])?|([1-9])([-+])?)?(?: +#.*| *)")
_LONGEST_KEY = 1000  # libyaml looks no further than 1024 bytes for its colon, so ASCII is safe
_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF


class Unusual(Exception):
    """To be read by the reader that knows all of YAML."""


class _Odd:
    """Stands for a value that is not told by one line alone."""


ODD: Any = _Odd()
ELSEWHERE = (-2, None)
"""What is no key."""
NOTHING = (-4, None)
"""A line that is blank, or a comment."""


class Members(dict[str, tuple[int, Any]]):
    """What stands before ``': '`` in a line: twice its column, and the name that it is."""

    def __missing__(self, head: str) -> tuple[int, Any]:
        match = _KEY.fullmatch(head)
        if match is not None:
            found: tuple[int, Any] = (2 * len(match[1]), _name(match))
        else:
            found = _other(head)
        self[head] = found
        return found


def _other(line: str) -> tuple[int, Any]:
    """What begins with no key: a comment, an element that is more than a scalar, or a text."""
    bare = line.lstrip(" ")
    if bare[:1] == "#":
        return NOTHING
    if bare[:2] == "- " or bare == "-":
        return 2 * (len(line) - len(bare)) + 1, ODD
    return ELSEWHERE


class Lines(dict[str, tuple[int, Any]]):
    """Lines without ``': '``: a key with twice its column, an element with that plus one."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def __missing__(self, line: str) -> tuple[int, Any]:
        found = self[line] = self._read(line)
        return found

    def _read(self, line: str) -> tuple[int, Any]:
        bare = line.lstrip(" ")
        if not bare or bare[0] == "#":
            return NOTHING
        if bare[-1] == ":" and (match := _KEY.fullmatch(line, 0, len(line) - 1)):
            return 2 * len(match[1]), _name(match)
        if bare[:2] == "- ":
            return 2 * (len(line) - len(bare)) + 1, self._values[bare[2:]]
        return _other(line)


class Values(dict[str, Any]):
    """What stands after ``': '`` in a line, as the value that it is; ODD where it is more."""

    def __missing__(self, rest: str) -> Any:
        if rest[:1] in _LETTERS and rest[-1] not in ": " and ": " not in rest and " #" not in rest:
            self[rest] = rest  # as nearly always
            return rest
        value = self[rest] = _value(rest.strip(" "))
        return value


def _name(match: re.Match[str]) -> str:
    plain = match[2]
    name = plain if plain is not None else match[3] if match[3] is not None else match[4]
    if len(name) > _LONGEST_KEY or (plain and not _is_plain_name(plain)):
        raise Unusual
    return str(name)


def _is_plain_name(plain: str) -> bool:
    """Another type is told of, and so is what merges."""
    return ": " not in plain and type(resolve(plain)) in (str, int)


def _value(rest: str) -> Any:
    if not rest:
        return ODD
    if rest[0] in "\"'":
        match = _QUOTED.fullmatch(rest)
        return ODD if match is None else _quoted(match)
    if not PLAIN.match(rest):
        return ODD
    plain = rest.partition(" #")[0].rstrip(" ")
    return ODD if is_broken(plain) else resolved(plain)


def is_broken(plain: str) -> bool:
    """Whether a plain scalar holds what would make a key of it."""
    return ": " in plain or plain[-1:] == ":"


def resolved(plain: str) -> Any:
    """The value of a plain scalar."""
    if plain[0] not in NOT_TEXT:
        return plain
    value = resolve(plain)
    if value.__class__ is float and not math.isfinite(value):
        raise Unusual
    return value


def _quoted(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2].replace("''", "'")
    return _ESCAPE.sub(_unescaped, match[1]) if "\\" in match[1] else match[1]


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code in _ESCAPED:
        return _ESCAPED[code]
    if len(code) == 1:
        raise Unusual
    number = int(code[1:], 16)
    if number in _SURROGATES or number > _LAST:
        raise Unusual
    return chr(number)


def quoted(text: str, offset: int) -> tuple[str, int]:
    """The value of quotes that open at an offset and close lines below, and how many below."""
    match = _QUOTED_LINES.match(text, offset)
    if match is None or "\n---" in match[0] or "\n..." in match[0]:
        raise Unusual
    below = match[0].count("\n")
    if match[1] is None:
        return _folded(match[2]).replace("''", "'"), below
    if re.search(r"\\ +\n", match[1]):
        raise Unusual
    return _ESCAPE.sub(_unescaped, _folded(match[1], is_escaped=True)), below


def _folded(text: str, *, is_escaped: bool = False) -> str:
    """Lines joined by spaces, and blank ones as breaks (YAML 1.2 §6.5)."""
    first, *others = text.split("\n")
    last = len(others) - 1
    parts = [first.rstrip(" ")]
    breaks = 0
    for number, line in enumerate(others):
        bare = line.lstrip(" ") if number == last else line.strip(" ")
        if not bare and number != last:
            breaks += 1
            continue
        if is_escaped and _is_continued(parts[-1]):
            parts[-1] = parts[-1][:-1]
            parts.append("\n" * breaks)
        else:
            parts.append("\n" * breaks or " ")
        parts.append(bare)
        breaks = 0
    return "".join(parts)


def _is_continued(line: str) -> bool:
    return bool((len(line) - len(line.rstrip("\\"))) % 2)


def is_within(line: str, indent: int) -> bool:
    """Whether a line belongs to what stands in brackets: it is indented more, or closes them."""
    bare = line.lstrip(" ")
    return not bare or len(line) - len(bare) > indent or bare[0] in "]}"


def joined(first: str, lines: list[str], begin: int, indent: int) -> tuple[Any, int]:
    """A plain scalar that goes on at a line, and the number of the last line that is indented more.

    ``first`` is what stands of it before, on one line.
    """
    parts, breaks, end = [first.rstrip(" ")], 0, begin
    if " #" in first or not PLAIN.match(first):
        raise Unusual
    for end in range(begin, len(lines)):
        line = lines[end]
        bare = line.lstrip(" ")
        if not bare:
            breaks += 1
            continue
        if len(line) - len(bare) <= indent:
            break
        if bare[0] == "#" or " #" in bare or ": " in bare:
            raise Unusual
        parts += ("\n" * breaks or " ", bare.rstrip(" "))
        breaks = 0
        if parts[-1][-1] == ":":
            raise Unusual
    return resolved("".join(parts)), end - 1


def block(header: str, lines: list[str], number: int, indent: int) -> tuple[str, int]:
    """The value of a block scalar whose header ends a line, and the number of the line after it.

    ``indent`` is the column of what holds it. ``lines`` ends with what follows the last break.
    """
    match = _HEADER.fullmatch(header)
    if match is None:
        raise Unusual
    chomping = match[2] or match[5] or ""
    width = match[3] or match[4]
    begin = number + 1
    column = indent + int(width) if width else _column(lines, begin, indent)
    end = _end(lines, begin, column)
    told = [line[column:] for line in lines[begin:end]]
    filled = end
    while filled > begin and not told[filled - begin - 1] and len(lines[filled - 1]) <= column:
        filled -= 1
    return _chomped(told, filled - begin, chomping, is_folded=match[1] == ">"), end


def _column(lines: list[str], begin: int, indent: int) -> int:
    """That of the first line which is not blank, or what blank ones before it reach."""
    deepest = indent + 1
    for number in range(begin, len(lines)):
        line = lines[number]
        width = len(line) - len(line.lstrip(" "))
        deepest = max(deepest, width)
        if width < len(line):
            break
    return deepest


def _end(lines: list[str], begin: int, column: int) -> int:
    for number in range(begin, len(lines) - 1):
        line = lines[number]
        bare = line.lstrip(" ")
        if bare and len(line) - len(bare) < column:
            if bare[0] == "\t":
                raise Unusual
            return number
    if lines[-1]:
        raise Unusual  # the text does not end with a break
    return len(lines) - 1


def _chomped(told: list[str], filled: int, chomping: str, *, is_folded: bool) -> str:
    content = told[:filled]
    text = _folded_block(content) if is_folded else "\n".join(content)
    if chomping == "-":
        return text
    if chomping == "+":
        return text + "\n" * (len(told) - filled + bool(filled))
    return text + "\n" if filled else text


def _folded_block(content: list[str]) -> str:
    """YAML 1.2 §8.1.3: lines that are indented further, and those about them, keep their breaks."""
    parts: list[str] = []
    breaks = 0
    was_blank: bool | None = None  # whether the line before begins with a blank; None before all
    for line in content:
        if not line:
            breaks += 1
            continue
        is_blank = line[0] == " " or line[0] == "\t"
        if was_blank is None:
            parts.append("\n" * breaks)
        elif was_blank or is_blank:
            parts.append("\n" * (breaks + 1))
        else:
            parts.append("\n" * breaks or " ")
        parts.append(line)
        was_blank, breaks = is_blank, 0
    return "".join(parts)
