"""Cases of odd requests: what cannot be read, and what nobody would send on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.bodies import Bodies
from mockserver.verify.cases import Case
from mockserver.verify.journey import Both, Journey, Skipped
from mockserver.verify.refusal import Reason, insist_refused

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
_METHODS = ("DELETE", "PUT", "PATCH", "POST", "TRACE")
_TAKING = (Action.CREATE, Action.PATCH, Action.REPLACE)


def odd_cases(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """All odd requests to a collection; they have to be refused, or at least be survived."""
    for door in atlas.doors(collection, _TAKING):
        if door.bodies is not None:
            yield from _odd_bodies(door, door.bodies)
    for door in atlas.doors(collection, (Action.FETCH, Action.LIST)):
        label = door.operation.label
        yield Case("an unknown parameter is survived", label, partial(_asked_oddly, door))
        for method in _METHODS:
            case = partial(_undeclared, door, method)
            yield Case(f"{method} is refused unless declared", label, case)


def _odd_bodies(door: Door, bodies: Bodies) -> Iterator[Case]:
    label = door.operation.label
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
    assert door.bodies is not None  # noqa: S101  who takes has bodies
    both, twin = _sent(door, body, door.bodies.media_type, journey)
    if not body and not (door.operation.request_body and door.operation.request_body.required):
        return
    if twin is not None and door.part.action is not Action.CREATE:
        journey.fetch(twin)
    insist_refused(journey, door, both, reason, what)


def _sent(
    door: Door, body: bytes | Both, media_type: str, journey: Journey, query: str = ""
) -> tuple[Both, Any]:
    """The body sent to the collection, or to a fresh record of it."""
    bodies = body if isinstance(body, Both) else Both(body, body)
    options = {"media_type": media_type, "query": query, "is_lawful": False}
    if door.part.action is Action.CREATE:
        parents = journey.parents(door.collection)
        path = journey.path(door, parents)
        both = journey.ask(door.operation, path, body=bodies, **options)  # type: ignore[arg-type]
        journey._twin(door.collection, parents, door, both)  # noqa: SLF001  to be cleaned up
        return both, None
    twin = journey.make(door.collection)
    path = journey.path(door, twin.parents, twin.keys)
    return journey.ask(door.operation, path, body=bodies, **options), twin  # type: ignore[arg-type]


def _media_type(door: Door, journey: Journey) -> None:
    body = _encoded(door, _full(door, journey), journey)
    both, _ = _sent(door, body, "text/plain", journey)
    insist_refused(journey, door, both, Reason.MEDIA_TYPE, "of the media type text/plain")


def _full(door: Door, journey: Journey) -> Any:
    assert door.bodies is not None  # noqa: S101  who takes has bodies
    return door.bodies.full(journey.random, journey.nonce)


def _encoded(door: Door, body: Any, journey: Journey) -> Both:
    from mockserver.verify.journey import encoded

    return Both(*map(encoded, journey.linked(door, body)))


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
    assert door.bodies is not None  # noqa: S101  who takes has bodies
    body = _full(door, journey)
    record = door.bodies.record(body)
    texts = [
        name
        for name, value in record.items()
        if isinstance(value, str) and name not in door.collection.references
    ]
    text = _SURVIVED[trial]
    content: Both
    if text is not None:
        plain = [name for name in texts if not _is_formed(door, name)]
        if not plain:
            raise Skipped("no field is a free text")
        for name in plain[:2]:
            changed = door.bodies.with_value(body, name, text)
            sent = json.dumps(changed).encode()
            _sent(door, sent, door.bodies.media_type, journey)
        return
    sides = journey.linked(door, body)
    content = Both(*(_odd_text(trial, json.dumps(side).encode()) for side in sides))
    _sent(door, content, door.bodies.media_type, journey)


def _odd_text(trial: str, text: bytes) -> bytes:
    tail = {
        "a deep value": b',"zz_unknown":' + b"[" * 200 + b"]" * 200 + b"}",
        "a name that comes twice": b',"zz_unknown":1,"zz_unknown":2}',
        "an unknown field": b',"zz_unknown":{"a":[1,"b"]}}',
    }[trial]
    return text.rstrip()[:-1] + tail


def _is_formed(door: Door, name: str) -> bool:
    assert door.bodies is not None  # noqa: S101  who takes has bodies
    member = door.bodies.fields.get(name)
    return member is None or any(map(member.has, ("format", "pattern", "enum")))


def _asked_oddly(door: Door, journey: Journey) -> None:
    """Parameters that nobody declared may be refused or passed over."""
    collection = door.collection
    is_item = door.part.action is Action.FETCH
    twin = journey.make(collection) if is_item else None
    parents = twin.parents if twin else journey.parents(collection)
    path = journey.path(door, parents, twin.keys if twin else None)
    for query in ("zz_unknown=1", "zz_unknown", "%00=%ff", "zz_unknown[]=1&zz_unknown[]=2"):
        journey.ask(door.operation, path, query=query, is_lawful=False)


def _undeclared(door: Door, method: str, journey: Journey) -> None:
    """Only on what this run made itself: a server that takes it may well do it."""
    path_item = door.operation.path_item
    if path_item.get(method.lower()) is not None or journey.atlas.read_only:
        raise Skipped("it is declared")
    collection = door.collection
    if door.part.action is Action.LIST and method in ("DELETE", "PUT", "PATCH"):
        if not journey.atlas.is_own:
            raise Skipped("it might do something to all records")
        parents, keys = journey.parents(collection), None
        twin = None
    elif door.part.action is Action.LIST:
        parents, keys, twin = journey.parents(collection), None, None
    else:
        twin = journey.make(collection)
        parents, keys = twin.parents, twin.keys
    path = journey.path(door, parents, keys)
    both = journey.ask(door.operation, path, method=method, is_lawful=False)
    if both.target.is_success and not both.oracle.is_success:
        told = f"answered {both.target.status} to {method}, which the path does not declare"
        journey.broken(door.operation, "unsupported_method", f"{told}; answer 405")
    if twin is not None:
        journey.fetch(twin)
