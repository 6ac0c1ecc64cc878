"""One table in memory: rows by key and in order, and how they lie to those of a ground."""

from __future__ import annotations

from itertools import islice
from typing import Any

from mockserver.store.draft import Sheet
from mockserver.store.ground import Ground
from mockserver.store.layers import Census, Layers
from mockserver.store.tables import Row

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

    def copy(self) -> Table:
        """Another one that is as this, and may become different."""
        other = Table(dict(self.values))
        other._census = self._census and self._census.copy()
        return other

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
        census = self._census
        if census is None or census.ground is not ground:
            census = self._census = Census(self.values, ground)
        return Layers(census, self.values)

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
