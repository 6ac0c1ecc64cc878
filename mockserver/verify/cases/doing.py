"""Calling an action of a record, and reading what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.collection.action_effects import is_past, verbs
from mockserver.collection.record import answered, record_at
from mockserver.generation import Generator
from mockserver.pointer import Pointer
from mockserver.schema import Direction
from mockserver.spec.model import Operation
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.sides.both import Both, encoded
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey, filled
from mockserver.verify.sides.twin import Twin


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: the record ``before`` it, and the ``record`` as it answered."""

    operation: Operation
    fetch: Door
    twin: Twin
    before: Mapping[str, Any]
    record: Mapping[str, Any]


def do(operation: Operation, twin: Twin, journey: Journey) -> Both:
    """Call an action of a record, with a body where it takes one."""
    body, media_type = sent_by(operation, journey)
    sent = Both(body, body) if media_type else None
    return journey.ask(operation, path_of(operation, twin), body=sent, media_type=media_type)


def path_of(operation: Operation, twin: Twin) -> Both:
    """Where an action of a record is called."""
    keys = [[each.keys[side] for each in (*twin.parents, twin)] for side in range(2)]
    return Both(*(filled(operation.template, each) for each in keys))


def sent_by(operation: Operation, journey: Journey) -> tuple[bytes, str]:
    """A body that an action takes, and its media type; both are empty where it takes no JSON."""
    sent = operation.request_body
    content = next(
        (each for each in (sent.content if sent else ()) if each.media_type.is_json), None
    )
    if content is None or content.schema is None:
        return b"", ""
    validator = journey.answers.validators.of(content.schema, Direction.REQUEST)
    return encoded(Generator(validator).value(Random(0))), str(content.media_type)


def door_of(operation: Operation, fetch: Door, journey: Journey) -> Door:
    """An action as a way to change a record, with bodies of its own."""
    part = replace(fetch.part, action=Action.PATCH, sent_at=(), record_at=None)
    bodies = Bodies.of(fetch.collection, operation, part, journey.answers.validators)
    return Door(fetch.collection, operation, part, bodies)


def place_of(operation: Operation, collection: Collection) -> Pointer | None:
    """Where the answer to an action shows the record; None where it does not."""
    schema = answered(operation)
    return record_at(schema, collection.schema, collection.pair) if schema else None


_PUTTING_AWAY = frozenset(
    "delete remove archive trash purge destroy discard withdraw revoke expire merge move "
    "transfer close forget hide".split()
)


def insist_readable(operation: Operation, fetch: Door, twin: Twin, journey: Journey) -> None:
    """A record is there after an action that puts nothing away. Raises Broken."""
    reply = journey.act(twin, fetch).target
    named = verbs(operation, fetch.collection.path)
    if reply.status in (404, 410) and not _PUTTING_AWAY & {*named}:
        told = f"answered {reply.status} for a record after {operation.label}"
        journey.broken(fetch.operation, "record_lost", told)


def read(fetch: Door, twin: Twin, journey: Journey) -> Mapping[str, Any]:
    """A record as the target shows it, with what the oracle cannot know of it."""
    both = journey.act(twin, fetch)
    if not both.target.is_success:
        raise Skipped("it cannot be read")
    return journey.record(fetch, both.target)


def states_of(operation: Operation, fetch: Door) -> Iterator[tuple[str, list[Any]]]:
    """The fields with states that are called as the action."""
    named = verbs(operation, fetch.collection.path)
    for name, member in fetch.collection.shape.members.items():
        known = member.value("enum") or ()
        states = [each for each in known if any(is_past(verb, each) for verb in named)]
        if states:
            yield name, states
