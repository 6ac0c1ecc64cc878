"""Cases of actions below a record, ``POST /orders/{id}/cancel``: what is answered is what is there.

The oracle cannot know what an action does, so that the target's answers are held against one
another, and against the words of the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.collection.action_effects import moments_of, said_of_again
from mockserver.collection.filtering import Test
from mockserver.pointer import at
from mockserver.spec.model import Operation
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import forbidden
from mockserver.verify.cases.doing import (
    Done,
    do,
    door_of,
    insist_readable,
    place_of,
    read,
    sent_by,
    states_of,
)
from mockserver.verify.cases.draw import body_for, naming
from mockserver.verify.cases.filtering import insist_sifted
from mockserver.verify.cases.oddity import UNREADABLE
from mockserver.verify.cases.stranger import made_up
from mockserver.verify.cases.untouched import insist_rest
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.refusal import Reason, taken
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.comparison import difference, is_moment_alike
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import can_be_found
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_DONE = (200, 201)  # RFC 9110 §15.3.3: 202 says that it is done later
_TWICE, _UNKNOWN = 409, (404, 410)
_OTHERWISE = re.compile(r"\b(or|not|no|un\w+|only|yet|cannot|must|may)\b", re.IGNORECASE)
"""What speaks of other reasons, too."""


def deeds(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of each action, where records can be made and read."""
    fetch = atlas.door(collection, Action.FETCH)
    if fetch is None or fetch.part.record_at is None or atlas.maker(collection) is None:
        return
    for operation in atlas.deeds(collection):
        yield from _done_alone(operation, fetch)
        yield from _beside_changes(atlas, operation, fetch)


def _done_alone(operation: Operation, fetch: Door) -> Iterator[Case]:
    label = operation.label
    yield Case("what is done stays done", label, partial(_lasting, operation, fetch))
    if said_of_again(operation):
        yield Case("what is done is not done again", label, partial(_once, operation, fetch))
    if operation.response(_UNKNOWN[0]):
        case = partial(_of_nobody, operation, fetch)
        yield Case("nothing is done to what is not there", label, case)
    if operation.request_body is not None:
        yield Case("nothing is done that is forbidden", label, partial(_refused, operation, fetch))


def _beside_changes(atlas: Atlas, operation: Operation, fetch: Door) -> Iterator[Case]:
    label = operation.label
    doors = (atlas.door(fetch.collection, each) for each in (Action.PATCH, Action.REPLACE))
    patch, put = (door if door is not None and door.bodies is not None else None for door in doors)
    change = patch or put
    if change is not None:
        case = partial(_after_change, operation, fetch, change)
        yield Case("what was changed before stays so", label, case)
    if patch is not None:
        yield Case("a change keeps what was done", label, partial(_kept, operation, fetch, patch))
    if put is not None:
        case = partial(_kept_by_all, operation, fetch, put)
        yield Case("another record in its place keeps what was done", label, case)


