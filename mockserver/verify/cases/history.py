"""Cases of lists of what a record was: ``/documents/{id}/versions``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import unlike
from mockserver.verify.cases.paging import key_of
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import can_be_found, walk
from mockserver.verify.sides.twin import Twin

_NAMES = frozenset("versions revisions history changes snapshots".split())
_TRIES = 20

Record = Mapping[str, Any]


def histories(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried where a change may be told of below the record that it changed."""
    doors = atlas.doors(collection, (Action.PATCH, Action.REPLACE))
    change = next((each for each in doors if each.bodies is not None), None)
    if change is None or atlas.maker(collection) is None:
        return
    for below in atlas.collections:
        home, _, word = below.path.rpartition("/")
        listing = atlas.door(below, Action.LIST)
        is_kept_by_server = atlas.door(below, Action.CREATE) is None
        is_ours = home == collection.item_path and word.lower() in _NAMES and is_kept_by_server
        if is_ours and listing is not None and can_be_found(below.listing):
            fetch = atlas.door(below, Action.FETCH)
            case = partial(_kept, change, listing, fetch)
            yield Case("what a record was stays known", listing.label, case)


def _kept(change: Door, listing: Door, fetch: Door | None, journey: Journey) -> None:
    """Of a list that shows a new record, or what one was before its first change.

    Other lists of that name may tell something else.
    """
    twin = journey.make(change.collection)
    names = _shared(change, listing, twin)
    parents = (*twin.parents, twin)
    states, shown = [dict(twin.seen)], _listed(listing, parents, journey)
    for _ in range(2):
        journey.change(twin, change, unlike(change, twin.seen, journey, _TRIES))
        states.append(dict(twin.seen))
        shown = [*shown, *_listed(listing, parents, journey)]
    if not any(_is_as(each, states[0], names) for each in shown):
        raise Skipped("it does not tell what the record was")

    def look() -> None:
        last = _listed(listing, parents, journey)
        for state, when in zip(states, ("made", "changed first"), strict=False):
            found = next((each for each in last if _is_as(each, state, names)), None)
            if found is None:
                told = f"lists none that is as the record was when it was {when}"
                journey.broken(listing.operation, "history_lost", told)
            elif fetch is not None:
                _insist_same(fetch, listing, parents, found, names, journey)

    journey.eventually(look)


def _shared(change: Door, listing: Door, twin: Twin) -> set[str]:
    """The fields of a record that are known to change, and are told. Raises Skipped."""
    names = {*change.takes.ordinary} & twin.sent & listing.collection.shape.members.keys()
    if not names:
        raise Skipped("it tells nothing of what can be changed")
    return names


def _listed(listing: Door, parents: tuple[Twin, ...], journey: Journey) -> list[Record]:
    return [item for page in walk(journey, listing, parents) for item in page.items]


def _is_as(item: Record, state: Record, names: set[str]) -> bool:
    return not any(difference(state.get(name), item.get(name)) for name in names)


def _insist_same(
    fetch: Door,
    listing: Door,
    parents: tuple[Twin, ...],
    item: Record,
    names: set[str],
    journey: Journey,
) -> None:
    """One of them alone is what the list shows."""
    key = key_of(listing, item)
    path = journey.path(fetch, parents, Both(key, key))
    reply = journey.ask(fetch.operation, path).target
    if reply.is_success and not _is_as(journey.record(fetch, reply), item, names):
        told = f"answered with another record than the list shows as {key}"
        journey.broken(fetch.operation, "record_mixed_up", told)
