"""Cases of odd bodies: what cannot be read, and what nobody would send on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from mockserver.collection import Action, Collection
from mockserver.spec.model import Location
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.both import Both, encoded
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

_CUT = "a body that ends too soon"
UNREADABLE = {
    "a body that is no JSON": b"{not json}",
    "no body": b"",
    "a body that is no UTF-8": b'{"\xff\xfe": 1}',
    _CUT: b'{"',
}
"""What no reader of JSON can read; in a short run without the last, as the first is worse."""
_OTHER_VALUES: dict[str, Any] = {
    "a list": [],
    "null": None,
    "a list of objects": [{}],
    "a text": "text",
    "a number": 1,
    "true": True,
}
_BEYOND = 2**64 + 1
"""No machine has a word for it."""
_MEANING = "a'b\"c\\d%_;--"
_FORMS = frozenset(("enum", "const", "format", "pattern"))
_ENDS = frozenset(("maximum", "exclusiveMaximum", "enum", "const", "format"))
_DEEP = 100  # what every reader takes: many honest ones give up at some hundreds, each in its way
_UNKNOWN, _NAME = "an unknown field", "zz_unknown"
_REFUSED, _FAILED = 400, 500  # RFC 9110 §15.5, §15.6
_HALVED, _HALF = "half a pair in a text", b"zz-half-a-pair"
_LONG_ADDRESS = f"ann@{'.'.join(['a' * 60] * 3)}.example.com"
_TAKING = (Action.CREATE, Action.PATCH, Action.REPLACE)


def oddities(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """Odd bodies and numbers; they have to be refused, or at least be survived."""
    for door in atlas.doors(collection, _TAKING):
        if door.bodies is not None:
            yield from _odd_bodies(door, door.bodies)
    listing = atlas.door(collection, Action.LIST)
    if listing is not None and any(_unbounded(listing)):
        yield Case("vast numbers are survived", listing.label, partial(_vast, listing))
    if listing is not None and any(_free(listing)):
        yield Case("odd texts are survived", listing.label, partial(_sought, listing))


def _odd_bodies(door: Door, bodies: Bodies) -> Iterator[Case]:
    label = door.label
    if bodies.is_form:  # of which hardly anything cannot be read
        yield Case("another media type is refused", label, partial(_media_type, door))
        return
    yield Case("what is no such body is refused", label, partial(_none_taken, door))
    yield Case("odd bodies are survived", label, partial(_all_survived, door))


def _unbounded(door: Door) -> Iterator[str]:
    """The whole numbers of a query to which the document sets no end."""
    return (name for name, each in _asked(door, "integer") if not _ENDS & each.keys())


def _free(door: Door) -> Iterator[str]:
    """The texts of a query of which the document asks no form."""
    return (name for name, each in _asked(door, "string") if not _FORMS & each.keys())


def _asked(door: Door, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters of a query of one type, with their schemas."""
    for each in door.operation.parameters:
        is_wanted = each.keywords.get("type") in (kind, [kind])
        if is_wanted and each.location is Location.QUERY:
            yield each.name, each.keywords


def _vast(door: Door, journey: Journey) -> None:
    """No document that sets no end says how far a service counts; it does not fail."""
    for name in _unbounded(door):
        _look(door, name, str(_BEYOND), journey)


def _sought(door: Door, journey: Journey) -> None:
    """What is looked for may hold what means something to a database."""
    for name in _free(door):
        _look(door, name, quote(_MEANING, safe=""), journey)


def _look(door: Door, name: str, value: str, journey: Journey) -> None:
    path = journey.path(door, journey.parents(door.collection))
    query = f"{quote(name, safe='')}={value}"
    what = f"with {name}={value}"
    ask = partial(journey.ask, door.operation, path, query=query, is_lawful=False, about=what)
    journey.each([ask])


def _is_short(door: Door, journey: Journey) -> bool:
    """In a short run the reader of bodies is tried with those that make records."""
    is_first = door.part.action is Action.CREATE
    return not (is_first or journey.atlas.is_thorough)


def _none_taken(door: Door, journey: Journey) -> None:
    """Neither what cannot be read, nor what is no object, nor what is said to be no JSON."""
    target = _target(door, journey)
    _unreadable(door, target, journey)
    _no_object(door, target, journey)
    journey.each([partial(_other_media_type, door, target, journey)])
    if target is not None and not journey.notes:
        journey.settle_refused(target, door.operation)


def _unreadable(door: Door, target: Twin | None, journey: Journey) -> None:
    tried = {**UNREADABLE, "more after its end": encoded(body_for(door, journey)) + b" {}"}
    names = list(tried)
    if not journey.atlas.is_thorough:
        names.remove(_CUT)
    journey.each(
        partial(_raw, door, target, tried[name], f"with {name}", Reason.UNREADABLE, journey)
        for name in names[: 2 if _is_short(door, journey) else None]
    )


def _no_object(door: Door, target: Twin | None, journey: Journey) -> None:
    values = {**_OTHER_VALUES, "a list of objects": [body_for(door, journey)]}
    tried = [(name, each) for name, each in values.items() if not door.takes.is_valid(each)]
    journey.each(
        partial(_raw, door, target, encoded(value), f"whose body is {name}", Reason.BODY, journey)
        for name, value in tried[: _few(door, journey)]
    )


def _few(door: Door, journey: Journey) -> int | None:
    """So many are tried: all, or some of them."""
    return None if journey.atlas.is_thorough else 2 if _is_short(door, journey) else 3


def _target(door: Door, journey: Journey) -> Twin | None:
    """The record that is changed, None where one is made."""
    if door.part.action is Action.CREATE:
        return None
    return journey.settled(door.collection)


