"""Whether all texts that match some patterns match others: decided over the languages they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from mockserver.generation import charset
from mockserver.generation.charset import END, START, Ranges
from mockserver.generation.language import Algebra, Language
from mockserver.generation.pattern_syntax import Unreadable

_EXPLORED = 2_000
_SURROGATES: Ranges = ((0xD800, 0xDFFF),)
_LIKED: tuple[Ranges, ...] = (((97, 122),), ((48, 57),), ((65, 90),), ((33, 126),))


class Undecided(Exception):
    """The patterns cannot be read here, or are too many states."""


@lru_cache(maxsize=256)
def stranger(narrow: frozenset[str], wide: frozenset[str]) -> str | None:
    """A shortest text that matches all of the narrow and not all of the wide; None for no such.

    Raises Undecided.
    """
    found = [text for text in map(_Apart(narrow).text, sorted(wide - narrow)) if text is not None]
    return min(found, key=len, default=None)


class _Apart:
    """Texts that match some patterns."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = sorted(patterns)

    def text(self, excluded: str) -> str | None:
        """The shortest one that does not match another."""
        algebra = Algebra()
        try:
            demands = [algebra.matching(pattern) for pattern in self._patterns]
            demands.append(algebra.negated(algebra.matching(excluded)))
            inside = algebra.after(algebra.start, algebra.after(algebra.any, algebra.end))
            whole = algebra.derive(algebra.both([*demands, inside]), START)
        except Unreadable as error:
            raise Undecided(str(error)) from error
        return _nearest(algebra, whole)


def _nearest(algebra: Algebra, whole: Language) -> str | None:
    """Breadth first through what is left after each character."""
    front, seen = [(whole, "")], {whole.number}
    while front:
        ahead = []
        for state, text in front:
            if algebra.derive(state, END).nullable:
                return text
            for after, char in _steps(algebra, state):
                if after.number not in seen:
                    seen.add(after.number)
                    ahead.append((after, text + char))
        if len(seen) > _EXPLORED:
            raise Undecided("too many states")
        front = ahead
    return None


def _steps(algebra: Algebra, state: Language) -> Iterator[tuple[Language, str]]:
    for ranges in algebra.classes(state):
        after = algebra.derive(state, ranges[0][0])
        plain = charset.rest(_SURROGATES, ranges)
        if after is not algebra.nothing and plain:
            yield after, _char(plain)


def _char(ranges: Ranges) -> str:
    """One that people know, where there is such a one."""
    liked = (charset.common(ranges, each) for each in _LIKED)
    return chr(next((each for each in liked if each), ranges)[0][0])
