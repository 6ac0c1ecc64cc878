"""Cases of creating: what is sent is kept, edges are taken, what lies beyond them is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from mockserver.collection import Action, Collection
from mockserver.http import Request
from mockserver.pointer import at
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import Trial, forbidden, packed
from mockserver.verify.cases.draw import (
    Draw,
    body_for,
    example,
    full,
    itself,
    minimal,
    naming,
    of_server,
    with_others,
)
from mockserver.verify.cases.edge import REFUSED, insist_together
from mockserver.verify.cases.listing import insist_all_listed
from mockserver.verify.cases.moments import insist_now
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.bodies import Bodies, fresh_values
from mockserver.verify.inputs.candidates import MISSING
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.both import Reply, value_of
from mockserver.verify.sides.comparison import difference, moment
from mockserver.verify.sides.dialogue import Broken, Skipped, not_accepted
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin


def creations(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of creating records."""
    door = atlas.maker(collection)
    if door is None or door.bodies is None:
        return
    yield Case("every field is kept", door.label, partial(_kept, collection, full))
    yield Case("the least is enough", door.label, partial(_kept, collection, minimal))
    for number in range(len(door.bodies.content.examples)):
        draw = partial(example, number)
        name = f"example {number + 1} is kept"
        yield Case(name, door.label, partial(_kept, collection, draw))
    yield from _tried(door)
    yield Case("what only the server sets is its own", door.label, partial(_own_fields, door))
    yield Case("what only the server sets begins as declared", door.label, partial(_begun, door))
    yield Case("new moments are of now", door.label, partial(_momentary, door))
    media = f"{door.bodies.media_type}; charset=utf-8"
    yield Case("a charset changes nothing", door.label, partial(_with_charset, door, media))
    yield Case("Location leads to the record", door.label, partial(_located, door))


def _kept(collection: Collection, draw: Draw, journey: Journey) -> None:
    _made(collection, partial(draw, journey), journey)


def _tried(door: Door) -> Iterator[Case]:
    """The edges of all fields together, then of each field what is forbidden."""
    yield Case("the edges of fields are kept", door.label, partial(_edges, door))
    for name in door.takes.fields:
        case = partial(_forbidden, door, name)
        yield Case(f"{name} refuses what is forbidden", door.label, case)


def _edges(door: Door, journey: Journey) -> None:
    """An edge of each field at a time; in the end all are listed."""
    twins: list[Twin] = []
    for trials in packed(door, journey):
        body = body_for(door, journey)
        for each in trials:
            body = door.takes.with_allowed(body, each.candidate.name, each.candidate.value)
        journey.each([partial(_edge, door, body, [each.body for each in trials], twins, journey)])
    listing = journey.atlas.door(door.collection, Action.LIST)
    if listing is not None and twins and not journey.notes:
        journey.eventually(partial(insist_all_listed, listing, journey, twins))


def _edge(door: Door, body: Any, alone: list[Any], twins: list[Twin], journey: Journey) -> None:
    """Where all together is refused, one by one tells which it is."""

    def whole() -> None:
        twin = journey.create(door.collection, partial(itself, body))
        journey.settle(twin)
        twins.append(twin)

    def made(each: Any) -> None:
        fresh = door.takes.refreshed(each, journey.random, journey.nonce)
        _made(door.collection, partial(itself, fresh), journey)

    insist_together(journey, whole, (partial(made, each) for each in alone))


def _made(collection: Collection, draw: Callable[[Bodies], Any], journey: Journey) -> None:
    """Made and read back. Where it is refused, it is noted, with the field that it is for."""
    drawn: list[Any] = []

    def kept(bodies: Bodies) -> Any:
        drawn.append(draw(bodies))
        return drawn[-1]

    try:
        twin = journey.create(collection, kept)
    except Broken as broken:
        door = journey.atlas.maker(collection)
        if broken.fault.check != REFUSED or door is None or not drawn:
            raise
        noted, mark = broken, len(journey.trail)
        if all(each.fault.check != REFUSED for each, _ in journey.notes):
            status = journey.trail[-1].response.status
            told = not_accepted(status, _blamed(door, drawn[-1], journey))
            noted = Broken(broken.operation, replace(broken.fault, message=told))
        journey.notes.append((noted, mark))
        raise Skipped("it was refused") from broken
    journey.settle(twin)


def _blamed(door: Door, body: Any, journey: Journey) -> str:
    """The field without which, or with another value of which, a body is taken; empty for none."""
    for name, value in door.takes.record(body).items():
        for other in _instead(door, name, value, journey):
            changed = door.takes.refreshed(body, journey.random, journey.nonce)
            changed = door.takes.with_value(changed, name, other)
            if not door.takes.is_valid(changed):
                continue
            both, _ = journey.post(door, changed, is_lawful=False)
            if both.target.is_success:
                return f"because of {shown(value)} as {name}"
    return ""


def _instead(door: Door, name: str, value: Any, journey: Journey) -> list[Any]:
    """What a field may be in the place of a value: nothing; where it is required, others."""
    if name not in door.takes.required:
        return [MISSING]
    drawn = door.takes.record(body_for(door, journey)).get(name, value)
    token = f"{journey.nonce}{journey.random.randrange(16**5):05x}"
    return [drawn, *islice(fresh_values(value, token, journey.random), 2)]


