"""Drawing the body of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.collection import Collection
from mockserver.collection.shape import Member
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.inputs.candidates import MISSING, Candidate, is_number
from mockserver.verify.sides.comparison import moment
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown

Draw = Callable[[Journey, Bodies], Any]
_LONG_AGO = "2001-02-03T04:05:06Z"
_DAY = 10
"""So many letters of a moment are its day (RFC 3339 §5.6)."""
_FAR = 41


def full(journey: Journey, bodies: Bodies) -> Any:
    """A body with every field."""
    return bodies.full(journey.random, journey.nonce)


def minimal(journey: Journey, bodies: Bodies) -> Any:
    """A body with what has to be there."""
    return bodies.minimal(journey.random, journey.nonce)


def example(number: int, journey: Journey, bodies: Bodies) -> Any:
    """One of the bodies that the document shows. Raises Skipped where it breaks its schema."""
    found = list(bodies.examples(journey.random, journey.nonce))
    if number >= len(found):
        raise Skipped("the example breaks its schema")
    return found[number]


def itself(body: Any, _: Bodies) -> Any:
    """A body that is there already."""
    return body


def body_for(door: Door, journey: Journey) -> Any:
    """A body with every field for an operation."""
    return full(journey, door.takes)


def unlike(door: Door, seen: Mapping[str, Any], journey: Journey, tries: int) -> Any:
    """The body, of so many, that has most other values than a record."""
    drawn = [body_for(door, journey) for _ in range(tries)]
    record = door.takes.record
    return max(drawn, key=lambda body: sum(seen.get(n) != v for n, v in record(body).items()))


def of_server(collection: Collection, seen: Mapping[str, Any]) -> dict[str, Any]:
    """Values for what only the server sets, which it would not set itself.

    Of states, moments, numbers and texts; but for what tells which record it is, and of what.
    """
    fixed = {collection.key, *collection.references, *collection.parent_fields.values()}
    members = collection.shape.members
    found = {
        name: _other(members[name], value)
        for name, value in seen.items()
        if name in members and members[name].is_read_only and name not in fixed
    }
    return {name: value for name, value in found.items() if value is not None}


def with_others(bodies: Bodies, body: Any, values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The body with those of the values that it may hold, and these."""
    taken = {}
    for name, value in values.items():
        changed = bodies.with_value(body, name, value)
        if bodies.is_valid(changed):
            body, taken[name] = changed, value
    return body, taken


def _other(member: Member, value: Any) -> Any:
    """None for what nothing is known for."""
    states = [each for each in member.value("enum") or () if each != value]
    if states:
        return states[-1]
    if moment(value) is not None:
        return _LONG_AGO[: _DAY if member.value("format") == "date" else None]
    if is_number(value):
        return value + _FAR
    return f"{value}{value[-1:]}" if isinstance(value, str) and value else None


def naming(candidate: Candidate) -> str:
    """What is odd about a body with a candidate in it, as a part of a sentence."""
    if candidate.value is MISSING:
        return f"without {candidate.name}, which is required"
    told = f"with {candidate.trial} as {candidate.name}"
    return told if candidate.value is None else f"{told}: {shown(candidate.value)}"
