"""What one value is drawn with, and the spot that is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from typing import Any

from mockserver.generation import naming
from mockserver.generation.height import Heights
from mockserver.generation.notes import Notes
from mockserver.generation.pattern import Patterns
from mockserver.generation.scene import Scene
from mockserver.schema.canonical import Canonical, canonicalize
from mockserver.spec.schema import JsonSchema

USUAL_DEPTH = 5
TRIES = 24
NOTHING_FIXED: Mapping[str, Any] = MappingProxyType({})
EFFORT = 8_000
"""How many values one call may draw in all, those that are thrown away counted."""

_LETTERS = 2_000_000  # how many characters they may be demanded to have together
_DEEPEST = 60


class DeadEnd(Exception):
    """No value was found at one spot."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How values are drawn: with optional members, and with examples and names as a guide.

    Where nothing guides, ``words`` makes some up; without it the word is ``string`` and the number
    0, which says that nothing is known. After ``budget`` values only what has to be is drawn.
    """

    full: bool = True
    natural: bool = True
    words: bool = True
    size: int | None = None
    budget: int = 400


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: its name, its neighbours, how deep, and below which definitions."""

    name: str
    scene: Scene
    depth: int = 0
    path: tuple[str, ...] = ()
    index: int = 0
    fixed: Mapping[str, Any] = field(default_factory=lambda: NOTHING_FIXED)

    def inside(self, definition: str) -> Spot:
        """The same spot, below a definition."""
        path = (*self.path, definition)
        return Spot(self.name, self.scene, self.depth, path, self.index, self.fixed)

    def within(self, scene: Scene) -> Spot:
        """The same spot, in an object's own scene."""
        return Spot(self.name, scene, self.depth, self.path, self.index, self.fixed)

    def member(self, name: str, index: int = 0) -> Spot:
        """The spot of a property."""
        return Spot(name, self.scene, self.depth + 1, self.path, index)

    def item(self, scene: Scene, index: int) -> Spot:
        """The spot of one of a list."""
        return Spot(naming.singular(self.name), scene, self.depth + 1, self.path, index)


class Tools:
    """What is learned of a schema once and used for all of its values."""

    def __init__(self) -> None:
        self.heights = Heights()
        self.patterns = Patterns()
        self._canonical: dict[int, tuple[JsonSchema, Canonical]] = {}

    def canonical(self, schema: dict[str, Any]) -> Canonical:
        """A schema of its own, reduced. Raises DeadEnd for what the library cannot reduce."""
        if id(schema) not in self._canonical:  # the schema is kept, so that its id stays its own
            try:
                self._canonical[id(schema)] = schema, canonicalize(schema)
            except ValueError as error:
                raise DeadEnd from error
        return self._canonical[id(schema)][1]


class Effort:
    """How much one call may still do."""

    def __init__(self) -> None:
        self._left = EFFORT
        self._letters = _LETTERS

    def spend(self, letters: int = 0) -> None:
        """One value, or so many letters of one. Raises DeadEnd when all is spent."""
        self._left -= not letters
        self._letters -= letters
        if self._left < 0 or self._letters < 0:
            raise DeadEnd


Draw = Callable[[Canonical, Notes, Spot], Any]


class Run:
    """Chance, language and manner of one value."""

    def __init__(
        self, random: Random, locale: str, manner: Manner, tools: Tools, effort: Effort
    ) -> None:
        self.random = random
        self.manner = manner
        self.tools = tools
        self._locale = locale
        self._effort = effort
        self._left = manner.budget

    def count(self, spot: Spot) -> None:
        """Called for each value. Raises DeadEnd where it is too much or too deep."""
        self._left -= 1
        self._effort.spend()
        if spot.depth > _DEEPEST or len(spot.path) > 2 * _DEEPEST:
            raise DeadEnd

    def count_letters(self, letters: int) -> None:
        """Called for a text that has to have so many. Raises DeadEnd where it is too much."""
        self._effort.spend(letters)

    def is_lean(self, spot: Spot) -> bool:
        """Whether only what has to be is drawn from here on."""
        recurs = bool(spot.path) and spot.path.count(spot.path[-1]) > 1
        return self._left <= 0 or recurs or spot.depth > 2 * USUAL_DEPTH

    def scene(self, subject: str, names: tuple[str, ...]) -> Scene:
        """New facts."""
        return Scene(self.random, self._locale, subject, names)


def tried(draw: Draw, node: Canonical, notes: Notes, spot: Spot) -> Iterator[Any]:
    """One value, or none where there is a dead end."""
    try:
        yield draw(node, notes, spot)
    except DeadEnd:
        return
