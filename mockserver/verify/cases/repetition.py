"""Cases of requests that come again under their Idempotency-Key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.collection.repeating import FIELD, heeds_repetition, reuse_status, told_reuse
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown
from mockserver.verify.target.leftovers import key_in


def repetitions(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried where the document declares the field."""
    door = atlas.door(collection, Action.CREATE)
    if door is not None and door.bodies is not None and heeds_repetition(door.operation):
        yield Case("what is sent again is done once", door.label, partial(_once, door))
        yield Case("what is sent anew is done anew", door.label, partial(_anew, door))
        if reuse_status(door.operation):
            case = partial(_of_another, door)
            yield Case("a key belongs to one request", door.label, case)


def _key(journey: Journey) -> str:
    digits = f"{journey.random.randrange(16**32):032x}"
    return "-".join(
        (digits[:8], digits[8:12], f"4{digits[13:16]}", f"8{digits[17:20]}", digits[20:])
    )


def _sent(door: Door, body: Both, key: str, journey: Journey, **options: Any) -> Both:
    line = ((FIELD, key),)
    return journey.post(door, body, lines=Both(line, line), **options)[0]


def _made(door: Door, body: Both, key: str, journey: Journey) -> str | None:
    """The key of the record that a request made, None where it was refused."""
    both = _sent(door, body, key, journey)
    if not both.oracle.is_success:
        raise Skipped("the oracle refuses it")
    found = key_in(door, both.target.response)
    return None if found is None else str(found)


def _once(door: Door, journey: Journey) -> None:
    body = journey.linked(door, body_for(door, journey))
    key = _key(journey)
    first, second = (_made(door, body, key, journey) for _ in range(2))
    if first is None or second is None:
        raise Skipped("it was not made, or is refused the second time")
    if second != first:
        told = f"made {shown(second)} beside {shown(first)}"
        told = f"{told} when a request came again with its {FIELD}; answer as the first time"
        journey.broken(door.operation, "repetition_done", told)


def _anew(door: Door, journey: Journey) -> None:
    """Another key is another request, and needs unique values of its own."""
    made = [
        _made(door, journey.linked(door, body_for(door, journey)), _key(journey), journey)
        for _ in range(2)
    ]
    if None not in made and made[0] == made[1]:
        told = f"answered with the record {shown(made[0])} to another {FIELD}"
        journey.broken(door.operation, "repetition_done", told)


def _of_another(door: Door, journey: Journey) -> None:
    """Another body under the same key (draft-ietf-httpapi-idempotency-key-header §2.7).

    Where no word of the document speaks of it, the first answer may be given again; a second
    record may not be made of it.
    """
    body, other = (journey.linked(door, body_for(door, journey)) for _ in range(2))
    key = _key(journey)
    first = _made(door, body, key, journey)
    reply = _sent(door, other, key, journey, is_lawful=False).target
    second = key_in(door, reply.response)
    if first is None or body == other or not reply.is_success:
        raise Skipped("it was not made, or is refused the second time")
    is_new = second is not None and str(second) != first
    told = told_reuse(door.operation)
    if not (is_new or told):
        raise Skipped("the first answer may be given again")
    what = f"made {shown(second)} of" if is_new else f"answered as for {shown(first)} to"
    wanted = f"answer {told}, as declared" if told else "refuse it"
    said = f"{what} another body under the {FIELD} of {shown(first)}; {wanted}"
    journey.broken(door.operation, "repetition_done", said)
