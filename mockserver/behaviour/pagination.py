"""Which part of a list an answer holds: a page, a stretch, or what lies behind a cursor."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any

from mockserver.behaviour.selection import Record, asked_for
from mockserver.collection.listing import Listing, Window
from mockserver.collection.role import Role
from mockserver.value import dataclass

UNBOUNDED = 1 << 62


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the window lies: from ``start``, at most ``size`` records of ``found``.

    What was asked for may lie behind them all, and is told as such.
    """

    found: Sequence[Record]
    start: int
    size: int
    style: Role | None

    @property
    def stop(self) -> int:
        """Behind the last record."""
        return min(self.start + self.size, len(self.found))

    @property
    def pages(self) -> int:
        """How many windows of that size there are, one at least."""
        return max(1, ceil(len(self.found) / self.size)) if self.size else 1

    @property
    def number(self) -> int:
        """The page that the window begins in, counted from 0."""
        return self.start // self.size if self.size else 0


def cut(listing: Listing, found: Sequence[Record], values: Mapping[str, Any]) -> Cut:
    """What the query asks for, else the beginning."""
    size = _size(listing, values)
    for role, place in PLACES.items():
        window = listing.windows.get(role)
        sent = asked_for(listing, role, values)
        if window is not None and sent not in (None, "") and sent != window.default:
            start, width = place(listing, found, sent, size)
            return Cut(found, max(0, start), max(0, width), role)
    styles = (role for role in _STYLES if role in listing.windows)
    return Cut(found, 0, size, next(styles, None))


def _size(listing: Listing, values: Mapping[str, Any]) -> int:
    """What was asked for, else the default, else all; never more than the answer may hold."""
    asked = _whole(asked_for(listing, Role.LIMIT, values))
    most = listing.most if listing.most is not None else UNBOUNDED
    return min(max(asked, 0), most) if asked is not None else most


def _whole(value: Any) -> int | None:
    try:
        return None if isinstance(value, bool) else int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _at_page(listing: Listing, _found: Sequence[Record], sent: Any, size: int) -> tuple[int, int]:
    number = (_whole(sent) or 0) - listing.windows[Role.PAGE].base
    return max(number, 0) * size, size


def _at_offset(listing: Listing, _found: Sequence[Record], sent: Any, size: int) -> tuple[int, int]:
    return max((_whole(sent) or 0) - listing.windows[Role.OFFSET].base, 0), size


def _after(listing: Listing, found: Sequence[Record], sent: Any, size: int) -> tuple[int, int]:
    return _place(listing, found, sent, 1), size


def _before(listing: Listing, found: Sequence[Record], sent: Any, size: int) -> tuple[int, int]:
    stop = _place(listing, found, sent, 0)
    start = max(0, stop - size)
    return start, stop - start


PLACES: Mapping[Role, Callable[..., tuple[int, int]]] = {
    Role.AFTER: _after,
    Role.BEFORE: _before,
    Role.PAGE: _at_page,
    Role.OFFSET: _at_offset,
}
_STYLES = (Role.PAGE, Role.OFFSET, Role.AFTER)


def _place(listing: Listing, found: Sequence[Record], sent: Any, past: int) -> int:
    """The place of the record of a cursor, or behind it; the end where nobody knows the cursor."""
    key, noted = _opened(sent)
    near = () if noted is None else (noted - 1, noted)  # where it was when it was told
    for place in near if key else ():
        if 0 <= place < len(found) and _key_of(found[place], listing) == key:
            return place + past
    for wanted in (str(sent), key) if listing.key else ():
        for place, record in enumerate(found):
            if wanted and _key_of(record, listing) == wanted:
                return place + past
    return min(noted, len(found)) if noted is not None else len(found)


def _key_of(record: Record, listing: Listing) -> str:
    return str(record.get(listing.key))


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
