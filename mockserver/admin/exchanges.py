"""How an exchange is told: in a line, or whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.clock import timestamp
from mockserver.errors import DocumentError
from mockserver.http import Headers
from mockserver.journal import Entry, Exchange
from mockserver.journal.exchange import written
from mockserver.spec.model import Operation


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


def whole(ask: Ask, entry: Entry) -> Mapping[str, Any]:
    """With headers and bodies, and why it was answered so."""
    exchange = ask.house.redaction.exchange(entry.exchange)
    return {
        **summary(entry.number, exchange),
        "request": _message(exchange.request.headers, exchange.request.body),
        "response": _message(exchange.response.headers, exchange.response.body),
        "why": _why(ask, exchange),
    }


def _message(headers: Headers, body: bytes) -> Mapping[str, Any]:
    lines = [list(line) for line in headers]
    return {"headers": lines, **(written(body) if body else {})}


def _why(ask: Ask, exchange: Exchange) -> Mapping[str, Any]:
    operation = ask.mock.spec.operation(exchange.operation)
    return {
        "source": exchange.source,
        "rule": exchange.rule,
        "violations": list(exchange.violations),
        "operation_line": str(operation.origin) if operation else "",
        "status_line": _status_line(operation, exchange.response.status),
    }


def _status_line(operation: Operation | None, status: int) -> str:
    try:
        declared = operation.response(status) if operation else None
    except DocumentError:
        return ""
    return str(declared.origin) if declared else ""
