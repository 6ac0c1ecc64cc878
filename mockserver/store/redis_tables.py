"""Tables in a Redis server: shared by processes on many hosts.

A change is drafted here and written by one script, which first looks whether this change still has
its turn: all or nothing, and whoever is killed half-way has written nothing. Turns are given in the
order in which they were asked for, each for ``LEASE`` seconds. The alternative, to watch versions
and try again on a conflict, is no way: the block of a ``with`` cannot be run a second time, and of
64 clients that count in one row 63 would have to. Needs Redis 5 or later, not a cluster.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import local
from typing import Any
from uuid import uuid4

from mockserver.errors import StoreError
from mockserver.store import redis_scripts as scripts
from mockserver.store.draft import Draft, Sheet
from mockserver.store.ground import Ground, Record
from mockserver.store.mirror import REMEMBERED, Mirror, News
from mockserver.store.notation import read_name, read_value, write_name, write_value
from mockserver.store.redis_link import RedisLink, read_address
from mockserver.store.tables import Edit, Row

LEASE = 5.0
"""Seconds that a change may take; a holder that was killed keeps the others as long."""

PATIENCE = 15.0
"""Seconds to wait for a turn."""

ASK_AGAIN = 1
"""Seconds after which a waiter says that it is still there."""

FORGOTTEN_MS = 2500
"""Milliseconds after which a waiter that says nothing is passed over."""


class RedisTables:
    """Tables and logs at a server; see ``Tables`` for what each method promises.

    It connects when it is first used. Raises UsageError for a URL that cannot be used.
    """

    is_shared = True
    version = None

    def __init__(self, url: str, lease: float = LEASE, patience: float = PATIENCE) -> None:
        self._address = read_address(url)
        self._link = RedisLink(self._address)
        self._lease_ms = int(lease * 1000)
        self._patience = patience
        self._thread = local()
        self._mirror = Mirror(self._inquire)

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        found = self._link.ask("HGET", self._key("table:", table), write_name(key))
        return None if found is None else read_value(found)

    def rows(self, table: str, offset: int = 0, limit: int | None = None) -> Sequence[Row]:
        """Rows in the order in which their keys came, from an offset, at most ``limit``."""
        if limit == 0:
            return ()
        if not offset and limit is None:
            return self._mirror.rows(table)
        last = -1 if limit is None else offset + limit - 1
        keys, values = self._link.run(scripts.PAGE, write_name(table), offset, last)
        return tuple(
            [(read_name(key), read_value(value)) for key, value in zip(keys, values, strict=True)]
        )

    def layers(self, table: str, ground: Ground) -> Sequence[Record]:
        """The rows as changes of a ground's."""
        return self._mirror.layers(table, ground)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self._link.ask("HLEN", self._key("table:", table)))

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """The names of the tables that have rows and begin so, sorted."""
        names = map(read_name, self._link.ask("SMEMBERS", self._key("names")))
        return tuple(sorted(name for name in names if name.startswith(prefix)))

    def change(self) -> AbstractContextManager[Edit]:
        """A change that nobody else can come between; undone when its block raises.

        Raises StoreError when the turn does not come or is over, and RuntimeError within another
        change of the same thread.
        """
        return self._change()

    def append(self, log: str, entry: Any, limit: int) -> int:
        """Add an entry to a log that keeps the last ``limit``; its number, ever greater."""
        return int(self._link.run(scripts.APPEND, write_name(log), write_value(entry), limit))

    def entries(self, log: str, after: int = 0) -> Sequence[tuple[int, Any]]:
        """The entries with greater numbers than ``after``, in order."""
        first, found = self._link.run(scripts.ENTRIES, write_name(log), after)
        return tuple(enumerate(map(read_value, found), first))

    def forget(self, log: str) -> None:
        """Remove all entries of a log; numbers go on from where they were."""
        self._link.ask("DEL", self._key("log:", log))

    def close(self) -> None:
        """Let go of all connections; who goes on connects anew."""
        self._link.close()

    @contextmanager
    def _change(self) -> Iterator[Edit]:
        if getattr(self._thread, "is_changing", False):
            raise RuntimeError("a change is open in this thread already: use its edit")
        self._thread.is_changing = True
        token = uuid4().hex
        try:
            self._wait_for_turn(token)
            draft = Draft(self)
            yield draft
            self._commit(token, draft)
        except BaseException:
            # Out of reach the turn ends by itself, and what is told is the first error.
            with suppress(StoreError):
                self._link.run(scripts.LEAVE, token, self._lease_ms)
            raise
        finally:
            self._thread.is_changing = False

    def _wait_for_turn(self, token: str) -> None:
        until = time.monotonic() + self._patience
        while not self._link.run(scripts.TAKE, token, self._lease_ms, FORGOTTEN_MS):
            if self._link.ask("BLPOP", self._key("wake:", token), ASK_AGAIN):
                return
            if time.monotonic() > until:
                raise StoreError(
                    f"the store {self._address.label} is kept busy by other changes: try again"
                )

    def _commit(self, token: str, draft: Draft) -> None:
        if not draft.sheets:
            self._link.run(scripts.LEAVE, token, self._lease_ms)
        elif not self._link.run(
            scripts.COMMIT, token, self._lease_ms, _pack(draft.sheets), REMEMBERED
        ):
            raise StoreError(
                f"a change of the store {self._address.label} took longer than "
                f"{self._lease_ms / 1000:g} s and lost its turn: nothing was written, try again"
            )

    def _inquire(self, table: str, edition: Any | None) -> News:
        """What became of a table since an edition: its number, and the token of a change."""
        number, token = edition or (-1, b"")
        last, by, *told = self._link.run(scripts.NEWS, write_name(table), number, token)
        if told:
            return News((last, by), sorted(map(_placed, told[0]), key=_place))
        return News(edition) if (last, by) == edition else self._whole(table)

    def _whole(self, table: str) -> News:
        """All rows of a table, and the edition that they are."""
        (number, by), order, values = self._link.ask_together(
            ("HMGET", self._key("edition:", table), "number", "token"),
            ("ZRANGE", self._key("order:", table), 0, -1, "WITHSCORES"),
            ("HGETALL", self._key("table:", table)),
        )
        pairs = zip(order[::2], order[1::2], strict=True)
        rows = [_placed((key, values.get(key), place)) for key, place in pairs]
        # Rows without an edition were written by an older version: they are asked for each time.
        unknown = -1 if rows else 0
        return News((int(number or unknown), by or b""), rows, is_whole=True)

    def _key(self, kind: str, name: str = "") -> bytes:
        return write_name(self._address.prefix + kind + name)


def _placed(row: tuple[bytes, bytes | None, bytes | None]) -> tuple[str, Any | None, float]:
    key, value, place = row
    return read_name(key), None if value is None else read_value(value), float(place or 0)


def _place(row: tuple[str, Any | None, float]) -> tuple[bool, float]:
    """Those that are gone come first."""
    return row[1] is not None, row[2]


def _pack(sheets: dict[str, Sheet]) -> bytes:
    """Sheets as ``COMMIT`` reads them."""
    packed: list[bytes] = []
    for name, sheet in sheets.items():
        told = (write_name(name), b"1" if sheet.is_cleared else b"0", b"%d" % len(sheet.values))
        packed.extend(map(_measured, told))
        for key, value in sheet.values.items():
            what = b"remove" if value is None else b"move" if key in sheet.moved else b"put"
            row = (what, write_name(key), b"" if value is None else write_value(value))
            packed.extend(map(_measured, row))
    return b"".join(packed)


def _measured(text: bytes) -> bytes:
    return struct.pack(">I", len(text)) + text
