"""One value, drawn place by place: what the canonical form demands, as the notes suggest."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.generation import kind, naming, number, text
from mockserver.generation.items import ANY_ARRAY, Items
from mockserver.generation.members import ANY_OBJECT, Members
from mockserver.generation.notes import Notes
from mockserver.generation.run import TRIES, DeadEnd, Run, Spot, tried
from mockserver.schema.canonical import Canonical
from mockserver.schema.shape import (
    Array,
    Choice,
    Constants,
    Every,
    Number,
    Object,
    OfTypes,
    Opaque,
    Reference,
    Text,
)

_USUAL_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
# Ranks of alternatives: what has not happened, what is not spoken of, nothing, what leads back.
_UNHAPPENED, _UNSPOKEN, _NULL, _BACK = -1, 500, 1000, 2000
_LONGEST_CHAIN = 64
_DEEPEST_FOLD = 6  # what is composed of what is composed; each level may double the work


class Drawing:
    """Draws one value. Raises DeadEnd where it finds none."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._items = Items(run, self.draw)
        self._members = Members(run, self.draw)

    def root(self, node: Canonical, notes: Notes, fixed: Mapping[str, Any]) -> Any:
        """The value as a whole."""
        scene = self._run.scene(notes.name, notes.properties)
        return self.draw(node, notes, Spot("", scene, fixed=fixed))

    def draw(self, node: Canonical, notes: Notes, spot: Spot) -> Any:
        """A value for one spot: an example where one fits, else one that is made."""
        self._run.count(spot)
        shape = node.shape
        if isinstance(shape, Reference):
            return self._followed(shape, notes, spot)
        for value in self._shown(notes, spot):
            if node.accepts(value):
                return copy.deepcopy(value)
        for value in self._variants(node, notes, spot):
            return value
        return self._made(node, notes, spot)

    def _followed(self, shape: Reference, notes: Notes, spot: Spot) -> Any:
        if shape.target is None:
            raise DeadEnd
        return self.draw(shape.target, notes.definition(shape.name), spot.inside(shape.name))

    def _shown(self, notes: Notes, spot: Spot) -> Iterator[Any]:
        """The first of a list is as the first example, the others as those that are left."""
        if self._run.manner.natural:
            for value in notes.examples[spot.index :]:
                yield {**value, **_overlaid(value, spot)} if isinstance(value, dict) else value

    def _made(self, node: Canonical, notes: Notes, spot: Spot) -> Any:  # noqa: C901, PLR0911 - a table
        match node.shape:
            case OfTypes(types):
                return self._typed(types, notes, spot)
            case Constants(values):
                return self._constant(values, spot)
            case Text() as shape:
                return self._text(node, shape, notes, spot)
            case Number() as shape:
                return self._number(node, shape, notes, spot)
            case Object() as shape:
                return self._members.drawn(shape, notes, spot)
            case Array() as shape:
                return self._items.drawn(node, shape, notes, spot)
            case Choice() as shape:
                return self._choice(node, shape, notes, spot)
            case Every(branches):
                return self._every(node, branches, notes, spot)
            case Opaque(loose) if loose is not None:
                return self._judged(node, loose, notes, spot)
        raise DeadEnd

    # -- values without members -----------------------------------------------------------------

    def _typed(self, types: tuple[str, ...], notes: Notes, spot: Spot) -> Any:
        is_nothing = "null" in types and self._is_unhappened(spot)
        match "null" if is_nothing else _type(types, notes):
            case "integer" | "number" as found:
                return self._number(None, Number(whole=found == "integer"), notes, spot)
            case "string":
                return self._text(None, Text(), notes, spot)
            case "array":
                return self._items.drawn(None, ANY_ARRAY, notes, spot)
            case "object":
                return self._members.drawn(ANY_OBJECT, notes, spot)
            case "boolean":
                return naming.truth(spot.name, spot.scene)
        return None

    def _constant(self, values: tuple[Any, ...], spot: Spot) -> Any:
        if all(isinstance(value, bool) for value in values) and len(values) > 1:
            return naming.truth(spot.name, spot.scene)
        telling = [value for value in values if value is not None] or values
        return copy.deepcopy(telling[self._run.random.randrange(len(telling))])

    def _text(self, node: Canonical | None, shape: Text, notes: Notes, spot: Spot) -> Any:
        self._run.count_letters(shape.min_length)
        names = (spot.name, notes.name)
        format_ = notes.format or notes.encoding
        usual = text.suggested(names, format_, spot.scene) if self._run.manner.natural else ()
        bare = self._bare("string") if not format_ else ()
        held = self._held(notes, spot)
        for values in (held, usual, bare, text.texts(shape, self._run.tools.patterns, spot.scene)):
            value = _first(node, values)
            if value is not None:
                return value
        raise DeadEnd

    def _held(self, notes: Notes, spot: Spot) -> Iterator[str]:
        """The JSON that a text is to hold."""
        if notes.content is not None:
            schema, told = notes.content
            node = self._run.tools.canonical(schema)
            for value in tried(self.draw, node, told, spot.member(spot.name)):
                yield json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def _bare(self, value: Any) -> tuple[Any, ...]:
        """What stands for a value of which nothing is known."""
        manner = self._run.manner
        return (value,) if manner.natural and not manner.words else ()

    def _number(self, node: Canonical | None, shape: Number, notes: Notes, spot: Spot) -> Any:
        named = naming.numbers(spot.name, spot.scene, whole=shape.whole)
        for values in (
            named if self._run.manner.natural else (),
            self._bare(0),
            number.numbers(shape, notes.format, self._run.random, spot.index),
        ):
            value = _first(node, values)
            if value is not None:
                return value
        raise DeadEnd

    # -- alternatives ---------------------------------------------------------------------------

    def _variants(self, node: Canonical, notes: Notes, spot: Spot) -> Iterator[Any]:
        """Where a property names the variant, the variant comes first (OAS 3.1 §4.8.25)."""
        if notes.discriminator is None or notes.name in notes.variants:
            return
        tag = spot.fixed.get(notes.discriminator.property)
        means = notes.discriminator.names
        for name in sorted(self._shuffled(notes.variants), key=lambda each: not means(each, tag)):
            variant = _variant(node, name)
            below = spot.inside(name)
            for value in tried(self._made, variant, notes.definition(name), below):
                if node.accepts(value):
                    yield value

    def _shuffled(self, names: tuple[str, ...]) -> list[str]:
        drawn = sorted((self._run.random.random(), place) for place in range(len(names)))
        return [names[place] for _, place in drawn]

    def _choice(self, node: Canonical, shape: Choice, notes: Notes, spot: Spot) -> Any:
        for branch in self._ranked(shape, notes, spot):
            for value in tried(self.draw, branch, notes, spot):
                if not shape.exactly_one or node.accepts(value):
                    return value
            for value in self._alone(branch, shape, notes, spot):
                if node.accepts(value):
                    return value
        raise DeadEnd

    def _alone(self, branch: Canonical, shape: Choice, notes: Notes, spot: Spot) -> Iterator[Any]:
        """What fits this branch and no other one."""
        if shape.exactly_one:
            for other in shape.branches:
                branch = branch if other is branch else branch.without(other)
            yield from tried(self.draw, branch, notes, spot)

    def _ranked(self, shape: Choice, notes: Notes, spot: Spot) -> list[Canonical]:
        """What is given decides among equals, then chance."""
        drawn = [
            (
                self._rank(branch, notes, spot),
                _lacking(branch, spot.fixed),
                self._run.random.random(),
                place,
            )
            for place, branch in enumerate(shape.branches)
        ]
        return [shape.branches[place] for *_, place in sorted(drawn)]

    def _rank(self, branch: Canonical, notes: Notes, spot: Spot) -> int:
        """Deep down what is flat comes first; elsewhere null and the unspoken come last."""
        if self._run.is_lean(spot):
            return self._run.tools.heights.of(branch)
        if isinstance(branch.shape, Reference) and spot.path.count(branch.shape.name) > 1:
            return _BACK
        if kind.is_null(branch):
            return _UNHAPPENED if self._is_unhappened(spot) else _NULL
        types = kind.types(branch)
        return _UNSPOKEN if types and notes.types and types.isdisjoint(notes.types) else 0

    def _is_unhappened(self, spot: Spot) -> bool:
        return self._run.manner.natural and naming.is_end(spot.name)

    def _every(
        self, node: Canonical, branches: tuple[Canonical, ...], notes: Notes, spot: Spot
    ) -> Any:
        """Alternatives among the branches are opened, so that the library can fold them."""
        for _ in range(TRIES):
            folded = self._folded(branches)
            if folded.is_empty or isinstance(folded.shape, Every):
                continue
            for value in tried(self.draw, folded, notes, spot):
                if node.accepts(value):
                    return value
        raise DeadEnd

    def _folded(self, branches: tuple[Canonical, ...], depth: int = 0) -> Canonical:
        folded, *others = (self._opened(branch, depth) for branch in branches)
        for other in others:
            folded = folded.meet(other)
        return folded

    def _opened(self, node: Canonical, depth: int) -> Canonical:
        """What a node refers to, or a branch of it; the node itself where that leads in circles."""
        for _ in range(_LONGEST_CHAIN):
            shape = node.shape
            if isinstance(shape, Reference) and shape.target is not None:
                node = shape.target
            elif isinstance(shape, Choice):
                node = shape.branches[self._run.random.randrange(len(shape.branches))]
            elif isinstance(shape, Every) and depth < _DEEPEST_FOLD:
                return self._folded(shape.branches, depth + 1)
            else:
                return shape.loose or node if isinstance(shape, Opaque) else node
        return node

    def _judged(self, node: Canonical, loose: Canonical, notes: Notes, spot: Spot) -> Any:
        for _ in range(TRIES):
            for value in tried(self.draw, loose, notes, spot):
                if node.accepts(value):
                    return value
        raise DeadEnd


