"""States of a session under names, to go back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.admin.ask import Ask, Reply
from mockserver.admin.refused import not_found
from mockserver.clock import timestamp
from mockserver.mock.control import Kept, changes_of
from mockserver.store import EMPTIED


def list_all(ask: Ask) -> Mapping[str, Any]:
    """Those of the session."""
    kept = ask.control.snapshots(ask.session)
    return {"snapshots": [_snapshot(ask, each) for each in kept]}


def read(ask: Ask) -> Mapping[str, Any]:
    """One with its changes."""
    kept = _named(ask)
    return {**_snapshot(ask, kept), "records": list(_records(kept))}


def take(ask: Ask) -> Reply:
    """Keep the present state."""
    known = ask.control.snapshot(ask.session, ask.path("snapshot"))
    kept = ask.control.take(ask.begun(), ask.path("snapshot"))
    return Reply(_snapshot(ask, kept), 201 if known is None else 200)


def restore(ask: Ask) -> Mapping[str, Any]:
    """Go back to it."""
    kept = _named(ask)
    ask.control.restore(ask.begun(), kept)
    return _snapshot(ask, kept)


def delete(ask: Ask) -> Mapping[str, Any]:
    """Forget it."""
    kept = _named(ask)
    ask.control.drop(ask.session, kept.name)
    return _snapshot(ask, kept)


def _named(ask: Ask) -> Kept:
    name = ask.path("snapshot")
    kept = ask.control.snapshot(ask.session, name)
    if kept is None:
        known = [each.name for each in ask.control.snapshots(ask.session)]
        raise not_found("snapshot", name, known)
    return kept


def _snapshot(ask: Ask, kept: Kept) -> Mapping[str, Any]:
    return {
        "name": kept.name,
        "session": ask.session,
        "taken": timestamp(kept.moment),
        "changes": changes_of(kept.records),
    }


def _records(kept: Kept) -> Iterator[Mapping[str, Any]]:
    for name, rows in kept.records.items():
        path, *parents = name.split("\x1f")
        for key, change in rows:
            if change is not True and key != EMPTIED:
                record = change or None
                yield {"collection": path, "parents": parents, "key": key, "record": record}
