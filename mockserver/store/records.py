"""The records of one collection as one session sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from mockserver.store.ground import Ground, Record, canonical
from mockserver.store.tables import Edit, Row

SESSIONS = "sessions"
"""The table with a row for each session."""

_KEYS = "keys"
_DELETED = False
EMPTIED = "\x1f"
"""The key, which no record can have, of the change after which the ground holds nothing."""

_AS_BEGUN = True
"""In a session: the common record was changed since, and the session sees the ground's."""


@dataclass(eq=False)  # not frozen: Python itself writes into an exception that passes
class UniqueTaken(Exception):
    """Another record has that value in a field that is unique."""

    field: str
    value: Any
    holder: str


class Reader(Protocol):
    """What can be read of tables, in a change and outside of one."""

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        ...

    def rows(self, table: str) -> Sequence[Row]:
        """All rows in the order in which their keys came."""
        ...

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ...


Layering = Callable[[str, Ground], Sequence[Record] | None]
"""Tells the rows of a table as changes of a ground's; None where it cannot."""


def table_name(session: str, kind: str, name: str = "") -> str:
    """The table of a session; that of the common world begins with the bar."""
    return f"{session}|{kind}|{name}" if name else f"{session}|{kind}"


class Records:
    """Reads the layers of a collection.

    They are: what the session has changed, what the common world was when the session began where
    it has changed since, what was changed in common, and the ground.
    """

    def __init__(
        self, reader: Reader, session: str, ground: Ground, layers: Layering | None = None
    ) -> None:
        self._reader = reader
        self._layers = layers
        self._session = session
        self._ground = ground
        self._common = table_name("", "records", ground.name)
        self._own = table_name(session, "records", ground.name) if session else self._common

    @property
    def _begun(self) -> str:
        return table_name(self._session, "begun", self._ground.name)

    def get(self, key: str) -> Record | None:
        """The record of a key; None where there is none."""
        change = self._change(key)
        if change is None or change is _AS_BEGUN:
            return self._begun_with(key)
        return change or None

    def _begun_with(self, key: str) -> Record | None:
        if not self._ground.makes:
            return self._ground.rows.get(key)
        return None if self._is_emptied() else self._ground.get(key)

    def is_changed(self, key: str) -> bool:
        """Whether the record was written, or deleted, since the start."""
        return self._change(key) not in (None, _AS_BEGUN)

    def page(self, offset: int = 0, limit: int | None = None) -> list[Row]:
        """Keys and records in order, those of the ground first; deleted ones are not there."""
        end = None if limit is None else offset + limit
        return list(islice(self._each(), offset, end))

    def all(self) -> Sequence[Record]:
        """The records in that order.

        Where the tables can do so each is looked up when it is asked for, so that a page of a long
        list costs what it holds. That is right until a change: see ``World.at_once``.
        """
        if self._session:
            return [record for _, record in self.page()]
        if self._layers and not self._is_emptied():
            found = self._layers(self._common, self._ground)
            if found is not None:
                return found
        ground, rows = self._ground.rows, self._reader.rows(self._common)
        if not rows:
            return self._ground.listed
        changes = {key: change for key, change in rows if key in ground}
        begun = [record for _, record in self._begun_rows(changes)]
        added = [change for key, change in rows if change and key not in ground]
        return begun + added

    def is_untouched(self) -> bool:
        """Whether the list is that of the ground."""
        if not self._session:
            return not self._reader.count(self._common)
        return all(change is _AS_BEGUN for change in self._changes().values())

    def _is_emptied(self) -> bool:
        """Whether what was not written since is not there; asked where ground makes records."""
        return self._ground.makes and self._change(EMPTIED) is _DELETED

    def _change(self, key: str) -> Any | None:
        # The common world comes first: who changes it has kept for the session what was before.
        common = self._reader.get(self._common, key)
        if not self._session:
            return common
        own = self._reader.get(self._own, key)
        begun = self._reader.get(self._begun, key) if own is None else own
        return common if begun is None else begun

    def _changes(self) -> dict[str, Any]:
        """All of them by key, those of the common world first; read in the same order."""
        common = dict(self._reader.rows(self._common))
        if not self._session:
            return common
        begun, own = dict(self._reader.rows(self._begun)), dict(self._reader.rows(self._own))
        table = table_name(self._session, "order", self._ground.name)
        order = self._reader.get(table, _KEYS) or ()
        every = {**{key: common.get(key) for key in order}, **common, **begun}
        seen = {
            key: change
            for key, change in every.items()
            if change is not None and (key not in own or change is not _AS_BEGUN)
        }
        return {**seen, **own}

    def _each(self) -> Iterator[Row]:
        ground, changes = self._ground.rows, self._changes()
        yield from self._begun_rows(changes)
        for key, change in changes.items():
            if key not in ground and isinstance(change, Mapping):
                yield key, change

    def _begun_rows(self, changes: Mapping[str, Any]) -> Iterator[Row]:
        """Those of the ground, as they are now."""
        is_emptied = self._is_emptied()
        for key, record in self._ground.rows.items():
            change = changes.get(key)
            if change is None or change is _AS_BEGUN:
                if not is_emptied:
                    yield key, record
            elif change:
                yield key, change


