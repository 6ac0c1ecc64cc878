"""A change on paper: what is to be done to tables, read as if it were done already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from mockserver.store.tables import Row


class Base(Protocol):
    """What a draft is drawn upon; nobody else changes it meanwhile."""

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        ...

    def rows(self, table: str) -> Sequence[Row]:
        """All rows in the order in which their keys came."""
        ...


class Sheet:
    """What is to be done to one table.

    ``values`` has the new value of each key that was touched, None where it is removed, in the
    order in which new keys came. ``moved`` are keys that were removed before they were put: they
    lose their place. With ``is_cleared`` all that the table had goes first.
    """

    __slots__ = ("is_cleared", "moved", "values")

    def __init__(self) -> None:
        self.is_cleared = False
        self.moved: set[str] = set()
        self.values: dict[str, Any] = {}

    def put(self, key: str, value: Any) -> None:
        """Set a value; a key that is removed in this sheet comes last again."""
        values = self.values
        if key in values and values[key] is None:
            del values[key]
            self.moved.add(key)
        values[key] = value

    def rows(self, present: Sequence[Row]) -> tuple[Row, ...]:
        """What becomes of the present rows."""
        rows = {} if self.is_cleared else dict(present)
        for key, value in self.values.items():
            if value is None or key in self.moved:
                rows.pop(key, None)
            if value is not None:
                rows[key] = value
        return tuple(rows.items())


class Draft:
    """An ``Edit`` that leaves its base as it is: ``sheets`` tell what is to be done."""

    __slots__ = ("_base", "sheets")

    def __init__(self, base: Base) -> None:
        self._base = base
        self.sheets: dict[str, Sheet] = {}

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        sheet = self.sheets.get(table)
        if sheet is None:
            return self._base.get(table, key)
        if key in sheet.values:
            return sheet.values[key]
        return None if sheet.is_cleared else self._base.get(table, key)

    def rows(self, table: str) -> Sequence[Row]:
        """All rows in the order in which their keys came."""
        sheet = self.sheets.get(table)
        if sheet is None:
            return self._base.rows(table)
        return sheet.rows(() if sheet.is_cleared else self._base.rows(table))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return len(self.rows(table))

    def put(self, table: str, key: str, value: Any) -> None:
        """Set a value; a new key comes last, a known one keeps its place.

        Raises ValueError for null.
        """
        if value is None:
            refuse_null(value)
        sheet = self.sheets.get(table)
        if sheet is None:
            sheet = self.sheets[table] = Sheet()
        if key in sheet.values:
            sheet.put(key, value)
        else:
            sheet.values[key] = value

    def remove(self, table: str, key: str) -> None:
        """Remove a row; nothing where there is none."""
        self._sheet(table).values[key] = None

    def clear(self, table: str) -> None:
        """Remove all rows of a table."""
        sheet = self.sheets[table] = Sheet()
        sheet.is_cleared = True

    def _sheet(self, table: str) -> Sheet:
        sheet = self.sheets.get(table)
        if sheet is None:
            sheet = self.sheets[table] = Sheet()
        return sheet


def refuse_null(value: Any) -> None:
    """Raises ValueError for null, which means that there is no row."""
    if value is None:
        raise ValueError("a table holds any JSON value but null: remove the row instead")
