"""The operations of the API, how they are answered, and how often they were called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.errors import DocumentError
from mockserver.journal import Entry
from mockserver.response import choose_success
from mockserver.spec.model import Operation


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """All of them, in the order of the document."""
    calls: dict[str, list[Entry]] = {}
    for entry in context.mock.journal.entries(context.session):
        calls.setdefault(entry.exchange.operation, []).append(entry)
    owners = {
        operation: (name, part.action.value)
        for name, collection in context.control.collections.items()
        for operation, part in collection.parts.items()
    }
    return {
        "operations": [
            _operation(each, owners.get(each), calls.get(each.label, []))
            for each in context.mock.spec.operations
        ]
    }


def _operation(
    operation: Operation, owner: tuple[str, str] | None, calls: list[Entry]
) -> Mapping[str, Any]:
    last = calls[-1] if calls else None
    called = {"last": last.number, "last_status": last.exchange.response.status} if last else {}
    return {
        "operation": operation.label,
        "method": operation.method,
        "path": operation.template,
        "id": operation.id,
        "summary": operation.node.text("summary"),
        "tags": list(operation.node.strings("tags")),
        "deprecated": operation.deprecated,
        "document": str(operation.origin),
        **_answering(operation, owner),
        "calls": len(calls),
        "violations": sum(1 for each in calls if each.exchange.violations),
        **called,
    }


def _answering(operation: Operation, owner: tuple[str, str] | None) -> Mapping[str, Any]:
    name, action = owner or (None, None)
    try:
        by = "records" if owner else _shown(operation)
        statuses = [each.pattern for each in operation.responses]
    except DocumentError:
        by, statuses = "broken", []
    return {"answered_by": by, "action": action, "collection": name, "statuses": statuses}


def _shown(operation: Operation) -> str:
    """Where the body of the usual answer comes from when it is not from records."""
    response = choose_success(operation).response
    if response is None or not response.content:
        return "empty"
    return "example" if any(each.examples for each in response.content) else "generated"
