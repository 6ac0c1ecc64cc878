"""What an answer tells of a list, beside its records: totals, pages, cursors, links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.behaviour.links import Links
from mockserver.behaviour.pagination import UNBOUNDED, Cut, cursor
from mockserver.collection.list_metadata import ListMember
from mockserver.collection.listing import Listing
from mockserver.collection.role import Role, Tells


def member_value(told: ListMember, listing: Listing, cut: Cut, links: Links) -> Any:
    """The value of a member that tells; None where there is nothing."""
    return tell(told.tells, told.form, listing, cut, links)


def tell(tells: Tells, form: str, listing: Listing, cut: Cut, links: Links) -> Any:
    """The value of what a member or header tells; None where there is nothing."""
    if tells in _PLAIN:
        return _PLAIN[tells](listing, cut)
    place = links.place(tells)
    if form == "holder":
        return place
    if form == "integer":
        return links.number(tells)
    if form in ("link", "url"):
        return links.link(tells, is_whole=form == "url")
    return _token(tells, place, links)


def _token(tells: Tells, place: int | None, links: Links) -> Any:
    """A cursor; behind what it leads to for a step forward, before it for one back."""
    if place is None:
        return None
    if tells is Tells.PREVIOUS and Role.BEFORE in links.listing.windows:
        first = links.cut.found[links.cut.start : links.cut.start + 1]
        window = links.listing.windows[Role.BEFORE]
        return cursor(links.listing, first[0], links.cut.start, window) if first else None
    if Role.AFTER not in links.listing.windows:
        led = links.window(place)
        return None if led is None else str(led[1])
    return links.token(place)


_PLAIN: Mapping[Tells, Callable[[Listing, Cut], Any]] = {
    Tells.TOTAL: lambda _, cut: len(cut.found),
    Tells.COUNT: lambda _, cut: max(0, cut.stop - cut.start),
    Tells.PAGE: lambda listing, cut: cut.number + _base(listing),
    Tells.PAGES: lambda _, cut: cut.pages if cut.found else 0,
    Tells.LIMIT: lambda _, cut: cut.size if cut.size < UNBOUNDED else len(cut.found),
    Tells.OFFSET: lambda listing, cut: cut.start + _first(listing),
    Tells.HAS_MORE: lambda _, cut: cut.stop < len(cut.found),
    Tells.HAS_PREVIOUS: lambda _, cut: cut.start > 0,
    Tells.IS_FIRST: lambda _, cut: cut.start == 0,
    Tells.IS_LAST: lambda _, cut: cut.stop >= len(cut.found),
    Tells.IS_EMPTY: lambda _, cut: cut.stop <= cut.start,
}


def _base(listing: Listing) -> int:
    window = listing.windows.get(Role.PAGE)
    return window.base if window else 1


def _first(listing: Listing) -> int:
    window = listing.windows.get(Role.OFFSET)
    return window.base if window else 0


def header_lines(listing: Listing, cut: Cut, links: Links) -> Iterator[tuple[str, str]]:
    """RFC 8288 §3: the relations first, prev, next and last, as far as there are any."""
    relations = (
        ("first", Tells.FIRST),
        ("prev", Tells.PREVIOUS),
        ("next", Tells.NEXT),
        ("last", Tells.LAST),
    )
    for header in listing.headers:
        if header.tells is not None:
            value = tell(header.tells, header.form, listing, cut, links)
            if value is not None:
                yield header.name, str(value).lower() if isinstance(value, bool) else str(value)
            continue
        led = [(name, links.link(step)) for name, step in relations if _is_told(step, links)]
        text = ", ".join(f'<{link}>; rel="{name}"' for name, link in led if link)
        if text and cut.pages > 1:
            yield header.name, text
        elif header.is_required:
            yield header.name, f'<{links.link(Tells.SELF)}>; rel="self"'


def _is_told(step: Tells, links: Links) -> bool:
    """A cursor cannot name the last page without having been there."""
    return not (step is Tells.LAST and links.cut.style in (Role.AFTER, Role.BEFORE))
