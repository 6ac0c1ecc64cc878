"""What was asked and answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.exchanges import summary, whole
from mockserver.admin.refused import not_found
from mockserver.journal import Entry, Exchange


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """The last ones that fit; of those since a number, the first: so that none is passed over.

    ``first`` is the number of the oldest that is remembered of those since that number.
    """
    since, before, limit = (
        context.query("since"),
        context.query("before"),
        context.query("limit", 100),
    )
    every = context.mock.journal.entries(context.session, since or 0)
    fits = _filter(context)
    fitting = [each for each in every if fits(each.exchange)]
    older = [each for each in fitting if before is None or each.number < before]
    shown = older[-limit:] if since is None else older[:limit]
    redacted = ((each.number, context.shared.redaction.exchange(each.exchange)) for each in shown)
    return {
        "first": every[0].number if every else 0,
        "last": every[-1].number if every else since or 0,
        "total": len(fitting),
        "exchanges": [summary(*each) for each in redacted],
    }


def read(context: AdminContext) -> Mapping[str, Any]:
    """One whole."""
    return whole(context, numbered(context))


def clear(context: AdminContext) -> Mapping[str, Any]:
    """Forget all."""
    cleared = len(context.mock.journal.entries(context.session))
    context.mock.journal.clear(context.session)
    return {"cleared": cleared}


def numbered(context: AdminContext) -> Entry:
    """The entry that the path names. Raises Rejection."""
    number = int(context.path("number"))
    entries = context.mock.journal.entries(context.session, number - 1)
    if not entries or entries[0].number != number:
        raise not_found("exchange", number)
    return entries[0]


def _filter(context: AdminContext) -> Callable[[Exchange], bool]:
    tests = tuple(_tests(context))
    return lambda exchange: all(test(exchange) for test in tests)


def _tests(context: AdminContext) -> Iterator[Callable[[Exchange], bool]]:
    operation, status = context.query("operation"), context.query("status")
    method, path, violations = (
        context.query("method"),
        context.query("path"),
        context.query("violations"),
    )
    if operation is not None:
        labels = {each.label for each in context.mock.spec.operations if each.id == operation}
        labels.add(operation)
        yield lambda exchange: exchange.operation in labels
    if status is not None:
        yield lambda exchange: str(exchange.response.status).startswith(status.rstrip("X"))
    if method is not None:
        yield lambda exchange: exchange.request.method == method.upper()
    if path is not None:
        yield lambda exchange: path in exchange.request.path
    if violations is not None:
        yield lambda exchange: bool(exchange.violations) == violations
