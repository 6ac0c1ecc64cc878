"""The store of one process: dictionaries behind a lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import RLock

from mockserver.store.protocol import Change, Record, Snapshot, UniqueTaken


class MemoryStore:
    """Holds records in memory; see ``Store`` for what each method promises."""

    def __init__(self) -> None:
        self._collections: dict[str, dict[str, Record]] = {}
        self._lock = RLock()

    def get(self, collection: str, key: str) -> Record | None:
        """The record with a key."""
        return self._collections.get(collection, {}).get(key)

    def records(self, collection: str) -> Sequence[Record]:
        """All records in the order in which they came."""
        with self._lock:
            return tuple(self._collections.get(collection, {}).values())

    def insert(self, collection: str, key: str, record: Record, unique: Sequence[str]) -> bool:
        """Add a record; False when the key is taken. Raises UniqueTaken."""
        with self._lock:
            records = self._collections.setdefault(collection, {})
            if key in records:
                return False
            check_unique(records, key, record, unique)
            records[key] = record
            return True

    def update(
        self, collection: str, key: str, change: Change, unique: Sequence[str]
    ) -> Record | None:
        """Replace a record by what ``change`` makes of it; None without one. Raises UniqueTaken."""
        with self._lock:
            records = self._collections.get(collection, {})
            if key not in records:
                return None
            changed = change(records[key])
            check_unique(records, key, changed, unique)
            records[key] = changed
            return changed

    def delete(self, collection: str, key: str) -> bool:
        """Remove a record; False when there was none."""
        with self._lock:
            return self._collections.get(collection, {}).pop(key, None) is not None

    def snapshot(self) -> Snapshot:
        """All records as they are now."""
        with self._lock:
            return {name: tuple(records.items()) for name, records in self._collections.items()}

    def restore(self, snapshot: Snapshot) -> None:
        """Make the records those of a snapshot."""
        with self._lock:
            self._collections = {name: dict(records) for name, records in snapshot.items()}


def check_unique(
    records: Mapping[str, Record], key: str, record: Record, unique: Sequence[str]
) -> None:
    """Raises UniqueTaken when another record holds a unique field's value; null is no value."""
    for field in unique:
        value = record.get(field)
        if value is None:
            continue
        for other, present in records.items():
            if other != key and present.get(field) == value:
                raise UniqueTaken(field, value, other)
