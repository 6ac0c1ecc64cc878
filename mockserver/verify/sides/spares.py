"""Records that stories left as they were made, for later ones that need any record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mockserver.verify.sides.dialogue import Exchange
from mockserver.verify.sides.twin import Twin

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))  # RFC 9110 §9.2.1
_REFUSED = 400  # RFC 9110 §15.5


@dataclass(frozen=True, slots=True)
class Spare:
    """A record with every field.

    ``needs`` are those that it lies in or names, the first made first, and nobody else's;
    ``origins`` are the exchanges that made them all, its own last.
    """

    twin: Twin
    origins: tuple[Exchange, ...]
    needs: tuple[Twin, ...] = ()

    @property
    def twins(self) -> tuple[Twin, ...]:
        """All of them, its own last."""
        return (*self.needs, self.twin)


class Spares:
    """At most so many records of each collection, which are there at both sides."""

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._spares: dict[str, list[Spare]] = {}

    def take(self, path: str) -> Spare | None:
        """One of the collection at a path, the oldest; it is not there any more then."""
        there = self._spares.get(path)
        return there.pop(0) if there else None

    def give(self, spare: Spare) -> bool:
        """Whether it is wanted; it is kept then."""
        there = self._spares.setdefault(spare.twin.collection.path, [])
        is_wanted = len(there) < self._most
        if is_wanted:
            there.append(spare)
        return is_wanted

    def clear(self) -> list[Twin]:
        """All that were there, each after what it needs."""
        spares = [spare for spares in self._spares.values() for spare in spares]
        found = [twin for spare in spares for twin in spare.twins]
        self._spares.clear()
        return found


def is_as_made(path: str, trail: Iterable[Exchange]) -> bool:
    """Whether the record at a path was at most sent what was refused, and read back after that."""
    is_known = True
    for each in trail:
        if each.request.path != path and not each.request.path.startswith(f"{path}/"):
            continue
        if each.request.method in _SAFE:
            is_known = is_known or each.response.is_success
        elif each.response.status < _REFUSED:
            return False
        else:
            is_known = False
    return is_known