def _done(
    operation: Operation,
    fetch: Door,
    twin: Twin,
    journey: Journey,
    before: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """The record as an action answered it. Raises Skipped where it was not done, Broken."""
    reply = do(operation, twin, journey).target
    if before is not None and reply.status == _TWICE and _is_undone(operation, fetch, before):
        told = (
            f"answered 409 for a new record, of which {shown(said_of_again(operation))} is not so"
        )
        journey.broken(operation, "positive_data_acceptance", told)
    where = place_of(operation, fetch.collection)
    record = at(reply.value, where) if where is not None else None
    key = fetch.collection.key
    if reply.status not in _DONE or not isinstance(record, dict) or not record.get(key):
        raise Skipped("it does not show the record")
    if str(record[key]) != str(twin.keys.target):
        told = f"answered with {key} {shown(record[key])} where {shown(twin.keys.target)} was meant"
        journey.broken(operation, "record_mixed_up", told)
    return record


def _lasting(operation: Operation, fetch: Door, journey: Journey) -> None:
    twin, other = journey.make(fetch.collection), journey.make(fetch.collection)
    before, beside = read(fetch, twin, journey), read(fetch, other, journey)
    record = _done(operation, fetch, twin, journey, before)
    journey.eventually(partial(insist_readable, operation, fetch, twin, journey))
    journey.eventually(partial(_insist_there, operation, fetch, twin, record, journey))
    done = Done(operation, fetch, twin, before, record)
    insist_rest(done, journey)
    _insist_effect(done, journey)
    _insist_same(operation, fetch, beside, read(fetch, other, journey), journey)
    _insist_found(done, journey)


def _after_change(operation: Operation, fetch: Door, change: Door, journey: Journey) -> None:
    """What a client has sent last is what it is: not as it was when it was made, nor sorted."""
    twin = journey.make(fetch.collection)
    body = _falling(change, body_for(change, journey))
    if not all(each.is_success for each in journey.act(twin, change, body)):
        raise Skipped("it cannot be changed")
    before = read(fetch, twin, journey)
    record = _done(operation, fetch, twin, journey, before)
    insist_rest(Done(operation, fetch, twin, before, record), journey)
    for name in fetch.collection.counters:
        earlier, later = before.get(name), record.get(name)
        if isinstance(earlier, int) and isinstance(later, int) and later < earlier:
            told = f"{name} was {earlier} and is {later}: it went back"
            journey.broken(operation, "touch_missing", told, at_=f"/{name}")


def _falling(door: Door, body: Any) -> Any:
    """With its lists of texts in falling order, as far as the document lets them be."""
    for name, value in door.takes.record(body).items():
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            body = door.takes.with_allowed(body, name, sorted(value, reverse=True))
    return body


def _insist_found(done: Done, journey: Journey) -> None:
    """A list that is asked for what the action brought about has the record."""
    collection, twin = done.fetch.collection, done.twin
    door, listing = journey.atlas.door(collection, Action.LIST), collection.listing
    if door is None or listing is None or not can_be_found(listing):
        return
    twin.seen = done.record
    for each in listing.filters:
        name = str(each.at[0])
        value = done.record.get(name)
        if not isinstance(value, str) or value == done.before.get(name) or len(each.at) > 1:
            continue
        if each.test is Test.EQUAL:
            insist_sifted(door, (each,), twin, journey)


def _insist_there(
    operation: Operation, fetch: Door, twin: Twin, record: Mapping[str, Any], journey: Journey
) -> None:
    after = read(fetch, twin, journey)
    for name in _lasting_fields(fetch) & record.keys() & after.keys():
        is_other = difference(record[name], after[name], is_closed=True)
        if is_other and not is_moment_alike(record[name], after[name]):
            told = f"answered with {name} {shown(record[name])}, and then it is "
            journey.broken(
                operation, "deed_lost", f"{told}{shown(after[name])}; keep it", at_=f"/{name}"
            )


def _lasting_fields(fetch: Door) -> set[str]:
    """But for the moments that are told in other resolutions, or move with each look."""
    collection = fetch.collection
    members = collection.shape.members.items()
    return {name for name, each in members if not each.is_write_only} - {*collection.touch}


def _insist_effect(done: Done, journey: Journey) -> None:
    """Where a state is called as the action, the record is in it, or in another than before.

    The moment that is called as it, and what it alone can give to a record, by the same name, are
    not empty there any more.
    """
    for name, states in states_of(done.operation, done.fetch):
        before, after = done.before.get(name), done.record.get(name)
        if before not in states and after == before:
            told = f"left {name} at {shown(after)}; {shown(states[0])} is what it does"
            journey.broken(done.operation, "deed_lost", told, at_=f"/{name}")
    own = done.fetch.collection
    moments = dict.fromkeys(
        moments_of(done.operation, own.path, own.shape), "says when it was done"
    )
    given = {name: f"was given {shown(value)}" for name, value in _given(done, journey).items()}
    for name, why in {**moments, **given}.items():
        if done.before.get(name, why) is None and done.record.get(name, why) is None:
            told = f"left {name} at null, which {why}"
            journey.broken(done.operation, "deed_lost", told, at_=f"/{name}")


def _given(done: Done, journey: Journey) -> dict[str, Any]:
    """What an action was given under the names of fields that no other operation sets."""
    body, _ = sent_by(done.operation, journey)
    sent = json.loads(body) if body else None
    own = done.fetch.collection
    doors = (journey.atlas.door(own, each) for each in (Action.PATCH, Action.REPLACE))
    makers = [each.bodies for each in (journey.atlas.maker(own), *doors) if each and each.bodies]
    settable = {name for each in makers for name in each.fields}
    given = sent if isinstance(sent, dict) else {}
    return {name: value for name, value in given.items() if name not in settable and value}


def _is_undone(operation: Operation, fetch: Door, before: Mapping[str, Any]) -> bool:
    """Whether a record is in no state that the action leads to, and 409 is for that alone."""
    said = said_of_again(operation)
    is_alone = bool(said) and not _OTHERWISE.search(said)
    states = list(states_of(operation, fetch))
    return is_alone and bool(states) and all(before.get(name) not in s for name, s in states)


def _insist_same(
    operation: Operation,
    fetch: Door,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    journey: Journey,
) -> None:
    for name in _lasting_fields(fetch) & before.keys() & after.keys():
        if difference(before[name], after[name], is_closed=True):
            told = f"changed {name} of another record than the one it was about"
            journey.broken(operation, "rest_changed", told)


def _once(operation: Operation, fetch: Door, journey: Journey) -> None:
    twin = journey.make(fetch.collection)
    before = read(fetch, twin, journey)
    record = _done(operation, fetch, twin, journey)
    shared = _lasting_fields(fetch) & before.keys() & record.keys()
    if not any(difference(before[name], record[name]) for name in shared):
        raise Skipped("nothing is different")
    again = do(operation, twin, journey).target
    if again.is_success:
        words = shown(said_of_again(operation))
        told = f"answered {again.status} the second time; answer 409, as declared ({words})"
        journey.broken(operation, "refusal_wrong", told, "responses", str(_TWICE))


def _of_nobody(operation: Operation, fetch: Door, journey: Journey) -> None:
    twin = journey.make(fetch.collection)
    keys = Both(*(made_up(fetch, key, journey) for key in twin.keys))
    if None in keys:
        raise Skipped("there is no such key")
    nobody = Twin(fetch.collection, twin.parents, keys)
    if journey.act(nobody, fetch).target.is_success:
        raise Skipped("it is there all the same")
    reply = do(operation, nobody, journey).target
    if reply.is_success:
        told = f"answered {reply.status} for {shown(keys.target)}, which nobody has; answer 404"
        journey.broken(operation, "unknown_key_found", told, "responses")


def _refused(operation: Operation, fetch: Door, journey: Journey) -> None:
    """A body that the document forbids; which refusal comes first is the target's own affair."""
    door = door_of(operation, fetch, journey)
    if door.bodies is None:
        raise Skipped("it takes no object")
    twin = journey.make(fetch.collection)
    before = read(fetch, twin, journey)

    def insist(what: str, body: Any) -> None:
        both = journey.act(twin, door, body, is_lawful=False, about=what)
        if both.target.is_success and not both.oracle.is_success:
            place = "" if isinstance(body, bytes) else door.takes.broken_at(body)
            raise taken(operation, both.target.status, Reason.BODY, what, place)

    for name in door.takes.fields:
        found = forbidden(door, name, journey, alone=False)
        journey.each(partial(insist, naming(each.candidate), each.body) for each in found)
    journey.each(partial(insist, f"with {what}", body) for what, body in UNREADABLE.items() if body)
    if not journey.notes:
        after = read(fetch, twin, journey)
        for name in _lasting_fields(fetch) & before.keys() & after.keys():
            if difference(before[name], after[name], is_closed=True):
                told = f"refused a request, and changed {name} all the same"
                journey.broken(operation, "refusal_changed", told, at_=f"/{name}")


def _kept(operation: Operation, fetch: Door, patch: Door, journey: Journey) -> None:
    """What no change names stays as the action left it."""
    twin, record, done = _done_to(operation, fetch, journey)
    takes = patch.takes
    body = takes.record(body_for(patch, journey))
    named = next((name for name in body if name in takes.ordinary and name not in done), None)
    if named is None:
        raise Skipped("nothing else can be changed")
    sent = takes.with_only(body_for(patch, journey), named, body[named])
    _insist_kept(fetch, patch, twin, sent, {name: record[name] for name in done}, journey)


def _kept_by_all(operation: Operation, fetch: Door, put: Door, journey: Journey) -> None:
    """What is readOnly, a client cannot put in another state than the action did."""
    twin, record, done = _done_to(operation, fetch, journey)
    members = fetch.collection.shape.members
    held = {name: record[name] for name in done if members[name].is_read_only}
    _insist_kept(fetch, put, twin, body_for(put, journey), held, journey)


def _done_to(
    operation: Operation, fetch: Door, journey: Journey
) -> tuple[Twin, Mapping[str, Any], set[str]]:
    """A record that an action was done to, how that answered, and the fields that it changed."""
    twin = journey.make(fetch.collection)
    before = read(fetch, twin, journey)
    record = _done(operation, fetch, twin, journey)
    shared = _lasting_fields(fetch) & before.keys() & record.keys()
    done = {name for name in shared if difference(before[name], record[name], is_closed=True)}
    return twin, record, done


def _insist_kept(
    fetch: Door, change: Door, twin: Twin, body: Any, held: Mapping[str, Any], journey: Journey
) -> None:
    if not held:
        raise Skipped("nothing is different")
    if not journey.act(twin, change, body).target.is_success:
        raise Skipped("what was done forbids a change")
    after = read(fetch, twin, journey)
    for name in held.keys() & after.keys():
        if difference(held[name], after[name], is_closed=True):
            told = f"changed {name} from {shown(held[name])} to {shown(after[name])}, "
            told = f"{told}which the change did not name"
            journey.broken(change.operation, "rest_changed", told)
