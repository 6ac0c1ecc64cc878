"""What was answered, ready to be sent again to a request like the one before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from mockserver.http import Consulted, Headers
from mockserver.value import dataclass
from mockserver.web.fields import Lines, to_text

_MOST = 2048
_LARGEST = 2**16
_ROOM = 2**24
_FRAMING = frozenset((b"content-length", b"transfer-encoding"))


class Asked(NamedTuple):
    """A request without a body: the ``lines`` of its header, and all else in ``target``."""

    target: Hashable
    lines: Lines


@dataclass(frozen=True, slots=True)
class Ready:
    """The messages of an answer, and what says whether it stands; see ``Response.again``."""

    start: dict[str, Any]
    body: dict[str, Any]
    again: Callable[[Headers], bool]

    @property
    def size(self) -> int:
        """The bytes of its content."""
        return len(self.body["body"])


class Memo:
    """Answers by requests. When it is full, in number or bytes, the one goes that waited longest.

    Requests are alike that have the same target and the same lines of all names that any answer
    was ever seen to follow from: the others, such as identifiers of traces, change nothing.
    For one thread: that of the loop.
    """

    def __init__(self, most: int = _MOST, room: int = _ROOM) -> None:
        self._most = most
        self._room = room
        self._held = 0
        self._consulted: set[str] = set()
        self._names = _FRAMING
        self._known: OrderedDict[Hashable, Ready] = OrderedDict()

    def find(self, asked: Asked) -> Ready | None:
        """The answer to a request if it stands: the journal has heard of it again then."""
        key = self._key(asked)
        found = self._known.get(key)
        if found is None:
            return None
        if found.again(Headers(to_text(asked.lines))):
            self._known.move_to_end(key)
            return found
        self._drop(key)
        return None

    def keep(self, asked: Asked, ready: Ready, consulted: Headers) -> None:
        """Remember an answer, unless it is a large one, or follows from all that was sent.

        ``consulted`` are the headers of its request, which the answer was made of.
        """
        names = consulted.names if isinstance(consulted, Consulted) else None
        if names is None or ready.size > _LARGEST:
            return
        if not names <= self._consulted:
            self._heed(names)
        key = self._key(asked)
        if key in self._known:
            self._drop(key)
        self._known[key] = ready
        self._held += ready.size
        while len(self._known) > self._most or self._held > self._room:
            self._drop(next(iter(self._known)))

    def _heed(self, names: set[str]) -> None:
        """Tell requests apart by these names as well; of others than Latin-1 none is ever sent.

        What was kept before still stands: it follows from none of those that are new.
        """
        self._consulted |= names
        self._names = self._names.union(name.encode("latin-1", "replace") for name in names)

    def _key(self, asked: Asked) -> Hashable:
        names = self._names
        return asked.target, *[line for line in asked.lines if line[0] in names]

    def _drop(self, key: Hashable) -> None:
        self._held -= self._known.pop(key).size
