"""States of a session under names, to go back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.admin.context import AdminContext, Reply
from mockserver.admin.refused import not_found
from mockserver.clock import timestamp
from mockserver.mock.control import Kept, changes_of
from mockserver.store import EMPTIED


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """Those of the session."""
    kept = context.control.snapshots(context.session)
    return {"snapshots": [_snapshot(context, each) for each in kept]}


def read(context: AdminContext) -> Mapping[str, Any]:
    """One with its changes."""
    kept = _named(context)
    return {**_snapshot(context, kept), "records": list(_records(kept))}


def take(context: AdminContext) -> Reply:
    """Keep the present state."""
    known = context.control.snapshot(context.session, context.path("snapshot"))
    kept = context.control.take(context.begun(), context.path("snapshot"))
    return Reply(_snapshot(context, kept), 201 if known is None else 200)


def restore(context: AdminContext) -> Mapping[str, Any]:
    """Go back to it."""
    kept = _named(context)
    context.control.restore(context.begun(), kept)
    return _snapshot(context, kept)


def delete(context: AdminContext) -> Mapping[str, Any]:
    """Forget it."""
    kept = _named(context)
    context.control.drop(context.session, kept.name)
    return _snapshot(context, kept)


def _named(context: AdminContext) -> Kept:
    name = context.path("snapshot")
    kept = context.control.snapshot(context.session, name)
    if kept is None:
        known = [each.name for each in context.control.snapshots(context.session)]
        raise not_found("snapshot", name, known)
    return kept


def _snapshot(context: AdminContext, kept: Kept) -> Mapping[str, Any]:
    return {
        "name": kept.name,
        "session": context.session,
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
