"""Texts that match patterns."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from mockserver.generation import charset
from mockserver.generation.charset import END, START, Ranges
from mockserver.generation.language import FAR, Algebra, Language
from mockserver.generation.pattern_syntax import Unreadable
from mockserver.schema.canonical import Canonical, canonicalize

_TRIES = 30
_EXPLORED = 3000
_USUAL = 12
_LONGEST = 100_000
# How likely a kind of character is chosen, and where it is found.
_TASTE: tuple[tuple[int, Ranges], ...] = (
    (40, ((97, 122),)),
    (20, ((48, 57),)),
    (12, ((65, 90),)),
    (3, ((45, 46), (95, 95))),
    (2, ((32, 32),)),
    (1, ((33, 44), (47, 47), (58, 64), (91, 94), (96, 96), (123, 126))),
    (1, ((0xC0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x3041, 0x3096), (0x4E00, 0x9FA5))),
)
_SURROGATES: Ranges = ((0xD800, 0xDFFF),)

_Key = tuple[tuple[str, ...], tuple[str, ...], int | None, int | None]


class Patterns:
    """Keeps what was learned of each set of patterns."""

    def __init__(self) -> None:
        self._walks: dict[_Key, _Walk | None] = {}
        self._judges: dict[str, Canonical] = {}

    def judge(self, pattern: str) -> Canonical:
        """The strings that match one pattern."""
        if pattern not in self._judges:
            self._judges[pattern] = canonicalize({"type": "string", "pattern": pattern})
        return self._judges[pattern]

    def texts(
        self,
        patterns: tuple[str, ...],
        excluded: tuple[str, ...],
        window: tuple[int, int | None],
        random: Random,
    ) -> Iterator[str]:
        """Texts of a length that match all patterns and none that is excluded."""
        least, most = window
        loose = self._walk((patterns, excluded, None, None))
        if loose is None:
            return
        for _ in range(_TRIES):
            text = loose.text(least, most, random)
            if text is not None:
                yield text
        exact = self._walk((patterns, excluded, least, most))
        for _ in range(_TRIES):
            text = exact.text(least, most, random) if exact else None
            if text is not None:
                yield text

    def _walk(self, key: _Key) -> _Walk | None:
        if key not in self._walks:
            try:
                self._walks[key] = _Walk(*key)
            except Unreadable:
                self._walks[key] = None
        return self._walks[key]


class _Walk:
    """A way from character to character through what patterns allow."""

    def __init__(
        self,
        patterns: tuple[str, ...],
        excluded: tuple[str, ...],
        least: int | None,
        most: int | None,
    ) -> None:
        algebra = self._algebra = Algebra()
        demands = [algebra.matching(pattern) for pattern in patterns]
        demands += [algebra.negated(algebra.matching(pattern)) for pattern in excluded]
        if least is not None:
            inside = algebra.repeated(algebra.chars(charset.ANY), least, most)
            demands.append(algebra.after(algebra.start, algebra.after(inside, algebra.end)))
        self._whole = algebra.derive(algebra.both(demands), START)
        self._distances: dict[int, int] = {}

    def text(self, least: int, most: int | None, random: Random) -> str | None:
        """One text; None where the way ended nowhere."""
        limit = _LONGEST if most is None else most
        aim = min(limit, max(least, random.randrange(1, _USUAL)))
        state, chars = self._whole, ""
        while len(chars) <= _LONGEST:
            if self._ends(state) and len(chars) >= aim:
                return chars
            step = self._step(state, limit - len(chars), random, in_haste=len(chars) >= aim)
            if step is None:
                return chars if self._ends(state) and len(chars) >= least else None
            chars += step[0]
            state = step[1]
        return None

    def _step(
        self, state: Language, room: int, random: Random, *, in_haste: bool
    ) -> tuple[str, Language] | None:
        """The next character and what is left; in haste the one that is nearest to an end."""
        options = [
            (self._distance(after), ranges, after)
            for ranges, after in self._after(state)
            if self._distance(after) < room
        ]
        if in_haste and options:
            nearest = min(distance for distance, _, _ in options)
            options = [option for option in options if option[0] == nearest]
        weighted = [
            (weight, part, after)
            for _, ranges, after in options
            for weight, part in _tasted(ranges)
        ]
        if not weighted:
            return None
        point = random.randrange(sum(weight for weight, _, _ in weighted))
        for weight, part, after in weighted:
            point -= weight
            if point < 0:
                return _char(part, random), after
        return None

    def _after(self, state: Language) -> list[tuple[Ranges, Language]]:
        pairs = (
            (ranges, self._algebra.derive(state, ranges[0][0]))
            for ranges in self._algebra.classes(state)
        )
        return [(ranges, after) for ranges, after in pairs if after is not self._algebra.nothing]

    def _ends(self, state: Language) -> bool:
        return self._algebra.derive(state, END).nullable

    def _distance(self, state: Language) -> int:
        """How many characters are needed at least; very many where no end is seen."""
        length = self._algebra.shortest(state)
        if length is not None:
            return length
        if state.number not in self._distances:
            self._explore(state)
        return self._distances[state.number]

    def _explore(self, start: Language) -> None:
        """Breadth first; all on the way to the nearest end are known afterwards."""
        came: dict[int, Language | None] = {start.number: None}
        front = [start]
        while front and len(came) < _EXPLORED:
            ahead: list[Language] = []
            for state in front:
                if self._ends(state) or self._distances.get(state.number, FAR) < FAR:
                    self._remember(state, came)
                    return
                for _, after in self._after(state):
                    if after.number not in came:
                        came[after.number] = state
                        ahead.append(after)
            front = ahead
        self._distances[start.number] = FAR

    def _remember(self, state: Language, came: dict[int, Language | None]) -> None:
        distance = self._distances.get(state.number, 0)
        step: Language | None = state
        while step is not None:
            self._distances[step.number] = distance
            distance += 1
            step = came[step.number]


def _tasted(ranges: Ranges) -> list[tuple[int, Ranges]]:
    """The kinds of characters of a set, each with its weight."""
    kinds = [(weight, charset.common(ranges, kind)) for weight, kind in _TASTE]
    return [each for each in kinds if each[1]] or [(1, charset.rest(_SURROGATES, ranges))]


def _char(ranges: Ranges, random: Random) -> str:
    point = random.randrange(sum(high - low + 1 for low, high in ranges))
    for low, high in ranges:
        if point <= high - low:
            return chr(low + point)
        point -= high - low + 1
    return ""
