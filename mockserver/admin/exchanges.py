"""How an exchange is told: in a line, or whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.story import declared, steps
from mockserver.clock import timestamp
from mockserver.http import Headers
from mockserver.journal import Entry, Exchange
from mockserver.journal.exchange import written
from mockserver.journal.redaction import REDACTED

_OF_CLIENTS = frozenset(
    "accept-encoding accept-language connection content-length dnt host keep-alive priority "
    "referer sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode "
    "sec-fetch-site sec-fetch-user sec-gpc te upgrade-insecure-requests user-agent".split()
)
"""Fields that a client sends by itself, and that say nothing of what is asked."""


def summary(number: int, exchange: Exchange) -> Mapping[str, Any]:
    """In a line; the exchange is without secrets already."""
    request, response = exchange.request, exchange.response
    fault = {"fault": response.fault} if response.fault else {}
    return {
        "number": number,
        "moment": timestamp(exchange.moment),
        "session": exchange.session,
        "method": request.method,
        "target": request.target,
        "status": response.status,
        "operation": exchange.operation,
        "source": exchange.source,
        "rule": exchange.rule,
        **fault,
        "duration": round(exchange.duration, 6),
        "delay": response.delay,
        "violations": len(exchange.violations),
    }


def whole(context: AdminContext, entry: Entry) -> Mapping[str, Any]:
    """With headers and bodies, and why it was answered so."""
    exchange = context.shared.redaction.exchange(entry.exchange)
    return {
        **summary(entry.number, exchange),
        "request": _message(exchange.request.headers, exchange.request.body),
        "response": _message(exchange.response.headers, exchange.response.body),
        "curl": _curl(exchange),
        "why": _why(context, entry, exchange),
    }


def _message(headers: Headers, body: bytes) -> Mapping[str, Any]:
    lines = [list(line) for line in headers]
    return {"headers": lines, **(written(body) if body else {})}


def _why(context: AdminContext, entry: Entry, shown: Exchange) -> Mapping[str, Any]:
    operation = context.mock.spec.operation(shown.operation)
    promised = declared(operation, shown.response.status)
    return {
        "source": shown.source,
        "rule": shown.rule,
        "violations": list(shown.violations),
        "operation_line": str(operation.origin) if operation else "",
        "status_line": str(promised.origin) if promised else "",
        "steps": steps(context, entry, shown),
    }


def _curl(shown: Exchange) -> str:
    """The line that asks the same of the host that was asked; it takes an HTTP client's words."""
    from mockserver.transport import curl

    lines = (line for line in shown.request.headers if line[0].lower() not in _OF_CLIENTS)
    request = replace(shown.request, headers=Headers(lines))
    return curl(request, shown.request.origin, lambda _, value: value == REDACTED)
