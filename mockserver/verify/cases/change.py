"""Cases of changing: a field alone, nothing else with it, and nothing that is forbidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby, islice
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.cases.bystander import bystander
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import Trial, allowed, changeable, forbidden
from mockserver.verify.cases.draw import body_for, naming, of_server, unlike, with_others
from mockserver.verify.cases.echo import echoes
from mockserver.verify.cases.edge import edges_changed
from mockserver.verify.cases.moments import insist_now
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.candidates import MISSING
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.comparison import difference, is_coarse, moment
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_TRIES, _STATES = 20, 5
_EMPTY = "with no field at all"


def changes(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of changing some fields of a record."""
    door = atlas.door(collection, Action.PATCH)
    if door is None or door.bodies is None:
        return
    for name in changeable(door):
        yield Case(f"{name} changes alone", door.label, partial(_changed, door, name))
    yield edges_changed(door, changeable(door))
    yield refusals(door)
    yield Case("nothing sent changes nothing", door.label, partial(_unchanged, door))
    yield own_values(door)
    yield from echoes(door)
    yield from of_others(door)
    yield Case("what only the server sets stays", door.label, partial(_own_stay, door))
    yield read_only(door)


def refusals(door: Door) -> Case:
    """No value of any field that the document forbids changes anything."""
    return Case("what is forbidden changes nothing", door.label, partial(_forbidden_changes, door))


def read_only(door: Door) -> Case:
    """What only the server sets stays as it is, whatever a client sends."""
    return Case("what is readOnly is not written", door.label, partial(_unwritten, door))


def of_others(door: Door) -> Iterator[Case]:
    """What a change does beside what it was sent."""
    yield bystander(door)
    yield Case("the moment of change moves", door.label, partial(_touched, door))


def own_values(door: Door) -> Case:
    """A record may be sent the values that it has."""
    return Case("its own values are accepted", door.label, partial(_own_values, door))


def _changed(door: Door, name: str, journey: Journey) -> None:
    """Each value that fits, one after the other, on one record; null last if it may be that."""
    twin = journey.some(door.collection)
    bodies = door.takes
    drawn = bodies.record(unlike(door, twin.seen, journey, _TRIES)).get(name, MISSING)
    tried = allowed(door, name, journey) if name not in door.collection.unique else []
    if not journey.atlas.is_thorough:  # the others go together, see ``edges_changed``
        tried = [each for each in tried if each.candidate.value is None]
    tried.sort(key=lambda each: each.candidate.value is None)
    values = _in_turn(door, name, twin) or ([] if drawn is MISSING else [drawn])
    values += [each.candidate.value for each in tried]
    values = [value for value, _ in groupby(values)]
    for number, value in enumerate(values, 1):
        body = bodies.with_only(body_for(door, journey), name, value)
        is_read = journey.atlas.is_thorough or number == len(values)
        journey.part(partial(_moved, door, name, twin, body, journey, is_read=is_read))


def _in_turn(door: Door, name: str, twin: Twin) -> list[Any]:
    """Of a boolean both, of a state all, and back: it may be set for good, or not at all."""
    own, bodies = twin.seen.get(name), door.takes
    choices = [True, False] if isinstance(own, bool) else []
    if bodies.fields[name].is_state:
        choices = [each for each in bodies.fields[name].choices if each is not None]
    if own not in choices or len(choices) > _STATES:
        return []
    place = choices.index(own) + 1
    found = [*choices[place:], *choices[:place]]
    return found if all(bodies.is_valid(bodies.with_only({}, name, v)) for v in found) else []


def _moved(
    door: Door, name: str, twin: Twin, body: Any, journey: Journey, *, is_read: bool = True
) -> None:
    """A change of one field; where it came to another value, its moment is told anew."""
    before = dict(twin.seen)
    journey.sides.sleep(0.003)
    journey.change(twin, door, body, is_read=is_read)
    is_other = difference(before.get(name), twin.seen.get(name), is_closed=True) is not None
    if is_other:
        _insist_counted(door, journey, before, twin.seen)
    if is_other and not any(is_coarse(before.get(each)) for each in _touches(door)):
        _insist_touched(door, journey, before, twin.seen)


def _forbidden_changes(door: Door, journey: Journey) -> None:
    """All on one record, which stays as it is."""
    twin = journey.settled(door.collection)
    before = dict(twin.seen)
    alone = door.part.action is Action.PATCH
    is_few = journey.atlas.maker(door.collection) is not None

    def refused(trial: Trial) -> None:
        what = naming(trial.candidate)
        both = journey.act(twin, door, trial.body, about=what)
        place = door.takes.broken_at(trial.body)
        insist_refused(journey, door, both, Reason.BODY, what, place)

    for name in changeable(door):
        found = forbidden(door, name, journey, alone=alone, is_few=is_few)
        journey.each(partial(refused, each) for each in found)
    journey.each([partial(_insist_some, door, twin, journey)])
    names = list(changeable(door))
    ends = dict.fromkeys((*names[:1], *names[-1:]))  # who goes through them in turn ends there
    tried = names if journey.atlas.is_thorough else ends
    journey.each(partial(_insist_whole_refused, door, name, twin, journey) for name in tried)
    if not any(broken.fault.check == "negative_data_rejection" for broken, _ in journey.notes):
        journey.settle_refused(twin, door.operation)
    for touched in door.collection.touch:
        if before.get(touched) != twin.seen.get(touched) and touched in before:
            told = f"changed {touched} although the request was refused"
            journey.broken(door.operation, "refusal_changed", told)


