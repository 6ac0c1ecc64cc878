"""The case of a record that a change is not about: it stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

from mockserver.collection import Action
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import changeable
from mockserver.verify.cases.draw import unlike
from mockserver.verify.cases.listing import insist_all_listed
from mockserver.verify.cases.paging import key_of
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.inputs.candidates import MISSING
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import Page, walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_TRIES = 20
Listed = dict[str, Mapping[str, Any]]
"""Records of a list by their keys."""


def bystander(door: Door) -> Case:
    """What a change does to other records."""
    return Case("others stay as they are", door.label, partial(_bystander, door))


def _bystander(door: Door, journey: Journey) -> None:
    """Not even of a record that is alike, nor of any other that is listed.

    There is none that is alike where what is broken shows without it.
    """
    others: list[Twin] = []
    journey.part(partial(_make_other, door, others, journey))
    second = _second(door, others, journey)
    before = [dict(each.seen) for each in others]
    listed = _listed(door, [*others, second], journey)
    body = unlike(door, before[0] if others else dict(second.seen), journey, _TRIES)
    _change_apart(door, others, second, body, listed, journey)
    journey.part(partial(journey.change, second, door, body))
    for first, known in zip(others, before, strict=True):
        journey.fetch(first)
        for name in door.collection.touch:
            if known.get(name) != first.seen.get(name) and name in known:
                told = f"changed {name} of a record that it was not about"
                journey.broken(door.operation, "rest_changed", told)
    _insist_all_same(door, journey, second, listed)
    for first in others:
        own = unlike(door, first.seen, journey, _TRIES)
        _changing(door, first, own, journey)()
        journey.fetch(second)


def _make_other(door: Door, others: list[Twin], journey: Journey) -> None:
    """As nobody has changed it: its key may come of what it had when it was made."""
    others.append(journey.some(door.collection, is_new=True))


def _second(door: Door, others: list[Twin], journey: Journey) -> Twin:
    """A record that is alike; another where no two may be."""
    for first in others:
        with suppress(Skipped):
            second = journey.create(door.collection, partial(_alike, first, journey))
            if str(first.keys.target) == str(second.keys.target):
                told = f"gave two records the same {door.collection.key}"
                journey.broken(door.operation, "record_mixed_up", told)
            return second
    return journey.make(door.collection)


def _change_apart(
    door: Door, others: list[Twin], second: Twin, other: Any, listed: Listed, journey: Journey
) -> None:
    """Field by field; in a short run only what tells states apart, as all follows at once.

    What is true or false is changed to both, as another record that follows has one of them. Where
    a record is replaced, nothing else is worth a change of its own.
    """
    drawn, is_whole = door.takes.record(other), door.part.action is Action.REPLACE
    changed = door.takes.with_value if is_whole else door.takes.with_only
    for name in sorted(changeable(door), key=lambda each: not _is_state(door, each)):
        value = drawn.get(name, MISSING)
        is_flag = isinstance(value, bool)
        is_tried = not is_whole and (journey.atlas.is_thorough or _is_state(door, name))
        if value is MISSING or not (is_flag or is_tried):
            continue
        for each in (value, not value) if is_flag else (value,):
            body = changed(other, name, each)
            journey.part(_changing(door, second, body, journey))
            for first in others if is_flag or journey.atlas.is_thorough else ():
                journey.fetch(first)  # the change that follows shows it else
            if is_flag:
                _insist_all_same(door, journey, second, listed)


def _changing(door: Door, twin: Twin, body: Any, journey: Journey) -> Callable[[], object]:
    """A change that a thorough run reads back."""
    return partial(journey.change, twin, door, body, is_read=journey.atlas.is_thorough)


def _is_state(door: Door, name: str) -> bool:
    """What others that share the rest may be taken along in, so that it is changed first."""
    return door.takes.fields[name].is_state


def _alike(first: Twin, journey: Journey, bodies: Bodies) -> Any:
    """A body with the values of a record, but for those that no two may share."""
    body = bodies.full(journey.random, journey.nonce)
    own = {*first.collection.unique, first.collection.key, *first.collection.references}
    for name in bodies.record(body).keys() - own:
        if name in first.seen:
            body = bodies.with_allowed(body, name, first.seen[name])
    return body


def _listed(door: Door, twins: list[Twin], journey: Journey) -> Listed:
    """What the first page shows beside the last of some records; all are listed."""
    listing = journey.atlas.door(door.collection, Action.LIST)
    if listing is None:
        return {}
    look = partial(insist_all_listed, listing, journey, twins)
    return _beside(listing, twins[-1], journey.eventually(look), journey)


def _others(door: Door, journey: Journey, twin: Twin) -> Listed:
    """What the first page shows of other records."""
    listing = journey.atlas.door(door.collection, Action.LIST)
    if listing is None:
        return {}
    return _beside(listing, twin, islice(walk(journey, listing, twin.parents), 1), journey)


def _beside(listing: Door, twin: Twin, pages: Iterable[Page], journey: Journey) -> Listed:
    """What the first of some pages shows of others; nothing where it may be late, or not ours."""
    if not journey.atlas.is_own or journey.sides.settle:
        return {}
    found = ((key_of(listing, item), item) for page in islice(pages, 1) for item in page.items)
    return {key: item for key, item in found if key not in (None, str(twin.keys.target))}


def _insist_all_same(door: Door, journey: Journey, twin: Twin, listed: Listed) -> None:
    """All but the record that was changed are listed as they were."""
    for key, item in _others(door, journey, twin).items():
        _insist_same(door, journey, key, listed.get(key, item), item)


def _insist_same(
    door: Door, journey: Journey, key: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Neither what a client may set, nor what moves with a change of the record itself."""
    names = [*door.takes.fields, *door.collection.touch]
    for name in (each for each in names if each in before and each in after):
        if difference(before[name], after[name], is_closed=True):
            told = f"changed {name} of {shown(key)}, a record that it was not about"
            journey.broken(door.operation, "rest_changed", told)
