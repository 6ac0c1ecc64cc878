"""How the mock is, and what it serves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.clock import timestamp


def health(ask: Ask) -> Mapping[str, Any]:
    """What people want to know first."""
    mock, control, world = ask.mock, ask.control, ask.world
    info = mock.spec.root.get("info")
    return {
        "status": "ok",
        "title": mock.spec.title or mock.spec.file,
        "document": mock.spec.file,
        "version": info.text("version") if info else "",
        "openapi": mock.spec.version,
        "operations": len(mock.spec.operations),
        "collections": len(mock.kept),
        "records": sum(len(each.records) for each in mock.collections),
        "session": ask.session,
        "sessions": len(mock.sessions.all()),
        "exchanges": len(mock.journal.entries(ask.session)),
        "scenario": mock.active_rules.playing(world) or None,
        "rules": sum(
            control.left(world, each.id, each.times) != 0 for each in mock.active_rules.added(world)
        ),
        "seed": mock.seed_of(world),
        "now": timestamp(control.now(world)),
        "shared": mock.tables.is_shared,
        "started": timestamp(ask.house.begun),
        "uptime": round((datetime.now(UTC) - ask.house.begun).total_seconds(), 3),
    }


def ready(ask: Ask) -> None:
    """Nothing, where the state is within reach. Raises StoreError."""
    ask.mock.tables.count("")
