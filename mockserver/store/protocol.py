"""What every store can do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Record = Mapping[str, Any]
"""One record, never changed in place: a change makes a new one."""

Change = Callable[[Record], Record]
"""Makes the new record from the present one; it may be called more than once."""

Snapshot = Mapping[str, tuple[tuple[str, Record], ...]]
"""All records: collection to (key, record) in their order."""


@dataclass(eq=False)  # not frozen: Python itself writes into an exception that passes
class UniqueTaken(Exception):
    """Another record has that value in a field that is unique."""

    field: str
    value: Any
    holder: str


class Store(Protocol):
    """Records by collection and key. Every method is atomic, whoever else writes.

    Raises StoreError where the state cannot be reached.
    """

    def get(self, collection: str, key: str) -> Record | None:
        """The record with a key."""
        ...

    def records(self, collection: str) -> Sequence[Record]:
        """All records in the order in which they came."""
        ...

    def insert(self, collection: str, key: str, record: Record, unique: Sequence[str]) -> bool:
        """Add a record; False when the key is taken. Raises UniqueTaken."""
        ...

    def update(
        self, collection: str, key: str, change: Change, unique: Sequence[str]
    ) -> Record | None:
        """Replace a record by what ``change`` makes of it; None without one. Raises UniqueTaken."""
        ...

    def delete(self, collection: str, key: str) -> bool:
        """Remove a record; False when there was none."""
        ...

    def snapshot(self) -> Snapshot:
        """All records as they are now."""
        ...

    def restore(self, snapshot: Snapshot) -> None:
        """Make the records those of a snapshot."""
        ...
