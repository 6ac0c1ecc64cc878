"""The places at which two schemas may differ: each is looked at once, however many lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from mockserver.diff.difference import Difference, Pair, Step
from mockserver.diff.form import Form

Key = tuple[tuple[tuple[int, bool], ...], tuple[tuple[int, bool], ...]]
"""The same for two pairs of the same pieces."""


@dataclass(eq=False, slots=True)
class Place:
    """A pair of pieces, what differs there, and the places one step further. Equal to itself only.

    ``pair`` has no trail, for many may lead there. ``found`` is None while nobody has looked.
    """

    pair: Pair
    found: Sequence[Difference] | None = None
    below: list[tuple[Step, Place]] = field(default_factory=list, repr=False)


Look = Callable[[Pair], tuple[Sequence[Difference], Sequence[Pair]]]


class Places:
    """All places that were come by. ``look`` tells what differs at one, and what is below it."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._known: dict[Key, Place] = {}

    def known(self, pair: Pair) -> Place | None:
        """The place of a pair, if somebody has looked there."""
        place = self._known.get(key_of(pair))
        return place if place and place.found is not None else None

    def differences(self, pair: Pair) -> Iterator[Difference]:
        """All that differs at a pair and below, the nearest first, by one of the shortest ways."""
        came = self._reached(self._at(pair))
        for place in came:
            if place.found:
                here = replace(place.pair, trail=_trail(place, came))
                yield from (_seen(each, place.pair, here) for each in place.found)

    def _at(self, pair: Pair) -> Place:
        key = key_of(pair)
        if key not in self._known:
            self._known[key] = Place(Pair(pair.base, pair.revision))
        return self._known[key]

    def _reached(self, root: Place) -> dict[Place, tuple[Place, Step] | None]:
        """The places that can be reached, breadth first, each with the step that led there."""
        came: dict[Place, tuple[Place, Step] | None] = {root: None}
        waiting = [root]
        for place in waiting:
            if place.found is None:
                place.found, below = self._look(place.pair)
                place.below = [(each.trail[-1], self._at(each)) for each in below]
            for step, child in place.below:
                if child not in came:
                    came[child] = place, step
                    waiting.append(child)
        return came


def key_of(pair: Pair) -> Key:
    """What tells a pair from others."""
    return _pieces(pair.base), _pieces(pair.revision)


def _pieces(form: Form) -> tuple[tuple[int, bool], ...]:
    return tuple([part.key for part in form.sources])


def _trail(place: Place, came: dict[Place, tuple[Place, Step] | None]) -> tuple[Step, ...]:
    steps = []
    while (last := came[place]) is not None:
        place, step = last
        steps.append(step)
    return tuple(reversed(steps))


def _seen(difference: Difference, there: Pair, here: Pair) -> Difference:
    return replace(difference, pair=here) if difference.pair is there else difference
