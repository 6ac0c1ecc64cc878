"""Cases of unique fields: a value that is taken, one that is free again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.collection.uniqueness import Scope
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for, itself
from mockserver.verify.cases.kin import beside
from mockserver.verify.cases.paging import key_of
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.candidates import MISSING
from mockserver.verify.inputs.refusal import Reason, declared, insist_refused
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Broken, Skipped, not_accepted
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_FEW = 2
_CHANGES = (Action.PATCH, Action.REPLACE)


def taken(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of values that no two records may share."""
    door = atlas.maker(collection)
    if door is None or door.bodies is None:
        return
    for name in collection.unique:
        yield Case(f"{name} is unique", door.label, partial(_duplicate, door, name))
        scope = collection.unique_within(name)
        if scope is not None and not door.names_record:
            case = partial(_below_another, door, name, scope)
            yield Case(f"{name} is unique {scope.value}", door.label, case)
        case = partial(_of_fixture, door, name)
        yield Case(f"{name} of what was there before is unique", door.label, case)
        case = partial(_given_back, door, name)
        yield Case(f"a refused record takes no {name}", door.label, case)
        for changing in atlas.doors(collection, _CHANGES):
            if changing.bodies and name in changing.bodies.fields:
                if changing.part.action is Action.PATCH:
                    case = partial(_freed, door, changing, name)
                    yield Case(f"{name} is free again", door.label, case)
                case = partial(_taken_over, changing, name)
                yield Case(f"{name} cannot be taken over", changing.label, case)


def _duplicate(door: Door, name: str, journey: Journey) -> None:
    """The value as it was sent: a service may tell it in another spelling."""
    bodies = door.takes
    first = journey.settled(door.collection)
    sent = first.meant.get(name)
    body = bodies.with_value(body_for(door, journey), name, sent)
    if sent is None or first.seen.get(name) is None or not bodies.is_valid(body):
        raise Skipped("it has no value")
    both, _ = journey.post(door, body)
    insist_refused(journey, door, both, Reason.TAKEN, f"whose {name} is taken")
    journey.settle_refused(first, door.operation)
    _insist_one(journey, door, first, name)
    other = bodies.with_value(body, name, str(sent).swapcase())
    if bodies.is_valid(other):  # whether that is another value nobody says; it is survived
        journey.post(door, other, is_lawful=False)


def _below_another(door: Door, name: str, scope: Scope, journey: Journey) -> None:
    """The value of a record, below another parent than its own."""
    twin = journey.make(door.collection)
    others = beside(door.collection, journey)
    value = twin.seen.get(name)
    body = door.takes.with_value(body_for(door, journey), name, value)
    if value is None or not door.takes.is_valid(body) or not declared(door.operation, Reason.TAKEN):
        raise Skipped("it has no value")
    reply = journey.post_below(door, others, body).target
    told = f"answered {reply.status} to the {name} of a record below another {_parent(door)}"
    if scope is Scope.EVERYWHERE and reply.is_success:
        journey.broken(door.operation, "duplicate_accepted", f"{told}; it is unique everywhere")
    if scope is Scope.PARENT and reply.status in Reason.TAKEN.value:
        told = f"{told}; it is unique below one alone"
        journey.broken(door.operation, "positive_data_acceptance", told)


def _parent(door: Door) -> str:
    return door.collection.parents[-1]


def _of_fixture(door: Door, name: str, journey: Journey) -> None:
    """What was there before the run has values that are taken, too.

    Some are tried: what was taken by mistake is taken from then on.
    """
    collection = door.collection
    fetch = journey.atlas.door(collection, Action.FETCH)
    records = [each.value for each in collection.records if each.value.get(name)]
    if fetch is None or collection.parents:
        raise Skipped("none can be looked at")
    for record in records[:_FEW]:
        key, value = record[collection.key], record[name]
        both = journey.act(Twin(collection, (), Both(key, key)), fetch)
        shows = [reply.is_success and journey.record(fetch, reply).get(name) for reply in both]
        if shows == [value, value]:
            body = door.takes.with_value(body_for(door, journey), name, value)
            both, _ = journey.post(door, body)
            insist_refused(journey, door, both, Reason.TAKEN, f"whose {name} is taken")


