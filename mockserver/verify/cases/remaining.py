"""Cases of what a run has made so far: more records, and a longer list, push none of it out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.http import Headers, Request
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.paging import key_of
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.journey import Journey, filled
from mockserver.verify.sides.pages import can_be_found, walk
from mockserver.verify.sides.relation import shown

_HABIT, _FEW = 50, 12
"""Many a service lists so many; in a short run so few are made at most to have more than that."""


def remains(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be told of all records at the end, where nobody else works with the target.

    What can be deleted is deleted as soon as its story ends, and what hangs on another record may
    go with that.
    """
    listing, fetch = (atlas.door(collection, each) for each in (Action.LIST, Action.FETCH))
    may_go = atlas.door(collection, Action.DELETE) or collection.references or collection.parents
    if listing is None or fetch is None or may_go or not atlas.is_own:
        return
    if can_be_found(collection.listing):
        case = partial(_all_there, listing, fetch)
        yield Case("what was made is still listed", listing.label, case)


def _all_there(listing: Door, fetch: Door, journey: Journey) -> None:
    """A list that is said to be whole is not cut; there are some more, if need be, to tell it."""
    look = partial(_insist_held, listing, fetch, journey)
    count = journey.eventually(look)
    more = _HABIT + 1 - count
    is_paged = listing.collection.listing is not None and listing.collection.listing.windows
    if is_paged or not 0 < more <= (_HABIT if journey.atlas.is_thorough else _FEW):
        return
    for _ in range(more):
        journey.make(listing.collection)
    journey.eventually(look)


def _insist_held(listing: Door, fetch: Door, journey: Journey) -> int:
    """What was made is in the list; how many records that has."""
    pairs = journey.sides.made.get(listing.collection.path, {})
    made = [key for key, own in pairs.items() if _is_known(fetch, own, journey)]
    pages = walk(journey, listing, ())
    found = {key_of(listing, item) for page in pages for item in page.items}
    lost = next((key for key in made if key not in found), None)
    if lost is not None:
        told = f"lists {len(found)} records, and not {shown(lost)}, which was made before"
        journey.broken(listing.operation, "list_incomplete", told)
    return len(found)


def _is_known(fetch: Door, key: object, journey: Journey) -> bool:
    """Whether the oracle still has a record of that collection under its own key."""
    path = filled(fetch.operation.template, [key])
    request = Request("GET", path, headers=Headers(journey.sides.headers))
    return journey.sides.oracle(request).status < 300  # noqa: PLR2004  RFC 9110 §15.3
