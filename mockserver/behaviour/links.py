"""Where to go on from a part of a list: the same target at another place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_plus

from mockserver.behaviour.pagination import PLACES, Cut, cursor
from mockserver.collection.listing import Listing, Window
from mockserver.collection.role import Role, Tells
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Where to go on: the same target at another place of the list."""

    listing: Listing
    cut: Cut
    target: tuple[str, str]
    origin: str = ""

    def place(self, step: Tells) -> int | None:
        """Where the window of a step begins; None where there is no such step."""
        cut = self.cut
        if step is Tells.NEXT:
            return cut.stop if cut.stop < len(cut.found) and cut.size else None
        if step is Tells.PREVIOUS:
            return max(0, min(cut.start - cut.size, self._last)) if cut.start and cut.size else None
        if step is Tells.FIRST:
            return 0
        return cut.start if step is Tells.SELF else self._last

    @property
    def _last(self) -> int:
        return (self.cut.pages - 1) * self.cut.size

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

    def link(self, step: Tells, *, is_whole: bool = False) -> str | None:
        """The target of a step; ``is_whole``: with scheme and host before it."""
        target = self._target(step)
        return f"{self.origin}{target}" if target is not None and is_whole else target

    def _target(self, step: Tells) -> str | None:
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
            self.listing.windows[role].written for role in PLACES if role in self.listing.windows
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
