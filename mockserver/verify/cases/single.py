"""Cases of what there is one of: ``/me/settings``, ``/articles/{id}/stock``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.pointer import at
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import Trial, changeable
from mockserver.verify.cases.draw import Draw, body_for, full, minimal, naming
from mockserver.verify.cases.stranger import made_up
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.candidates import MISSING
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Broken, Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_MISSING = 404  # RFC 9110 §15.5.5
_CHANGES = (Action.REPLACE, Action.PATCH)


def singles(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried where it can be read and written, and is nobody else's."""
    fetch = atlas.door(collection, Action.FETCH)
    above = atlas.above(collection)
    is_ours = atlas.is_own or bool(above)
    if fetch is None or fetch.part.record_at is None or above is None or not is_ours:
        return
    keeper = atlas.door(above[-1], Action.FETCH) if above else None
    if keeper is not None and _tells_missing(fetch) and atlas.maker(above[-1]):
        case = partial(_of_nobody, fetch, keeper)
        yield Case("of what is not there nothing is found", fetch.label, case)
    for door in atlas.doors(collection, _CHANGES):
        for each in _changes(door, above) if door.bodies is not None else ():
            is_found = not (above or atlas.is_expendable)  # it was there before the run
            yield replace(each, run=partial(_borrowed, fetch, door, each)) if is_found else each


def _changes(door: Door, above: list[Collection]) -> Iterator[Case]:
    """What can be tried of one way to change it."""
    yield Case("what is sent is kept", door.label, partial(_kept, door, full))
    yield Case("what is forbidden changes nothing", door.label, partial(_forbidden, door))
    if above:
        yield Case("each parent has its own", door.label, partial(_apart, door))
    if door.part.action is Action.REPLACE:
        yield Case("what is left out is gone", door.label, partial(_replaced, door))
        return
    for name in changeable(door):
        yield Case(f"{name} changes alone", door.label, partial(_alone, door, name))


def _borrowed(fetch: Door, door: Door, case: Case, journey: Journey) -> None:
    """A case after which all is as it was before."""
    path = journey.path(fetch, ())
    before = at(journey.ask(fetch.operation, path).target.value, fetch.part.record_at or ())
    try:
        case.run(journey)
    finally:
        if isinstance(before, dict):
            _put_back(door, before, journey)


def _put_back(door: Door, before: Mapping[str, Any], journey: Journey) -> None:
    bodies = door.takes
    body = minimal(journey, bodies)
    for name in bodies.fields:
        body = bodies.with_value(body, name, before.get(name, MISSING))
    with suppress(Broken, Skipped):
        if journey.act(_one(door, ()), door, body).target.is_success:
            return
    journey.left.append(journey.path(door, ()).target)


def _tells_missing(door: Door) -> bool:
    """Whether 404 itself is declared."""
    return any(each.pattern == str(_MISSING) for each in door.operation.responses)


def _of_nobody(fetch: Door, keeper: Door, journey: Journey) -> None:
    """Below a key that nobody has, and below one whose record was deleted."""
    *before, parent = journey.parents(fetch.collection)
    keys = Both(*(made_up(keeper, key, journey) for key in parent.keys))
    if None not in keys:
        nobody = Twin(parent.collection, parent.parents, keys)
        _insist_missing(fetch, (*before, nobody), "nobody has", journey)
    delete = journey.atlas.door(parent.collection, Action.DELETE)
    if delete is None:
        return
    gone = journey.make(parent.collection)
    if gone.parents == tuple(before) and journey.act(gone, delete).target.is_success:
        gone.is_gone = True
        _insist_missing(fetch, (*before, gone), "was deleted", journey)


def _insist_missing(fetch: Door, parents: tuple[Twin, ...], what: str, journey: Journey) -> None:
    both = journey.ask(fetch.operation, journey.path(fetch, parents))
    if both.target.is_success and both.oracle.status == _MISSING:
        told = f"answered {both.target.status} below {shown(parents[-1].keys.target)}, which {what}"
        journey.broken(fetch.operation, "unknown_key_found", f"{told}; answer 404")


def _one(door: Door, parents: tuple[Twin, ...]) -> Twin:
    return Twin(door.collection, parents, Both("", ""))


def _written(door: Door, twin: Twin, draw: Draw, journey: Journey) -> None:
    journey.change(twin, door, draw(journey, door.takes))


def _kept(door: Door, draw: Draw, journey: Journey) -> None:
    """Twice, as what is there may be like the first one by chance."""
    twin = _one(door, journey.parents(door.collection))
    for _ in range(2):
        journey.part(partial(_written, door, twin, draw, journey))


def _replaced(door: Door, journey: Journey) -> None:
    twin = _one(door, journey.parents(door.collection))
    _written(door, twin, full, journey)
    before = dict(twin.seen)
    body = minimal(journey, door.takes)
    record = door.takes.record(body)
    left_out = door.takes.fields.keys() - record.keys() - door.takes.defaults.keys()
    twin.sent -= left_out
    journey.change(twin, door, body)
    for name in left_out - door.collection.made_by_server:
        stayed = twin.seen.get(name)
        if stayed is not None and stayed == before.get(name):
            told = f"kept {name} {shown(stayed)}, which was left out (RFC 9110 9.3.4)"
            journey.broken(door.operation, "change_kept_old", told)


def _alone(door: Door, name: str, journey: Journey) -> None:
    twin = _one(door, journey.parents(door.collection))
    _written(door, twin, full, journey)
    bodies = door.takes
    for candidate, body, is_valid in bodies.tried(body_for(door, journey), alone=True):
        if is_valid and candidate.name == name:
            journey.part(partial(journey.change, twin, door, body))


def _forbidden(door: Door, journey: Journey) -> None:
    """All of it is tried: one thing that is wrong does not hide the next."""
    twin = _one(door, journey.parents(door.collection))
    _written(door, twin, full, journey)
    tried = door.takes.tried(body_for(door, journey))
    wrong = (Trial(each, body) for each, body, is_valid in tried if not is_valid)
    journey.each(partial(_refused, door, twin, each, journey) for each in wrong)
    journey.settle(twin)


def _refused(door: Door, twin: Twin, trial: Trial, journey: Journey) -> None:
    """Where it is taken, what is right comes in its place."""
    both, what = journey.act(twin, door, trial.body), naming(trial.candidate)
    try:
        insist_refused(journey, door, both, Reason.BODY, what, door.takes.broken_at(trial.body))
    except Broken as broken:
        journey.note(broken.operation, broken.fault)
        _written(door, twin, full, journey)


def _apart(door: Door, journey: Journey) -> None:
    parents = journey.parents(door.collection)
    other = journey.make(parents[-1].collection)
    if other.parents != parents[:-1]:
        raise Skipped("they are not beside one another")
    first, second = _one(door, parents), _one(door, (*other.parents, other))
    for twin in (first, second):
        _written(door, twin, full, journey)
    journey.fetch(first)