def _insist_some(door: Door, twin: Twin, journey: Journey) -> None:
    """Where nothing at all is no change, it is refused."""
    empty = door.takes.without_any(body_for(door, journey))
    if door.takes.is_valid(empty):
        raise Skipped("nothing may be sent")
    both = journey.act(twin, door, empty, about=_EMPTY)
    insist_refused(journey, door, both, Reason.BODY, _EMPTY, door.takes.broken_at(empty))


def _insist_whole_refused(door: Door, name: str, twin: Twin, journey: Journey) -> None:
    """What is right beside a forbidden value is refused with it."""
    tried = door.takes.tried(body_for(door, journey))
    wrong = ((each, body) for each, body, is_valid in tried if each.name == name and not is_valid)
    for each, body in islice(wrong, 1):
        what = naming(each)
        both = journey.act(twin, door, body, is_lawful=False, about=what)
        place = door.takes.broken_at(body)
        insist_refused(journey, door, both, Reason.BODY, what, place)


def _unchanged(door: Door, journey: Journey) -> None:
    twin = journey.some(door.collection)
    body = door.takes.without_any(body_for(door, journey))
    if not door.takes.is_valid(body):
        raise Skipped("the document forbids it")
    journey.change(twin, door, body)


def _own_values(door: Door, journey: Journey) -> None:
    """A record may be sent the values that it has, the unique ones too."""
    twin = journey.some(door.collection)
    bodies = door.takes
    body = body_for(door, journey)
    for name in bodies.record(body):
        if name not in door.collection.references:
            known = name in twin.seen and name in twin.sent
            body = bodies.with_value(body, name, twin.seen[name] if known else MISSING)
    if not bodies.is_valid(body):
        raise Skipped("the document forbids it")
    journey.change(twin, door, body, is_read=journey.atlas.is_thorough)


def _touches(door: Door) -> list[str]:
    """The fields that move with each change."""
    return [each for each in door.collection.touch if each in door.collection.shape.members]


def _touched(door: Door, journey: Journey) -> None:
    names = _touches(door)
    if not (names or any(door.collection.counters.values())):
        raise Skipped("nothing tells when it was changed")
    twin = journey.some(door.collection)
    before = dict(twin.seen)
    is_rough = any(is_coarse(before.get(name)) for name in names)
    is_told = door.part.action is Action.PATCH and not journey.atlas.is_thorough
    if is_told and not is_rough:
        raise Skipped("each change of a field alone tells it")
    journey.sides.sleep(1.1 if is_rough else 0.01)
    journey.change(twin, door, body_for(door, journey))
    _insist_touched(door, journey, before, twin.seen)
    if any(before.get(each) != twin.seen.get(each) for each in door.takes.fields):
        _insist_counted(door, journey, before, twin.seen)


def _insist_touched(
    door: Door, journey: Journey, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    for name in _touches(door):
        earlier, later = moment(before.get(name)), moment(after.get(name))
        if earlier and later and later <= earlier:
            told = f"left {name} at {before[name]} although the record changed"
            journey.broken(door.operation, "touch_missing", told)
    moved = {name: at for name in _touches(door) if (at := moment(after.get(name))) is not None}
    insist_now(door, journey, after, moved, "a record that was changed")


def _insist_counted(
    door: Door, journey: Journey, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """The number of the version grows where it is said to."""
    for name, grows in door.collection.counters.items():
        earlier, later = before.get(name), after.get(name)
        if grows and isinstance(earlier, int) and earlier == later:
            told = f"left {name} at {earlier} although the record changed"
            journey.broken(door.operation, "touch_missing", told)


def _own_stay(door: Door, journey: Journey) -> None:
    """A change cannot give a record another key or creation; it may be refused or not heeded."""
    bodies, collection = door.takes, door.collection
    donor, twin = journey.some(collection), journey.some(collection)
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

    def look() -> None:
        if not journey.act(twin, fetch).target.is_success:
            told = f"let a client change the {collection.key}: the record is gone from its place"
            journey.broken(door.operation, "record_mixed_up", told)

    journey.eventually(look)
    journey.fetch(donor)


def _unwritten(door: Door, journey: Journey) -> None:
    """Other values of what is readOnly may be refused, or not heeded."""
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is None or fetch.part.record_at is None:
        raise Skipped("one record cannot be read")
    twin = journey.some(door.collection)
    before = journey.record(fetch, journey.act(twin, fetch).target)
    body = body_for(door, journey)
    if door.part.action is Action.PATCH:
        body = door.takes.without_any(body)
    body, others = with_others(door.takes, body, of_server(door.collection, before))
    if not others:
        raise Skipped("nothing is readOnly that may be sent")
    journey.act(twin, door, body, is_lawful=False)
    reply = journey.act(twin, fetch).target
    after = journey.record(fetch, reply) if reply.is_success else before
    for name, value in others.items():
        if name in after and not difference(value, after[name], is_closed=True):
            told = f"took {name} {shown(value)} from a change, which only the server sets"
            journey.broken(door.operation, "read_only_written", told)
