"""What each collection holds before anybody has written to it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Container, Iterator, Mapping
from typing import Any, Protocol

from mockserver.collection import Collection
from mockserver.store import Ground, Record

_KEPT = 1000
"""So many collections, nested ones for each of their parents, are kept ready."""

_BAR = "\x1f"
_NOTHING: Mapping[str, Any] = {}

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})")
"""As JSON writes it, so that no two texts name one number; Python reads no more than so long."""


class Maker(Protocol):
    """Makes records where there is no fixture file; the same ones for the same seed, everywhere."""

    def rows(self, collection: Collection, parents: tuple[str, ...], seed: str) -> Iterator[Record]:
        """The few records that a list shows from the start."""
        ...

    def record(
        self, collection: Collection, parents: tuple[str, ...], key: str, seed: str
    ) -> Record | None:
        """The record of any key; None where the document shows no record."""
        ...

    def key(self, collection: Collection, number: str, seed: str) -> Any:
        """A key of the form that the document asks for, another for each number; None without."""
        ...

    def fits(self, collection: Collection, record: Record, field: str) -> bool:
        """Whether the document's schema accepts a field of a record."""
        ...

    def settled(self, collection: Collection, record: Record, before: Record, seed: str) -> Record:
        """A record that is about to be kept, with nothing that its schema does not accept."""
        ...

    def whole(self, collection: Collection, record: Record, seed: str, number: str = "") -> Record:
        """A record with what it has to have, too; something else for each number."""
        ...


class Grounds:
    """The grounds of a mock's collections, each made when it is first asked for.

    ``strict``: a key that is in no list has no record.
    """

    def __init__(self, maker: Maker, *, strict: bool = False) -> None:
        self._maker = maker
        self._strict = strict
        self._known: OrderedDict[tuple[str, ...], Ground] = OrderedDict()

    def of(self, collection: Collection, parents: tuple[str, ...], seed: str) -> Ground:
        """The ground of a collection beneath the parents of these keys."""
        place = (seed, collection.path, *parents)
        ground = self._known.get(place)
        if ground is None:
            ground = self._known[place] = self._made(collection, parents, seed)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return ground

    def _made(self, collection: Collection, parents: tuple[str, ...], seed: str) -> Ground:
        name = _BAR.join((collection.path, *parents))
        if collection.fixture is not None:
            return Ground(name, dict(fixture_rows(collection, parents)), unique=collection.unique)

        def make(key: str) -> Record | None:
            return self._maker.record(collection, parents, key, seed)

        if collection.is_singleton:
            return Ground(name, {}, make)
        rows = self._maker.rows(collection, parents, seed)
        listed = {key: row for row in rows if (key := key_of(collection, row)) is not None}
        if self._strict:
            return Ground(name, listed, unique=collection.unique)
        return Ground(name, listed, make, collection.unique)


def path_of(name: str) -> str:
    """The path of the collection whose ground has that name."""
    return name.split(_BAR, 1)[0]


def fixture_rows(
    collection: Collection, parents: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Those of the fixture file that belong to these parents; of one key, the first."""
    seen = set()
    for record in collection.records:
        key = key_of(collection, record.value)
        owners = collection.parents_of(record.value) if parents else ()
        if key is not None and key not in seen and owners in (parents, None):
            seen.add(key)
            yield key, record.value


def key_of(collection: Collection, record: Mapping[str, Any]) -> str | None:
    """The key of a record as text; None where it has none."""
    if collection.is_singleton:
        return ""
    key = record.get(collection.key)
    return None if key is None or key == "" else str(key)


def owned_fields(collection: Collection, parents: tuple[str, ...]) -> Mapping[str, Any]:
    """The fields that hold the keys of the records above, with those keys as they are typed."""
    if not parents:
        return _NOTHING
    found: dict[str, Any] = {}
    for variable, key in zip(collection.parents, parents, strict=False):
        field = collection.parent_fields.get(variable)
        if field is not None:
            found[field] = typed(key, collection.shape.members[field].types)
    return found


def typed(key: str, types: Container[str]) -> Any:
    """The text of a path as the value that a field of these JSON types holds."""
    is_number = "integer" in types or "number" in types
    return int(key) if is_number and _INTEGER.fullmatch(key) else key
