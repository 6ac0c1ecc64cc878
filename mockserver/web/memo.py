"""What was answered, ready to be sent again to the very same request."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from mockserver.value import dataclass

_MOST = 2048
_LARGEST = 2**16
_ROOM = 2**24


@dataclass(frozen=True, slots=True)
class Ready:
    """The messages of an answer, and what says whether it stands; see ``Response.again``."""

    start: dict[str, Any]
    body: dict[str, Any]
    again: Callable[[], bool]

    @property
    def size(self) -> int:
        """The bytes of its content."""
        return len(self.body["body"])


class Memo:
    """Answers by requests. When it is full, in number or bytes, the one goes that waited longest.

    For one thread: that of the loop.
    """

    def __init__(self, most: int = _MOST, room: int = _ROOM) -> None:
        self._most = most
        self._room = room
        self._held = 0
        self._known: OrderedDict[Hashable, Ready] = OrderedDict()

    def find(self, asked: Hashable) -> Ready | None:
        """The answer to a request if it stands: the journal has heard of it again then."""
        found = self._known.get(asked)
        if found is None:
            return None
        if found.again():
            self._known.move_to_end(asked)
            return found
        self._drop(asked)
        return None

    def keep(self, asked: Hashable, ready: Ready) -> None:
        """Remember an answer, unless it is a large one."""
        if ready.size > _LARGEST:
            return
        if asked in self._known:
            self._drop(asked)
        self._known[asked] = ready
        self._held += ready.size
        while len(self._known) > self._most or self._held > self._room:
            self._drop(next(iter(self._known)))

    def _drop(self, asked: Hashable) -> None:
        self._held -= self._known.pop(asked).size
