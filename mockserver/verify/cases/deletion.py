"""Cases of deleting: what is deleted is gone, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.cases.case import Case
from mockserver.verify.dialogue import Skipped
from mockserver.verify.journey import Journey
from mockserver.verify.refusal import Reason, insist_refused
from mockserver.verify.twin import Twin


def deletions(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of deleting a record."""
    door = atlas.door(collection, Action.DELETE)
    if door is not None:
        yield Case("what is deleted is gone", door.label, partial(_deleted, door))


def _deleted(door: Door, journey: Journey) -> None:
    twin, other = journey.make(door.collection), journey.make(door.collection)
    both = journey.act(twin, door)
    if not both.oracle.is_success:
        raise Skipped("the oracle refuses it")
    journey.insist_accepted(door.operation, both.target)
    twin.is_gone = True
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is not None:
        journey.eventually(partial(_insist_gone, fetch, twin, journey))
        journey.fetch(other)
    again = journey.act(twin, door)
    insist_refused(journey, door, again, Reason.UNKNOWN, "for a record that was deleted before")


def _insist_gone(fetch: Door, twin: Twin, journey: Journey) -> None:
    both = journey.act(twin, fetch)
    if both.target.is_success:
        told = f"answered {both.target.status} for a record that was deleted"
        journey.broken(fetch.operation, "deleted_found", told)
    insist_refused(journey, fetch, both, Reason.UNKNOWN, "for a record that was deleted")
