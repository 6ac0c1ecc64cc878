"""Cases of pages: they join, hold no more than was asked for, and are counted right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mockserver.collection.listing import Listing, Window
from mockserver.collection.role import Role, Tells
from mockserver.verify.cases.case import Case
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import (
    LARGE,
    Page,
    can_go_on,
    is_paged,
    number_of,
    page_of,
    readable,
    walk,
)
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_SMALL, _FEWEST = 2, 3


def pagings(door: Door, listing: Listing) -> Iterator[Case]:
    """What can be tried of a list that is answered in pages."""
    if is_paged(listing):
        yield Case("pages join", door.label, partial(_joined, door))


def key_of(door: Door, item: Mapping[str, Any]) -> str | None:
    """The key of a record that is listed; None where it tells none."""
    value = item.get(door.collection.key)
    return None if value is None else str(value)


def keys_of(door: Door, pages: list[Page]) -> list[str]:
    """Those of all records on some pages."""
    keys = (key_of(door, item) for page in pages for item in page.items)
    return [each for each in keys if each is not None]


def _joined(door: Door, journey: Journey) -> None:
    """With another number of records each time: some faults show with odd ones alone."""
    count = _FEWEST + journey.random.randrange(_FEWEST)
    twins = [journey.make(door.collection) for _ in range(count)]
    journey.eventually(partial(_insist_joined, door, twins, journey))


def _insist_joined(door: Door, twins: list[Twin], journey: Journey) -> None:
    pages: list[Page] = []
    listing = door.collection.listing
    assert listing is not None  # noqa: S101  the case is there because of it
    try:
        small = readable(journey, door, twins[0].parents, _SMALL)
        for page in walk(journey, door, twins[0].parents, size=small):
            pages.append(page)
            if len(page.items) > small:
                told = f"answered with {len(page.items)} records where {small} were asked for"
                journey.broken(door.operation, "list_overfull", told)
    except Skipped:
        if not pages:
            raise
        insist_apart(door, journey, pages)
        return
    insist_apart(door, journey, pages)
    if not can_go_on(listing):
        return
    known = set(keys_of(door, pages))
    missing = next((each for each in twins if str(each.keys.target) not in known), None)
    if missing is not None:
        told = f"leaves out the record {shown(missing.keys.target)} on all of its pages"
        journey.broken(door.operation, "list_incomplete", told)
    insist_counted(door, journey, pages)
    if journey.atlas.is_own:
        _insist_rest(door, twins[0].parents, keys_of(door, pages), small, journey)
        _insist_default(door, twins[0].parents, len(known), journey)


def _insist_rest(
    door: Door, parents: tuple[Twin, ...], known: list[str], small: int, journey: Journey
) -> None:
    """The same records, no fewer and no more, in pages of which the last is not full."""
    size = uneven(len(known), _most(door))
    if size is None:
        return
    found = keys_of(door, list(walk(journey, door, parents, size=size)))
    for one, others, here, there in ((known, found, small, size), (found, known, size, small)):
        lost = next((each for each in one if each not in others), None)
        if lost is not None:
            told = f"leaves out the record {shown(lost)} on pages of {there}"
            journey.broken(door.operation, "list_incomplete", f"{told}, and not on pages of {here}")


def _insist_default(door: Door, parents: tuple[Twin, ...], count: int, journey: Journey) -> None:
    """Who asks for no size is given as many of the records as the document says then."""
    window = _limit(door)
    default = number_of(window.default) if window else None
    page = page_of(journey, door, parents, "") if window and default else None
    if window is None or default is None or page is None:
        return
    wanted, found = min(count, default), len(page.items)
    told = f"answered with {found} of {count} records where no {window.written} was asked for, "
    told = f"{told}whose default is {default}; answer with {wanted}"
    if found > wanted:
        journey.broken(door.operation, "list_overfull", told)
    if found < wanted:
        journey.broken(door.operation, "list_incomplete", told)


def _limit(door: Door) -> Window | None:
    """The parameter that says how many records are asked for."""
    listing = door.collection.listing
    return listing.windows.get(Role.LIMIT) if listing else None


def _most(door: Door) -> int:
    window = _limit(door)
    return (window.maximum if window else None) or LARGE


def uneven(count: int, most: int) -> int | None:
    """The largest size of pages below a count that leaves one in part; None where there is none."""
    return next((size for size in range(min(count - 1, most), _SMALL, -1) if count % size), None)


def insist_apart(door: Door, journey: Journey, pages: list[Page]) -> None:
    """No record comes twice. Raises Broken."""
    keys = keys_of(door, pages)
    twice = next((each for each in keys if keys.count(each) > 1), None)
    if twice is not None:
        told = f"lists the record {shown(twice)} more than once"
        journey.broken(door.operation, "list_doubled", told)


def insist_counted(door: Door, journey: Journey, pages: list[Page]) -> None:
    """A total that stays the same from page to page is the number of records. Raises Broken."""
    listing = door.collection.listing
    assert listing is not None  # noqa: S101  who lists has a listing
    found = sum(len(page.items) for page in pages)
    if not (len(pages) > 1 or not is_paged(listing) or can_go_on(listing)):
        return
    told = [page.tellings(listing, Tells.TOTAL) for page in pages]
    for place in told[0] if told else ():
        totals = {number_of(each.get(place)) for each in told}
        if len(totals) == 1 and (total := totals.pop()) is not None and total != found:
            said = f"tells of {total} records and lists {found}"
            journey.broken(door.operation, "list_miscounted", said)
