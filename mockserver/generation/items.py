"""Lists: how long, what each item has to be, and whether they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockserver.generation.notes import Notes
from mockserver.generation.run import EFFORT, TRIES, DeadEnd, Draw, Run, Spot, tried
from mockserver.json_value import same
from mockserver.schema.canonical import Canonical, canonicalize
from mockserver.schema.shape import Array

ANY_ARRAY = Array(0, None, None, (), None, ())
_ANYTHING = canonicalize({})
_NONE = object()
_LISTS = 8


class Items:
    """Draws lists."""

    def __init__(self, run: Run, draw: Draw) -> None:
        self._run = run
        self._draw = draw

    def drawn(self, node: Canonical | None, shape: Array, notes: Notes, spot: Spot) -> list[Any]:
        """A list. Raises DeadEnd where none is found, or it would be longer than can be made."""
        if shape.min_items + sum(each.least for each in shape.contains) > EFFORT:
            raise DeadEnd
        for _ in range(_LISTS):
            values = self._values(shape, notes, spot)
            if node is None or not (shape.contains or shape.repeats) or node.accepts(values):
                return values
        raise DeadEnd

    def _values(self, shape: Array, notes: Notes, spot: Spot) -> list[Any]:
        values: list[Any] = []
        for index, kind in enumerate(_kinds(shape, self._count(shape, spot))):
            taken = values if shape.repeats is False else ()
            value = self._item(kind, notes.item(index), spot, index, taken)
            if value is _NONE and index < shape.min_items:
                raise DeadEnd
            if value is _NONE:
                break
            values.append(value)
        return _repeated(values) if shape.repeats else values

    def _item(
        self, kind: Canonical, notes: Notes, spot: Spot, index: int, taken: Sequence[Any]
    ) -> Any:
        """One that is not taken yet; _NONE where there is none."""
        for attempt in range(TRIES):
            scene = spot.scene
            if index or attempt:
                scene = self._run.scene(scene.subject, tuple(scene.names))
            for value in tried(self._draw, kind, notes, spot.item(scene, index + attempt)):
                if not any(same(value, each) for each in taken):
                    return value
            if not taken:
                break
        return _NONE

    def _count(self, shape: Array, spot: Spot) -> int:
        usual = self._usual(shape, spot)
        most = usual if shape.max_items is None else shape.max_items
        return max(shape.min_items, min(usual, most))

    def _usual(self, shape: Array, spot: Spot) -> int:
        if self._run.is_lean(spot):
            return 0
        wanted = self._run.manner.size if spot.depth <= 1 else None
        drawn = self._run.random.randrange(2, 4)
        return max(len(shape.prefix), drawn if wanted is None else wanted)


def _kinds(shape: Array, count: int) -> list[Canonical]:
    """What each item has to be; what has to be contained comes first."""
    rest = _ANYTHING if shape.items is None else shape.items
    wanted = [rest.meet(each.item) for each in shape.contains for _ in range(each.least)]
    for each in shape.contains:
        if each.most is not None:
            rest = rest.without(each.item)
    length = max(count, len(shape.prefix) + len(wanted)) if wanted else count
    if shape.max_items is not None:
        length = min(length, shape.max_items)
    return [*shape.prefix, *wanted, *[rest] * length][:length]


def _repeated(values: list[Any]) -> list[Any]:
    """The first one comes again as the last."""
    return [*(values[:-1] or values), *values[:1]]
