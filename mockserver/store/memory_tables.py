"""Tables of one process: dictionaries, gone when it ends.

A read takes no lock where it is one look into a dictionary. A change is drafted beside the tables
and done under a lock, so that nobody sees the half of it, and undoing it is forgetting the draft.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import islice
from threading import Lock, get_ident
from types import TracebackType
from typing import Any

from mockserver.store.draft import Draft, Sheet
from mockserver.store.ground import Ground, Record
from mockserver.store.layers import Census, Layers
from mockserver.store.tables import Edit, Row

NEAR = 1000
"""So many rows from the start are walked rather than counted anew after a removal."""


class Table:
    """One table. A page costs what it holds, however long the table is and wherever it lies."""

    __slots__ = ("_census", "_keys", "_whole", "values")

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        # All are made when they are asked for, and None when they would be wrong.
        self._census: Census | None = None
        self._keys: list[str] | None = None
        self._whole: tuple[Row, ...] | None = None

    def becoming(self, sheet: Sheet) -> Table:
        """The table to work on: another one where a row is gone for a moment, as readers go on."""
        if sheet.is_cleared:
            return Table({})
        return Table(dict(self.values)) if sheet.moved else self

    def apply(self, sheet: Sheet) -> None:
        """Do what a sheet says."""
        self._whole = None
        moved = sheet.moved
        for key, value in sheet.values.items():
            if value is None or (moved and key in moved):
                self._note(key, None)
                self._remove(key)
            if value is not None:
                self._note(key, value)
                if self._keys is not None and key not in self.values:
                    self._keys.append(key)
                self.values[key] = value

    def layers(self, ground: Ground) -> Layers:
        """The rows as changes of a ground's."""
        if self._census is None or self._census.ground is not ground:
            self._census = Census(self.values, ground)
        return Layers(self._census, self.values)

    def _note(self, key: str, value: Any | None) -> None:
        if self._census and not self._census.note(key, self.values.get(key), value):
            self._census = None

    def page(self, offset: int, limit: int | None) -> tuple[Row, ...]:
        """Rows from an offset, at most ``limit``."""
        if limit is None and self._whole is None:
            self._whole = tuple(self.values.items())
        stop = None if limit is None else offset + limit
        if self._whole is not None:
            return self._whole[offset:stop]
        if self._keys is None:
            if stop is not None and stop <= NEAR:
                return tuple(islice(self.values.items(), offset, stop))
            self._keys = list(self.values)
        values = self.values
        return tuple([(key, values[key]) for key in self._keys[offset:stop]])

    def _remove(self, key: str) -> None:
        if self.values.pop(key, None) is None or self._keys is None:
            return
        if self._keys[-1] == key:
            self._keys.pop()
        else:
            self._keys = None


class Log:
    """The last entries of one log, each with its number; numbers leave no gap."""

    __slots__ = ("entries", "last")

    def __init__(self) -> None:
        self.last = 0
        self.entries: deque[tuple[int, Any]] = deque()

    def append(self, entry: Any, limit: int) -> int:
        """Add an entry, keep the last ``limit``."""
        self.last += 1
        self.entries.append((self.last, entry))
        while len(self.entries) > max(limit, 0):
            self.entries.popleft()
        return self.last

    def after(self, number: int) -> tuple[tuple[int, Any], ...]:
        """The entries with greater numbers."""
        first = self.last - len(self.entries) + 1
        return tuple(islice(self.entries, max(number - first + 1, 0), None))


class MemoryTables:
    """Holds tables and logs in memory; see ``Tables`` for what each method promises."""

    is_shared = False

    def __init__(self) -> None:
        self.version = 0
        self._tables: dict[str, Table] = {}
        self._logs: dict[str, Log] = {}
        self._writer = Lock()  # who makes a change holds it all the time
        self._writer_thread: int | None = None
        self._data = Lock()  # held for moments: a reader waits for no change in the making

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        found = self._tables.get(table)
        return None if found is None else found.values.get(key)

    def rows(self, table: str, offset: int = 0, limit: int | None = None) -> Sequence[Row]:
        """Rows in the order in which their keys came, from an offset, at most ``limit``."""
        if table not in self._tables:
            return ()
        with self._data:
            found = self._tables.get(table)
            return () if found is None else found.page(offset, limit)

    def layers(self, table: str, ground: Ground) -> Sequence[Record]:
        """The rows as changes of a ground's, right as long as the version is what it was."""
        with self._data:
            found = self._tables.get(table)
            return ground.listed if found is None else found.layers(ground)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        found = self._tables.get(table)
        return 0 if found is None else len(found.values)

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """The names of the tables that have rows and begin so, sorted."""
        with self._data:
            return tuple(sorted(name for name in self._tables if name.startswith(prefix)))

    def change(self) -> AbstractContextManager[Edit]:
        """A change that nobody else can come between; undone when its block raises.

        Raises RuntimeError within another change of the same thread.
        """
        return MemoryChange(self)

    def begin(self) -> None:
        """Keep all other changes out. Raises RuntimeError within a change of this thread."""
        thread = get_ident()
        if self._writer_thread == thread:
            raise RuntimeError("a change is open in this thread already: use its edit")
        self._writer.acquire()
        self._writer_thread = thread
        self.version += 1

    def end(self) -> None:
        """Let other changes in; whoever read meanwhile may have read either."""
        self.version += 1
        self._writer_thread = None
        self._writer.release()

    def apply(self, sheets: dict[str, Sheet]) -> None:
        """Do what sheets say, all at once for whoever reads rows."""
        with self._data:
            for name, sheet in sheets.items():
                table = self._tables.get(name) or Table({})
                if sheet.is_cleared or sheet.moved:
                    table = table.becoming(sheet)
                table.apply(sheet)
                if table.values:
                    self._tables[name] = table
                else:
                    self._tables.pop(name, None)

    def append(self, log: str, entry: Any, limit: int) -> int:
        """Add an entry to a log that keeps the last ``limit``; its number, ever greater."""
        with self._data:
            found = self._logs.get(log)
            if found is None:
                found = self._logs[log] = Log()
            return found.append(entry, limit)

    def entries(self, log: str, after: int = 0) -> Sequence[tuple[int, Any]]:
        """The entries with greater numbers than ``after``, in order."""
        with self._data:
            found = self._logs.get(log)
            return () if found is None else found.after(after)

    def forget(self, log: str) -> None:
        """Remove all entries of a log; numbers go on from where they were."""
        with self._data:
            if log in self._logs:
                self._logs[log].entries.clear()

    def close(self) -> None:
        """Nothing: memory has neither files nor connections."""


class MemoryChange(Draft):
    """A draft that is done when its block ends well."""

    __slots__ = ("_tables",)

    def __init__(self, tables: MemoryTables) -> None:
        self._tables = self._base = tables
        self.sheets = {}

    def __enter__(self) -> Edit:
        self._tables.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self.sheets:
                self._tables.apply(self.sheets)
        finally:
            self._tables.end()