def _forbidden(door: Door, name: str, journey: Journey) -> None:
    def refused(trial: Trial) -> None:
        what = naming(trial.candidate)
        both, _ = journey.post(door, trial.body, about=what)
        place = door.takes.broken_at(trial.body)
        insist_refused(journey, door, both, Reason.BODY, what, place)

    journey.each(partial(refused, each) for each in forbidden(door, name, journey, alone=False))


def _own_fields(door: Door, journey: Journey) -> None:
    """A client that sends what is readOnly is refused or not heeded (OAS 3.1 §4.8.24.4)."""
    collection, bodies = door.collection, door.takes
    donor = journey.some(collection)
    members = collection.shape.members
    own = {
        name: value
        for name, value in donor.seen.items()
        if name in members and members[name].is_read_only and isinstance(value, str | int)
    }
    if collection.key not in own:
        raise Skipped("the key may be the client's")
    body = body_for(door, journey)
    for name, value in own.items():
        body = bodies.with_value(body, name, value)
    if not bodies.is_valid(body):
        raise Skipped("the document forbids it")
    body, others = with_others(bodies, body, of_server(collection, donor.seen))
    both, twin = journey.post(door, body)
    if twin and str(twin.keys.target) == str(donor.keys.target):
        told = f"took the {collection.key} that the client sent, which only the server sets"
        journey.broken(door.operation, "record_mixed_up", told)
    if both.target.is_success:
        _insist_own(door, journey, journey.record(door, both.target), others)


def _insist_own(
    door: Door, journey: Journey, made: Mapping[str, Any], others: Mapping[str, Any]
) -> None:
    for name, value in others.items():
        if made.get(name) is not None and not difference(value, made[name]):
            told = f"took the {name} that the client sent, which only the server sets"
            journey.broken(door.operation, "read_only_written", told)


def _begun(door: Door, journey: Journey) -> None:
    """A state that no client may send is its default at first (JSON Schema 2020-12 §9.2)."""
    twin = journey.some(door.collection)
    for name, member in journey.atlas.shape(door).members.items():
        default, seen = member.value("default"), twin.seen.get(name)
        is_told = member.is_read_only and member.is_state and default == twin.meant.get(name)
        if is_told and default is not None and seen not in (None, default):
            told = f"answered with {name} {shown(seen)} where {shown(default)} is its default"
            journey.broken(door.operation, "value_differs", told, at_=f"/{name}")


def _momentary(door: Door, journey: Journey) -> None:
    twin = journey.some(door.collection)
    made = [name for name, text in door.collection.generate.items() if text == "{now}"]
    found = {name: at for name in made if (at := moment(twin.seen.get(name))) is not None}
    insist_now(door, journey, twin.seen, found, "a new record")


def _with_charset(door: Door, media: str, journey: Journey) -> None:
    """A parameter that JSON does not have means nothing (RFC 8259 §11)."""
    body = body_for(door, journey)
    both, _ = journey.post(door, body, media_type=media)
    if both.oracle.is_success:
        journey.insist_accepted(door.operation, both.target)


def _located(door: Door, journey: Journey) -> None:
    collection = door.collection
    fetch = journey.atlas.door(collection, Action.FETCH)
    twin = journey.some(collection)
    exchange = journey.trail[-1]
    location = exchange.response.headers.get("Location")
    if not location or fetch is None:
        raise Skipped("there is no Location")
    parts = urlsplit(location)
    path = journey.sides.localized(parts)
    if path is None and parts.path == journey.path(fetch, twin.parents, twin.keys).target:
        told = f"named the Location {location}, which leaves out the path of the base"
        journey.broken(door.operation, "location_broken", f"{told} {journey.sides.base_url}")
    if path is None:
        raise Skipped("it leads to another server")
    request = Request("GET", path, parts.query)
    journey.eventually(partial(_insist_there, door, fetch, twin, request, location, journey))


def _insist_there(
    door: Door, fetch: Door, twin: Twin, request: Request, location: str, journey: Journey
) -> None:
    """The record is at its Location."""
    reply = Reply(journey.tell(fetch.operation, request), None)
    if reply.status in (401, 403):
        raise Skipped("the credential is not good for it")
    if reply.status >= 400:  # noqa: PLR2004  RFC 9110 §15.5
        told = f"named the Location {location}, which is answered with {reply.status}"
        journey.broken(door.operation, "location_broken", told)
    value = value_of(reply.response)
    found = at(value, fetch.part.record_at or ())
    record = found if isinstance(found, dict) else {}
    if value is not None and door.collection.key in twin.seen.keys() - record.keys():
        told = f"named the Location {location}, where the record is not"
        journey.broken(door.operation, "location_broken", told)
    _insist_same(door, twin, record, location, journey)


def _insist_same(
    door: Door, twin: Twin, record: Mapping[str, Any], location: str, journey: Journey
) -> None:
    """What is there is what was created, and as that was answered."""
    own = record.get(door.collection.key)
    if own is not None and str(own) != str(twin.keys.target):
        told = f"named the Location {location}, where another record is: {shown(own)}"
        journey.broken(door.operation, "location_broken", told)
    for name in sorted(twin.sent & twin.seen.keys() & record.keys()):
        seen = twin.seen[name]
        if difference(seen, record[name], is_closed=True):
            told = f"where {name} is {shown(record[name])}, not {shown(seen)}"
            told = f"named the Location {location}, {told}"
            journey.broken(door.operation, "location_broken", told)
