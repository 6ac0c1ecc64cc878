"""The records of a collection as a list that looks each up when it is asked for."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, overload

from mockserver.store.ground import Ground, Record


class Census:
    """How the rows of a table lie to those of a ground, kept up to date row by row.

    ``over`` are the rows whose keys the ground has, ``gone`` the places, in order, of those that
    are deleted, ``own`` the keys of all others that hold a record, in order.
    """

    __slots__ = ("gone", "ground", "over", "own")

    def __init__(self, values: Mapping[str, Any], ground: Ground) -> None:
        self.ground = ground
        rows = ground.rows
        shared = rows if len(rows) < len(values) else values
        self.over = {key: values[key] for key in shared if key in values and key in rows}
        self.gone = sorted(ground.places[key] for key, change in self.over.items() if not change)
        self.own = [key for key, change in values.items() if change and key not in rows]

    def copy(self) -> Census:
        """Another one that is as this, and may become different."""
        other = object.__new__(Census)
        other.ground, other.over = self.ground, dict(self.over)
        other.gone, other.own = [*self.gone], [*self.own]
        return other

    def note(self, key: str, before: Any | None, after: Any | None) -> bool:
        """Take in that a row has become another, None for none; False where that needs a new one.

        A row that is moved to the end was removed before.
        """
        if key in self.ground.rows:
            self._note_over(key, before, after)
        elif after and before is None:
            self.own.append(key)
        elif before and not after and self.own[-1] == key:
            self.own.pop()
        elif bool(after) != bool(before):
            return False
        return True

    def _note_over(self, key: str, before: Any | None, after: Any | None) -> None:
        was_gone, is_gone = (each is not None and not each for each in (before, after))
        place = self.ground.places[key] if was_gone is not is_gone else 0
        if was_gone and not is_gone:
            self.gone.remove(place)
        elif is_gone and not was_gone:
            insort(self.gone, place)
        if after is None:
            self.over.pop(key, None)
        else:
            self.over[key] = after


class Layers(Sequence[Record]):
    """What of a ground is left, with what was changed of it, and behind that what came to it.

    It is right as long as the tables have the version that they had when it was made.
    """

    def __init__(self, census: Census, values: Mapping[str, Any]) -> None:
        self._ground, self._over, self._gone = census.ground, census.over, census.gone
        self._values, self._own = values, census.own
        self._left = len(self._ground.rows) - len(census.gone)
        self._count = self._left + len(census.own)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Record]:
        changes = (self._over.get(key, row) for key, row in self._ground.rows.items())
        begun = changes if self._over else self._ground.listed
        added = map(self._values.get, islice(self._own, self._count - self._left))
        return filter(None, chain(begun, added))

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        places = range(self._count)[index]
        if isinstance(places, int):
            return self._at(places)
        if not self._over and places.step == 1 and places.stop <= self._left:
            return self._ground.listed[places.start : places.stop]
        return [*map(self._at, places)]

    def _at(self, place: int) -> Record:
        if place < self._left:
            key = self._ground.keys[place + self._gone_before(place)]
            return self._over.get(key) or self._ground.rows[key]
        own = self._own[place - self._left : place - self._left + 1]
        # Where one is gone meanwhile the whole is wrong, which the version tells.
        return (own and self._values.get(own[0])) or {}

    def _gone_before(self, place: int) -> int:
        """How many rows are deleted before the one that is left at a place."""
        gone = self._gone
        return bisect_right(range(len(gone)), place, key=lambda each: gone[each] - each)