def _raw(
    door: Door, twin: Twin | None, body: bytes, what: str, reason: Reason, journey: Journey
) -> None:
    both = _sent(door, twin, body, journey, about=what)
    if not body and not (door.operation.request_body and door.operation.request_body.required):
        return
    if body or not door.takes.is_valid({}):
        insist_refused(journey, door, both, reason, what)
    elif both.target.is_success and not both.oracle.is_success:
        told = f"answered {both.target.status} to a request without the body that is required"
        journey.remark(door.operation, "body_optional", f"{told}; it took it for an empty object")


def _sent(door: Door, twin: Twin | None, body: Any, journey: Journey, **options: Any) -> Both:
    """The body sent to the collection, or to a record of it."""
    if twin is None:
        return journey.post(door, body, is_lawful=False, **options)[0]
    return journey.act(twin, door, body, is_lawful=False, **options)


def _media_type(door: Door, journey: Journey) -> None:
    _other_media_type(door, _target(door, journey), journey)


def _other_media_type(door: Door, target: Twin | None, journey: Journey) -> None:
    body = body_for(door, journey)
    what = "of the media type text/plain"
    both = _sent(door, target, body, journey, media_type="text/plain", about=what)
    insist_refused(journey, door, both, Reason.MEDIA_TYPE, what)


_VAST_UNKNOWN = "a number beyond 64 bits"
"""In a short run not where a field may hold one: what is unknown is hardly read."""
_TEXTS_SURVIVED = {
    "NUL in a text": "nul\x00byte",
    "a very long text": "x" * 70_000,
    _HALVED: _HALF.decode(),
}
_TAILS_SURVIVED = {
    "a deep value": b',"zz_unknown":' + b"[" * _DEEP + b"]" * _DEEP + b"}",
    "a name that comes twice": b',"zz_unknown":1,"zz_unknown":2}',
    _UNKNOWN: b',"zz_unknown":{"a":[1,"b"]}}',
    _VAST_UNKNOWN: b',"zz_unknown":[18446744073709551617,-9223372036854775809]}',
}
"""What follows the last field of a body."""
_PROTO = "__proto__"
_OBJECTS_SURVIVED: Mapping[str, Mapping[str, Any]] = {
    "odd names in an object": {"": 1, "a.b": 2, "$c": 3, _PROTO: 4, "\u00e9 \t": 5},
    "large numbers in an object": {"large": 2**64 + 1, "small": -(2**63) - 1, "tiny": 1e-300},
}
_SURVIVED = (*_TEXTS_SURVIVED, *_TAILS_SURVIVED, *_OBJECTS_SURVIVED, "a long address")


_SOON = ("NUL in a text", _HALVED, _UNKNOWN, "odd names in an object")
"""What a short run tries of a change."""


def _all_survived(door: Door, journey: Journey) -> None:
    """A server may refuse these or take them; it does not fail. That is judged with each answer."""
    target = _target(door, journey)
    trials = _SOON if _is_short(door, journey) else _SURVIVED
    is_less = not journey.atlas.is_thorough and bool(_maps(door))
    tried = (each for each in trials if not (is_less and each == _VAST_UNKNOWN))
    journey.each(partial(_survived, door, target, trial, journey) for trial in tried)


def _survived(door: Door, twin: Twin | None, trial: str, journey: Journey) -> None:
    body = body_for(door, journey)
    if trial == _HALVED and journey.atlas.door(door.collection, Action.DELETE) is None:
        raise Skipped("what nobody can write down would stay in the target")
    if trial in _TAILS_SURVIVED:
        sides = journey.linked(door, body)
        tail = _TAILS_SURVIVED[trial]
        whole = Both(*(encoded(side).rstrip()[:-1] + tail for side in sides))
        both = _sent(door, twin, whole, journey, about=f"with {trial}")
        if trial == _UNKNOWN:
            _note_refused(door, twin, sides, both, journey)
        return
    names, value = _given(door, body, trial)
    if not names:
        raise Skipped("no field is one for it")
    for name in names[: 2 if journey.atlas.is_thorough else 1]:
        sides = journey.linked(door, door.takes.with_value(body, name, value))
        sent = (encoded(side).replace(_HALF, b"\\ud800") for side in sides)
        both = _sent(door, twin, Both(*sent), journey, about=f"with {trial} as {name}")
        if trial in _OBJECTS_SURVIVED:
            _insist_none_lost(door, name, value, both, journey)


def _insist_none_lost(
    door: Door, name: str, value: Mapping[str, Any], both: Both, journey: Journey
) -> None:
    """What is taken is there, but for what is odd to JavaScript."""
    if not all(reply.is_success for reply in both) or door.part.record_at is None:
        return
    actual = journey.record(door, both.target).get(name, value)
    kept = actual if isinstance(actual, dict) else {}
    lost = value.keys() - kept.keys() - {_PROTO}
    if lost:
        told = f"took {name} with the member {min(lost)!r}, and answered without it"
        told = f"{told}; keep it, or have the document forbid it"
        journey.broken(door.operation, "value_differs", told, at_=f"/{name}/{min(lost)}")


def _note_refused(door: Door, twin: Twin | None, body: Both, both: Both, journey: Journey) -> None:
    """A schema without ``additionalProperties`` is open (JSON Schema 2020-12 §10.3.2.3).

    Strict services are as usual as open schemas, so that this is a word and no failure.
    """
    is_refused = _REFUSED <= both.target.status < _FAILED
    if is_refused and both.oracle.is_success and _sent(door, twin, body, journey).target.is_success:
        told = f"answered {both.target.status} to a body with the unknown member {_NAME}, which "
        told = f"{told}its schema leaves open; have it say additionalProperties: false"
        journey.remark(door.operation, "member_refused", told)


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
