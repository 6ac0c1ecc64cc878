"""What was asked and answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.admin.exchanges import summary, whole
from mockserver.admin.refused import not_found
from mockserver.journal import Entry, Exchange


def list_all(ask: Ask) -> Mapping[str, Any]:
    """The last ones that fit; of those since a number, the first: so that none is passed over.

    ``first`` is the number of the oldest that is remembered of those since that number.
    """
    since, before, limit = ask.query("since"), ask.query("before"), ask.query("limit", 100)
    every = ask.mock.journal.entries(ask.session, since or 0)
    fits = _filter(ask)
    fitting = [each for each in every if fits(each.exchange)]
    older = [each for each in fitting if before is None or each.number < before]
    shown = older[-limit:] if since is None else older[:limit]
    redacted = ((each.number, ask.house.redaction.exchange(each.exchange)) for each in shown)
    return {
        "first": every[0].number if every else 0,
        "last": every[-1].number if every else since or 0,
        "total": len(fitting),
        "exchanges": [summary(*each) for each in redacted],
    }


def read(ask: Ask) -> Mapping[str, Any]:
    """One whole."""
    return whole(ask, numbered(ask))


def clear(ask: Ask) -> Mapping[str, Any]:
    """Forget all."""
    cleared = len(ask.mock.journal.entries(ask.session))
    ask.mock.journal.clear(ask.session)
    return {"cleared": cleared}


def numbered(ask: Ask) -> Entry:
    """The entry that the path names. Raises Rejection."""
    number = int(ask.path("number"))
    entries = ask.mock.journal.entries(ask.session, number - 1)
    if not entries or entries[0].number != number:
        raise not_found("exchange", number)
    return entries[0]


def _filter(ask: Ask) -> Callable[[Exchange], bool]:
    tests = tuple(_tests(ask))
    return lambda exchange: all(test(exchange) for test in tests)


def _tests(ask: Ask) -> Iterator[Callable[[Exchange], bool]]:
    operation, status = ask.query("operation"), ask.query("status")
    method, path, violations = ask.query("method"), ask.query("path"), ask.query("violations")
    if operation is not None:
        labels = {each.label for each in ask.mock.spec.operations if each.id == operation}
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
