"""Cases of what a run has made so far: more records, and a longer list, push none of it out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.http import Headers, Request
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.paging import key_of
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey, filled
from mockserver.verify.sides.pages import can_be_found, walk
from mockserver.verify.sides.relation import shown


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
    pairs = journey.sides.made.get(listing.collection.path, {})
    made = [key for key, own in pairs.items() if _is_known(fetch, own, journey)]
    if not made:
        raise Skipped("nothing was made that stayed")

    def look() -> None:
        pages = walk(journey, listing, ())
        found = {key_of(listing, item) for page in pages for item in page.items}
        lost = next((key for key in made if key not in found), None)
        if lost is not None:
            told = f"lists {len(found)} records, and not {shown(lost)}, which was made before"
            journey.broken(listing.operation, "list_incomplete", told)

    journey.eventually(look)


def _is_known(fetch: Door, key: object, journey: Journey) -> bool:
    """Whether the oracle still has a record of that collection under its own key."""
    path = filled(fetch.operation.template, [key])
    request = Request("GET", path, headers=Headers(journey.sides.headers))
    return journey.sides.oracle(request).status < 300  # noqa: PLR2004  RFC 9110 §15.3
