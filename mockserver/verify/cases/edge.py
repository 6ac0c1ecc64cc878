"""Edges that are sent together, one of each field in a body; one by one where that is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import Trial, allowed, rounds
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.dialogue import Broken, Disordered
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

REFUSED = "positive_data_acceptance"
"""The check that tells that what the document allows was refused."""


def insist_together(
    journey: Journey, whole: Callable[[], object], alone: Iterable[Callable[[], object]]
) -> None:
    """What is sent as a ``whole`` is kept; where it is refused, what is ``alone`` tells of what.

    As it does where the whole is left out.

    Raises Broken where each alone is taken, and for what is broken in another way.
    """
    mark = len(journey.notes)
    try:
        if journey.part(whole):
            return
    except (Broken, Disordered) as broken:
        if isinstance(broken, Broken) and broken.fault.check != REFUSED:
            raise
        journey.each(alone)
        if len(journey.notes) == mark:
            raise
    else:
        journey.each(alone)


def edges_changed(door: Door, names: Iterable[str]) -> Case:
    """A record is changed to edges of some fields."""
    return Case("the edges of fields are kept", door.label, partial(_changed, door, list(names)))


def _changed(door: Door, names: list[str], journey: Journey) -> None:
    """One record, which is read in the end; another after what the oracle alone has taken."""
    found = rounds([_edges(door, name, journey) for name in names])
    held: list[Twin] = []
    journey.each(
        partial(_together, door, held, trials, journey, is_read=number == len(found))
        for number, trials in enumerate(found, 1)
    )


def _together(
    door: Door, held: list[Twin], trials: list[Trial], journey: Journey, *, is_read: bool
) -> None:
    """All to the record that is ``held``, if any; where that is refused, each to one of its own."""

    def whole() -> None:
        twin = held.pop() if held else journey.some(door.collection)
        _change(door, journey, twin, trials, is_read=is_read)
        held.append(twin)

    alone = (partial(_change_new, door, [each], journey) for each in trials)
    insist_together(journey, whole, alone)


def _edges(door: Door, name: str, journey: Journey) -> list[Trial]:
    """Those of one field, but for null, which is sent alone."""
    if name in door.collection.unique:
        return []
    return [each for each in allowed(door, name, journey) if each.candidate.value is not None]


def _change_new(door: Door, trials: list[Trial], journey: Journey) -> None:
    _change(door, journey, journey.make(door.collection), trials, is_read=True)


def _change(
    door: Door, journey: Journey, twin: Twin, trials: list[Trial], *, is_read: bool
) -> None:
    body = door.takes.without_any(trials[0].body)
    for each in trials:
        body = door.takes.with_value(body, each.candidate.name, each.candidate.value)
    journey.change(twin, door, body, is_read=is_read)
