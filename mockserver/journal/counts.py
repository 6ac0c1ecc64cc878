"""How often what was answered: numbers that only grow, whatever the journal forgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from mockserver.errors import StoreError
from mockserver.journal.exchange import Exchange
from mockserver.store import Tables

_TABLE = "|counts"
_EVERY = timedelta(seconds=1)


class Kind(NamedTuple):
    """What exchanges are counted by; ``operation`` is empty for what no operation answered."""

    operation: str
    status: int
    source: str


@dataclass(slots=True)
class Count:
    """Exchanges of one kind, the seconds that they took, and the violations that were in them."""

    exchanges: int = 0
    seconds: float = 0.0
    violations: int = 0

    def plus(self, other: Count) -> Count:
        """The sum of both."""
        return Count(
            self.exchanges + other.exchanges,
            self.seconds + other.seconds,
            self.violations + other.violations,
        )


class Counts:
    """Counts the exchanges of this process, and adds up those of all that share its tables.

    ``name`` is what no other process has. Each writes what it counted into a row of its own, at
    most once a second: what another one counted since then is not seen yet.
    """

    def __init__(self, tables: Tables, name: str) -> None:
        self._tables = tables
        self._name = name
        self._own: dict[tuple[str, int, str], Count] = {}  # each key is a kind
        self._lock = Lock()
        self._due = datetime.min.replace(tzinfo=UTC)

    def add(self, exchange: Exchange, moment: datetime, duration: float) -> None:
        """Count an exchange of a moment, which took so many seconds."""
        kind = exchange.operation, exchange.response.status, exchange.source
        with self._lock:
            count = self._own.get(kind) or self._own.setdefault(Kind(*kind), Count())
            count.exchanges += 1
            count.seconds += duration
            count.violations += len(exchange.violations)
        if self._tables.is_shared and moment >= self._due:
            self._due = moment + _EVERY
            with suppress(StoreError):  # the row is written anew a second later
                self._share()

    def all(self) -> Mapping[Kind, Count]:
        """What was counted, by everybody. Raises StoreError."""
        if not self._tables.is_shared:
            with self._lock:
                return {Kind(*kind): replace(count) for kind, count in self._own.items()}
        self._share()
        found: dict[Kind, Count] = {}
        for _, row in self._tables.rows(_TABLE):
            for kind, count in _read(row):
                found[kind] = found.get(kind, Count()).plus(count)
        return found

    def _share(self) -> None:
        with self._lock:
            row = [
                [*kind, each.exchanges, each.seconds, each.violations]
                for kind, each in self._own.items()
            ]
        if row:
            with self._tables.change() as edit:
                edit.put(_TABLE, self._name, row)


def _read(row: list[list[object]]) -> Iterator[tuple[Kind, Count]]:
    for operation, status, source, *counted in row:
        yield Kind(operation, status, source), Count(*counted)  # type: ignore[arg-type]  # as written
