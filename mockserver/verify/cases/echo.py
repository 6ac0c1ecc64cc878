"""Cases of a record that is sent back as it was fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from mockserver.collection import Action
from mockserver.pointer import at, put
from mockserver.verify.cases.case import Case
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.judging.answers import strictness
from mockserver.verify.sides.both import Both, encoded
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

_UNKNOWN = "zz_unknown"


def echoes(door: Door) -> Iterator[Case]:
    """What can be tried of a change whose body may hold more than it names."""
    yield Case("a record is taken as it was fetched", door.label, partial(_echoed, door))


def _echoed(door: Door, journey: Journey) -> None:
    """Where other fields are taken, those that only the server sets are, unchanged.

    What the schema of the body calls readOnly may be refused (OAS 3.0 §4.7.24.2); and who refuses
    every field that is not declared does so for a reason of its own.
    """
    twin = journey.some(door.collection)
    members = door.takes.shape.members
    fetched = _fetched(door, twin, journey)
    more = fetched.target.keys() - members.keys()
    is_known = any(members[name].is_read_only for name in fetched.target.keys() & members.keys())
    bodies = Both(*(put({}, door.part.sent_at, dict(each)) for each in fetched))
    if not more or is_known or not door.takes.is_valid(bodies.target):
        raise Skipped("the document lets it be refused")
    if not door.takes.shape.is_open:
        odd = Both(*(_with_odd(door, each, more) for each in fetched))
        journey.part(partial(_insist_open, door, twin, odd, journey))
    both = journey.act(twin, door, bodies)
    if both.oracle.is_success:
        journey.insist_accepted(door.operation, both.target)
        journey.settle(twin)


def _insist_open(door: Door, twin: Twin, odd: Both, journey: Journey) -> None:
    if not journey.act(twin, door, odd, is_lawful=False).target.is_success:
        raise Skipped("it takes no other fields")


def _fetched(door: Door, twin: Twin, journey: Journey) -> Both:
    """The record as both answer with it."""
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is None or fetch.part.record_at is None:
        raise Skipped("one record cannot be read")
    both = journey.act(twin, fetch)
    found = Both(*(at(reply.value, fetch.part.record_at) for reply in both))
    if not all(isinstance(each, dict) for each in found) or strictness(encoded(found.target)):
        raise Skipped("it is no record")
    return found


def _with_odd(door: Door, record: Mapping[str, Any], more: Iterable[str]) -> Any:
    """What may be sent, and a field that nobody knows."""
    own = {name: value for name, value in record.items() if name not in more}
    return put({}, door.part.sent_at, {**own, _UNKNOWN: "kept or not"})
