"""The journal as clients of WireMock know it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.journal import numbered
from mockserver.admin.matching import seen
from mockserver.admin.moment import moment
from mockserver.admin.pattern import read_pattern
from mockserver.admin.stray import is_stray
from mockserver.clock import timestamp
from mockserver.http import Headers
from mockserver.journal import Entry, Exchange

_ENABLED = {"requestJournalDisabled": False}


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """The last ones first."""
    since, unmatched = context.query("since"), context.query("unmatched", default=False)
    begin = moment(since) if since else None
    fitting = [
        entry
        for entry in reversed(context.mock.journal.entries(context.session))
        if (begin is None or entry.exchange.moment >= begin)
        and (not unmatched or is_stray(entry.exchange))
    ]
    shown = fitting[: context.query("limit", 100)]
    events = [_event(context, each) for each in shown]
    return {"requests": events, "meta": {"total": len(fitting)}, **_ENABLED}


def read(context: AdminContext) -> Mapping[str, Any]:
    """One."""
    return _event(context, numbered(context))


def count(context: AdminContext) -> Mapping[str, Any]:
    """How many fit a pattern."""
    pattern = read_pattern(context.body, context.control)
    return {"count": sum(1 for each in seen(context) if pattern.fits(each)), **_ENABLED}


def find(context: AdminContext) -> Mapping[str, Any]:
    """Those that fit a pattern."""
    pattern = read_pattern(context.body, context.control)
    found = [each.exchange for each in seen(context) if pattern.fits(each)]
    return {"requests": [_logged(context, each) for each in found], **_ENABLED}


def unmatched(context: AdminContext) -> Mapping[str, Any]:
    """Those that no operation took."""
    found = [each for each in context.mock.journal.exchanges(context.session) if is_stray(each)]
    return {"requests": [_logged(context, each) for each in found], **_ENABLED}


def _event(context: AdminContext, entry: Entry) -> Mapping[str, Any]:
    response = context.shared.redaction.exchange(entry.exchange).response
    return {
        "id": str(entry.number),
        "request": _logged(context, entry.exchange),
        "response": {
            "status": response.status,
            "headers": _headers(response.headers),
            "body": response.body.decode(errors="replace"),
        },
        "wasMatched": not is_stray(entry.exchange),
    }


def _logged(context: AdminContext, exchange: Exchange) -> Mapping[str, Any]:
    request = context.shared.redaction.exchange(exchange).request
    return {
        "url": request.target,
        "absoluteUrl": f"{request.origin}{request.target}",
        "method": request.method,
        "headers": _headers(request.headers),
        "body": request.body.decode(errors="replace"),
        "bodyAsBase64": base64.b64encode(request.body).decode(),
        "loggedDate": int(exchange.moment.timestamp() * 1000),
        "loggedDateString": timestamp(exchange.moment),
    }


def _headers(headers: Headers) -> Mapping[str, str]:
    return {name: headers.get(name) or "" for name, _ in headers}
