"""The parts of a story that what follows can do without, and where they lie in its trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

Place = tuple[int, ...]
"""The number of a part within the one that it is in, after the numbers of those, from 1 on."""


class Part(NamedTuple):
    """A part of a story that was told, with its exchanges in the trail: from one to another."""

    place: Place
    begin: int
    end: int


@dataclass
class Parts:
    """Counts the parts of a story as they are told; ``omitted`` are those to be left out.

    What is drawn in a part and after it derives from the ``seed`` and its place alone, so that it
    is the same without what was before.
    """

    omitted: frozenset[Place] = frozenset()
    random: Random = field(default_factory=lambda: Random(0))
    seed: str = ""
    told: list[Part] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=lambda: [0])

    @contextmanager
    def begun(self, trail: Sequence[object]) -> Iterator[bool]:
        """Whether the part that begins here is to be told; parts within it are its own."""
        self._numbers[-1] += 1
        place, begin = tuple(self._numbers), len(trail)
        self._numbers.append(0)
        self.random.seed(f"{self.seed}|{place}")
        try:
            yield place not in self.omitted
        finally:
            self.random.seed(f"{self.seed}|{place}|after")
            self._numbers.pop()
            self.told.append(Part(place, begin, len(trail)))

    def after(self, last: int) -> list[Place]:
        """Those that began when what is at ``last`` in the trail had been sent."""
        return [each.place for each in self.told if each.begin > last]

    def before(self, last: int) -> list[Part]:
        """Those that sent something, and were over when what is at ``last`` was sent.

        Without those that lie within another one of them.
        """
        found = [each for each in self.told if each.begin < each.end <= last]
        outer = {each.place for each in found}
        return [each for each in found if outer.isdisjoint(_above(each.place))]


def _above(place: Place) -> Iterator[Place]:
    """The parts that one is in."""
    return (place[:depth] for depth in range(1, len(place)))
