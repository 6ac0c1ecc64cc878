"""Edges that are sent together, one of each field in a body; one by one where that is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import Trial, allowed, rounds
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.dialogue import Broken, Disordered, Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

REFUSED = "positive_data_acceptance"
"""The check that tells that what the document allows was refused."""


def insist_together(
    journey: Journey, whole: Callable[[], object], alone: Iterable[Callable[[], object]]
) -> None:
    """What is sent as a ``whole`` is kept; where it is refused, what is ``alone`` tells of what.

    Raises Broken where each alone is taken, and for what is broken in another way.
    """
    mark = len(journey.notes)
    try:
        whole()
    except (Broken, Disordered) as broken:
        if isinstance(broken, Broken) and broken.fault.check != REFUSED:
            raise
        journey.each(alone)
        if len(journey.notes) == mark:
            raise


def edges_changed(door: Door, names: Iterable[str]) -> Case:
    """A record is changed to edges of some fields."""
    return Case("the edges of fields are kept", door.label, partial(_changed, door, list(names)))


def _changed(door: Door, names: list[str], journey: Journey) -> None:
    """One record, which is read in the end."""
    if journey.atlas.is_thorough:
        raise Skipped("each of them changes alone")
    found = rounds([_edges(door, name, journey) for name in names])
    if not found:
        return
    twin = journey.some(door.collection)
    for number, trials in enumerate(found, 1):
        change = partial(_change, door, twin, is_read=number == len(found))
        alone = (partial(change, [each], journey) for each in trials)
        whole = partial(change, trials, journey)
        journey.each([partial(insist_together, journey, whole, alone)])


def _edges(door: Door, name: str, journey: Journey) -> list[Trial]:
    """Those of one field, but for null, which is sent alone."""
    if name in door.collection.unique:
        return []
    return [each for each in allowed(door, name, journey) if each.candidate.value is not None]


def _change(
    door: Door, twin: Twin, trials: list[Trial], journey: Journey, *, is_read: bool
) -> None:
    body = door.takes.without_any(trials[0].body)
    for each in trials:
        body = door.takes.with_value(body, each.candidate.name, each.candidate.value)
    journey.change(twin, door, body, is_read=is_read)
