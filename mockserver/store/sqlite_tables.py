"""Tables in a SQLite file: shared by all processes of a host, and still there after a crash.

Each thread has its own connection. SQLite forbids to carry one into a forked process (its locks
stay behind), so all are closed before a fork, and one of another process is never touched.
Within a process, writers queue at a lock: SQLite itself only lets them ask again and again.
An entry appended within a change is part of it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from threading import Lock, local
from typing import Any
from weakref import ref

from mockserver.errors import StoreError
from mockserver.store.draft import refuse_null
from mockserver.store.ground import Ground, Record
from mockserver.store.mirror import Mirror, News
from mockserver.store.notation import read_name, read_value, write_name, write_value
from mockserver.store.sqlite_file import PATIENCE, SqliteFile, is_passing
from mockserver.store.tables import Edit, Row

GET = "SELECT value FROM entries WHERE tbl = ? AND key = ?"
PAGE = "SELECT key, value FROM entries WHERE tbl = ? ORDER BY position LIMIT ? OFFSET ?"
COUNT = "SELECT size FROM tables WHERE tbl = ?"
NAMES = "SELECT tbl FROM tables WHERE size > 0"
REPLACE = "UPDATE entries SET value = ?3 WHERE tbl = ?1 AND key = ?2"
ADD = (
    "INSERT INTO entries (tbl, key, value, position) "
    "SELECT ?1, ?2, ?3, coalesce(max(position), 0) + 1 FROM entries WHERE tbl = ?1"
)
REMOVE = "DELETE FROM entries WHERE tbl = ? AND key = ?"
CLEAR = "DELETE FROM entries WHERE tbl = ?"
COUNT_UP = "INSERT INTO logs VALUES (?, 1) ON CONFLICT (log) DO UPDATE SET last = last + 1"
LAST = "SELECT last FROM logs WHERE log = ?"
APPEND = "INSERT INTO logged VALUES (?, ?, ?)"
TRIM = "DELETE FROM logged WHERE log = ? AND number <= ?"
ENTRIES = "SELECT number, entry FROM logged WHERE log = ? AND number > ? ORDER BY number"
FORGET = "DELETE FROM logged WHERE log = ?"

REVISION = "SELECT last, mark FROM revisions WHERE tbl = ?"
KNOWN = "SELECT 1 FROM touched WHERE tbl = ? AND revision = ? AND mark = ?"
PLACES = "SELECT key, value, position FROM entries WHERE tbl = ? ORDER BY position"
TOUCHED = (
    "SELECT rows.key, value, position "
    "FROM (SELECT DISTINCT key FROM touched WHERE tbl = ?1 AND revision > ?2) AS rows "
    "LEFT JOIN entries ON entries.tbl = ?1 AND entries.key = rows.key ORDER BY position"
)

ALL = -1
LEFT_ALONE: list[sqlite3.Connection] = []
"""Connections of a parent process: closing one here would tell its locks wrong."""


class ThreadConnection:
    """What one thread has: its connection, closed with it, and whether a change is open."""

    def __init__(self, file: SqliteFile) -> None:
        self.connection = file.open()
        self.file = file.identity()
        self.process = os.getpid()
        self.is_changing = False

    def __del__(self) -> None:
        connection = getattr(self, "connection", None)
        if connection is None:
            return
        if self.process == os.getpid():
            connection.close()
        else:
            LEFT_ALONE.append(connection)


class SqliteTables:
    """Tables and logs in a file; see ``Tables`` for what each method promises.

    Raises StoreError where the file cannot be used.
    """

    is_shared = True
    version = None

    def __init__(self, path: str | Path, patience: float = PATIENCE) -> None:
        self._file = SqliteFile(Path(path), patience)
        self._local = local()
        self._writer = Lock()
        self._mirror = Mirror(self._inquire)
        self._own()
        _close_before_fork(self)

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        found = self._ask(GET, _name(table), _name(key))
        return read_value(found[0][0]) if found else None

    def rows(self, table: str, offset: int = 0, limit: int | None = None) -> Sequence[Row]:
        """Rows in the order in which their keys came, from an offset, at most ``limit``."""
        if offset or limit is not None or self._is_changing:
            return _rows(self._ask(PAGE, _name(table), ALL if limit is None else limit, offset))
        return self._mirror.rows(table)

    def layers(self, table: str, ground: Ground) -> Sequence[Record] | None:
        """The rows as changes of a ground's; None within a change."""
        return None if self._is_changing else self._mirror.layers(table, ground)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        found = self._ask(COUNT, _name(table))
        return int(found[0][0]) if found else 0

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """The names of the tables that have rows and begin so, sorted."""
        names = (_text(name) for (name,) in self._ask(NAMES))
        return tuple(sorted(name for name in names if name.startswith(prefix)))

    def change(self) -> AbstractContextManager[Edit]:
        """A change that nobody else can come between; undone when its block raises.

        Raises RuntimeError within another change of the same thread.
        """
        return self._change()

    def append(self, log: str, entry: Any, limit: int) -> int:
        """Add an entry to a log that keeps the last ``limit``; its number, ever greater."""
        own, written = self._own(), write_value(entry).decode()
        if own.is_changing:
            return self._append(own.connection, _name(log), written, limit)
        with self._writing(own):
            return self._append(own.connection, _name(log), written, limit)

    def entries(self, log: str, after: int = 0) -> Sequence[tuple[int, Any]]:
        """The entries with greater numbers than ``after``, in order."""
        found = self._ask(ENTRIES, _name(log), after)
        return tuple([(number, read_value(entry)) for number, entry in found])

    def forget(self, log: str) -> None:
        """Remove all entries of a log; numbers go on from where they were."""
        self._ask(FORGET, _name(log))

    def close(self) -> None:
        """Let go of all connections; who goes on opens the file anew."""
        self._local = local()
        self._mirror = Mirror(self._inquire)

    def renew(self) -> None:
        """Be as new in a forked process: a thread that held the lock is not there any more."""
        self._writer = Lock()

    @property
    def _is_changing(self) -> bool:
        own: ThreadConnection | None = getattr(self._local, "own", None)
        return own is not None and own.is_changing

    def _own(self) -> ThreadConnection:
        own: ThreadConnection | None = getattr(self._local, "own", None)
        if own is None or not self._is_usable(own):
            own = self._local.own = None
            own = self._local.own = ThreadConnection(self._file)
        return own

    def _is_usable(self, own: ThreadConnection) -> bool:
        """False after a fork, and where the file was moved away, but for a change that is open."""
        if own.process != os.getpid():
            return False
        return own.is_changing or self._file.is_at_place(own.file)

    def _ask(self, statement: str, *parameters: Any) -> list[Any]:
        return self._run(self._own().connection, statement, parameters).fetchall()

    def _inquire(self, table: str, edition: Any | None) -> News:
        """What became of a table since an edition: how often it was touched, and a mark by chance.

        A file that was put back as it was once counts up to the same number, but to another mark.
        """
        own, name = self._own(), _name(table)
        if edition == self._revision(own, name):
            return News(edition)
        self._run(own.connection, "BEGIN")
        try:
            return self._news(own, name, edition)
        finally:
            with suppress(sqlite3.Error):
                own.connection.execute("COMMIT")

    def _news(self, own: ThreadConnection, name: Any, edition: Any | None) -> News:
        present = self._revision(own, name)
        if edition and self._run(own.connection, KNOWN, (name, *edition)).fetchone():
            found = self._run(own.connection, TOUCHED, (name, edition[0])).fetchall()
            return News(present, _placed(found))
        return News(
            present, _placed(self._run(own.connection, PLACES, (name,)).fetchall()), is_whole=True
        )

    def _revision(self, own: ThreadConnection, name: Any) -> tuple[int, int]:
        return self._run(own.connection, REVISION, (name,)).fetchone() or (0, 0)

    def _run(
        self, connection: sqlite3.Connection, statement: str, parameters: tuple[Any, ...] = ()
    ) -> sqlite3.Cursor:
        try:
            return connection.execute(statement, parameters)
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _fault(self, error: sqlite3.Error) -> StoreError:
        # What is wrong with a file may be put right: the next one to ask looks at it afresh.
        if not is_passing(error):
            self._local.own = None
        return self._file.fault(error)

    @contextmanager
    def _change(self) -> Iterator[Edit]:
        own = self._own()
        if own.is_changing:
            raise RuntimeError("a change is open in this thread already: use its edit")
        with self._writing(own):
            edit = SqliteEdit(lambda statement, *told: self._run(own.connection, statement, told))
            try:
                yield edit
            finally:
                edit.end()

    @contextmanager
    def _writing(self, own: ThreadConnection) -> Iterator[None]:
        """A transaction of this thread alone."""
        writer = self._writer
        if not writer.acquire(timeout=self._file.patience):
            raise StoreError(f"the store {self._file.path} is kept busy by another change")
        try:
            self._run(own.connection, "BEGIN IMMEDIATE")
            own.is_changing = True
            yield
            self._run(own.connection, "COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                own.connection.execute("ROLLBACK")
            raise
        finally:
            own.is_changing = False
            writer.release()

    def _append(self, connection: sqlite3.Connection, log: Any, entry: str, limit: int) -> int:
        self._run(connection, COUNT_UP, (log,))
        number = int(self._run(connection, LAST, (log,)).fetchone()[0])
        self._run(connection, APPEND, (log, number, entry))
        self._run(connection, TRIM, (log, number - max(limit, 0)))
        return number


class SqliteEdit:
    """An ``Edit`` within a transaction; ``run`` executes a statement of it."""

    def __init__(self, run: Any) -> None:
        self._run = run

    def end(self) -> None:
        """Let go of the connection: nothing can be done in a change that is over."""
        self._run = _refuse

    def get(self, table: str, key: str) -> Any | None:
        """The value of a key; None without one."""
        found = self._run(GET, _name(table), _name(key)).fetchone()
        return read_value(found[0]) if found else None

    def rows(self, table: str) -> Sequence[Row]:
        """All rows in the order in which their keys came."""
        return _rows(self._run(PAGE, _name(table), ALL, 0).fetchall())

    def count(self, table: str) -> int:
        """How many rows a table has."""
        found = self._run(COUNT, _name(table)).fetchone()
        return int(found[0]) if found else 0

    def put(self, table: str, key: str, value: Any) -> None:
        """Set a value; a new key comes last, a known one keeps its place.

        Raises ValueError for null.
        """
        refuse_null(value)
        row = (_name(table), _name(key), write_value(value).decode())
        if not self._run(REPLACE, *row).rowcount:
            self._run(ADD, *row)

    def remove(self, table: str, key: str) -> None:
        """Remove a row; nothing where there is none."""
        self._run(REMOVE, _name(table), _name(key))

    def clear(self, table: str) -> None:
        """Remove all rows of a table."""
        self._run(CLEAR, _name(table))


def _refuse(*_: Any) -> None:
    raise RuntimeError("the change of this edit is over: open another")


def _rows(found: list[tuple[str | bytes, str]]) -> tuple[Row, ...]:
    return tuple([(_text(key), read_value(value)) for key, value in found])


def _placed(found: list[tuple[str | bytes, str | None, int | None]]) -> list[Any]:
    return [
        (_text(key), None if value is None else read_value(value), place)
        for key, value, place in found
    ]


def _name(name: str) -> str | bytes:
    """A name as SQLite can hold it: text, or bytes where UTF-8 has no way to write it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return write_name(name)
    return name


def _text(name: str | bytes) -> str:
    return name if isinstance(name, str) else read_name(name)


def _close_before_fork(tables: SqliteTables) -> None:
    if not hasattr(os, "register_at_fork"):  # Windows knows no fork
        return
    known = ref(tables)

    def close() -> None:
        if found := known():
            found.close()

    def renew() -> None:
        if found := known():
            found.renew()

    os.register_at_fork(before=close, after_in_child=renew)
