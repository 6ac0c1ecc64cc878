"""The sessions of a mock: who has a world of its own, and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from mockserver.clock import Clock
from mockserver.store.ground import Ground
from mockserver.store.records import SESSIONS, WritableRecords, table_name
from mockserver.store.tables import Edit, Tables
from mockserver.value import dataclass

_NAME = re.compile(r"[A-Za-z0-9._~:@-]{1,100}")
_TOUCHED = timedelta(seconds=5)
"""How exactly it is known when a session was last used: a write for each request is too dear."""

_SHARE = 10
"""So many times as exactly where sessions end sooner."""

_BUSY = timedelta(minutes=1)
"""A session used so lately is never the one that makes room."""

_OCCASIONS = "#resets"  # no session can have such a name
_LOGS = ("journal",)
"""What is kept of a session beside its tables."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session with the moments of its first and its last use."""

    name: str
    begun: datetime
    used: datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many sessions there may be, how long one lives that nobody uses, how often one writes."""

    most: int = 200
    idle: timedelta = timedelta(minutes=30)
    writes: int = 10_000


class SessionRefused(Exception):
    """There can be no such session; the message says why."""


class Sessions:
    """Opens, lists and ends sessions. ``clock`` is the real one: sessions age in real time.

    ``copied`` are the kinds of values that a session takes along from the common world when it
    begins; records it sees through, as they were then.
    """

    def __init__(
        self,
        tables: Tables,
        clock: Clock,
        bounds: Bounds | None = None,
        copied: Sequence[str] = (),
    ) -> None:
        self._copied = copied
        self._tables = tables
        self._clock = clock
        self._bounds = bounds or Bounds()
        self._touched = min(_TOUCHED, self._bounds.idle / _SHARE)

    def open(self, name: str) -> None:
        """Begin a session, or note that it is used. Raises SessionRefused.

        Those that nobody used for long end then, and the one that is idle longest when there are
        too many.
        """
        now = self._clock.now()
        known = self._tables.get(SESSIONS, name)
        if known is not None and now - _moment(known[1]) < self._touched:
            return
        if not _NAME.fullmatch(name):
            raise SessionRefused(
                f"'{name[:100]}' cannot name a session: letters, digits and ._~:@- can, up to 100."
            )
        with self._tables.change() as edit:
            known = edit.get(SESSIONS, name)  # another may have begun it since, and done something
            is_alive = known is not None and not self._is_over(_moment(known[1]), now)
            begun = known[0] if known is not None and is_alive else now.isoformat()
            if not is_alive:
                self._make_room(edit, now)
                self._copy(edit, name)
            edit.put(SESSIONS, name, [begun, now.isoformat()])

    def knows(self, name: str) -> bool:
        """Whether somebody has opened a session of that name."""
        return self._tables.get(SESSIONS, name) is not None

    def all(self) -> tuple[Session, ...]:
        """The sessions that are alive, the first begun first."""
        now = self._clock.now()
        known = _sessions(self._tables.rows(SESSIONS))
        return tuple(each for each in known if not self._is_over(each.used, now))

    def end(self, name: str) -> bool:
        """Forget a session and all that is its own; False when there was none."""
        with self._tables.change() as edit:
            known = edit.get(SESSIONS, name) is not None
            self._forget(edit, name)
        return known

    def reset(self, name: str) -> None:
        """Forget all that a session, or the common world "", has of its own; a session goes on."""
        with self._tables.change() as edit:
            self._clear(edit, name)
            self._copy(edit, name)

    def reset_all(self, occasion: str, *, again: bool = False) -> None:
        """Forget what the common world and each session have of their own; sessions go on.

        Of all who share the tables the first does it: an ``occasion`` that was seen is over,
        unless it is to be had ``again``.
        """
        with self._tables.change() as edit:
            if not again and edit.get(_OCCASIONS, "last") == occasion:
                return
            edit.put(_OCCASIONS, "last", occasion)
            for name in ("", *(name for name, _ in edit.rows(SESSIONS))):
                self._clear_tables(edit, name)

    def _copy(self, edit: Edit, name: str) -> None:
        """What the common world has now is the session's own from here on."""
        for kind in self._copied if name else ():
            for key, value in edit.rows(table_name("", kind)):
                edit.put(table_name(name, kind), key, value)

    def _make_room(self, edit: Edit, now: datetime) -> None:
        alive = sorted(_sessions(edit.rows(SESSIONS)), key=lambda each: each.used)
        expired = [each for each in alive if self._is_over(each.used, now)]
        for each in expired:
            self._forget(edit, each.name)
        left = alive[len(expired) :]
        if len(left) < self._bounds.most:
            return
        if now - left[0].used < _BUSY:
            raise SessionRefused(
                f"There are {len(left)} sessions, and all are in use: end one, or allow more "
                "with --sessions."
            )
        self._forget(edit, left[0].name)

    def _is_over(self, used: datetime, now: datetime) -> bool:
        return now - used > self._bounds.idle

    def _forget(self, edit: Edit, name: str) -> None:
        self._clear(edit, name)
        edit.remove(SESSIONS, name)
        for log in _LOGS:
            self._tables.forget(table_name(name, log))

    def _clear(self, edit: Edit, name: str) -> None:
        if not name:
            self._keep_for_sessions(edit)
        self._clear_tables(edit, name)

    def _clear_tables(self, edit: Edit, name: str) -> None:
        for table in self._tables.names(table_name(name, "")):
            edit.clear(table)

    def _keep_for_sessions(self, edit: Edit) -> None:
        """What the common world forgets, they go on to see."""
        prefix = table_name("", "records|")
        for table in self._tables.names(prefix):
            WritableRecords(edit, "", Ground(table[len(prefix) :], {})).clear()


def _sessions(rows: object) -> Iterator[Session]:
    for name, (begun, used) in rows:  # type: ignore[attr-defined]
        yield Session(name, _moment(begun), _moment(used))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
