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
_DEEP = 100  # what every reader takes: many honest ones give up at some hundreds, each in its way
_HALVED, _HALF = "half a pair in a text", b"zz-half-a-pair"
_LONG_ADDRESS = f"ann@{'.'.join(['a' * 60] * 3)}.example.com"
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


_TEXTS_SURVIVED = {
    "NUL in a text": "nul\x00byte",
    "a very long text": "x" * 70_000,
    _HALVED: _HALF.decode(),
}
_TAILS_SURVIVED = {
    "a deep value": b',"zz_unknown":' + b"[" * _DEEP + b"]" * _DEEP + b"}",
    "a name that comes twice": b',"zz_unknown":1,"zz_unknown":2}',
    "an unknown field": b',"zz_unknown":{"a":[1,"b"]}}',
    "a number beyond 64 bits": b',"zz_unknown":[18446744073709551617,-9223372036854775809]}',
}
"""What follows the last field of a body."""
_OBJECTS_SURVIVED = {
    "odd names in an object": {"": 1, "a.b": 2, "$c": 3, "__proto__": 4, "\u00e9 \t": 5},
    "large numbers in an object": {"large": 2**64 + 1, "small": -(2**63) - 1, "tiny": 1e-300},
}
_SURVIVED = (*_TEXTS_SURVIVED, *_TAILS_SURVIVED, *_OBJECTS_SURVIVED, "a long address")


def _survived(door: Door, trial: str, journey: Journey) -> None:
    """A server may refuse these or take them; it does not fail. That is judged with each answer."""
    body = body_for(door, journey)
    if trial == _HALVED and journey.atlas.door(door.collection, Action.DELETE) is None:
        raise Skipped("what nobody can write down would stay in the target")
    if trial in _TAILS_SURVIVED:
        sides = journey.linked(door, body)
        tail = _TAILS_SURVIVED[trial]
        _sent(door, Both(*(encoded(side).rstrip()[:-1] + tail for side in sides)), journey)
        return
    names, value = _given(door, body, trial)
    if not names:
        raise Skipped("no field is one for it")
    for name in names[:2]:
        sides = journey.linked(door, door.takes.with_value(body, name, value))
        sent = (encoded(side).replace(_HALF, b"\\ud800") for side in sides)
        _sent(door, Both(*sent), journey)


def _given(door: Door, body: Any, trial: str) -> tuple[list[str], Any]:
    """The fields that a trial is for, and what they are given."""
    if trial in _OBJECTS_SURVIVED:
        return _maps(door), _OBJECTS_SURVIVED[trial]
    texts = _texts(door, body)
    if trial in _TEXTS_SURVIVED:
        return [name for name in texts if not _is_formed(door, name)], _TEXTS_SURVIVED[trial]
    fields = door.takes.fields
    addresses = (name for name in texts if name in fields)
    return [name for name in addresses if fields[name].value("format") == "email"], _LONG_ADDRESS


def _maps(door: Door) -> list[str]:
    """The fields of objects whose members are the client's own."""
    return [name for name, member in door.takes.fields.items() if member.is_map]


def _texts(door: Door, body: Any) -> list[str]:
    """The fields of a body that hold a text, but for references to others."""
    record = door.takes.record(body).items()
    references = door.collection.references
    return [name for name, each in record if isinstance(each, str) and name not in references]


def _is_formed(door: Door, name: str) -> bool:
    member = door.takes.fields.get(name)
    return member is None or any(map(member.has, ("format", "pattern", "enum")))
