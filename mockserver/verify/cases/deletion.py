"""Cases of deleting: what is deleted is gone, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin
from mockserver.verify.sides.version import needs_tag


def deletions(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of deleting a record."""
    door = atlas.door(collection, Action.DELETE)
    if door is not None:
        yield Case("what is deleted is gone", door.label, partial(_deleted, door))
        for other in atlas.doors(collection, (Action.PATCH, Action.REPLACE)):
            is_free = not (other.part.may_create or needs_tag(other.operation))
            if other.bodies is not None and is_free:
                case = partial(_changed_afterwards, door, other)
                yield Case("what is deleted is not changed", other.label, case)
        if not collection.key_may_be_sent:
            yield Case("a key names one record for good", door.label, partial(_not_reused, door))


def _deleted(door: Door, journey: Journey) -> None:
    """With a record before it, and one behind."""
    before, twin, after = (journey.make(door.collection) for _ in range(3))
    both = journey.act(twin, door)
    if not both.oracle.is_success:
        raise Skipped("the oracle refuses it")
    journey.insist_accepted(door.operation, both.target)
    twin.is_gone = True
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is not None:
        journey.eventually(partial(_insist_gone, fetch, twin, journey))
        for other in (before, after):
            journey.fetch(other)
    again = journey.act(twin, door)
    insist_refused(journey, door, again, Reason.UNKNOWN, "for a record that was deleted before")


def _changed_afterwards(door: Door, other: Door, journey: Journey) -> None:
    """A change brings nothing back, once it is gone."""
    twin = journey.make(door.collection)
    if not all(each.is_success for each in journey.act(twin, door)):
        raise Skipped("it cannot be deleted")
    if journey.sides.settle:
        raise Skipped("it may be there for a while")
    both = journey.act(twin, other, body_for(other, journey))
    twin.is_gone = not both.target.is_success
    insist_refused(journey, other, both, Reason.UNKNOWN, "for a record that was deleted")


def _not_reused(door: Door, journey: Journey) -> None:
    """What names a record by a text means no other one later; numbers are counted in many ways."""
    twin = journey.make(door.collection)
    both = journey.act(twin, door)
    maker = journey.atlas.maker(door.collection)
    if not all(each.is_success for each in both) or maker is None or maker.names_record:
        raise Skipped("it cannot be deleted")
    twin.is_gone = True
    fresh = journey.make(door.collection).keys.target
    if str(fresh) == str(twin.keys.target) and not str(fresh).isdecimal():
        told = f"gave a new record the {door.collection.key} {shown(fresh)} of one that is gone"
        journey.broken(maker.operation, "record_mixed_up", told)


def _insist_gone(fetch: Door, twin: Twin, journey: Journey) -> None:
    both = journey.act(twin, fetch)
    if both.target.is_success:
        told = f"answered {both.target.status} for a record that was deleted"
        journey.broken(fetch.operation, "deleted_found", told)
    insist_refused(journey, fetch, both, Reason.UNKNOWN, "for a record that was deleted")
