"""What changed about the requests that the API itself sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.diff.bodies import Instruments, content_changes
from mockserver.diff.change import Change
from mockserver.errors import DocumentError
from mockserver.spec.model import Operation, Spec


def webhook_changes(base: Spec, revision: Spec, tools: Instruments) -> Iterator[Change]:
    """Webhooks that come, go, or send something else: here the client is who answers."""
    old, new = _webhooks(base), _webhooks(revision)
    for label, operation in old.items():
        if label not in new:
            place = revision.root.document.origin(("webhooks",))
            told = "the webhook is gone"
            yield Change("webhook-removed", told, operation.origin, place, "", (label,))
        else:
            for change in _changed(operation, new[label], tools):
                yield replace(change, operations=(label,))
    for label, operation in new.items():
        if label not in old:
            place = base.root.document.origin(("webhooks",))
            told = "the webhook is new"
            yield Change("webhook-added", told, place, operation.origin, "", (label,))


def _webhooks(spec: Spec) -> dict[str, Operation]:
    found = {}
    for name, node in spec.root.child_members("webhooks"):
        try:
            item = node.followed()
        except DocumentError:  # costs this one only; validate tells of it
            continue
        for method, each in spec.dialect.operations(item, spec.root):
            label = f"webhook {name} {method}"
            found[label] = Operation(
                method, name, each, item, spec.root, spec.dialect, spec.schemas
            )
    return found


def _changed(old: Operation, new: Operation, tools: Instruments) -> Iterator[Change]:
    """What is sent is to clients as a response is."""
    before, after = old.request_body, new.request_body
    if before and after:
        yield from content_changes("webhook body", tools.response, before.content, after.content)