def _lacking(branch: Canonical, given: Mapping[str, Any]) -> tuple[int, int]:
    """How many of the given members a branch refuses, and how many that it requires are missing."""
    shape = branch.shape
    if given and isinstance(shape, Reference) and shape.target is not None:
        shape = shape.target.shape
    if not given or not isinstance(shape, Object):
        return 0, 0
    known = ((each, given[name]) for name, each in shape.properties.items() if name in given)
    refused = sum(not each.accepts(value) for each, value in known)
    return refused, sum(name not in given for name in shape.required)


def _overlaid(value: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
    return {name: each for name, each in spot.fixed.items() if name in value}


def _variant(node: Canonical, name: str) -> Canonical:
    """What fits a variant, as far as that is more than what is demanded anyway."""
    shape = node.shape
    for branch in shape.branches if isinstance(shape, Choice) else ():
        if isinstance(branch.shape, Reference) and branch.shape.name == name:
            return branch.shape.target or branch
    target = node.definition(name)
    return node if target is None else node.meet(target)


def _type(types: tuple[str, ...], notes: Notes) -> str:
    """The one that is named; else a string is the simplest that says something."""
    if "number" in types and notes.format.startswith(("int", "uint")):
        return "integer"
    told = [("integer" if each not in types and each == "number" else each) for each in notes.types]
    spoken = [each for each in told if each in types and each != "null"]
    return next(each for each in (*spoken, *_USUAL_TYPES) if each in types)


def _first(node: Canonical | None, values: Iterable[Any]) -> Any:
    """The first that fits; None where none does."""
    return next((value for value in values if node is None or node.accepts(value)), None)
