"""The memory of what was asked and answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from mockserver.http import Headers
from mockserver.journal.counts import Counts
from mockserver.journal.exchange import Exchange, from_json, to_json
from mockserver.journal.room import Room
from mockserver.store import MemoryTables, Tables
from mockserver.value import dataclass

Listener = Callable[[Exchange], None]
Redact = Callable[[Exchange], Exchange]

_LOG = "|journal"


@dataclass(frozen=True, slots=True)
class Entry:
    """An exchange with its number, which only grows."""

    number: int
    exchange: Exchange


class Repeated(NamedTuple):
    """An exchange that was like an earlier one, but for when it was and what else was sent."""

    exchange: Exchange
    headers: Headers
    moment: datetime
    duration: float

    def whole(self) -> Exchange:
        """The exchange itself."""
        request = self.exchange.request
        if request.headers is not self.headers:
            request = replace(request, headers=self.headers)
        return self.exchange._replace(request=request, moment=self.moment, duration=self.duration)


class Journal:
    """A list of exchanges for each session, bounded in number and in size: the oldest goes.

    ``tables`` are where it is kept, so that all who share them share it.
    """

    def __init__(self, tables: Tables | None = None, limit: int = 1000) -> None:
        self._tables = tables or MemoryTables()
        self._room = Room(limit)
        self._listeners: list[Listener] = []
        self.counts = Counts(self._tables, uuid4().hex)

    def listen(self, listener: Listener) -> None:
        """Tell a listener of each exchange of this process from now on."""
        self._listeners.append(listener)

    def add(self, exchange: Exchange, redact: Redact | None = None) -> None:
        """Remember an exchange; ``redact`` takes secrets out before it leaves this process."""
        self.counts.add(exchange, exchange.moment, exchange.duration)
        kept: object = exchange
        if self._tables.is_shared:
            kept = to_json(redact(exchange) if redact else exchange)
        self._tables.append(exchange.session + _LOG, kept, self._room.after(exchange))
        for listener in self._listeners:
            listener(exchange)

    def repeat(
        self, exchange: Exchange, headers: Headers, moment: datetime, duration: float
    ) -> None:
        """Remember that an exchange came again, its request with these headers.

        It is written out for whoever looks.
        """
        repeated = Repeated(exchange, headers, moment, duration)
        if self._listeners or self._tables.is_shared:
            self.add(repeated.whole())
        else:
            self.counts.add(exchange, moment, duration)
            room = self._room.after(exchange, again=True)
            self._tables.append(exchange.session + _LOG, repeated, room)

    def entries(self, session: str = "", after: int = 0) -> tuple[Entry, ...]:
        """What is remembered of a session, in order, but for numbers up to ``after``."""
        rows = self._tables.entries(session + _LOG, after)
        return tuple(Entry(number, _exchange(kept)) for number, kept in rows)

    def exchanges(self, session: str = "") -> tuple[Exchange, ...]:
        """What is remembered of a session, in order of time."""
        return tuple(entry.exchange for entry in self.entries(session))

    def clear(self, session: str = "") -> None:
        """Forget all of a session."""
        self._tables.forget(session + _LOG)


def _exchange(kept: object) -> Exchange:
    if isinstance(kept, Repeated):
        return kept.whole()
    return kept if isinstance(kept, Exchange) else from_json(kept)  # type: ignore[arg-type]
