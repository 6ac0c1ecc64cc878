"""Sets of texts, and what is left of one after a character (Brzozowski 1964, derivatives).

Intersection and complement are as plain here as repetition, so that several patterns, patterns
that must not match and look-ahead are one language.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from mockserver.generation import pattern_syntax as syntax
from mockserver.generation.charset import ALL, ANY, END, START, Ranges, common, rest

# The length of a text that is not there.
FAR = 10**9
_UNROLLED = 12


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A set of texts; equal ones made by one algebra are the same object."""

    number: int
    kind: str
    parts: tuple[Language, ...]
    ranges: Ranges
    least: int
    most: int | None
    nullable: bool


class Algebra:
    """Makes languages, each once."""

    def __init__(self) -> None:
        self._made: dict[object, Language] = {}
        self._numbers = itertools.count()
        self._derived: dict[tuple[int, int], Language] = {}
        self._classes: dict[int, tuple[Ranges, ...]] = {}
        self._shortest: dict[int, int | None] = {}
        self.nothing = self._make("chars", nullable=False)
        self.empty = self._make("empty", nullable=True)
        self.all = self.repeated(self.chars(ALL), 0, None)
        self.any = self.repeated(self.chars(ANY), 0, None)
        self.start = self.chars(((START, START),))
        self.end = self.chars(((END, END),))

    def _make(
        self,
        kind: str,
        parts: tuple[Language, ...] = (),
        *,
        ranges: Ranges = (),
        least: int = 0,
        most: int | None = None,
        nullable: bool,
    ) -> Language:
        key = kind, tuple(part.number for part in parts), ranges, least, most
        if key not in self._made:
            made = Language(next(self._numbers), kind, parts, ranges, least, most, nullable)
            return self._made.setdefault(key, made)
        return self._made[key]

    def chars(self, ranges: Ranges) -> Language:
        """One character of a set."""
        return self._make("chars", ranges=ranges, nullable=False)

    def after(self, first: Language, second: Language) -> Language:
        """One text after another."""
        if self.nothing in (first, second):
            return self.nothing
        if first is self.empty:
            return second
        if second is self.empty:
            return first
        if first.kind == "after":
            return self.after(first.parts[0], self.after(first.parts[1], second))
        nullable = first.nullable and second.nullable
        return self._make("after", (first, second), nullable=nullable)

    def either(self, languages: Iterable[Language]) -> Language:
        """All texts of some."""
        parts = self._flat("either", languages)
        if self.all in parts:
            return self.all
        kept = tuple(part for part in parts if part is not self.nothing)
        if kept[1:] == ():
            return kept[0] if kept else self.nothing
        return self._make("either", kept, nullable=any(part.nullable for part in kept))

    def both(self, languages: Iterable[Language]) -> Language:
        """The texts that are in each."""
        parts = self._flat("both", languages)
        if self.nothing in parts:
            return self.nothing
        kept = tuple(part for part in parts if part is not self.all)
        if kept[1:] == ():
            return kept[0] if kept else self.all
        return self._make("both", kept, nullable=all(part.nullable for part in kept))

    def _flat(self, kind: str, languages: Iterable[Language]) -> tuple[Language, ...]:
        """Sorted and each once, so that the same set is the same language."""
        parts = {
            part.number: part
            for each in languages
            for part in (each.parts if each.kind == kind else (each,))
        }
        return tuple(parts[number] for number in sorted(parts))

    def negated(self, language: Language) -> Language:
        """All other texts."""
        if language is self.nothing:
            return self.all
        if language.kind == "negated":
            return language.parts[0]
        if language is self.all:
            return self.nothing
        return self._make("negated", (language,), nullable=not language.nullable)

    def repeated(self, language: Language, least: int, most: int | None) -> Language:
        """A text of it some times."""
        if most == 0 or language is self.empty:
            return self.empty
        if least == most == 1:
            return language
        nullable = least == 0 or language.nullable
        return self._make("repeated", (language,), least=least, most=most, nullable=nullable)

    def derive(self, language: Language, code: int) -> Language:
        """The rests of the texts that begin with a character."""
        key = language.number, code
        if key not in self._derived:
            self._derived[key] = self._derive(language, code)
        return self._derived[key]

    def _derive(self, language: Language, code: int) -> Language:
        parts = language.parts
        match language.kind:
            case "after":
                remaining = self.after(self.derive(parts[0], code), parts[1])
                skipped = (self.derive(parts[1], code),) if parts[0].nullable else ()
                derived = self.either((remaining, *skipped))
            case "either":
                derived = self.either(self.derive(part, code) for part in parts)
            case "both":
                derived = self.both(self.derive(part, code) for part in parts)
            case "negated":
                derived = self.negated(self.derive(parts[0], code))
            case "repeated":
                most = None if language.most is None else language.most - 1
                left = self.repeated(parts[0], max(language.least - 1, 0), most)
                derived = self.after(self.derive(parts[0], code), left)
            case _:
                fits = any(low <= code <= high for low, high in language.ranges)
                derived = self.empty if fits else self.nothing
        return derived

    def classes(self, language: Language) -> tuple[Ranges, ...]:
        """Sets of characters that make no difference as the next one, marks left out."""
        if language.number not in self._classes:
            split: tuple[Ranges, ...] = (ANY,)
            for ranges in self._first(language):
                halves = ((common(each, ranges), rest(ranges, each)) for each in split)
                split = tuple(half for pair in halves for half in pair if half)
            self._classes[language.number] = split
        return self._classes[language.number]

    def _first(self, language: Language) -> tuple[Ranges, ...]:
        """The sets that the next character is compared with."""
        if language.kind == "chars":
            return (language.ranges,)
        parts = language.parts
        if language.kind == "after" and not parts[0].nullable:
            parts = parts[:1]
        return tuple(dict.fromkeys(each for part in parts for each in self._first(part)))

    def shortest(self, language: Language) -> int | None:
        """The length of the shortest text without marks; None where only a search can tell.

        The start lies behind, so that what waits for it never comes; nothing follows the end.
        """
        if language.number not in self._shortest:
            self._shortest[language.number] = self._length(language)
        return self._shortest[language.number]

    def _length(self, language: Language) -> int | None:
        if language.kind == "chars":
            never = not language.ranges or language is self.start
            return FAR if never else int(language is not self.end)
        known = [self.shortest(part) for part in language.parts]
        lengths = [length for length in known if length is not None]
        if len(lengths) < len(known) or language.kind in ("both", "negated"):
            return None
        if language.kind == "either":
            return min(lengths)
        ends_early = language.kind == "after" and language.parts[0] is self.end and lengths[1]
        times = language.least if language.kind == "repeated" else 1
        return FAR if ends_early else min(FAR, times * sum(lengths))

    def matching(self, pattern: str) -> Language:
        """The texts, between their marks, in which a pattern is found. Raises Unreadable."""
        before = self.either((self.empty, self.after(self.start, self.any)))
        behind = self.either((self.empty, self.after(self.any, self.end)))
        return self.after(before, self._of(syntax.parse(pattern), behind))

    def _of(self, tree: syntax.Tree, then: Language) -> Language:
        """What a part of a pattern matches when something follows."""
        match tree:
            case syntax.Chars(ranges):
                return self.after(self.chars(ranges), then)
            case syntax.Sequence(parts):
                for part in reversed(parts):
                    then = self._of(part, then)
                return then
            case syntax.Either(parts):
                return self.either([self._of(part, then) for part in parts])
            case syntax.Edge(at_end):
                return self.after(self.end if at_end else self.start, then)
            case syntax.Ahead(part, negated):
                ahead = self._of(part, self.all)
                return self.both((self.negated(ahead) if negated else ahead, then))
            case syntax.Repeated(part, least, most):
                return self._repeated(part, least, most, then)

    def _repeated(
        self, part: syntax.Tree, least: int, most: int | None, then: Language
    ) -> Language:
        """Where a part looks ahead, what follows matters: it is written out some times."""
        if not _looks_ahead(part):
            return self.after(self.repeated(self._of(part, self.empty), least, most), then)
        last = least + _UNROLLED if most is None else min(most, least + _UNROLLED)
        made = then
        for count in range(last - 1, -1, -1):
            once = self._of(part, made)
            made = self.either((then, once)) if count >= least else once
        return made


def _looks_ahead(tree: syntax.Tree) -> bool:
    match tree:
        case syntax.Ahead():
            return True
        case syntax.Sequence(parts) | syntax.Either(parts):
            return any(map(_looks_ahead, parts))
        case syntax.Repeated(part):
            return _looks_ahead(part)
    return False
