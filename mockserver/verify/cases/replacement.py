"""Cases of replacing: a record is what was sent, and nothing of what it was."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.change import of_others, own_values, read_only, refusals
from mockserver.verify.cases.draw import Draw, full, minimal
from mockserver.verify.cases.echo import echoes
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown

_REPLACED = (200, 204)
_CREATED = 201  # RFC 9110 §15.3.2


def replacements(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of replacing a record."""
    door = atlas.door(collection, Action.REPLACE)
    if door is None or door.bodies is None:
        return
    yield Case("every field is replaced", door.label, partial(_replaced, door, full))
    yield Case("what is left out is gone", door.label, partial(_replaced, door, minimal))
    if any(_inner(door)):
        case = partial(_inner_replaced, door)
        yield Case("what is left out within a field is gone", door.label, case)
    yield refusals(door)
    yield own_values(door)
    yield from echoes(door)
    yield from of_others(door)
    yield read_only(door)
    if door.part.may_create and door.part.tells_creation:
        yield Case("what is put anew is 201, then 200", door.label, partial(_told_apart, door))
        if atlas.door(collection, Action.DELETE) is not None:
            yield Case("what was deleted may be put again", door.label, partial(_put_again, door))


def _replaced(door: Door, draw: Draw, journey: Journey) -> None:
    twin = journey.some(door.collection)
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


def _inner(door: Door) -> Iterator[str]:
    """The fields that hold an object whose members are known."""
    fields = door.takes.fields.items()
    return (name for name, each in fields if each.members and not each.is_map)


def _inner_replaced(door: Door, journey: Journey) -> None:
    """Objects within a record are replaced with it: not merged (RFC 9110 §9.3.4)."""
    twin = journey.some(door.collection)
    takes = door.takes
    journey.part(partial(journey.change, twin, door, full(journey, takes)))
    body = full(journey, takes)
    for name in _inner(door):
        inner = takes.record(body).get(name)
        for left in inner if isinstance(inner, dict) else ():
            less = {each: value for each, value in takes.record(body)[name].items() if each != left}
            body = takes.with_allowed(body, name, less)
    journey.change(twin, door, body)


def _told_apart(door: Door, journey: Journey) -> None:
    """A client is told whether its record is new (RFC 9110 §9.3.4)."""
    both, twin = journey.post(door, full(journey, door.takes))
    if not both.oracle.is_success:
        raise Skipped("the oracle makes none there")
    journey.insist_accepted(door.operation, both.target)
    _insist_created(door, both, journey)
    if twin is None:
        raise Skipped("the answer does not tell which record was made")
    status = journey.change(twin, door, full(journey, door.takes)).target.status
    if status == _CREATED and any(map(door.operation.response, _REPLACED)):
        told = "answered 201 where it replaced a record; answer 200 or 204"
        journey.broken(door.operation, "status_wrong", told, "responses", str(_CREATED))


def _put_again(door: Door, journey: Journey) -> None:
    """A key is free again when its record is gone."""
    delete = journey.atlas.door(door.collection, Action.DELETE)
    assert delete is not None  # noqa: S101  the case is there because of it
    twin = journey.make(door.collection)
    both = journey.act(twin, delete)
    if not (both.oracle.is_success and both.target.is_success):
        raise Skipped("it cannot be deleted")
    twin.seen = {}
    both = journey.change(twin, door, full(journey, door.takes))
    if not journey.sides.settle:  # it may be there for a while
        _insist_created(door, both, journey)


def _insist_created(door: Door, both: Both, journey: Journey) -> None:
    if both.oracle.status == _CREATED != both.target.status:
        told = f"answered {both.target.status} where it made a record; answer 201"
        journey.broken(door.operation, "status_wrong", told, "responses", str(_CREATED))


def _fixed(door: Door) -> set[str]:
    collection = door.collection
    return {*collection.made_by_server, collection.key, *collection.parent_fields.values()}
