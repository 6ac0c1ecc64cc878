"""Drawing the body of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.inputs.candidates import MISSING, Candidate
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown

Draw = Callable[[Journey, Bodies], Any]


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


def naming(candidate: Candidate) -> str:
    """What is odd about a body with a candidate in it, as a part of a sentence."""
    if candidate.value is MISSING:
        return f"without {candidate.name}, which is required"
    told = f"with {candidate.trial} as {candidate.name}"
    return told if candidate.value is None else f"{told}: {shown(candidate.value)}"
