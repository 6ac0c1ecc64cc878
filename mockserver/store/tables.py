"""What every backend can do: ordered tables of JSON values, and logs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from mockserver.store.ground import Ground, Record

Row = tuple[str, Any]
"""A key and its value: any JSON value but null, and never changed in place."""


class Edit(Protocol):
    """A change in the making: it reads what it has written, and all of it is done or nothing."""

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        ...

    def rows(self, table: str) -> Sequence[Row]:
        """All rows in the order in which their keys came."""
        ...

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ...

    def put(self, table: str, key: str, value: Any) -> None:
        """Set a value; a new key comes last, a known one keeps its place."""
        ...

    def remove(self, table: str, key: str) -> None:
        """Remove a row; nothing where there is none."""
        ...

    def clear(self, table: str) -> None:
        """Remove all rows of a table."""
        ...


class Tables(Protocol):
    """Ordered tables of JSON values, shared by all who opened the same place.

    Raises StoreError where the state cannot be reached.
    """

    @property
    def is_shared(self) -> bool:
        """Whether several processes can work on it."""
        ...

    @property
    def version(self) -> int | None:
        """Another one once a change begins, and once it is done; None where nobody can tell."""
        ...

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        ...

    def rows(self, table: str, offset: int = 0, limit: int | None = None) -> Sequence[Row]:
        """Rows in the order in which their keys came, from an offset, at most ``limit``."""
        ...

    def layers(self, table: str, ground: Ground) -> Sequence[Record] | None:
        """The rows as changes of a ground's, right as long as the version is what it was.

        None where that cannot be told without reading all of them.
        """
        ...

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ...

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """The names of the tables that have rows and begin so, sorted."""
        ...

    def change(self) -> AbstractContextManager[Edit]:
        """A change that nobody else can come between; undone when its block raises."""
        ...

    def append(self, log: str, entry: Any, limit: int) -> int:
        """Add an entry to a log that keeps the last ``limit``; its number, ever greater."""
        ...

    def entries(self, log: str, after: int = 0) -> Sequence[tuple[int, Any]]:
        """The entries with greater numbers than ``after``, in order."""
        ...

    def forget(self, log: str) -> None:
        """Remove all entries of a log; numbers go on from where they were."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
