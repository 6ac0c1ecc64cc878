"""Cases of a second identity, which may not reach the records of the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.http import Request, Response
from mockserver.pointer import at
from mockserver.spec.model import Operation
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.doing import path_of, sent_by
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.candidates import MISSING
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.dialogue import Exchange, Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin
from mockserver.verify.target.preflight import is_guarded

_REFUSED = (403, 404, 410)  # RFC 9110 §15.5.4, §15.5.5
_DEEDS = {
    Action.FETCH: "reads",
    Action.PATCH: "changes",
    Action.REPLACE: "replaces",
    Action.DELETE: "deletes",
}


@dataclass(frozen=True)
class Stranger:
    """Somebody else: sends a request as they would, and shows it with what proves who they are.

    ``may`` are the labels of the operations that are there to share.
    """

    send: Callable[[Request], Response]
    shown: Callable[[Request], Request]
    may: frozenset[str] = frozenset()


def trespasses(atlas: Atlas, collection: Collection, stranger: Stranger) -> Iterator[Case]:
    """What can be tried, where a record can be made; what asks for no credential is for all."""
    if collection.is_singleton or atlas.maker(collection) is None:
        return
    for action, deed in _DEEDS.items():
        door = atlas.door(collection, action)
        if door is not None and _is_closed(door.operation, stranger):
            name = f"nobody else {deed} a record"
            yield Case(name, door.label, partial(_reached, door, deed, stranger))
    fetch = atlas.door(collection, Action.FETCH)
    if fetch is not None:
        yield from _deeds(atlas, fetch, stranger)
    listing = atlas.door(collection, Action.LIST)
    if listing is not None and _is_closed(listing.operation, stranger):
        name = "nobody else is shown a record in a list"
        yield Case(name, listing.label, partial(_listed, listing, stranger))


def _deeds(atlas: Atlas, fetch: Door, stranger: Stranger) -> Iterator[Case]:
    for operation in atlas.deeds(fetch.collection):
        if _is_closed(operation, stranger):
            case = partial(_done, operation, fetch, stranger)
            yield Case("nobody else does it to a record", operation.label, case)


def _is_closed(operation: Operation, stranger: Stranger) -> bool:
    return operation.label not in stranger.may and is_guarded(operation)


def _reached(door: Door, deed: str, stranger: Stranger, journey: Journey) -> None:
    twin = journey.make(door.collection)
    path = journey.path(door, twin.parents, twin.keys).target
    answer = Response(_REFUSED[0])
    for body, lines in _contents(door, journey):
        answer = _asked(door.operation, path, body, lines, stranger, journey)
        if answer.is_success or answer.status in _REFUSED:
            break
    if answer.is_success and not (_may_miss(door) and _is_untouched(twin, journey)):
        twin.is_gone = door.part.action is Action.DELETE
        told = f"answered {answer.status} to another identity, which {deed} a record of the first"
        journey.broken(door.operation, "record_reached", f"{told}; answer 403 or 404")
    if door.part.action is not Action.FETCH:
        journey.fetch(twin)


def _contents(door: Door, journey: Journey) -> Iterator[tuple[bytes, list[tuple[str, str]]]]:
    """What is sent, and its fields; then without what it names, which others may not know."""
    if door.bodies is None:
        yield b"", []
        return
    bodies, lines = door.bodies, [("Content-Type", door.bodies.media_type)]
    whole = journey.linked(door, body_for(door, journey)).target
    less = whole
    for name in door.collection.references.keys() & bodies.record(whole).keys():
        less = bodies.with_allowed(less, name, MISSING)
    yield bodies.sent(whole), lines
    if less != whole:
        yield bodies.sent(less), lines


def _may_miss(door: Door) -> bool:
    """Whether a success may be about no record of the first: there was nothing, or now is another.

    Each identity may have records of its own under the same keys.
    """
    return door.part.may_create or door.part.action is Action.DELETE


def _is_untouched(twin: Twin, journey: Journey) -> bool:
    """Whether the first identity still reads its record, as it was."""
    fetch = journey.atlas.door(twin.collection, Action.FETCH)
    if fetch is None or fetch.part.record_at is None:
        return False
    reply = journey.act(twin, fetch).target
    found = at(reply.value, fetch.part.record_at) if reply.is_success else None
    return isinstance(found, dict) and not any(
        name in found and difference(twin.seen[name], found[name], is_closed=True)
        for name in twin.sent & twin.seen.keys()
    )


def _done(operation: Operation, fetch: Door, stranger: Stranger, journey: Journey) -> None:
    """Who may read a record may have something to do with it; who may not has nothing.

    Who may read it by the word of the user may do what that word names, and nothing else.
    """
    twin = journey.make(fetch.collection)
    path = journey.path(fetch, twin.parents, twin.keys).target
    is_told = fetch.label in stranger.may
    answer = _asked(fetch.operation, path, b"", [], stranger, journey)
    if answer.status not in _REFUSED and not is_told:
        raise Skipped("others may read it")
    body, media_type = sent_by(operation, journey)
    lines = [("Content-Type", media_type)] if media_type else []
    place = path_of(operation, twin).target
    answer = _asked(operation, place, body, lines, stranger, journey)
    if answer.is_success:
        bound = "may read the record alone" if is_told else "may not even read the record"
        told = f"answered {answer.status} to another identity, which {bound}"
        journey.broken(operation, "record_reached", f"{told}; answer 403 or 404")


def _asked(
    operation: Operation,
    path: str,
    body: bytes,
    lines: list[tuple[str, str]],
    stranger: Stranger,
    journey: Journey,
) -> Response:
    request = journey.request(operation, path, body, lines)
    answer = stranger.send(request)
    journey.trail.append(Exchange(operation, stranger.shown(request), answer))
    return answer


def _listed(door: Door, stranger: Stranger, journey: Journey) -> None:
    """The pages as the other identity is shown them."""
    twin = journey.make(door.collection)
    sides = replace(journey.sides, target=stranger.send)
    other = Journey(journey.atlas, sides, journey.answers, journey.random, journey.nonce)
    try:
        for page in walk(other, door, twin.parents):
            keys = {str(item.get(door.collection.key)) for item in page.items}
            if str(twin.keys.target) in keys:
                told = f"lists {shown(str(twin.keys.target))} to another identity, a record of the "
                journey.broken(door.operation, "record_reached", f"{told}first; leave it out")
    finally:
        for each in other.trail:
            journey.trail.append(replace(each, request=stranger.shown(each.request)))
