"""Cases of reading: records are told apart, and reading changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey


def readings(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of reading one record."""
    door = atlas.door(collection, Action.FETCH)
    if door is not None:
        yield Case("two records are two", door.label, partial(_two, door))
        yield Case("reading changes nothing", door.label, partial(_stable, door))


def _two(door: Door, journey: Journey) -> None:
    """In a short run a change tells as well."""
    is_told = journey.atlas.door(door.collection, Action.PATCH) is not None
    if is_told and not journey.atlas.is_thorough:
        raise Skipped("it is told of a change")
    first, second = journey.make(door.collection), journey.make(door.collection)
    if str(first.keys.target) == str(second.keys.target):
        told = f"gave two records the same {door.collection.key}"
        journey.broken(door.operation, "record_mixed_up", told)
    journey.fetch(first)
    journey.fetch(second)


def _stable(door: Door, journey: Journey) -> None:
    twin = journey.settled(door.collection)
    before = twin.seen
    journey.sides.sleep(0.003)
    journey.fetch(twin)
    for name, member in journey.atlas.shape(door).members.items():
        is_known = name in twin.sent or name in door.collection.touch
        if is_known and before.get(name) != twin.seen.get(name) and not member.value("writeOnly"):
            told = f"answered twice in a row with another {name}"
            journey.broken(door.operation, "answer_unstable", told)
