"""Where the values in a text are written: a table beside them, so that they can stay plain."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias

from mockserver import pointer as pointers
from mockserver.pointer import Pointer
from mockserver.value import dataclass

Offsets: TypeAlias = "array[int]"


class Places(Protocol):
    """The offsets of containers by their ids."""

    def get(self, key: int, default: Any = None, /) -> Any:
        """Those of a container, else the default."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The offsets of a value and of its key; an element of a list has its own in place of a key.

    Where a pointer leads to nothing, ``exists`` is false and the mark that of the nearest ancestor.
    """

    key: int
    value: int
    content: Any
    exists: bool


class Marks:
    """The offsets at which keys and values begin.

    ``holder`` is a list with the root as its only element. ``offsets`` has an entry for the id of
    each list or dict at or below it: a list's elements, a dict's keys and values by turns, in the
    order of the container. A container that is shared has one entry, that of its anchor.
    """

    __slots__ = ("_holder", "_offsets")

    def __init__(self, holder: list[Any], offsets: Places) -> None:
        self._holder = holder  # keeps the containers alive, so that their ids stay theirs
        self._offsets = offsets

    @classmethod
    def of(cls, root: Any, told: bytes) -> Marks:
        """Those of a value as ``in_order`` told them. Raises ValueError for those of another."""
        places = array("I", told)
        offsets: dict[int, Offsets] = {}
        holder, end = [root], 0
        for container in _containers(holder):
            begin, end = end, end + _slots(container)
            offsets[id(container)] = places[begin:end]
        if end != len(places):
            raise ValueError("these are the marks of another value")
        return cls(holder, offsets)

    def in_order(self) -> bytes:
        """The offsets in the order of what is in the value, as this machine writes integers.

        Raises ValueError where one is missing, and where a container is shared.
        """
        seen, places = set(), array("I")
        for container in _containers(self._holder):
            known = self._offsets.get(id(container), ())
            if len(known) != _slots(container) or id(container) in seen:
                raise ValueError("a value has no mark, or one for several places")
            seen.add(id(container))
            places.extend(known)
        return places.tobytes()

    def find(self, pointer: Pointer) -> Mark:
        """The mark of a pointer, or of its nearest ancestor."""
        container: Any = self._holder
        token: Any = 0
        value = self._holder[0]
        for step in pointer:
            try:
                below = pointers.step(value, step)
            except KeyError:
                is_root = container is self._holder  # stands at the top, whatever comes before it
                places = (0, 0) if is_root else self._places(container, token)
                return Mark(*places, value, exists=False)
            container, token, value = value, step, below
        return Mark(*self._places(container, token), value, exists=True)

    def _places(self, container: Any, token: Any) -> tuple[int, int]:
        known = self._offsets.get(id(container))
        if known is None:
            return 0, 0
        if isinstance(container, list):
            return known[int(token)], known[int(token)]
        slot = 2 * list(container).index(token)
        return known[slot], known[slot + 1]


def _containers(holder: list[Any]) -> Iterator[Any]:
    """A list that holds the root, then all lists and dicts below it, each before what is in it."""
    waiting: list[Any] = [holder]
    while waiting:
        container = waiting.pop()
        yield container
        below = container.values() if isinstance(container, dict) else container
        waiting.extend(each for each in below if isinstance(each, dict | list))


def _slots(container: Any) -> int:
    return 2 * len(container) if isinstance(container, dict) else len(container)
