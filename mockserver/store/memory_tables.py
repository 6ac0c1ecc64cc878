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
from mockserver.store.table import Table
from mockserver.store.tables import Edit, Row


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