class WritableRecords(Records):
    """The same within a change: records can be written, too."""

    def __init__(self, edit: Edit, session: str, ground: Ground) -> None:
        super().__init__(edit, session, ground)
        self._edit = edit

    def put(self, key: str, record: Record, *, insist: bool = True) -> None:
        """Write a record; a new one comes last. Raises UniqueTaken, unless nobody insists on it."""
        for field in self._ground.unique if insist else ():
            value = record.get(field)
            holder = None if value is None else self._holder(field, value, key)
            if holder is not None:
                raise UniqueTaken(field, value, holder)
        self._set(key, record)

    def delete(self, key: str) -> None:
        """Remove a record; what somebody would see beneath is marked as gone."""
        shows = self._session or self._ground.makes or key in self._ground.rows
        if shows or self._edit.rows(SESSIONS):
            self._set(key, _DELETED)
        else:
            self._index(key, {})
            self._edit.remove(self._own, key)

    def renew(self, key: str) -> None:
        """Make a record what it was before anybody changed it; what was deleted stays so."""
        begun = self._ground.get(key)
        if begun is not None and self._change(key):
            self._set(key, begun)

    def empty(self) -> None:
        """Remove all records, those too that would be made when they are asked for."""
        if self._ground.makes:
            self._set(EMPTIED, _DELETED)
        for key, _ in self.page():
            self.delete(key)

    def clear(self) -> None:
        """Forget all changes: the records are again what they were before."""
        self._preserve_order()
        for key, _ in self._edit.rows(self._own):
            self._preserve(key)
        for field in () if self._session else self._ground.unique:
            self._edit.clear(self._holders(field))
        self._edit.clear(self._own)

    def restore(self, rows: Iterable[Row]) -> None:
        """Make the changes these; those of unique values may pass through one another."""
        self.clear()
        for key, change in rows:
            self._set(key, change)

    def _set(self, key: str, change: Any) -> None:
        if not self._session:
            self._preserve(key)
            if self._ground.unique:
                self._index(key, change or {})
        if self._edit.get(self._own, key) is _DELETED and change is not _DELETED:
            self._preserve_order()
            self._edit.remove(self._own, key)  # so that it comes last
        self._edit.put(self._own, key, change)

    def _preserve(self, key: str) -> None:
        """Sessions go on to see what they saw when the common world changes."""
        if self._session:
            return
        for session, _ in self._edit.rows(SESSIONS):
            table = table_name(session, "begun", self._ground.name)
            if self._edit.get(table, key) is None:
                before = self._edit.get(self._common, key)
                self._edit.put(table, key, _AS_BEGUN if before is None else before)

    def _preserve_order(self) -> None:
        """They see it in the order, too, in which it was; told before that changes."""
        for session, _ in () if self._session else self._edit.rows(SESSIONS):
            table = table_name(session, "order", self._ground.name)
            if self._edit.get(table, _KEYS) is None:
                self._edit.put(table, _KEYS, [key for key, _ in self._edit.rows(self._common)])

    def _holder(self, field: str, value: Any, key: str) -> str | None:
        """The key of another record with that value."""
        own = self._shadow()
        for other, change in own.items():
            record = self._ground.rows.get(other, {}) if change is _AS_BEGUN else change or {}
            if other != key and canonical(record.get(field)) == canonical(value):
                return other
        holder = self._common_holder(field, value)
        return None if holder == key or holder in own else holder

    def _shadow(self) -> Mapping[str, Any]:
        """What a session sees in place of the common records."""
        if not self._session:
            return {}
        return {**dict(self._edit.rows(self._begun)), **dict(self._edit.rows(self._own))}

    def _common_holder(self, field: str, value: Any) -> str | None:
        written = self._edit.get(self._holders(field), canonical(value))
        if written is not None:
            return str(written)
        listed = self._ground.holder(field, value)
        is_shadowed = listed is not None and self._edit.get(self._common, listed) is not None
        return None if is_shadowed or self._is_emptied() else listed

    def _index(self, key: str, record: Record) -> None:
        """Keep who holds which unique value of the common world; sessions are small: no index."""
        if self._session or not self._ground.unique:
            return
        before = self._edit.get(self._common, key) or {}
        for field in self._ground.unique:
            if before.get(field) is not None:
                self._edit.remove(self._holders(field), canonical(before[field]))
            if record.get(field) is not None:
                self._edit.put(self._holders(field), canonical(record[field]), key)

    def _holders(self, field: str) -> str:
        return table_name("", "unique", f"{self._ground.name}|{field}")
