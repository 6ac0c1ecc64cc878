"""The records that nobody has written: those of a fixture file, or made ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

Record = Mapping[str, Any]
"""One record, never changed in place: a change makes a new one."""


def _nothing(_key: str) -> Record | None:
    return None


class Ground:
    """What a collection holds before anything was changed; the same in every process.

    ``name`` is the concrete path of the collection, ``rows`` what it lists by key, ``make`` makes
    the record of any other key or None, ``unique`` names the fields that no two records share.
    """

    def __init__(
        self,
        name: str,
        rows: Mapping[str, Record],
        make: Callable[[str], Record | None] = _nothing,
        unique: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.rows = rows
        self.makes = make is not _nothing
        self.unique = tuple(unique)
        self._make = make

    def get(self, key: str) -> Record | None:
        """The record of a key, listed or made; None where there is none."""
        record = self.rows.get(key)
        return self._make(key) if record is None else record

    def holder(self, field: str, value: Any) -> str | None:
        """The key of the listed record with a value in a field that is unique."""
        return self._holders[field].get(canonical(value))

    @cached_property
    def listed(self) -> Sequence[Record]:
        """The records of its list."""
        return tuple(self.rows.values())

    @cached_property
    def keys(self) -> Sequence[str]:
        """Their keys."""
        return tuple(self.rows)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where in the list the record of a key stands."""
        return {key: place for place, key in enumerate(self.rows)}

    @cached_property
    def _holders(self) -> Mapping[str, Mapping[str, str]]:
        return {
            field: {canonical(record.get(field)): key for key, record in self.rows.items()}
            for field in self.unique
        }


def canonical(value: Any) -> str:
    """A text that two values share when JSON Schema takes them for equal: 1 and 1.0 are."""
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    if isinstance(value, Mapping):
        return "{" + repr(sorted((name, canonical(each)) for name, each in value.items()))
    if isinstance(value, list | tuple):
        return repr([canonical(each) for each in value])
    return repr(value)
