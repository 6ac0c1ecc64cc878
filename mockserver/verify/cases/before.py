"""Cases of what was there before a run: it is changed as what the run makes is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import unlike
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

_TRIES = 20


def changes_before(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of fixtures at a target that was reset, and has them back in the end."""
    door = atlas.door(collection, Action.PATCH)
    if door is None or door.bodies is None or collection.parents or not collection.records:
        return
    if atlas.door(collection, Action.FETCH) is not None:
        case = partial(_changed, door)
        yield Case("what was there before is changed as well", door.label, case)


def _changed(door: Door, journey: Journey) -> None:
    """The last one: whoever looks at some of them looks at the first."""
    collection = door.collection
    key = collection.records[-1].value.get(collection.key)
    twin = Twin(collection, (), Both(key, key))
    fetch = journey.atlas.door(collection, Action.FETCH)
    both = journey.act(twin, fetch) if fetch is not None and key is not None else None
    if both is None or not all(reply.is_success for reply in both):
        raise Skipped("it is not there")
    journey.fetch(twin)
    journey.change(twin, door, unlike(door, twin.seen, journey, _TRIES))
