"""The cases of one collection: short stories on fresh records, each with one thing to find out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from mockserver.collection import Action, Collection
from mockserver.http import Request
from mockserver.schema import Direction
from mockserver.spec.model import Location
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.candidates import MISSING, Candidate
from mockserver.verify.journey import Both, Exchange, Journey, Reply, Skipped, Twin, value_of
from mockserver.verify.refusal import Reason, insist_refused
from mockserver.verify.relation import shown

_TRIES = 20
_UUID = 36
_CHANGES = (Action.PATCH, Action.REPLACE)


@dataclass(frozen=True)
class Case:
    """What is tried: its name is that of a law, ``operation`` the one whose answers are judged."""

    name: str
    operation: str
    run: Callable[[Journey], None]
    phase: str = ""


def cases(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """All that can be tried of a collection, the simplest first."""
    from mockserver.verify.list_cases import list_cases
    from mockserver.verify.odd_cases import odd_cases

    yield from _creations(atlas, collection)
    yield from _readings(atlas, collection)
    yield from _changes(atlas, collection)
    yield from _replacements(atlas, collection)
    yield from _uniqueness(atlas, collection)
    yield from _deletions(atlas, collection)
    yield from list_cases(atlas, collection)
    yield from odd_cases(atlas, collection)


# Creating


def _creations(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    door = atlas.door(collection, Action.CREATE)
    if door is None or door.bodies is None:
        return
    label = door.operation.label
    yield Case("every field is kept", label, partial(_kept, collection, _full))
    yield Case("the least is enough", label, partial(_kept, collection, _minimal))
    for number in range(len(door.bodies.content.examples)):
        draw = partial(_example, number)
        yield Case(f"example {number + 1} is kept", label, partial(_kept, collection, draw))
    yield from _tried(door)
    yield Case("what only the server sets is its own", label, partial(_own_fields, door))
    yield Case("Location leads to the record", label, partial(_located, door))


def _full(journey: Journey, bodies: Any) -> Any:
    return bodies.full(journey.random, journey.nonce)


def _minimal(journey: Journey, bodies: Any) -> Any:
    return bodies.minimal(journey.random, journey.nonce)


def _example(number: int, journey: Journey, bodies: Any) -> Any:
    found = list(bodies.examples(journey.random, journey.nonce))
    if number >= len(found):
        raise Skipped("the example breaks its schema")
    return found[number]


def _kept(collection: Collection, draw: Callable[[Journey, Any], Any], journey: Journey) -> None:
    twin = journey.create(collection, lambda bodies: draw(journey, bodies))
    _settled(journey, twin)


def _settled(journey: Journey, twin: Twin) -> None:
    """Read back what was answered; where it cannot be read, its answer has to do."""
    if journey.atlas.door(twin.collection, Action.FETCH) is not None:
        journey.fetch(twin)


def _tried(door: Door) -> Iterator[Case]:
    """Each edge of each field, told apart by number: values are drawn anew in each run."""
    bodies, label = door.bodies, door.operation.label
    assert bodies is not None  # noqa: S101  who tries has bodies
    from random import Random

    names = [each for each, _, _ in bodies.tried(bodies.full(Random(0), "0"))]
    for number, each in enumerate(names):
        yield Case(f"{each.name}: {each.trial}", label, partial(_one_tried, door, number))


def _one_tried(door: Door, number: int, journey: Journey) -> None:
    bodies = door.bodies
    assert bodies is not None  # noqa: S101  who tries has bodies
    tried = list(bodies.tried(bodies.full(journey.random, journey.nonce)))
    if number >= len(tried):
        raise Skipped("another body has other edges")
    candidate, body, is_valid = tried[number]
    if is_valid and candidate.name in door.collection.unique:
        raise Skipped("its value may be taken")
    if is_valid:
        twin = journey.create(door.collection, lambda _: body)
        _settled(journey, twin)
        return
    parents = journey.parents(door.collection)
    both = journey.ask(
        door.operation,
        journey.path(door, parents),
        body=Both(*(_encoded(each) for each in journey.linked(door, body))),
        media_type=bodies.media_type,
    )
    journey._twin(door.collection, parents, door, both)  # noqa: SLF001  to be cleaned up
    insist_refused(journey, door, both, Reason.BODY, _naming(candidate), bodies.broken_at(body))


def _naming(candidate: Candidate) -> str:
    if candidate.value is MISSING:
        return f"without {candidate.name}, which is required"
    told = f"with {candidate.trial} as {candidate.name}"
    return told if candidate.value is None else f"{told}: {shown(candidate.value)}"


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _own_fields(door: Door, journey: Journey) -> None:
    """A client that sends what is readOnly is refused or not heeded (OAS 3.1 §4.8.24.4)."""
    collection, bodies = door.collection, door.bodies
    assert bodies is not None  # noqa: S101  who creates has bodies
    donor = journey.make(collection)
    members = collection.shape.members
    own = {
        name: value
        for name, value in donor.seen.items()
        if name in members and members[name].is_read_only and isinstance(value, str | int)
    }
    if collection.key not in own:
        raise Skipped("the key may be the client's")
    body = bodies.full(journey.random, journey.nonce)
    for name, value in own.items():
        body = bodies.with_value(body, name, value)
    if not bodies.is_valid(body):
        raise Skipped("the document forbids it")
    parents = journey.parents(collection)
    linked = journey.linked(door, body)
    encoded = Both(*map(_encoded, linked))
    path = journey.path(door, parents)
    both = journey.ask(door.operation, path, body=encoded, media_type=bodies.media_type)
    twin = journey._twin(collection, parents, door, both)  # noqa: SLF001  to be cleaned up
    if twin and str(twin.keys.target) == str(donor.keys.target):
        told = f"took the {collection.key} that the client sent, which only the server sets"
        journey.broken(door.operation, "record_mixed_up", told)


def _located(door: Door, journey: Journey) -> None:
    collection = door.collection
    fetch = journey.atlas.door(collection, Action.FETCH)
    twin = journey.make(collection)
    exchange = journey.trail[-1]
    location = exchange.response.headers.get("Location")
    if not location or fetch is None:
        raise Skipped("there is no Location")
    parts = urlsplit(location)
    path = journey.sides.localized(parts)
    if path is None:
        raise Skipped("it leads to another server")
    request = Request("GET", path, parts.query)
    reply = Reply(journey.sides.target(request), None)
    journey.trail.append(Exchange(door.operation, request, reply.response))
    if reply.status in (401, 403):
        raise Skipped("the credential is not good for it")
    if reply.status >= 400:  # noqa: PLR2004  RFC 9110 §15.5
        told = f"named the Location {location}, which is answered with {reply.status}"
        journey.broken(door.operation, "location_broken", told)
    record = value_of(reply.response)
    own = record.get(collection.key) if isinstance(record, dict) else None
    if own is not None and str(own) != str(twin.keys.target):
        told = f"named the Location {location}, where another record is: {shown(own)}"
        journey.broken(door.operation, "location_broken", told)


# Reading


def _readings(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    door = atlas.door(collection, Action.FETCH)
    if door is None:
        return
    label = door.operation.label
    yield Case("two records are two", label, partial(_two, door))
    yield Case("reading changes nothing", label, partial(_stable, door))
    for action in (Action.FETCH, *_CHANGES, Action.DELETE):
        acting = atlas.door(collection, action)
        if acting and not acting.part.may_create:
            for trial in ("made up", "cut off", "made longer", "in other case", "odd"):
                name = f"a key that is {trial} is not found"
                case = partial(_unknown, acting, trial)
                yield Case(name, acting.operation.label, case)


def _two(door: Door, journey: Journey) -> None:
    first, second = journey.make(door.collection), journey.make(door.collection)
    if str(first.keys.target) == str(second.keys.target):
        told = f"gave two records the same {door.collection.key}"
        journey.broken(door.operation, "record_mixed_up", told)
    journey.fetch(first)
    journey.fetch(second)


def _stable(door: Door, journey: Journey) -> None:
    twin = journey.make(door.collection)
    journey.fetch(twin)
    before = twin.seen
    journey.sides.sleep(0.003)
    journey.fetch(twin)
    for name in journey.atlas.shape(door).members:
        member = journey.atlas.shape(door).members[name]
        is_known = name in twin.sent or name in door.collection.touch
        if is_known and before.get(name) != twin.seen.get(name) and not member.value("writeOnly"):
            told = f"answered twice in a row with another {name}"
            journey.broken(door.operation, "answer_unstable", told)


def _unknown(door: Door, trial: str, journey: Journey) -> None:
    twin = journey.make(door.collection)
    keys = Both(*(_lawful_key(door, key, trial, journey) for key in twin.keys))
    if None in keys:
        raise Skipped("there is no such key")
    path = journey.path(door, twin.parents, keys)
    options: dict[str, Any] = {}
    if door.bodies is not None:
        body = _body_for(door, journey)
        options["body"] = Both(*map(_encoded, journey.linked(door, body)))
        options["media_type"] = door.bodies.media_type
    both = journey.ask(door.operation, path, is_lawful=trial == "made up", **options)
    if trial == "odd":
        return
    reason = f"for the {door.collection.key_parameter} {shown(keys.target)}, which nobody has"
    insist_refused(journey, door, both, Reason.UNKNOWN, reason)


def _lawful_key(door: Door, key: Any, trial: str, journey: Journey) -> Any:
    """A key that nobody has and the document allows, None where there is none."""
    name = door.part.key_parameter
    declared = (each for each in door.operation.parameters if each.name == name)
    parameter = next((each for each in declared if each.location is Location.PATH), None)
    schema = parameter.any_schema if parameter else None
    for _ in range(_TRIES):
        made = _other_key(key, trial, journey)
        if made is None or trial == "odd" or schema is None:
            return made
        validator = journey.answers.validators.of(schema, Direction.REQUEST)
        if validator.is_valid(made) or validator.is_valid(str(made)):
            return made
    return None


def _other_key(key: Any, trial: str, journey: Journey) -> Any:
    text = str(key)
    if isinstance(key, int) or text.isdecimal():
        if trial != "made up":
            return None
        return journey.random.randrange(10**8, 2**31 - 1)
    if trial == "odd":
        return f"{text[:4]}'\"%00;\u00e9 "
    if trial == "made up":
        return _shuffled(text, journey)
    if len(text) == _UUID and text.count("-") == 4:  # noqa: PLR2004  RFC 9562 §4: of any case
        return None
    other = {"cut off": text[:-1], "made longer": f"{text}0", "in other case": text.swapcase()}
    return other[trial] if other[trial] not in ("", text) else None


def _shuffled(text: str, journey: Journey) -> str:
    """A key of the same form that nobody has: only its last word is other."""
    tail = text[-12:] if len(text) > 12 else text  # noqa: PLR2004
    head = text[: len(text) - len(tail)]
    alphabet = [each for each in tail if each.isalnum()] or ["0"]
    made = "".join(journey.random.choice(alphabet) if each.isalnum() else each for each in tail)
    return head + made if head + made != text else f"{text}0"


# Changing


def _body_for(door: Door, journey: Journey) -> Any:
    assert door.bodies is not None  # noqa: S101  who asks has bodies
    return door.bodies.full(journey.random, journey.nonce)


def _changes(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    door = atlas.door(collection, Action.PATCH)
    if door is None or door.bodies is None:
        return
    label = door.operation.label
    for name in door.bodies.fields:
        if name not in (*collection.references, collection.key):
            yield Case(f"{name} changes alone", label, partial(_changed, door, name, None))
            case = partial(_forbidden_changes, door, name)
            yield Case(f"{name} refuses what is forbidden", label, case)
    yield Case("nothing sent changes nothing", label, partial(_unchanged, door))
    yield Case("its own values are accepted", label, partial(_own_values, door))
    yield Case("others stay as they are", label, partial(_bystander, door))
    yield Case("the moment of change moves", label, partial(_touched, door))
    yield Case("what only the server sets stays", label, partial(_own_stay, door))


def _changed(door: Door, name: str, _none: None, journey: Journey) -> None:
    """Each value that fits, one after the other, on one record; the last one is null if may be."""
    twin = journey.make(door.collection)
    bodies = door.bodies
    assert bodies is not None  # noqa: S101  who changes has bodies
    drawn = bodies.record(_body_for(door, journey)).get(name, MISSING)
    if drawn is not MISSING:
        _change(journey, twin, door, bodies.with_only(_body_for(door, journey), name, drawn))
    full = _body_for(door, journey)
    for candidate, body, is_valid in bodies.tried(full, alone=True):
        is_ours = candidate.name == name and name not in door.collection.unique
        if is_valid and is_ours:
            _change(journey, twin, door, body)


def _change(journey: Journey, twin: Twin, door: Door, body: Any, *, fresh: bool = True) -> Both:
    """Send a change, compare the answer, and read back."""
    del fresh
    assert door.bodies is not None  # noqa: S101  who changes has bodies
    linked = journey.linked(door, body)
    twin.changing = frozenset(door.bodies.record(linked.target))
    both = journey.act(twin, door, linked)
    if not both.oracle.is_success:
        raise Skipped("the oracle refuses it")
    journey.insist_accepted(door.operation, both.target)
    twin.sent |= twin.changing
    journey.compare(twin, door, both)
    _settled(journey, twin)
    twin.changing = None
    return both


def _forbidden_changes(door: Door, name: str, journey: Journey) -> None:
    twin = journey.make(door.collection)
    bodies = door.bodies
    assert bodies is not None  # noqa: S101  who changes has bodies
    alone = door.part.action is Action.PATCH
    for candidate, body, is_valid in bodies.tried(_body_for(door, journey), alone=alone):
        if candidate.name != name or is_valid:
            continue
        both = journey.act(twin, door, journey.linked(door, body))
        place = bodies.broken_at(body)
        insist_refused(journey, door, both, Reason.BODY, _naming(candidate), place)
    before = dict(twin.seen)
    _settled(journey, twin)
    for touched in door.collection.touch:
        if before.get(touched) != twin.seen.get(touched) and touched in before:
            told = f"changed {touched} although the request was refused"
            journey.broken(door.operation, "refusal_changed", told)


def _unchanged(door: Door, journey: Journey) -> None:
    twin = journey.make(door.collection)
    assert door.bodies is not None  # noqa: S101  who changes has bodies
    body = _body_for(door, journey)
    for name in door.bodies.record(body):
        body = door.bodies.with_value(body, name, MISSING)
    if not door.bodies.is_valid(body):
        raise Skipped("the document forbids it")
    _change(journey, twin, door, body)


def _own_values(door: Door, journey: Journey) -> None:
    """A record may be sent the values that it has, the unique ones too."""
    twin = journey.make(door.collection)
    bodies = door.bodies
    assert bodies is not None  # noqa: S101  who changes has bodies
    body = _body_for(door, journey)
    for name in bodies.record(body):
        if name not in door.collection.references:
            known = name in twin.seen and name in twin.sent
            body = bodies.with_value(body, name, twin.seen[name] if known else MISSING)
    if not bodies.is_valid(body):
        raise Skipped("the document forbids it")
    _change(journey, twin, door, body)


def _bystander(door: Door, journey: Journey) -> None:
    first, second = journey.make(door.collection), journey.make(door.collection)
    before = dict(first.seen)
    assert door.bodies is not None  # noqa: S101  who changes has bodies
    record = door.bodies.record
    drawn = [_body_for(door, journey) for _ in range(_TRIES)]
    unlike = max(drawn, key=lambda body: sum(before.get(n) != v for n, v in record(body).items()))
    _change(journey, second, door, unlike)
    journey.fetch(first)
    for name in door.collection.touch:
        if before.get(name) != first.seen.get(name) and name in before:
            told = f"changed {name} of a record that it was not about"
            journey.broken(door.operation, "rest_changed", told)


def _touched(door: Door, journey: Journey) -> None:
    from mockserver.verify.comparison import is_coarse, moment

    names = [each for each in door.collection.touch if each in door.collection.shape.members]
    if not names:
        raise Skipped("nothing tells when it was changed")
    twin = journey.make(door.collection)
    _settled(journey, twin)
    before = dict(twin.seen)
    is_rough = any(is_coarse(before.get(name)) for name in names)
    journey.sides.sleep(1.1 if is_rough else 0.01)
    _change(journey, twin, door, _body_for(door, journey))
    for name in names:
        earlier, later = moment(before.get(name)), moment(twin.seen.get(name))
        if earlier and later and later <= earlier:
            told = f"left {name} at {before[name]} although the record changed"
            journey.broken(door.operation, "touch_missing", told)


def _own_stay(door: Door, journey: Journey) -> None:
    """A change cannot give a record another key or creation; it may be refused or not heeded."""
    bodies, collection = door.bodies, door.collection
    assert bodies is not None  # noqa: S101  who changes has bodies
    donor, twin = journey.make(collection), journey.make(collection)
    members = collection.shape.members
    key = donor.keys.target
    if collection.key not in members or not members[collection.key].is_read_only:
        raise Skipped("the key may be the client's")
    body = bodies.with_value(_body_for(door, journey), collection.key, key)
    if not bodies.is_valid(body):
        raise Skipped("the document forbids it")
    journey.act(twin, door, journey.linked(door, body), is_lawful=False)
    fetch = journey.atlas.door(collection, Action.FETCH)
    if fetch is None:
        return
    reply = journey.act(twin, fetch).target
    if not reply.is_success:
        told = f"let a client change the {collection.key}: the record is gone from its place"
        journey.broken(door.operation, "record_mixed_up", told)
    journey.fetch(donor)


# Replacing


def _replacements(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    door = atlas.door(collection, Action.REPLACE)
    if door is None or door.bodies is None:
        return
    label = door.operation.label
    yield Case("every field is replaced", label, partial(_replaced, door, _full))
    yield Case("what is left out is gone", label, partial(_replaced, door, _minimal))
    for name in door.bodies.fields:
        if name not in (*collection.references, collection.key):
            case = partial(_forbidden_changes, door, name)
            yield Case(f"{name} refuses what is forbidden", label, case)
    yield Case("others stay as they are", label, partial(_bystander, door))
    yield Case("the moment of change moves", label, partial(_touched, door))


def _replaced(door: Door, draw: Callable[[Journey, Any], Any], journey: Journey) -> None:
    twin = journey.make(door.collection)
    bodies = door.bodies
    assert bodies is not None  # noqa: S101  who replaces has bodies
    before = dict(twin.seen)
    body = draw(journey, bodies)
    record = bodies.record(body)
    twin.sent -= bodies.fields.keys() - record.keys() - bodies.defaults.keys()
    _change(journey, twin, door, body)
    for name in bodies.fields.keys() - record.keys() - bodies.defaults.keys():
        stayed = twin.seen.get(name)
        if stayed is not None and stayed == before.get(name) and name not in _fixed(door):
            told = f"kept {name} {shown(stayed)}, which was left out (RFC 9110 9.3.4)"
            journey.broken(door.operation, "change_kept_old", told)


def _fixed(door: Door) -> set[str]:
    collection = door.collection
    return {*collection.made_by_server, collection.key, *collection.parent_fields.values()}


# Unique values


def _uniqueness(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    door = atlas.door(collection, Action.CREATE)
    for name in collection.unique if door and door.bodies else ():
        assert door is not None  # noqa: S101  see above
        label = door.operation.label
        yield Case(f"{name} is unique", label, partial(_duplicate, door, name))
        for changing in atlas.doors(collection, _CHANGES):
            if changing.bodies and name in changing.bodies.fields:
                if changing.part.action is Action.PATCH:
                    case = partial(_freed, door, changing, name)
                    yield Case(f"{name} is free again", label, case)
                case = partial(_taken, changing, name)
                yield Case(f"{name} cannot be taken over", changing.operation.label, case)


def _duplicate(door: Door, name: str, journey: Journey) -> None:
    bodies = door.bodies
    assert bodies is not None  # noqa: S101  who creates has bodies
    first = journey.make(door.collection)
    body = bodies.with_value(_body_for(door, journey), name, first.seen.get(name))
    if first.seen.get(name) is None or not bodies.is_valid(body):
        raise Skipped("it has no value")
    parents = journey.parents(door.collection)
    path, linked = journey.path(door, parents), journey.linked(door, body)
    encoded = Both(*map(_encoded, linked))
    both = journey.ask(door.operation, path, body=encoded, media_type=bodies.media_type)
    journey._twin(door.collection, parents, door, both)  # noqa: SLF001  to be cleaned up
    insist_refused(journey, door, both, Reason.TAKEN, f"with a {name} that is taken")
    _settled(journey, first)
    _insist_one(journey, door, first, name)


def _insist_one(journey: Journey, door: Door, twin: Twin, name: str) -> None:
    """What was refused is not in the list all the same."""
    from mockserver.verify.walk import walk

    listing = journey.atlas.door(door.collection, Action.LIST)
    if listing is None:
        return
    value = twin.seen.get(name)
    pages = walk(journey, listing, twin.parents)
    alike = [item for page in pages for item in page.items if item.get(name) == value]
    if len(alike) > 1:
        told = f"refused a record with the {name} {shown(value)}, and lists it all the same"
        journey.broken(door.operation, "refusal_changed", told)


def _freed(door: Door, patch: Door, name: str, journey: Journey) -> None:
    """A value that a record gave up is another's to have."""
    assert patch.bodies is not None  # noqa: S101  who changes has bodies
    assert door.bodies is not None  # noqa: S101  who creates has bodies
    first = journey.make(door.collection)
    old = first.seen.get(name)
    drawn = patch.bodies.record(_body_for(patch, journey)).get(name)
    if old is None or drawn is None:
        raise Skipped("it has no value")
    _change(journey, first, patch, patch.bodies.with_only(_body_for(patch, journey), name, drawn))
    bodies = door.bodies
    journey.create(
        door.collection, lambda _: bodies.with_value(_body_for(door, journey), name, old)
    )


