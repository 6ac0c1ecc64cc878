"""The places in a JSON text, found by its tokens; the text has been read already."""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Iterator
from dataclasses import field
from itertools import chain
from typing import Any

from mockserver.source import rules
from mockserver.source.lines import Lines
from mockserver.source.marks import Marks, Offsets
from mockserver.source.reading import Fault, collector_paused, excerpt
from mockserver.value import dataclass

# A string without an end is a token as well: to look for ends again and again takes too long.
_QUOTED = r'"(?:[^"\\]++|\\.)*+\\?(?:"|\Z)'
_SPACE = r"[ \t\r\n]*+"
_TOKEN = re.compile(
    rf'(?:({_QUOTED}){_SPACE}:{_SPACE})?+(?:({_QUOTED})|([{{\[])|([}}\]])|([^\s,:{{}}\[\]"]++))',
    re.DOTALL,
)
"""A name, if there is one, and the beginning of its value; or the end of an object or array."""
_NAME, _STRING, _OPEN, _CLOSE, _LITERAL = range(1, 6)
# One that is escaped and has no other half beside it, or so it seems where backslashes are escaped.
_LONE_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Frame:
    """The places in an object or array: offsets of key and value, or of the value alone."""

    is_array: bool
    places: dict[str | int, tuple[int, ...]] = field(default_factory=dict)
    below: dict[str | int, _Frame] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Repeated:
    """A name that comes again in its object."""

    name: str
    first: int
    offset: int


def locate(text: str, root: Any) -> Marks:
    """The marks for a value that this text was read as."""
    holder = [root]
    offsets: dict[int, Offsets] = {}
    with collector_paused():
        waiting: list[tuple[Any, _Frame]] = [(holder, _scan(text, []))]
        while waiting:
            container, frame = waiting.pop()
            offsets[id(container)] = array("I", chain.from_iterable(frame.places.values()))
            waiting.extend((container[name], below) for name, below in frame.below.items())
    return Marks(holder, offsets)


def _scan(text: str, repeated: list[_Repeated]) -> _Frame:
    """The places in a text, as those in an array that holds its root; the last of a name counts."""
    frame = top = _Frame(is_array=True)
    around: list[_Frame] = []
    for token in _TOKEN.finditer(text):
        kind = token.lastindex or 0
        if kind == _CLOSE:
            frame = around.pop()
            continue
        name: str | int
        if frame.is_array:
            name = len(frame.places)
            frame.places[name] = (token.start(kind),)
        else:
            name = _name(token[_NAME])
            if name in frame.places:
                repeated.append(_Repeated(name, frame.places[name][0], token.start()))
                frame.below.pop(name, None)
            frame.places[name] = (token.start(), token.start(kind))
        if kind == _OPEN:
            below = frame.below[name] = _Frame(is_array=token[_OPEN] == "[")
            around.append(frame)
            frame = below
    return top


def _name(quoted: str) -> str:
    return str(json.loads(quoted)) if "\\" in quoted else quoted[1:-1]


def nested_at(text: str, depth: int) -> int:
    """The offset at which objects and arrays first are nested deeper than that."""
    level = 0
    for token in _TOKEN.finditer(text):
        if token.lastindex == _OPEN:
            level += 1
            if level > depth:
                return token.start(_OPEN)
        elif token.lastindex == _CLOSE:
            level -= 1
    return 0


def oddities(text: str, *, is_odd: bool) -> list[Fault]:
    """What the grammar allows and a document may not hold; ``is_odd`` says that there is some."""
    faults: list[Fault] = []
    if is_odd:
        faults.extend(_duplicates(text))
        faults.extend(_numbers(text))
    if _LONE_ESCAPE.search(text):
        faults.extend(_surrogates(text))
    return faults


def _duplicates(text: str) -> Iterator[Fault]:
    repeated: list[_Repeated] = []
    _scan(text, repeated)
    lines = Lines(text)
    for each in repeated:
        name, line = excerpt(each.name), lines.line(each.first)
        said = f"'{name}' is a name in this object already, in line {line}; remove one of them"
        yield Fault(each.offset, rules.JSON_DUPLICATE, said)


def _numbers(text: str) -> Iterator[Fault]:
    for token in _TOKEN.finditer(text):
        if token.lastindex == _LITERAL and _is_not_finite(token[_LITERAL]):
            number = excerpt(token[_LITERAL])
            said = f"'{number}' is no number of JSON; write null, or put it in quotes"
            yield Fault(token.start(_LITERAL), rules.NOT_FINITE, said)


def _is_not_finite(literal: str) -> bool:
    if literal in ("true", "false", "null"):
        return False
    try:
        int(literal)
    except ValueError:
        return not math.isfinite(float(literal))
    return False


def _surrogates(text: str) -> Iterator[Fault]:
    for token in _TOKEN.finditer(text):
        for kind in (_NAME, _STRING):
            if token[kind] and _LONE.search(json.loads(token[kind])):
                said = f"the text {excerpt(token[kind])} holds half of a character"
                said = f"{said}; surrogates come in pairs only"
                yield Fault(token.start(kind), rules.CHARACTER, said)
