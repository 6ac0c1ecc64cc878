"""Cases of changing: a field alone, nothing else with it, and nothing that is forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.candidates import MISSING
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for, naming
from mockserver.verify.comparison import is_coarse, moment
from mockserver.verify.dialogue import Skipped
from mockserver.verify.journey import Journey
from mockserver.verify.refusal import Reason, insist_refused

_TRIES = 20


def changes(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of changing some fields of a record."""
    door = atlas.door(collection, Action.PATCH)
    if door is None or door.bodies is None:
        return
    for name in changeable(door):
        yield Case(f"{name} changes alone", door.label, partial(_changed, door, name))
        yield forbidden(door, name)
    yield Case("nothing sent changes nothing", door.label, partial(_unchanged, door))
    yield Case("its own values are accepted", door.label, partial(_own_values, door))
    yield from of_others(door)
    yield Case("what only the server sets stays", door.label, partial(_own_stay, door))


def changeable(door: Door) -> Iterator[str]:
    """The fields that a change may name, but for those that tell which record it is of what."""
    collection = door.collection
    return (
        name for name in door.takes.fields if name not in (*collection.references, collection.key)
    )


def forbidden(door: Door, name: str) -> Case:
    """No value of a field that the document forbids changes anything."""
    case = partial(_forbidden_changes, door, name)
    return Case(f"{name} refuses what is forbidden", door.label, case)


def of_others(door: Door) -> Iterator[Case]:
    """What a change does beside what it was sent."""
    yield Case("others stay as they are", door.label, partial(_bystander, door))
    yield Case("the moment of change moves", door.label, partial(_touched, door))


def _changed(door: Door, name: str, journey: Journey) -> None:
    """Each value that fits, one after the other, on one record; the last one is null if may be."""
    twin = journey.make(door.collection)
    bodies = door.takes
    drawn = bodies.record(body_for(door, journey)).get(name, MISSING)
    if drawn is not MISSING:
        journey.change(twin, door, bodies.with_only(body_for(door, journey), name, drawn))
    full = body_for(door, journey)
    for candidate, body, is_valid in bodies.tried(full, alone=True):
        is_ours = candidate.name == name and name not in door.collection.unique
        if is_valid and is_ours:
            journey.change(twin, door, body)


def _forbidden_changes(door: Door, name: str, journey: Journey) -> None:
    twin = journey.make(door.collection)
    bodies = door.takes
    alone = door.part.action is Action.PATCH
    for candidate, body, is_valid in bodies.tried(body_for(door, journey), alone=alone):
        if candidate.name != name or is_valid:
            continue
        both = journey.act(twin, door, body)
        place = bodies.broken_at(body)
        insist_refused(journey, door, both, Reason.BODY, naming(candidate), place)
    before = dict(twin.seen)
    journey.settle(twin)
    for touched in door.collection.touch:
        if before.get(touched) != twin.seen.get(touched) and touched in before:
            told = f"changed {touched} although the request was refused"
            journey.broken(door.operation, "refusal_changed", told)


def _unchanged(door: Door, journey: Journey) -> None:
    twin = journey.make(door.collection)
    body = body_for(door, journey)
    for name in door.takes.record(body):
        body = door.takes.with_value(body, name, MISSING)
    if not door.takes.is_valid(body):
        raise Skipped("the document forbids it")
    journey.change(twin, door, body)


def _own_values(door: Door, journey: Journey) -> None:
    """A record may be sent the values that it has, the unique ones too."""
    twin = journey.make(door.collection)
    bodies = door.takes
    body = body_for(door, journey)
    for name in bodies.record(body):
        if name not in door.collection.references:
            known = name in twin.seen and name in twin.sent
            body = bodies.with_value(body, name, twin.seen[name] if known else MISSING)
    if not bodies.is_valid(body):
        raise Skipped("the document forbids it")
    journey.change(twin, door, body)


def _bystander(door: Door, journey: Journey) -> None:
    first, second = journey.make(door.collection), journey.make(door.collection)
    before = dict(first.seen)
    record = door.takes.record
    drawn = [body_for(door, journey) for _ in range(_TRIES)]
    unlike = max(drawn, key=lambda body: sum(before.get(n) != v for n, v in record(body).items()))
    journey.change(second, door, unlike)
    journey.fetch(first)
    for name in door.collection.touch:
        if before.get(name) != first.seen.get(name) and name in before:
            told = f"changed {name} of a record that it was not about"
            journey.broken(door.operation, "rest_changed", told)


def _touched(door: Door, journey: Journey) -> None:
    names = [each for each in door.collection.touch if each in door.collection.shape.members]
    if not names:
        raise Skipped("nothing tells when it was changed")
    twin = journey.make(door.collection)
    journey.settle(twin)
    before = dict(twin.seen)
    is_rough = any(is_coarse(before.get(name)) for name in names)
    journey.sides.sleep(1.1 if is_rough else 0.01)
    journey.change(twin, door, body_for(door, journey))
    for name in names:
        earlier, later = moment(before.get(name)), moment(twin.seen.get(name))
        if earlier and later and later <= earlier:
            told = f"left {name} at {before[name]} although the record changed"
            journey.broken(door.operation, "touch_missing", told)


def _own_stay(door: Door, journey: Journey) -> None:
    """A change cannot give a record another key or creation; it may be refused or not heeded."""
    bodies, collection = door.takes, door.collection
    donor, twin = journey.make(collection), journey.make(collection)
    members = collection.shape.members
    key = donor.keys.target
    if collection.key not in members or not members[collection.key].is_read_only:
        raise Skipped("the key may be the client's")
    body = bodies.with_value(body_for(door, journey), collection.key, key)
    if not bodies.is_valid(body):
        raise Skipped("the document forbids it")
    journey.act(twin, door, body, is_lawful=False)
    fetch = journey.atlas.door(collection, Action.FETCH)
    if fetch is None:
        return
    reply = journey.act(twin, fetch).target
    if not reply.is_success:
        told = f"let a client change the {collection.key}: the record is gone from its place"
        journey.broken(door.operation, "record_mixed_up", told)
    journey.fetch(donor)