def _taken(door: Door, name: str, journey: Journey) -> None:
    """Only where the document declares what is answered then."""
    assert door.bodies is not None  # noqa: S101  who changes has bodies
    first, second = journey.make(door.collection), journey.make(door.collection)
    value = first.seen.get(name)
    changed = door.bodies.with_only
    if door.part.action is Action.REPLACE:
        changed = door.bodies.with_value
    body = changed(_body_for(door, journey), name, value)
    if value is None or not door.bodies.is_valid(body):
        raise Skipped("it has no value")
    both = journey.act(second, door, journey.linked(door, body))
    insist_refused(journey, door, both, Reason.TAKEN, f"with a {name} that is taken")
    _settled(journey, second)


# Deleting


def _deletions(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    door = atlas.door(collection, Action.DELETE)
    if door is not None:
        yield Case("what is deleted is gone", door.operation.label, partial(_deleted, door))


def _deleted(door: Door, journey: Journey) -> None:
    twin, other = journey.make(door.collection), journey.make(door.collection)
    both = journey.act(twin, door)
    if not both.oracle.is_success:
        raise Skipped("the oracle refuses it")
    journey.insist_accepted(door.operation, both.target)
    twin.is_gone = True
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is not None:
        journey.eventually(lambda: _insist_gone(fetch, twin, journey))
        journey.fetch(other)
    again = journey.act(twin, door)
    insist_refused(journey, door, again, Reason.UNKNOWN, "for a record that was deleted before")


def _insist_gone(fetch: Door, twin: Twin, journey: Journey) -> None:
    both = journey.act(twin, fetch)
    if both.target.is_success:
        told = f"answered {both.target.status} for a record that was deleted"
        journey.broken(fetch.operation, "deleted_found", told)
    insist_refused(journey, fetch, both, Reason.UNKNOWN, "for a record that was deleted")
