"""Regular expressions as JSON Schema writes them (ECMA-262 §22.2.1), read into a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mockserver.generation.charset import (
    ANY,
    DIGIT,
    LINE_END,
    SPACE,
    WORD,
    Ranges,
    named,
    rest,
    union,
)


class Unreadable(ValueError):
    """A pattern that uses what is not known here."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of some."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A part some times."""

    part: Tree
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What follows must begin so, or must not."""

    part: Tree
    negated: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or the end of the text."""

    at_end: bool


Tree = Chars | Sequence | Either | Repeated | Ahead | Edge

EMPTY = Sequence(())
_COUNT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_GROUP = re.compile(r"\?(?:(?P<kind>[:=!]|<[=!])|P?<[^>]*>)")
_PROPERTY = re.compile(r"\{\^?([^}]*)\}")
_HEX = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|x\{([0-9a-fA-F]+)\}")
_MANY = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROL = {"n": 10, "r": 13, "t": 9, "f": 12, "v": 11, "0": 0, "a": 7, "e": 27}
_CLASSES: dict[str, Ranges] = {"d": DIGIT, "w": WORD, "s": SPACE}


def parse(pattern: str) -> Tree:
    """The tree of a pattern. Raises Unreadable for what is not known here."""
    reading = _Reading(pattern)
    tree = reading.either()
    if reading.rest:
        raise Unreadable(pattern)
    return tree


class _Reading:
    """A pattern and how far it is read."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    @property
    def rest(self) -> str:
        return self._text[self._at :]

    def _next(self) -> str:
        if self._at >= len(self._text):
            raise Unreadable(self._text)
        self._at += 1
        return self._text[self._at - 1]

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self, expected: str) -> bool:
        found = self._text.startswith(expected, self._at)
        self._at += len(expected) if found else 0
        return found

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return match

    def either(self) -> Tree:
        """Branches up to a closing bracket or the end."""
        parts = [self._sequence()]
        while self._skip("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _sequence(self) -> Tree:
        parts: list[Tree] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _quantified(self, part: Tree) -> Tree:
        while True:
            bounds = self._bounds()
            if bounds is None:
                return part
            if not self._skip("?"):  # how greedy it is does not change what matches
                self._skip("+")
            part = Repeated(part, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        if self._peek() in ("*", "+", "?"):
            return _MANY[self._next()]
        match = self._match(_COUNT)
        if match is None:
            return None
        least, comma, most = match.groups()
        return int(least), int(most) if most else None if comma else int(least)

    def _atom(self) -> Tree:
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return Chars(self._set())
        if char in "^$":
            return Edge(char == "$")
        if char == ".":
            return Chars(rest(LINE_END))
        return self._escape() if char == "\\" else Chars(_one(char))

    def _group(self) -> Tree:
        kind = ""
        if self._peek() == "?":
            match = self._match(_GROUP)
            if match is None:
                raise Unreadable(self._text)
            kind = match["kind"] or ""
        part = self.either()
        if not self._skip(")"):
            raise Unreadable(self._text)
        if kind.startswith("<"):
            return EMPTY  # what stands before is left to the judge
        return Ahead(part, kind == "!") if kind in ("=", "!") and kind else part

    def _escape(self) -> Tree:
        char = self._peek()
        if char in ("b", "B"):
            self._at += 1
            return EMPTY  # the edge of a word is left to the judge
        if char in ("A", "z", "Z"):
            self._at += 1
            return Edge(char != "A")
        if char.isdigit() and char != "0":
            raise Unreadable(self._text)
        return Chars(self._escaped())

    def _escaped(self) -> Ranges:
        match = self._match(_HEX)
        if match:
            return _code(int(next(filter(None, match.groups())), 16))
        char = self._next()
        if char.lower() in _CLASSES:
            ranges = _CLASSES[char.lower()]
            return ranges if char.islower() else rest(ranges)
        if char in "pP":
            return self._property(negated=char == "P")
        if char == "c":
            return _code(ord(self._next()) % 32)
        return _code(_CONTROL[char]) if char in _CONTROL else _one(char)

    def _property(self, *, negated: bool) -> Ranges:
        match = self._match(_PROPERTY)
        ranges = named(match[1] if match else self._next())
        if ranges is None:
            raise Unreadable(self._text)
        return rest(ranges) if negated != bool(match and match[0].startswith("{^")) else ranges

    def _set(self) -> Ranges:
        negated = self._skip("^")
        parts: list[Ranges] = []
        while not self._skip("]"):
            low = self._member()
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", ""):
                parts.append(self._range(low))
            else:
                parts.append(low)
        ranges = union(parts)
        return rest(ranges) if negated else ranges

    def _range(self, low: Ranges) -> Ranges:
        self._at += 1
        high = self._member()
        is_single = (
            len(low) == len(high) == 1 and low[0][0] == low[0][1] and high[0][0] == high[0][1]
        )
        return ((low[0][0], high[0][0]),) if is_single else union((low, high, _one("-")))

    def _member(self) -> Ranges:
        char = self._next()
        if char != "\\":
            return _one(char)
        if self._skip("b"):
            return _code(8)
        return self._escaped()


def _one(char: str) -> Ranges:
    return _code(ord(char))


def _code(code: int) -> Ranges:
    return ((code, code),)


ANYTHING = Chars(ANY)
