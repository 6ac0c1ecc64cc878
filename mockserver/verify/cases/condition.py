"""Cases of conditions: what is known is not sent again, and only what is meant is changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import changeable
from mockserver.verify.cases.draw import body_for, unlike
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.comparison import difference, is_coarse
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin
from mockserver.verify.sides.version import (
    heeds_tag,
    is_weak,
    is_well_formed,
    may_be_known,
    requires_tag,
    tag_of,
    tells_tag,
)

_UNMODIFIED, _FAILED, _REQUIRED = 304, 412, 428  # RFC 9110 §15.4.5, §15.5.13, RFC 6585 §3
_CHANGES = (Action.PATCH, Action.REPLACE)
_TRIES = 8
_ODD = ("no-tag", '"')
_MADE_UP = '"0123456789abcdef-zz"'


def conditions(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of entity tags, where the document speaks of them."""
    fetch = atlas.door(collection, Action.FETCH)
    if fetch is None or atlas.maker(collection) is None:
        return
    if may_be_known(fetch.operation):
        yield Case("what is known is not sent again", fetch.label, partial(_known, fetch))
    else:
        yield Case("what nobody knows is sent", fetch.label, partial(_unknown, fetch))
    changes = [each for each in atlas.doors(collection, _CHANGES) if each.bodies]
    if tells_tag(fetch.operation) or may_be_known(fetch.operation):
        yield Case("the entity tag stays with the record", fetch.label, partial(_kept, fetch))
        for door in changes:
            case = partial(_moved, fetch, door)
            yield Case("what changes has another entity tag", door.label, case)
    for door in atlas.doors(collection, (*_CHANGES, Action.DELETE)):
        if heeds_tag(door.operation) and (door.bodies or door.part.action is Action.DELETE):
            case = partial(_meant, fetch, door, changes[0] if changes else None)
            yield Case("no other version is changed than was meant", door.label, case)
            yield Case("odd entity tags are survived", door.label, partial(_odd, door))
        if requires_tag(door.operation) and (door.bodies or door.part.action is Action.DELETE):
            yield Case("a change names the version it means", door.label, partial(_named, door))


def _tags(fetch: Door, twin: Twin, journey: Journey) -> Both:
    """The versions of a record; what the target tells has to be one. Raises Skipped, Broken."""
    tags = journey.tags(twin)
    if not is_well_formed(tags.target):
        told = f"answered with the ETag {tags.target}, which is none; put it into double quotes"
        journey.broken(fetch.operation, "response_headers_conformance", told)
    return tags


def _known(fetch: Door, journey: Journey) -> None:
    twin = journey.some(fetch.collection)
    tags = _tags(fetch, twin, journey)
    both = journey.act(twin, fetch, lines=journey.meant("If-None-Match", tags))
    if both.oracle.status != _UNMODIFIED:
        raise Skipped("the oracle knows no condition")
    if both.target.status != _UNMODIFIED:
        told = f"answered {both.target.status} to If-None-Match: {tags.target}, which is its own"
        journey.broken(fetch.operation, "condition_ignored", f"{told} ETag; answer 304")
    _insist_sent(fetch, twin, Both(_MADE_UP, _MADE_UP), "that it never gave", journey)


def _unknown(fetch: Door, journey: Journey) -> None:
    """Where the document knows no condition, a service may all the same."""
    twin = journey.some(fetch.collection)
    _insist_sent(fetch, twin, Both(_MADE_UP, _MADE_UP), "that it never gave", journey)


def _insist_sent(fetch: Door, twin: Twin, tags: Both, which: str, journey: Journey) -> None:
    both = journey.act(twin, fetch, lines=journey.meant("If-None-Match", tags))
    if both.target.status == _UNMODIFIED and both.oracle.status != _UNMODIFIED:
        told = f"answered 304 to If-None-Match: {tags.target}, an ETag {which}; send the record"
        journey.broken(fetch.operation, "condition_ignored", told)


def _kept(fetch: Door, journey: Journey) -> None:
    twin = journey.some(fetch.collection)
    first = _tags(fetch, twin, journey)
    second = _tags(fetch, twin, journey)
    if first.target != second.target:
        told = f"answered with the ETag {second.target} after {first.target}, and nothing changed"
        journey.broken(fetch.operation, "tag_stale", told)


