"""The calls that no operation took, and which were nearly meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.errors import Rejection
from mockserver.journal import Entry, Exchange

_ON_THEIR_OWN = ("preflight", "options")
"""Where answers come from that browsers and tools ask for without anybody's call."""


def is_stray(exchange: Exchange) -> bool:
    """Whether somebody called what is not there."""
    return not exchange.operation and exchange.source not in _ON_THEIR_OWN


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """All of them, in order."""
    entries = context.mock.journal.entries(context.session)
    return {"unmatched": [_told(context, each) for each in entries if is_stray(each.exchange)]}


def _told(context: AdminContext, entry: Entry) -> Mapping[str, Any]:
    request = context.control.asked(entry.exchange)
    reason, templates, methods = "", [], None
    try:
        context.mock.router.find(request.path).match(request.method)
    except Rejection as rejection:
        reason = rejection.problem.detail
        templates = list(rejection.problem.extensions.get("nearest", ()))
        methods = rejection.problem.extensions.get("allowed")
    shown = context.shared.redaction.exchange(entry.exchange)
    return {
        "number": entry.number,
        "method": shown.request.method,
        "target": shown.request.target,
        "status": shown.response.status,
        "reason": reason,
        "nearest": list(
            _nearest(context, templates) if methods is None else _there(context, entry)
        ),
    }


def _nearest(context: AdminContext, templates: list[str]) -> Iterator[str]:
    for template in templates:
        yield from (
            each.label for each in context.mock.spec.operations if each.template == template
        )


def _there(context: AdminContext, entry: Entry) -> Iterator[str]:
    """The operations of the path, none of which has the method."""
    place = context.mock.router.find(context.control.asked(entry.exchange).path)
    yield from (route.operation.label for route in place.routes.values())
