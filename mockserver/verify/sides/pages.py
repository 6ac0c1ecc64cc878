"""Walking through the pages of a list as far as it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from mockserver import pointer as pointers
from mockserver.collection.listing import Listing
from mockserver.collection.role import Role, Tells
from mockserver.http import Headers
from mockserver.pointer import at
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

_MOST_PAGES = 40
_WHOLE = frozenset((Role.SORT, Role.DIRECTION, Role.SEARCH))
"""What leaves nothing out unless it is asked for."""
LARGE = 100
"""So many records are asked for where the document lets them be more."""


@dataclass(frozen=True, slots=True)
class Page:
    """The records of one answer, and the whole of it: the value of its body, and its headers."""

    items: tuple[Mapping[str, Any], ...]
    value: Any
    headers: Headers

    def told(self, listing: Listing, tells: Tells) -> Any:
        """What the answer tells beside its records; None where it does not."""
        return next(iter(self.tellings(listing, tells).values()), None)

    def tellings(self, listing: Listing, tells: Tells) -> dict[str, Any]:
        """Each place where the answer tells it: in its body, and in numbers of its headers."""
        inner = {
            pointers.text(each.at): at(self.value, each.at)
            for each in listing.told
            if each.tells is tells
        }
        texts = {
            each.name: (self.headers.get(each.name) or "").strip()
            for each in listing.headers
            if each.tells is tells
        }
        counts = {name: int(text) for name, text in texts.items() if text.isdecimal()}
        return {place: value for place, value in inner.items() if value is not None} | counts


def walk(
    journey: Journey, door: Door, parents: tuple[Twin, ...], query: str = "", size: int = 0
) -> Iterator[Page]:
    """The pages one by one; without a ``size`` as large as the document lets them be.

    Raises Skipped where the first one cannot be had. A list that is longer than forty pages is
    left there: see ``is_whole``.
    """
    listing = door.collection.listing
    if listing is None:
        raise Skipped("there is no list")
    asked, seen = _sized(listing, query, size), 0
    step = ""
    for number in range(_MOST_PAGES):
        page = page_of(journey, door, parents, "&".join(filter(None, (asked, step))))
        if page is None:
            if number == 0:
                raise Skipped("the list cannot be read")
            return
        yield page
        seen += len(page.items)
        step = _next(listing, page, number + 1, seen) if page.items else ""
        if not step:
            return
    raise Skipped("the list is too long to be read")


def readable(journey: Journey, door: Door, parents: tuple[Twin, ...], size: int) -> int:
    """The size, or a larger one where the list tells that it has too many pages of that size."""
    listing = door.collection.listing
    window = listing.windows.get(Role.LIMIT) if listing else None
    if listing is None or window is None:
        return size
    page = page_of(journey, door, parents, f"{quote(window.written, safe='')}={size}")
    if page is None:
        return size
    total = number_of(page.told(listing, Tells.TOTAL))
    pages = number_of(page.told(listing, Tells.PAGES)) or 0
    whole = total if total is not None else pages * size
    least = -(-whole // (_MOST_PAGES // 2))
    return max(size, min(least, window.maximum or LARGE))


def _sized(listing: Listing, query: str, size: int) -> str:
    window = listing.windows.get(Role.LIMIT)
    if window is None:
        return query
    wanted = size or min(window.maximum or LARGE, LARGE)
    return "&".join(filter(None, (query, f"{quote(window.written, safe='')}={wanted}")))


def page_of(journey: Journey, door: Door, parents: tuple[Twin, ...], query: str) -> Page | None:
    """The answer to one query; None where the target gives no list."""
    both = journey.ask(door.operation, journey.path(door, parents), query=query)
    listing = door.collection.listing
    if not both.target.is_success or listing is None:
        return None
    items = at(both.target.value, listing.items_at)
    if not isinstance(items, list):
        return None
    records = tuple(each for each in items if isinstance(each, dict))
    return Page(records, both.target.value, both.target.response.headers)


def _next(listing: Listing, page: Page, number: int, seen: int) -> str:
    """The parameters of the page after this one; empty where there is none, or no way to it."""
    windows = listing.windows
    total = page.told(listing, Tells.TOTAL)
    if page.told(listing, Tells.HAS_MORE) is False:
        return ""
    if isinstance(total, int) and not isinstance(total, bool) and seen >= total:
        return ""
    if Role.PAGE in windows and windows[Role.PAGE].is_number:
        window = windows[Role.PAGE]
        return f"{quote(window.written, safe='')}={window.base + number}"
    if Role.OFFSET in windows:
        window = windows[Role.OFFSET]
        return f"{quote(window.written, safe='')}={window.base + seen}"
    token = page.told(listing, Tells.NEXT)
    if Role.AFTER in windows and isinstance(token, str | int) and token:
        name = windows[Role.AFTER].written
        link = dict(_pairs(str(token)))
        return f"{quote(name, safe='')}={link.get(name) or quote(str(token), safe='')}"
    return ""


def _pairs(link: str) -> Iterator[tuple[str, str]]:
    for part in urlsplit(link).query.split("&"):
        name, _, value = part.partition("=")
        yield name, value


def is_paged(listing: Listing | None) -> bool:
    """Whether a client may ask for a part of the list."""
    return listing is not None and Role.LIMIT in listing.windows


def can_go_on(listing: Listing) -> bool:
    """Whether a client may ask for the page after this one."""
    return bool(listing.windows.keys() & {Role.PAGE, Role.OFFSET, Role.AFTER})


def can_be_found(listing: Listing | None) -> bool:
    """Whether every record is on some page that can be reached."""
    if listing is None:
        return False
    is_part = any(each.tells is not Tells.TOTAL for each in listing.told)
    is_cut = bool(listing.windows.keys() - _WHOLE)
    return can_go_on(listing) or not (is_cut or is_part or listing.most)


def number_of(value: Any) -> int | None:
    """What is told, where that is a number; None for true and all else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
