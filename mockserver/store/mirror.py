"""What one process keeps of tables that others change as well: all rows of those it was asked for.

Who asks looks first whether a table is what it was: a question of one number, however long the
table is. What was touched since is read, not the whole, and by one thread for all that wait.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import itemgetter
from threading import Lock
from typing import Any
from weakref import WeakSet

from mockserver.store.draft import Sheet
from mockserver.store.ground import Ground
from mockserver.store.layers import Layers
from mockserver.store.table import Table
from mockserver.store.tables import Row

REMEMBERED = 1000
"""So many touched rows of a table are told one by one; who is further behind reads all of it."""

TABLES = 1000
"""So many tables are kept, those that changed last."""


@dataclass(frozen=True)
class News:
    """What a table has become since an edition.

    ``edition`` is the present one, ``rows`` are the touched rows with their places, in the order of
    these; a value of None is of a row that is gone, and those come first. ``is_whole``: these are
    all that there are.
    """

    edition: Any
    rows: Sequence[tuple[str, Any | None, Any]] = ()
    is_whole: bool = False


Inquiry = Callable[[str, Any | None], News]
"""Tells the news of a table since an edition, None for its first."""


class Copy:
    """A table as it was in one edition; never changed, so that it is right as long as one reads."""

    __slots__ = ("edition", "places", "table")

    def __init__(self, edition: Any, places: dict[str, Any], table: Table) -> None:
        self.edition = edition
        self.places = places
        self.table = table

    def after(self, news: News) -> Copy:
        """The next edition. A row that has another place was removed meanwhile."""
        if news.edition == self.edition:
            return self
        whole = news.is_whole
        places, table = ({}, Table({})) if whole else (dict(self.places), self.table.copy())
        sheet = Sheet()
        for key, value, place in news.rows:
            if places.get(key, place) != place:
                sheet.moved.add(key)
            if value is None or key in sheet.moved:
                places.pop(key, None)
            sheet.values[key] = value
            if value is not None:
                places[key] = place
        table.apply(sheet)
        if not _is_ascending(places, len(news.rows)):
            places = dict(sorted(places.items(), key=itemgetter(1)))
            table = Table({key: table.values[key] for key in places})
        return Copy(news.edition, places, table)


def _is_ascending(places: dict[str, Any], came: int) -> bool:
    """Whether the last ``came`` places lie behind all others.

    They do not where a row that was removed got its place again, and another the one before it.
    """
    ends = islice(reversed(places.values()), came + 1)
    return all(later > earlier for later, earlier in pairwise(ends))


NOTHING = Copy(None, {}, Table({}))
"""Before the first edition."""


MIRRORS: WeakSet[Mirror] = WeakSet()
"""Those of this process."""


class Mirror:
    """Copies of tables, each brought up to date by ``inquire`` when somebody asks for it."""

    def __init__(self, inquire: Inquiry) -> None:
        self._inquire = inquire
        self._copies: OrderedDict[str, Copy] = OrderedDict()
        self.renew()
        MIRRORS.add(self)

    def renew(self) -> None:
        """Be usable in a forked process: a thread that held a lock is not there any more."""
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def rows(self, name: str) -> Sequence[Row]:
        """All rows of a table in their order. Raises what ``inquire`` raises."""
        return self._present(name).page(0, None)

    def layers(self, name: str, ground: Ground) -> Layers | Sequence[Any]:
        """The rows of a table as changes of a ground's."""
        table = self._present(name)
        return table.layers(ground) if table.values else ground.listed

    def _present(self, name: str) -> Table:
        copy = self._copies.get(name)
        news = None if copy is None else self._inquire(name, copy.edition)
        if copy and news and news.edition == copy.edition:
            return copy.table
        with self._lock_of(name):
            if news is None or self._copies.get(name) is not copy:
                copy = self._copies.get(name)
                news = self._inquire(name, copy and copy.edition)
            return self._keep(name, (copy or NOTHING).after(news)).table

    def _lock_of(self, name: str) -> Lock:
        with self._lock:
            return self._locks.setdefault(name, Lock())

    def _keep(self, name: str, copy: Copy) -> Copy:
        with self._lock:
            self._copies[name] = copy
            self._copies.move_to_end(name)
            if len(self._copies) > TABLES:
                oldest, _ = self._copies.popitem(last=False)
                self._locks.pop(oldest, None)
        return copy


def _renew_all() -> None:
    for mirror in [*MIRRORS]:
        mirror.renew()


if hasattr(os, "register_at_fork"):  # Windows knows no fork
    os.register_at_fork(after_in_child=_renew_all)
