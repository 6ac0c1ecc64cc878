"""Cases of odd bodies: what cannot be read, and what nobody would send on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.bodies import Bodies
from mockserver.verify.both import Both, encoded
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.dialogue import Skipped
from mockserver.verify.journey import Journey
from mockserver.verify.refusal import Reason, insist_refused
from mockserver.verify.twin import Twin

_UNREADABLE = {
    "a body that ends too soon": b'{"',
    "a body that is no JSON": b"{not json}",
    "no body": b"",
    "two values in one body": b"{} {}",
    "a body that is no UTF-8": b'{"\xff\xfe": 1}',
}
_OTHER_VALUES: dict[str, Any] = {
    "a list": [],
    "a list of objects": [{}],
    "null": None,
    "a text": "text",
    "a number": 1,
    "true": True,
}
_TAKING = (Action.CREATE, Action.PATCH, Action.REPLACE)


def oddities(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """Odd bodies; they have to be refused, or at least be survived."""
    for door in atlas.doors(collection, _TAKING):
        if door.bodies is not None:
            yield from _odd_bodies(door, door.bodies)


def _odd_bodies(door: Door, bodies: Bodies) -> Iterator[Case]:
    label = door.label
    for name, body in _UNREADABLE.items():
        case = partial(_raw, door, body, f"with {name}", Reason.UNREADABLE)
        yield Case(f"{name} is refused", label, case)
    for name, value in _OTHER_VALUES.items():
        if not bodies.is_valid(value):
            body = json.dumps(value).encode()
            case = partial(_raw, door, body, f"whose body is {name}", Reason.BODY)
            yield Case(f"{name} as a body is refused", label, case)
    yield Case("another media type is refused", label, partial(_media_type, door))
    for trial in _SURVIVED:
        yield Case(f"{trial} is survived", label, partial(_survived, door, trial))


def _raw(door: Door, body: bytes, what: str, reason: Reason, journey: Journey) -> None:
    both, twin = _sent(door, body, journey)
    if not body and not (door.operation.request_body and door.operation.request_body.required):
        return
    if twin is not None and door.part.action is not Action.CREATE:
        journey.fetch(twin)
    insist_refused(journey, door, both, reason, what)


def _sent(door: Door, body: Any, journey: Journey, **options: Any) -> tuple[Both, Twin | None]:
    """The body sent to the collection, or to a fresh record of it."""
    if door.part.action is Action.CREATE:
        return journey.post(door, body, is_lawful=False, **options)
    twin = journey.make(door.collection)
    return journey.act(twin, door, body, is_lawful=False, **options), twin


def _media_type(door: Door, journey: Journey) -> None:
    both, _ = _sent(door, body_for(door, journey), journey, media_type="text/plain")
    insist_refused(journey, door, both, Reason.MEDIA_TYPE, "of the media type text/plain")


_SURVIVED = {
    "NUL in a text": "nul\x00byte",
    "a very long text": "x" * 70_000,
    "a deep value": None,
    "a name that comes twice": None,
    "an unknown field": None,
}
"""Texts that a field is given; the others are made below."""


def _survived(door: Door, trial: str, journey: Journey) -> None:
    """A server may refuse these or take them; it does not fail. That is judged with each answer."""
    body = body_for(door, journey)
    text = _SURVIVED[trial]
    if text is None:
        sides = journey.linked(door, body)
        _sent(door, Both(*(_odd_text(trial, encoded(side)) for side in sides)), journey)
        return
    plain = [name for name in _texts(door, body) if not _is_formed(door, name)]
    if not plain:
        raise Skipped("no field is a free text")
    for name in plain[:2]:
        _sent(door, door.takes.with_value(body, name, text), journey)


def _texts(door: Door, body: Any) -> list[str]:
    """The fields of a body that hold a text, but for references to others."""
    record = door.takes.record(body).items()
    references = door.collection.references
    return [name for name, each in record if isinstance(each, str) and name not in references]


def _odd_text(trial: str, text: bytes) -> bytes:
    tail = {
        "a deep value": b',"zz_unknown":' + b"[" * 200 + b"]" * 200 + b"}",
        "a name that comes twice": b',"zz_unknown":1,"zz_unknown":2}',
        "an unknown field": b',"zz_unknown":{"a":[1,"b"]}}',
    }[trial]
    return text.rstrip()[:-1] + tail


def _is_formed(door: Door, name: str) -> bool:
    member = door.takes.fields.get(name)
    return member is None or any(map(member.has, ("format", "pattern", "enum")))
