"""Where state lives, as a user names it."""

from __future__ import annotations

import re
from pathlib import Path

from mockserver.errors import UsageError
from mockserver.store.memory_tables import MemoryTables
from mockserver.store.tables import Tables

FORMS = "memory, sqlite:PATH or redis://HOST:PORT/DB"


def open_tables(state: str) -> Tables:
    """The tables that ``memory``, ``sqlite:PATH`` or a ``redis://`` or ``rediss://`` URL names.

    Raises UsageError for anything else, and StoreError where the place cannot be used.
    """
    if state == "memory":
        return MemoryTables()
    if state.startswith(("redis://", "rediss://")):
        from mockserver.store.redis_tables import RedisTables

        return RedisTables(state)
    kind, _, path = state.partition(":")
    if kind == "sqlite" and path and not path.startswith(("//", ":")):
        from mockserver.store.sqlite_tables import SqliteTables

        return SqliteTables(Path(path).expanduser())
    raise UsageError(f'the state "{_without_password(state)}" cannot be used: name {FORMS}')


def _without_password(state: str) -> str:
    return re.sub(r"//[^@]*@", "//", state)
