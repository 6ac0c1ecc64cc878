"""Values that the one side accepts and the other refuses: the proof that a change hurts."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

from mockserver.diff.change import Example
from mockserver.diff.conditions import BRANCHES
from mockserver.diff.difference import Difference, Pair, Step
from mockserver.diff.form import Form
from mockserver.diff.judge import Judge, Judges
from mockserver.schema import Direction, Validator

_BODIES = 40
_HOLDERS = 4
_STRANGE = "unexpected"
_STRANGERS: tuple[Any, ...] = ("text", 0, True, {})


class Search:
    """Looks for a body that one side accepts and the other refuses because of a difference."""

    def __init__(
        self, accepting: Validator, refusing: Validator, direction: Direction, judges: Judges
    ) -> None:
        self._judges = judges
        self._accepting = accepting
        self._refusing = refusing
        self._direction = direction

    def witness(self, difference: Difference, variant: Pair | Step | None = None) -> Example | None:
        """A whole body; None where none was found.

        With a variant it is one that the other side refuses although it fits this variant there.
        """
        pair = difference.pair
        accepting = self._judges.of(self._accepted(pair))
        refusing = self._judges.of(self._refused(pair))
        surplus = self._judges.of(self._refused(variant)) if variant else None
        bodies = (
            body
            for value in _apart(difference, accepting, refusing)
            if surplus is None or surplus.accepts(value)
            for body in self._wrapped(value, pair.trail)
        )
        for body in itertools.islice(bodies, _BODIES):
            if self._accepting.is_valid(body) and not self._refusing.is_valid(body):
                return Example(body)
        return None

    def _accepted(self, pair: Pair | Step) -> Form:
        return pair.base if self._direction is Direction.REQUEST else pair.revision

    def _refused(self, pair: Pair | Step) -> Form:
        return pair.revision if self._direction is Direction.REQUEST else pair.base

    def _wrapped(self, value: Any, trail: tuple[Step, ...]) -> Iterator[Any]:
        """The value in its place, in containers that are accepted."""
        if not trail:
            yield value
            return
        step = trail[-1]
        for holder in _held(self._judges.of(self._accepted(step)), step, value):
            yield from self._wrapped(holder, trail[:-1])


def _apart(difference: Difference, accepting: Judge, refusing: Judge) -> Iterator[Any]:
    """Values at the place itself that tell the two sides apart, the most telling first."""
    seen: list[Any] = []
    for value in _tried(difference, accepting, refusing):
        if value not in seen and accepting.accepts(value) and not refusing.accepts(value):
            seen.append(value)
            yield value


def _tried(difference: Difference, accepting: Judge, refusing: Judge) -> Iterator[Any]:
    if difference.name and difference.keyword not in ("anyOf", "oneOf"):
        yield from _without(accepting, difference.name)
        yield from _with(accepting, difference)
    if difference.kind in ("object-closed", "object-opened"):
        yield from _stranger(accepting)
    yield from difference.hints
    yield from _resized(difference, accepting)
    yield from accepting.beyond(refusing)
    yield from accepting.values()


def _without(accepting: Judge, name: str) -> Iterator[Any]:
    for value in itertools.islice(accepting.values(), 2):
        if isinstance(value, dict):
            yield {key: value[key] for key in value if key != name}


def _with(accepting: Judge, difference: Difference) -> Iterator[Any]:
    """Objects with the property: as the base described it, and as it did not."""
    member = Judge(difference.pair.base.member(difference.name))
    for value in itertools.islice(accepting.values(), 2):
        for inner in (*itertools.islice(member.values(), 2), None, 0, "text", {}):
            if isinstance(value, dict):
                yield {**value, difference.name: inner}


def _stranger(accepting: Judge) -> Iterator[Any]:
    for value in itertools.islice(accepting.values(), 2):
        if isinstance(value, dict):
            for strange in _STRANGERS:
                yield {**value, _STRANGE: strange}


def _resized(difference: Difference, accepting: Judge) -> Iterator[Any]:
    """Lists and objects about as long as the limits that were moved."""
    if not difference.kind.startswith("limit-"):
        return
    counts = {
        count
        for form in (difference.pair.base, difference.pair.revision)
        for bound in form.bounds.values()
        if bound.keyword.endswith(("Items", "Properties"))
        for count in (int(bound.value) - 1, int(bound.value), int(bound.value) + 1)
        if 0 <= count <= 200  # noqa: PLR2004  a list that people can still read
    }
    for value in itertools.islice(accepting.values(), 3):
        for count in sorted(counts):
            yield from _of_size(value, count)


def _of_size(value: Any, count: int) -> Iterator[Any]:
    if isinstance(value, list):
        source = value or ["text"]
        yield list(itertools.islice(itertools.cycle(source), count))
        yield [f"text{index}" for index in range(count)]
        yield list(range(count))
    if isinstance(value, dict):
        names = [*value, *(f"key{index}" for index in range(count))][:count]
        usual = next(iter(value.values()), "text")
        yield {name: value.get(name, usual) for name in names}


def _held(holder: Judge, step: Step, value: Any) -> Iterator[Any]:
    """Containers that hold a value at a step, the smallest first."""
    if step.kind not in ("property", "item"):
        yield value
        yield from _merged(holder, value) if step.kind in BRANCHES else ()
        return
    if step.kind == "item" and step.token in (None, 0) and holder.accepts([value]):
        yield [value]
        return
    found = 0
    for container in holder.values():
        placed = _placed(container, step, value)
        if placed is not None and holder.accepts(placed[0]):
            yield placed[0]
            found += 1
        if found == 2:  # noqa: PLR2004  a least one and a full one
            return


def _merged(holder: Judge, value: Any) -> Iterator[Any]:
    """What a branch calls for, in objects of which its condition holds."""
    for container in itertools.islice(holder.values(), _HOLDERS):
        if isinstance(container, dict) and isinstance(value, dict):
            yield {**container, **value}


def _placed(container: Any, step: Step, value: Any) -> tuple[Any] | None:
    if step.kind == "property" and isinstance(container, dict):
        return ({**container, str(step.token or "key"): value},)
    if step.kind == "item" and isinstance(container, list):
        index = step.token if isinstance(step.token, int) else 0
        placed = copy.copy(container)
        placed[index : index + 1] = [value]
        return (placed,) if len(placed) > index else None
    return None
