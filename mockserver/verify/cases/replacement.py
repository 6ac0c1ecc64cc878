"""Cases of replacing: a record is what was sent, and nothing of what it was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.change import changeable, forbidden, of_others
from mockserver.verify.cases.draw import Draw, full, minimal
from mockserver.verify.journey import Journey
from mockserver.verify.relation import shown


def replacements(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of replacing a record."""
    door = atlas.door(collection, Action.REPLACE)
    if door is None or door.bodies is None:
        return
    yield Case("every field is replaced", door.label, partial(_replaced, door, full))
    yield Case("what is left out is gone", door.label, partial(_replaced, door, minimal))
    for name in changeable(door):
        yield forbidden(door, name)
    yield from of_others(door)


def _replaced(door: Door, draw: Draw, journey: Journey) -> None:
    twin = journey.make(door.collection)
    bodies = door.takes
    before = dict(twin.seen)
    body = draw(journey, bodies)
    left_out = bodies.fields.keys() - bodies.record(body).keys() - bodies.defaults.keys()
    twin.sent -= left_out
    journey.change(twin, door, body)
    for name in left_out - _fixed(door):
        stayed = twin.seen.get(name)
        if stayed is not None and stayed == before.get(name):
            told = f"kept {name} {shown(stayed)}, which was left out (RFC 9110 9.3.4)"
            journey.broken(door.operation, "change_kept_old", told)


def _fixed(door: Door) -> set[str]:
    collection = door.collection
    return {*collection.made_by_server, collection.key, *collection.parent_fields.values()}