def _insist_one(journey: Journey, door: Door, twin: Twin, name: str) -> None:
    """What was refused is not in the list all the same."""
    listing = journey.atlas.door(door.collection, Action.LIST)
    if listing is None:
        return
    value = twin.seen.get(name)
    pages = walk(journey, listing, twin.parents)
    alike = [item for page in pages for item in page.items if item.get(name) == value]
    if len({key_of(listing, item) for item in alike}) > 1:
        told = f"refused a record with the {name} {shown(value)}, and lists it all the same"
        journey.broken(door.operation, "refusal_changed", told)


def _given_back(door: Door, name: str, journey: Journey) -> None:
    """What was refused for another reason has taken nothing."""
    body = body_for(door, journey)
    wrong = [
        each
        for candidate, each, is_valid in door.takes.tried(body)
        if candidate.name != name and candidate.value is not MISSING and not is_valid
    ]
    if not wrong:
        raise Skipped("nothing else is forbidden")
    for each in wrong[:1] + wrong[1:][-1:]:  # what stands first in the body, and last
        both, _ = journey.post(door, each, is_lawful=False)
        if both.target.is_success or both.oracle.is_success:
            raise Skipped("it was not refused")
    _insist_free(door, name, body, journey)


def _insist_free(door: Door, name: str, body: Any, journey: Journey) -> None:
    """A record is made with what was refused for another reason before."""
    try:
        journey.create(door.collection, partial(itself, body))
    except Broken:
        status = journey.trail[-1].response.status
        if status not in Reason.TAKEN.value:
            raise
        journey.make(door.collection)  # as others are made
        told = f"refused a record, and answered {status} to the same {name} after that"
        journey.broken(door.operation, "refusal_changed", f"{told}: it is taken all the same")


def _freed(door: Door, patch: Door, name: str, journey: Journey) -> None:
    """A value that a record gave up is another's to have; the one that it has now is not."""
    first = journey.some(door.collection)
    old = first.seen.get(name)
    drawn = patch.takes.record(body_for(patch, journey)).get(name)
    if old is None or drawn is None:
        raise Skipped("it has no value")
    journey.change(first, patch, patch.takes.with_only(body_for(patch, journey), name, drawn))
    _insist_given_up(door, name, old, journey)
    body = door.takes.with_value(body_for(door, journey), name, first.seen.get(name))
    both, _ = journey.post(door, body)
    told = f"whose {name} another record was changed to"
    insist_refused(journey, door, both, Reason.TAKEN, told)


def _insist_given_up(door: Door, name: str, old: Any, journey: Journey) -> None:
    """A record is made with what another one had before it was changed."""
    body = door.takes.with_value(body_for(door, journey), name, old)
    try:
        journey.create(door.collection, partial(itself, body))
    except Broken as broken:
        status = journey.trail[-1].response.status
        if status not in Reason.TAKEN.value:
            raise
        told = not_accepted(status, f"with the {name} that another record had and gave up")
        raise Broken(broken.operation, replace(broken.fault, message=told)) from broken


def _taken_over(door: Door, name: str, journey: Journey) -> None:
    """Only where the document declares what is answered then."""
    first, second = journey.some(door.collection), journey.some(door.collection)
    value = first.seen.get(name)
    is_whole = door.part.action is Action.REPLACE
    changed = door.takes.with_value if is_whole else door.takes.with_only
    body = changed(body_for(door, journey), name, value)
    if value is None or not door.takes.is_valid(body):
        raise Skipped("it has no value")
    both = journey.act(second, door, body)
    insist_refused(journey, door, both, Reason.TAKEN, f"whose {name} is taken")
    journey.settle(second)
