"""Cases of flags that ask for what a list leaves out otherwise: ``include_deleted=true``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import quote

from mockserver.collection import Action
from mockserver.collection.action_effects import is_past, moments_after, states_after, verbs
from mockserver.collection.inclusion import DELETING, Inclusion
from mockserver.collection.listing import Listing
from mockserver.collection.naming import plain
from mockserver.spec.model import Operation
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.doing import do, read
from mockserver.verify.cases.filtering import holding, insist_in
from mockserver.verify.cases.paging import key_of
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import can_be_found, walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin


def including(door: Door, listing: Listing) -> Iterator[Case]:
    """What can be tried of each flag; without it, that nothing deleted is listed is tried."""
    if can_be_found(listing):
        for each in listing.inclusions:
            case = partial(_included, door, each)
            yield Case(f"{each.parameter} is heeded", door.label, case)


def _included(door: Door, flag: Inclusion, journey: Journey) -> None:
    twin = _in_state(door, flag, journey)
    query = f"{quote(flag.parameter, safe='')}=true"
    journey.eventually(partial(insist_in, door, twin, query, journey))
    if flag.is_of_deleted:
        _insist_told(door, twin, query, journey)


def _insist_told(door: Door, twin: Twin, query: str, journey: Journey) -> None:
    """Where a record says whether it was deleted, or when, it says so now."""
    items = (item for page in walk(journey, door, twin.parents, query) for item in page.items)
    item = next(each for each in items if key_of(door, each) == str(twin.keys.target))
    shape = journey.atlas.shape(door)
    states = states_after(DELETING, shape)
    odd = [name for name, state in states.items() if item.get(name, state) != state]
    odd += [name for name in moments_after(DELETING, shape) if item.get(name) is None]
    for name in odd:
        told = f"lists {name} as {shown(item.get(name))} of a record that was deleted"
        journey.broken(door.operation, "value_differs", told, at_=f"/{name}")


def _in_state(door: Door, flag: Inclusion, journey: Journey) -> Twin:
    """A record that is deleted, or in the state that the flag names. Raises Skipped."""
    if flag.is_of_deleted:
        return _deleted(door, journey)
    for operation in journey.atlas.deeds(door.collection):
        if any(is_past(each, flag.state) for each in verbs(operation, door.collection.path)):
            return _done(door, operation, journey)
    for name, member in door.collection.shape.members.items():
        if flag.state in (member.value("enum") or ()):
            return holding(door, name, flag.state, journey)
        if plain(name) in (flag.state, f"is{flag.state}") and "boolean" in member.types:
            return holding(door, name, True, journey)
    raise Skipped("no record can be brought into that state")


def _deleted(door: Door, journey: Journey) -> Twin:
    delete = journey.atlas.door(door.collection, Action.DELETE)
    twin = journey.make(door.collection)
    if delete is None or not all(each.is_success for each in journey.act(twin, delete)):
        raise Skipped("it cannot be deleted")
    twin.is_gone = True
    return twin


def _done(door: Door, operation: Operation, journey: Journey) -> Twin:
    """A record that something was done to, as it is since. Raises Skipped where it was not."""
    twin = journey.make(door.collection)
    if not do(operation, twin, journey).target.is_success:
        raise Skipped("it was not done")
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is not None and fetch.part.record_at is not None:
        with suppress(Skipped):  # it may be read no more, and be listed all the same
            twin.seen = read(fetch, twin, journey)
    return twin