def _moved(fetch: Door, door: Door, journey: Journey) -> None:
    """Whatever it is that changes: each field alone where that may be sent."""
    twin = journey.some(door.collection)
    before = first = _tags(fetch, twin, journey)
    whole = unlike(door, twin.seen, journey, _TRIES)
    is_rough = _is_rough(door, twin, first)
    for body in [whole] if is_rough else _parts(door, whole, twin):
        answered = _changed(door, twin, before, body, journey)
        after = _tags(fetch, twin, journey)
        for told_by, tag in ((door, answered), (fetch, after.target)):
            if tag and tag == before.target:
                told = f"answered with the ETag {tag} that the record had before it changed"
                journey.broken(told_by.operation, "tag_stale", told)
        before = after
    if may_be_known(fetch.operation):
        _insist_sent(fetch, twin, first, "from before the change", journey)


def _parts(door: Door, whole: Any, twin: Twin) -> list[Any]:
    """The bodies that change one field each, or all of them."""
    if door.part.action is Action.REPLACE:
        return [whole]
    drawn = door.takes.record(whole)
    others = (name for name in changeable(door) if name in drawn)
    return [
        door.takes.with_only(whole, name, drawn[name])
        for name in others
        if difference(twin.seen.get(name), drawn[name], is_closed=True)
    ]


def _is_rough(door: Door, twin: Twin, tags: Both) -> bool:
    """Whether a version may last a second."""
    seen = (twin.seen.get(name) for name in door.collection.touch)
    return is_weak(tags.target) or any(map(is_coarse, seen))


def _changed(door: Door, twin: Twin, before: Both, body: Any, journey: Journey) -> str:
    """Change a record; the tag that is told with the answer, if any."""
    if _is_rough(door, twin, before):
        journey.sides.sleep(1.1)
    both = journey.change(twin, door, body, is_read=False)
    return tag_of(both.target.response)


def _meant(fetch: Door, door: Door, change: Door | None, journey: Journey) -> None:
    """An ETag from before a change is refused, that of now is not (RFC 9110 §13.1.1)."""
    twin = journey.some(door.collection)
    stale = _tags(fetch, twin, journey)
    if change is None:
        told_then, stale = "", Both(_MADE_UP, _MADE_UP)
    else:
        other = unlike(change, twin.seen, journey, _TRIES)
        told_then = _changed(change, twin, stale, other, journey)
    both = _sent(door, twin, stale, journey)
    if both.oracle.status != _FAILED:
        raise Skipped("the oracle knows no condition")
    if both.target.is_success:
        told = f"answered {both.target.status} to If-Match: {stale.target}, which is not the ETag"
        journey.broken(door.operation, "condition_ignored", f"{told} of the record; answer 412")
    if both.target.status != _FAILED:
        told = f"answered {both.target.status} to an If-Match that does not match; answer 412"
        journey.broken(door.operation, "refusal_wrong", told, "responses", str(_FAILED))
    journey.fetch(twin)
    now = _tags(fetch, twin, journey)
    tag = told_then or now.target
    if not is_weak(tag):
        _insist_taken(door, twin, Both(tag, now.oracle), journey)


def _odd(door: Door, journey: Journey) -> None:
    """What is no entity tag (RFC 9110 §8.8.3) is refused or matches none; nobody fails over it."""
    twin = journey.some(door.collection)
    body = body_for(door, journey) if door.bodies else None
    for tag in _ODD:
        lines = journey.meant("If-Match", Both(tag, tag))
        journey.each([partial(journey.act, twin, door, body, lines=lines, is_lawful=False)])
    twin.is_gone = door.part.action is Action.DELETE and journey.trail[-1].response.is_success


def _named(door: Door, journey: Journey) -> None:
    """RFC 6585 §3: 428 is declared for nothing else. It stays as it is."""
    twin = journey.some(door.collection)
    body = body_for(door, journey) if door.bodies else None
    both = journey.act(twin, door, body, lines=Both((), ()), is_lawful=False)
    if both.oracle.is_success:
        raise Skipped("the oracle asks for no version")
    if both.target.is_success:
        twin.is_gone = door.part.action is Action.DELETE
        told = f"answered {both.target.status} without an If-Match; answer 428"
        journey.broken(door.operation, "condition_ignored", told, "responses", str(_REQUIRED))
    journey.fetch(twin)


def _insist_taken(door: Door, twin: Twin, tags: Both, journey: Journey) -> None:
    both = _sent(door, twin, tags, journey)
    if both.target.status == _FAILED and both.oracle.is_success:
        told = f"answered 412 to If-Match: {tags.target}, the ETag that it gave last"
        journey.broken(door.operation, "condition_ignored", told)
    twin.is_gone = both.target.is_success and door.part.action is Action.DELETE


def _sent(door: Door, twin: Twin, tags: Both, journey: Journey) -> Both:
    lines = journey.meant("If-Match", tags)
    body = body_for(door, journey) if door.bodies else None
    return journey.act(twin, door, body, lines=lines)
