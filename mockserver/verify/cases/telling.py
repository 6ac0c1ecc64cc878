"""Cases of what a page tells of itself: its number, its size, whether there is more."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from mockserver.collection.listing import Listing
from mockserver.collection.role import Role, Tells
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.paging import keys_of
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

_SMALL, _BEYOND = 2, 3
_PLACED = (Role.PAGE, Role.OFFSET)


def tellings(door: Door, listing: Listing) -> Iterator[Case]:
    """What can be tried of a list in pages, of which each has a number or a place."""
    if is_paged(listing):
        yield Case("pages tell what they are", door.label, partial(_told, door, listing))
        if any(role in listing.windows for role in _PLACED):
            yield Case("a page is as large as asked", door.label, partial(_whole, door, listing))
            yield Case("nothing is beyond the end", door.label, partial(_beyond, door, listing))


def _pages(door: Door, journey: Journey, size: int) -> list[Page]:
    return list(walk(journey, door, _some(door, journey), size=size))


def _some(door: Door, journey: Journey) -> tuple[Twin, ...]:
    """The parents of some records that are made to be listed."""
    first, *_ = (journey.make(door.collection) for _ in range(3))
    return first.parents


def _told(door: Door, listing: Listing, journey: Journey) -> None:
    parents = _some(door, journey)
    small = readable(journey, door, parents, _SMALL)
    pages = list(walk(journey, door, parents, size=small))
    _insist_counting(door, listing, pages, Tells.PAGE, 1, journey)
    _insist_counting(door, listing, pages, Tells.OFFSET, small, journey)
    _insist_all_pages(door, listing, pages, journey)
    for page in pages:
        told = number_of(page.told(listing, Tells.LIMIT))
        if told is not None and told not in (small, len(page.items)):
            _broken(door, journey, f"told that a page has {told} where {small} were asked for")
        count = number_of(page.told(listing, Tells.COUNT))
        if count is not None and count != len(page.items):
            _broken(door, journey, f"told of {count} records on a page of {len(page.items)}")
    _insist_more(door, listing, pages, journey)


def _insist_all_pages(door: Door, listing: Listing, pages: list[Page], journey: Journey) -> None:
    """As many as are told; the last of those that are counted from 0 has a number less."""
    if not can_go_on(listing) or not journey.atlas.is_own:
        return
    there = sum(bool(page.items) for page in pages)
    base = listing.windows[Role.PAGE].base if Role.PAGE in listing.windows else 0
    for page in pages[:there]:
        told = number_of(page.told(listing, Tells.PAGES))
        if told is not None and told not in (there, there - 1 + base):
            _broken(door, journey, f"told of {told} pages and has {there}")


def _insist_counting(
    door: Door, listing: Listing, pages: list[Page], tells: Tells, step: int, journey: Journey
) -> None:
    """Wherever the count begins."""
    told = [number_of(page.told(listing, tells)) for page in pages]
    if told and None not in told:
        first = told[0] or 0
        wanted = [first + step * number for number in range(len(told))]
        odd = next((pair for pair in zip(told, wanted, strict=True) if pair[0] != pair[1]), None)
        if odd:
            what = f"told {odd[0]} as its {tells.value} where {odd[1]} was asked for"
            _broken(door, journey, what)


def _insist_more(door: Door, listing: Listing, pages: list[Page], journey: Journey) -> None:
    """There is more where that is told, and none where none is."""
    if not can_go_on(listing):
        return
    for page, after in zip(pages, [*pages[1:], None], strict=True):
        more = page.told(listing, Tells.HAS_MORE)
        if more is True and (after is None or not after.items):
            _broken(door, journey, "told that there is more behind the last of its records")
        if page.told(listing, Tells.IS_LAST) is True and after is not None and after.items:
            _broken(door, journey, "told that a page is the last, and there are more")


def _whole(door: Door, listing: Listing, journey: Journey) -> None:
    """As many as there are are asked for, and come all at once."""
    pages = _pages(door, journey, 0)
    found = sum(len(page.items) for page in pages)
    most = listing.windows[Role.LIMIT].maximum
    if len(pages) > 1 or not found or (most is not None and found > most):
        if _is_cut(pages, most):
            told = f"answered with {len(pages[0].items)} records where more were asked for"
            _broken(door, journey, f"{told} and are there", "list_incomplete")
        raise Skipped("they do not fit on one page")
    page = page_of(journey, door, journey.parents(door.collection), _limited(listing, found))
    if page is not None and len(page.items) == found:
        _insist_more(door, listing, [page], journey)


def _is_cut(pages: list[Page], most: int | None) -> bool:
    """Whether pages are smaller than a size that was asked for, and is declared."""
    full = min(most, LARGE) if most is not None else 0
    is_more = any(page.items for page in pages[1:])
    return is_more and 0 < len(pages[0].items) < full


def _beyond(door: Door, listing: Listing, journey: Journey) -> None:
    pages = _pages(door, journey, _SMALL)
    role = next(each for each in _PLACED if each in listing.windows)
    window = listing.windows[role]
    if role is Role.PAGE and not window.is_number:
        raise Skipped("its pages have no numbers")
    found = sum(len(page.items) for page in pages)
    place = found if role is Role.OFFSET else len(pages)
    number = window.base + place + _BEYOND
    query = f"{_limited(listing, _SMALL)}&{_pair(window.written, number)}"
    page = page_of(journey, door, journey.parents(door.collection), query)
    told_number = number_of(page.told(listing, Tells.PAGE)) if page is not None else None
    if told_number is not None and told_number < number - 1:
        raise Skipped("it tells that it is the last page instead")
    if page is not None and page.items:
        first = next(iter(keys_of(door, [page])), "")
        told = f"answered to {query}, which is beyond the end, with the record {shown(first)}"
        _broken(door, journey, told, "list_doubled")


def _limited(listing: Listing, size: int) -> str:
    return _pair(listing.windows[Role.LIMIT].written, size)


def _pair(name: str, value: Any) -> str:
    return f"{quote(name, safe='')}={value}"


def _broken(door: Door, journey: Journey, told: str, check: str = "list_miscounted") -> None:
    journey.broken(door.operation, check, told)
