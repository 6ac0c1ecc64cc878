"""Lists of records, page by page: pure and total."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import quote, unquote_plus

from mockserver.behaviour.sifting import Record, asked_for, sift
from mockserver.collection.listing import Listing, Window
from mockserver.collection.role import Role, Tells
from mockserver.collection.telling import Told
from mockserver.pointer import Pointer

_UNBOUNDED = 1 << 62


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some records of a list; ``total`` is how many passed the filters.

    ``members`` is what the answer tells beside them, by pointer, ``headers`` those declared,
    ``unsaid`` the names of declared ones that have nothing to tell and may be left out.
    """

    items: tuple[Record, ...]
    total: int
    members: Mapping[Pointer, Any]
    headers: tuple[tuple[str, str], ...]
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the window lies: from ``start``, at most ``size`` records of ``found``."""

    found: tuple[Record, ...]
    start: int
    size: int
    style: Role | None

    @property
    def stop(self) -> int:
        return min(self.start + self.size, len(self.found))

    @property
    def pages(self) -> int:
        return max(1, ceil(len(self.found) / self.size)) if self.size else 1

    @property
    def number(self) -> int:
        """The page that the window begins in, counted from 0."""
        return self.start // self.size if self.size else 0


def page(
    listing: Listing,
    records: Sequence[Record],
    values: Mapping[str, Any],
    target: tuple[str, str],
) -> ListPage:
    """Filter, sort, and cut out what is asked for. Never raises.

    ``values`` are the query parameters by name; ``target`` is the path (or the whole URL) and the
    query as it was sent: links repeat it with another place in the list.
    """
    found = sift(listing, records, values)
    cut = _cut(listing, found, values)
    links = _Links(listing, cut, target)
    members = {each.at: _told(each, listing, cut, links) for each in listing.told}
    items = found[cut.start : cut.stop]
    headers = tuple(_headers(listing, cut, links))
    said = {name for name, _ in headers}
    unsaid = (each for each in listing.headers if each.name not in said and not each.is_required)
    return ListPage(items, len(found), members, headers, tuple(each.name for each in unsaid))


def fill(wrapper: Any, listing: Listing, page: ListPage) -> Any:
    """The wrapper with the records and what is told of them; the one that came in is unchanged."""
    filled = _put(wrapper, listing.items_at, list(page.items))
    for told in sorted(listing.told, key=lambda each: len(each.at)):
        value = page.members.get(told.at)
        if told.form == "holder":
            if value is None:
                filled = _put(filled, told.at, None) if told.is_nullable else _drop(filled, told)
        elif not _parent_is_gone(filled, told, listing):
            is_void = value is None and not told.is_nullable
            filled = _drop(filled, told) if is_void else _put(filled, told.at, value)
    return filled


def _parent_is_gone(filled: Any, told: Told, listing: Listing) -> bool:
    """A step that is not there was taken out as a whole."""
    holders = {each.at for each in listing.told if each.form == "holder"}
    if told.at[:-1] not in holders:
        return False
    value = filled
    for token in told.at[:-1]:
        value = value.get(token) if isinstance(value, Mapping) else None
    return value is None


def _put(container: Any, at: Pointer, value: Any) -> Any:
    if not at:
        return value
    members = dict(container) if isinstance(container, Mapping) else {}
    members[str(at[0])] = _put(members.get(str(at[0])), at[1:], value)
    return members


def _drop(container: Any, told: Told, depth: int = 0) -> Any:
    """Without a member that has nothing to tell; one that must be there keeps an empty text."""
    if not isinstance(container, Mapping):
        return container
    members, name = dict(container), str(told.at[depth])
    if depth + 1 < len(told.at):
        if name in members:
            members[name] = _drop(members[name], told, depth + 1)
    elif not told.is_required:
        members.pop(name, None)
    elif told.form == "token":
        members[name] = ""
    return members


# --- the window


def _cut(listing: Listing, found: tuple[Record, ...], values: Mapping[str, Any]) -> _Cut:
    size = _size(listing, values)
    for role, place in _PLACES.items():
        window = listing.windows.get(role)
        sent = asked_for(listing, role, values)
        if window is not None and sent not in (None, "") and sent != window.default:
            start, width = place(listing, found, sent, size)
            return _Cut(found, max(0, min(start, len(found))), max(0, width), role)
    styles = (role for role in _STYLES if role in listing.windows)
    return _Cut(found, 0, size, next(styles, None))


def _size(listing: Listing, values: Mapping[str, Any]) -> int:
    """What was asked for, else the default, else all; never more than the answer may hold."""
    asked = _whole(asked_for(listing, Role.LIMIT, values))
    most = listing.most if listing.most is not None else _UNBOUNDED
    return min(max(asked, 0), most) if asked is not None else most


def _whole(value: Any) -> int | None:
    try:
        return None if isinstance(value, bool) else int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _at_page(listing: Listing, _found: tuple[Record, ...], sent: Any, size: int) -> tuple[int, int]:
    number = (_whole(sent) or 0) - listing.windows[Role.PAGE].base
    return max(number, 0) * size, size


def _at_offset(
    listing: Listing, _found: tuple[Record, ...], sent: Any, size: int
) -> tuple[int, int]:
    return max((_whole(sent) or 0) - listing.windows[Role.OFFSET].base, 0), size


def _after(listing: Listing, found: tuple[Record, ...], sent: Any, size: int) -> tuple[int, int]:
    return _place(listing, found, sent, 1), size


def _before(listing: Listing, found: tuple[Record, ...], sent: Any, size: int) -> tuple[int, int]:
    stop = _place(listing, found, sent, 0)
    start = max(0, stop - size)
    return start, stop - start


_PLACES: Mapping[Role, Callable[..., tuple[int, int]]] = {
    Role.AFTER: _after,
    Role.BEFORE: _before,
    Role.PAGE: _at_page,
    Role.OFFSET: _at_offset,
}
_STYLES = (Role.PAGE, Role.OFFSET, Role.AFTER)


def _place(listing: Listing, found: tuple[Record, ...], sent: Any, past: int) -> int:
    """The place of the record of a cursor, or behind it; the end where nobody knows the cursor."""
    for index, record in enumerate(found):
        if listing.key and str(record.get(listing.key)) == str(sent):
            return index + past
    key, noted = _opened(sent)
    for place, record in enumerate(found):
        if key and str(record.get(listing.key)) == key:
            return place + past
    return min(noted, len(found)) if noted is not None else len(found)


def cursor(listing: Listing, record: Record, index: int, window: Window | None) -> Any:
    """What a client sends to go on behind a record; ``index`` holds when the record is gone."""
    key = record.get(listing.key) if listing.key else None
    if window and window.is_number:
        return key if isinstance(key, int) else index
    written = json.dumps([None if key is None else str(key), index])
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _opened(sent: Any) -> tuple[str, int | None]:
    if isinstance(sent, int):
        return "", max(sent, 0)
    text = str(sent)
    try:
        written = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        key, index = json.loads(written)
        is_ours = (key is None or isinstance(key, str)) and isinstance(index, int)
        return (key or "", max(index, 0)) if is_ours else ("", None)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return "", None


# --- what is told


@dataclass(frozen=True, slots=True)
class _Links:
    """Where to go on: the same target at another place of the list."""

    listing: Listing
    cut: _Cut
    target: tuple[str, str]

    def place(self, step: Tells) -> int | None:
        """Where the window of a step begins; None where there is no such step."""
        cut = self.cut
        if step is Tells.NEXT:
            return cut.stop if cut.stop < len(cut.found) and cut.size else None
        if step is Tells.PREVIOUS:
            return max(0, cut.start - cut.size) if cut.start and cut.size else None
        if step is Tells.FIRST:
            return 0
        return cut.start if step is Tells.SELF else (cut.pages - 1) * cut.size

    def window(self, place: int) -> tuple[Window, Any] | None:
        """The parameter that leads to a place, and its value."""
        style, listing, cut = self.cut.style, self.listing, self.cut
        if style is Role.BEFORE:
            style = Role.AFTER if Role.AFTER in listing.windows else None
        if style is None:
            return None
        window = listing.windows[style]
        if style is Role.PAGE:
            return window, place // cut.size + window.base if cut.size else window.base
        if style is Role.OFFSET:
            return window, place + window.base
        return (window, self.token(place)) if place else (window, None)

    def token(self, place: int) -> Any:
        """The cursor that leads to a place behind the first record."""
        found = self.cut.found
        window = self.listing.windows.get(Role.AFTER)
        return (
            cursor(self.listing, found[place - 1], place, window)
            if 0 < place <= len(found)
            else None
        )

    def link(self, step: Tells) -> str | None:
        """The target of a step."""
        place = self.place(step)
        if step is Tells.SELF:
            return "?".join(part for part in self.target if part)
        led = self.window(place) if place is not None else None
        if led is None:
            return None
        window, value = led
        kept = tuple(self._kept())
        own = () if value is None else (f"{_quoted(window.written)}={_quoted(str(value))}",)
        return "?".join(part for part in (self.target[0], "&".join((*kept, *own))) if part)

    def _kept(self) -> Iterator[str]:
        """The pairs of the query that do not say where in the list one is."""
        moved = {
            self.listing.windows[role].written for role in _PLACES if role in self.listing.windows
        }
        for pair in self.target[1].split("&"):
            if pair and unquote_plus(pair.partition("=")[0]) not in moved:
                yield pair

    def number(self, step: Tells) -> int | None:
        """A step told as a number: of the page, or of the record."""
        place = self.place(step)
        led = self.window(place) if place is not None else None
        if led and isinstance(led[1], int):
            return led[1]
        base = 1 if self.cut.style is Role.PAGE or self.cut.style is None else 0
        return place // self.cut.size + base if place is not None and self.cut.size else None


def _quoted(text: str) -> str:
    return quote(text, safe="[]", errors="replace")


def _told(told: Told, listing: Listing, cut: _Cut, links: _Links) -> Any:
    return tell(told.tells, told.form, listing, cut, links)


def tell(tells: Tells, form: str, listing: Listing, cut: _Cut, links: _Links) -> Any:
    """The value of what a member or header tells; None where there is nothing."""
    if tells in _PLAIN:
        return _PLAIN[tells](listing, cut)
    place = links.place(tells)
    if form == "holder":
        return place
    if form == "integer":
        return links.number(tells)
    if form == "link":
        return links.link(tells)
    return _token(tells, place, links)


def _token(tells: Tells, place: int | None, links: _Links) -> Any:
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


_PLAIN: Mapping[Tells, Callable[[Listing, _Cut], Any]] = {
    Tells.TOTAL: lambda _, cut: len(cut.found),
    Tells.COUNT: lambda _, cut: max(0, cut.stop - cut.start),
    Tells.PAGE: lambda listing, cut: cut.number + _base(listing),
    Tells.PAGES: lambda _, cut: cut.pages if cut.found else 0,
    Tells.LIMIT: lambda _, cut: cut.size if cut.size < _UNBOUNDED else len(cut.found),
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


def _headers(listing: Listing, cut: _Cut, links: _Links) -> Iterator[tuple[str, str]]:
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


def _is_told(step: Tells, links: _Links) -> bool:
    """A cursor cannot name the last page without having been there."""
    return not (step is Tells.LAST and links.cut.style in (Role.AFTER, Role.BEFORE))
