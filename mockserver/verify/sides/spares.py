"""Records of which stories left known how they are, for later ones that need any record."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from mockserver.verify.sides.dialogue import Exchange
from mockserver.verify.sides.twin import Twin

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))  # RFC 9110 §9.2.1
_REFUSED = 400  # RFC 9110 §15.5


@dataclass(frozen=True, slots=True)
class Spare:
    """A record with every field.

    ``needs`` are those that it lies in or names, the first made first, and nobody else's;
    ``histories`` are the exchanges that made each of them what it is, its own last.
    """

    twin: Twin
    histories: tuple[tuple[Exchange, ...], ...]
    needs: tuple[Twin, ...] = ()

    @property
    def origins(self) -> tuple[Exchange, ...]:
        """All that made them."""
        return tuple(each for history in self.histories for each in history)

    @property
    def is_changed(self) -> bool:
        """Whether it is another than it was made."""
        return len(self.histories[-1]) > 1

    @property
    def twins(self) -> tuple[Twin, ...]:
        """All of them, its own last."""
        return (*self.needs, self.twin)


class Spares:
    """At most so many records of each collection, which are there at both sides."""

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._spares: dict[str, list[Spare]] = {}

    def take(self, path: str, *, is_new: bool = False) -> Spare | None:
        """One of the collection at a path, the oldest; it is not there any more then.

        ``is_new``: the oldest of those that nobody has changed since they were made.
        """
        there = self._spares.get(path, [])
        found = (n for n, each in enumerate(there) if not (is_new and each.is_changed))
        number = next(found, None)
        return None if number is None else there.pop(number)

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


def is_known(path: str, trail: Iterable[Exchange], changes: Container[int] = ()) -> bool:
    """Whether it is known how the record at a path is, after all that was asked about it.

    What was sent to it was refused, or is one of the ``changes``, by its id; then it was read.
    """
    is_read = True
    for each in trail:
        if each.request.path != path and not each.request.path.startswith(f"{path}/"):
            continue
        if each.request.method in _SAFE:
            is_read = is_read or each.response.is_success
        elif each.response.status < _REFUSED and id(each) not in changes:
            return False
        else:
            is_read = False
    return is_read
