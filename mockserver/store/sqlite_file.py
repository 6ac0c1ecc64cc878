"""A SQLite file that holds tables: opened and checked, its faults told in sentences."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from mockserver.errors import StoreError
from mockserver.store.mirror import REMEMBERED

VERSION = 2
"""The format of a file. The first has neither revisions nor touched rows; it is given both."""

_CACHE = 256
"""KiB of pages that a connection keeps: each thread has one, and the system keeps the file."""
PROGRAM = int.from_bytes(b"mock")
"""What ``PRAGMA application_id`` says of a file of ours."""

PATIENCE = 15.0
"""Seconds to wait for another writer."""

SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS entries (
  tbl TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (tbl, key));
CREATE UNIQUE INDEX IF NOT EXISTS places ON entries (tbl, position);
CREATE TABLE IF NOT EXISTS tables (tbl TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON entries BEGIN
  INSERT INTO tables VALUES (NEW.tbl, 1) ON CONFLICT (tbl) DO UPDATE SET size = size + 1;
END;
CREATE TABLE IF NOT EXISTS logged (
  log TEXT NOT NULL, number INTEGER NOT NULL, entry TEXT NOT NULL,
  PRIMARY KEY (log, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS logs (log TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revisions (
  tbl TEXT PRIMARY KEY, last INTEGER NOT NULL, mark INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS touched (
  tbl TEXT NOT NULL, revision INTEGER NOT NULL, key TEXT NOT NULL, mark INTEGER NOT NULL,
  PRIMARY KEY (tbl, revision)) WITHOUT ROWID;
INSERT OR IGNORE INTO revisions SELECT tbl, 1, random() FROM tables WHERE size > 0;
CREATE VIEW IF NOT EXISTS touching AS SELECT tbl, key FROM touched;
CREATE TRIGGER IF NOT EXISTS touch INSTEAD OF INSERT ON touching BEGIN
  INSERT INTO revisions VALUES (NEW.tbl, 1, random())
    ON CONFLICT (tbl) DO UPDATE SET last = last + 1, mark = random();
  INSERT INTO touched SELECT tbl, last, NEW.key, mark FROM revisions WHERE tbl = NEW.tbl;
  DELETE FROM touched WHERE tbl = NEW.tbl
    AND revision <= (SELECT last FROM revisions WHERE tbl = NEW.tbl) - %d;
END;
CREATE TRIGGER IF NOT EXISTS touched_added AFTER INSERT ON entries BEGIN
  INSERT INTO touching VALUES (NEW.tbl, NEW.key);
END;
CREATE TRIGGER IF NOT EXISTS touched_replaced AFTER UPDATE ON entries BEGIN
  INSERT INTO touching VALUES (NEW.tbl, NEW.key);
END;
DROP TRIGGER IF EXISTS removed;
CREATE TRIGGER removed AFTER DELETE ON entries BEGIN
  INSERT INTO touching VALUES (OLD.tbl, OLD.key);
  UPDATE tables SET size = size - 1 WHERE tbl = OLD.tbl;
END;
CREATE TRIGGER IF NOT EXISTS emptied AFTER UPDATE ON tables WHEN NEW.size = 0 BEGIN
  DELETE FROM touched WHERE tbl = NEW.tbl;
  DELETE FROM revisions WHERE tbl = NEW.tbl;
  DELETE FROM tables WHERE tbl = NEW.tbl;
END;
PRAGMA application_id = %d;
PRAGMA user_version = %d;
COMMIT;
"""

FAULTS = {
    "SQLITE_BUSY": "is locked by another process: end that one, or wait and try again",
    "SQLITE_LOCKED": "is locked by another process: end that one, or wait and try again",
    "SQLITE_PROTOCOL": "is locked by another process: end that one, or wait and try again",
    "SQLITE_CORRUPT": "is damaged: move it away, and a new one is made",
    "SQLITE_NOTADB": "is no SQLite database: move it away, or name another file",
    "SQLITE_FULL": "cannot grow, the disk is full: make room and try again",
    "SQLITE_READONLY": "cannot be written: allow writing to it and to its folder",
    "SQLITE_PERM": "cannot be written: allow writing to it and to its folder",
    "SQLITE_AUTH": "cannot be written: allow writing to it and to its folder",
    "SQLITE_CANTOPEN": "cannot be opened: allow reading and writing it and its folder",
    "SQLITE_IOERR": "cannot be read or written: the disk or file system fails",
    "SQLITE_TOOBIG": "cannot hold a value of that size: store a smaller one",
}
PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")


class SqliteFile:
    """Where tables lie; ``patience`` is how many seconds a writer waits for another."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self.patience = patience
        # Where it lies must not change with the working folder; ":memory:" is a file's name too.
        self._place = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links

    def open(self) -> sqlite3.Connection:
        """A new connection to the file, which is made if it is missing. Raises StoreError."""
        try:
            return self._open()
        except sqlite3.Error as error:
            raise self.fault(error) from error

    def identity(self) -> tuple[int, int]:
        """What another file at the same place has not."""
        found = os.stat(self._place)  # noqa: PTH116 - as above
        return found.st_dev, found.st_ino

    def is_at_place(self, identity: tuple[int, int]) -> bool:
        """Whether the file of an identity was neither moved away nor removed since."""
        try:
            return self.identity() == identity
        except OSError:
            return False

    def fault(self, error: sqlite3.Error) -> StoreError:
        """An error of SQLite as a sentence that names the file and what to do."""
        name = _plain_name(error)
        if name == "SQLITE_CANTOPEN":
            return StoreError(f"the store {self.path} {self._why_not_open()}")
        return StoreError(f"the store {self.path} {FAULTS.get(name, f'fails: {error}')}")

    def _why_not_open(self) -> str:
        place = Path(self._place)
        if place.is_dir():
            return "is a folder: name a file"
        if not place.parent.is_dir():
            return "cannot be made, its folder does not exist: make the folder, or name another"
        return FAULTS["SQLITE_CANTOPEN"]

    def _open(self) -> sqlite3.Connection:
        # Each thread has its own connection; close() alone comes from another one.
        connection = sqlite3.connect(
            self._place, timeout=self.patience, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if not self._is_ours(connection):
            self._found(connection)
        _patiently(connection, "PRAGMA journal_mode = WAL", self.patience)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")

    def _is_ours(self, connection: sqlite3.Connection) -> bool:
        """False for an empty file, or of an earlier format. Raises StoreError for another's."""
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return False
        if connection.execute("PRAGMA application_id").fetchone() != (PROGRAM,):
            raise StoreError(
                f"the store {self.path} is a database of another program: name another file"
            )
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise StoreError(
                f"the store {self.path} has format {version} and this version of mockserver reads "
                f"format {VERSION}: name another file, or use the version that wrote it"
            )
        return bool(version == VERSION)

    def _found(self, connection: sqlite3.Connection) -> None:
        _patiently(connection, "PRAGMA journal_mode = WAL", self.patience)
        connection.executescript(SCHEMA % (REMEMBERED, PROGRAM, VERSION))


def is_passing(error: sqlite3.Error) -> bool:
    """Whether the connection is well and somebody else is only at work."""
    return _plain_name(error) in PASSING


def _plain_name(error: sqlite3.Error) -> str:
    """SQLITE_IOERR of SQLITE_IOERR_READ: the part of a name that says what kind it is."""
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])


def _patiently(connection: sqlite3.Connection, statement: str, patience: float) -> None:
    """Execute what SQLite refuses at once, without its usual patience, while others open too."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if not is_passing(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
