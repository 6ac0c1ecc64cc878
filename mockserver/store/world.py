"""The state of one session: a copy on write of the common one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TypeVar

from mockserver.store.ground import Ground
from mockserver.store.records import SESSIONS, Records, WritableRecords, table_name
from mockserver.store.tables import Edit, Row, Tables

Snapshot = Mapping[str, tuple[Row, ...]]
"""The changes of a world: collection to (key, record or False) in their order."""

_RECORDS = "records"
_NUMBERS = "numbers"
_TRIES = 3
T = TypeVar("T")


class World:
    """Records and whatever else a session has of its own; ``session`` "" is the common world."""

    def __init__(self, tables: Tables, session: str = "") -> None:
        self.session = session
        self._tables = tables
        self._begin = table_name(session, "")

    def common(self) -> World:
        """The world that sessions are copies of."""
        return World(self._tables)

    def records(self, ground: Ground) -> Records:
        """The records of a collection as they are."""
        return Records(self._tables, self.session, ground, self._tables.layers)

    def at_once(self, read: Callable[[], T]) -> T:
        """What ``read`` tells when no change comes between what it looks at."""
        tables = self._tables
        for _ in range(_TRIES):
            version = tables.version
            found = read()
            if version is None or version == tables.version:
                return found
        with tables.change():
            return read()

    def change(self) -> AbstractContextManager[WritableWorld]:
        """A change that is done wholly, or not at all when its block raises."""
        return _Change(self._tables.change(), self.session)

    def get(self, kind: str, key: str, *, inherited: bool = False) -> Any | None:
        """A value that is no record: of this session, else, if ``inherited``, the common one.

        What a session took along when it began is its own.
        """
        own = self._tables.get(self._begin + kind, key)
        if own is None and self.session and inherited:
            return self._tables.get(table_name("", kind), key)
        return own

    def holds(self, kind: str) -> bool:
        """Whether there is any value of a kind: of this session only."""
        return self._tables.count(self._begin + kind) > 0

    def rows(self, kind: str) -> tuple[Row, ...]:
        """The values of a kind: of this session only."""
        return tuple(self._tables.rows(self._begin + kind))

    def append(self, log: str, entry: Any, limit: int) -> int:
        """Add an entry to a log of this session; its number."""
        return self._tables.append(table_name(self.session, log), entry, limit)

    def entries(self, log: str, after: int = 0) -> tuple[tuple[int, Any], ...]:
        """The entries of a log with greater numbers."""
        return tuple(self._tables.entries(table_name(self.session, log), after))

    def forget(self, log: str) -> None:
        """Remove the entries of a log."""
        self._tables.forget(table_name(self.session, log))

    def snapshot(self) -> Snapshot:
        """What was changed in each collection."""
        prefix = table_name(self.session, _RECORDS, "")
        names = self._tables.names(f"{prefix}|")
        return {name[len(prefix) + 1 :]: tuple(self._tables.rows(name)) for name in names}

    def restore(self, snapshot: Snapshot, ground: Callable[[str], Ground | None]) -> None:
        """Make the changes those of a snapshot; ``ground`` knows the collections by name.

        A collection that the document no longer has is left out.
        """
        with self.change() as writing:
            for name in {*self.snapshot(), *snapshot}:
                records = ground(name)
                if records is not None:
                    writing.restore(records, snapshot.get(name, ()))


class _Change:
    """A change of the tables, as one of a world."""

    __slots__ = ("_change", "_session")

    def __init__(self, change: AbstractContextManager[Edit], session: str) -> None:
        self._change = change
        self._session = session

    def __enter__(self) -> WritableWorld:
        return WritableWorld(self._change.__enter__(), self._session)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return self._change.__exit__(kind, error, trace)


class WritableWorld:
    """A world within a change."""

    def __init__(self, edit: Edit, session: str) -> None:
        self.session = session
        self._edit = edit
        self._begin = table_name(session, "")

    def records(self, ground: Ground) -> WritableRecords:
        """The records of a collection, to be read and written."""
        return WritableRecords(self._edit, self.session, ground)

    def at_once(self, read: Callable[[], T]) -> T:
        """What ``read`` tells: within a change nobody comes between."""
        return read()

    def get(self, kind: str, key: str, *, inherited: bool = False) -> Any | None:
        """As that of the world."""
        own = self._edit.get(self._begin + kind, key)
        if own is None and self.session and inherited:
            return self._edit.get(table_name("", kind), key)
        return own

    def rows(self, kind: str) -> tuple[Row, ...]:
        """As those of the world."""
        return tuple(self._edit.rows(self._begin + kind))

    def put(self, kind: str, key: str, value: Any) -> None:
        """Set a value that is no record."""
        self._edit.put(self._begin + kind, key, value)

    def remove(self, kind: str, key: str) -> None:
        """Remove a value that is no record."""
        self._edit.remove(self._begin + kind, key)

    def clear(self, kind: str) -> None:
        """Remove all values of a kind."""
        self._edit.clear(self._begin + kind)

    def next_number(self, name: str, floor: int = 0) -> int:
        """The next number of a row of numbers that begins above ``floor``."""
        before = max(self.get(_NUMBERS, name, inherited=True) or 0, floor)
        for session in () if self.session else self._edit.rows(SESSIONS):
            table = table_name(session[0], _NUMBERS)  # what happens in common is not seen there
            if self._edit.get(table, name) is None:
                self._edit.put(table, name, before)
        self._edit.put(self._begin + _NUMBERS, name, before + 1)
        return before + 1

    def restore(self, ground: Ground, rows: tuple[Row, ...]) -> None:
        """Make the changes of a collection these."""
        self.records(ground).restore(rows)
