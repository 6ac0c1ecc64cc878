"""How the mock is, and what it serves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.clock import timestamp


def health(context: AdminContext) -> Mapping[str, Any]:
    """What people want to know first."""
    mock, control, world = context.mock, context.control, context.world
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
        "session": context.session,
        "sessions": len(mock.sessions.all()),
        "exchanges": len(mock.journal.entries(context.session)),
        "scenario": mock.active_rules.playing(world) or None,
        "rules": sum(
            control.left(world, each.id, each.times) != 0 for each in mock.active_rules.added(world)
        ),
        "seed": mock.seed_of(world),
        "now": timestamp(control.now(world)),
        "shared": mock.tables.is_shared,
        "started": timestamp(context.shared.begun),
        "uptime": round((datetime.now(UTC) - context.shared.begun).total_seconds(), 3),
    }


def ready(context: AdminContext) -> None:
    """Nothing, where the state is within reach. Raises StoreError."""
    context.mock.tables.count("")
