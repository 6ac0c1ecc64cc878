"""How many exchanges a journal has room for: bodies may be long, and memory is not."""

from __future__ import annotations

from collections import deque
from threading import Lock

from mockserver.journal.exchange import Exchange

MOST = 16 * 1024 * 1024
"""So many bytes of bodies a journal of one session holds."""

_JOURNALS = 1024  # of which sizes are known; those of sessions that ended go first


class _Sizes:
    """The sizes of the newest exchanges of one journal, which fit together."""

    __slots__ = ("each", "total")

    def __init__(self) -> None:
        self.each: deque[int] = deque()
        self.total = 0

    def add(self, size: int, limit: int, most: int) -> int:
        """How many of the newest are kept once there is one more; that one always is."""
        self.each.append(size)
        self.total += size
        while len(self.each) > max(limit, 1):
            self.total -= self.each.popleft()
        if self.total <= most:
            return limit
        while self.total > most and len(self.each) > 1:
            self.total -= self.each.popleft()
        return min(len(self.each), limit)


class Room:
    """Says for each journal how many of its newest exchanges it keeps: at most ``limit``.

    Fewer where their bodies are longer than ``most`` bytes together. An exchange that only comes
    again takes none.
    """

    def __init__(self, limit: int, most: int = MOST) -> None:
        self._limit = limit
        self._most = most
        self._known: dict[str, _Sizes] = {}
        self._lock = Lock()

    def after(self, exchange: Exchange, *, again: bool = False) -> int:
        """How many there is room for once this one is added."""
        size = 0 if again else len(exchange.request.body) + len(exchange.response.body)
        with self._lock:
            sizes = self._known.get(exchange.session)
            if sizes is None:
                sizes = self._opened(exchange.session)
            return sizes.add(size, self._limit, self._most)

    def _opened(self, session: str) -> _Sizes:
        if len(self._known) >= _JOURNALS:
            self._known.pop(next(iter(self._known)))
        return self._known.setdefault(session, _Sizes())
