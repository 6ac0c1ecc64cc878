"""The journal as clients of WireMock know it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.admin.journal import numbered
from mockserver.admin.matching import seen
from mockserver.admin.moment import moment
from mockserver.admin.pattern import read_pattern
from mockserver.admin.stray import is_stray
from mockserver.clock import timestamp
from mockserver.http import Headers
from mockserver.journal import Entry, Exchange

_ENABLED = {"requestJournalDisabled": False}


def list_all(ask: Ask) -> Mapping[str, Any]:
    """The last ones first."""
    since, unmatched = ask.query("since"), ask.query("unmatched", default=False)
    begin = moment(since) if since else None
    fitting = [
        entry
        for entry in reversed(ask.mock.journal.entries(ask.session))
        if (begin is None or entry.exchange.moment >= begin)
        and (not unmatched or is_stray(entry.exchange))
    ]
    shown = fitting[: ask.query("limit", 100)]
    events = [_event(ask, each) for each in shown]
    return {"requests": events, "meta": {"total": len(fitting)}, **_ENABLED}


def read(ask: Ask) -> Mapping[str, Any]:
    """One."""
    return _event(ask, numbered(ask))


def count(ask: Ask) -> Mapping[str, Any]:
    """How many fit a pattern."""
    pattern = read_pattern(ask.body, ask.control)
    return {"count": sum(1 for each in seen(ask) if pattern.fits(each)), **_ENABLED}


def find(ask: Ask) -> Mapping[str, Any]:
    """Those that fit a pattern."""
    pattern = read_pattern(ask.body, ask.control)
    found = [each.exchange for each in seen(ask) if pattern.fits(each)]
    return {"requests": [_logged(ask, each) for each in found], **_ENABLED}


def unmatched(ask: Ask) -> Mapping[str, Any]:
    """Those that no operation took."""
    found = [each for each in ask.mock.journal.exchanges(ask.session) if is_stray(each)]
    return {"requests": [_logged(ask, each) for each in found], **_ENABLED}


def _event(ask: Ask, entry: Entry) -> Mapping[str, Any]:
    response = ask.house.redaction.exchange(entry.exchange).response
    return {
        "id": str(entry.number),
        "request": _logged(ask, entry.exchange),
        "response": {
            "status": response.status,
            "headers": _headers(response.headers),
            "body": response.body.decode(errors="replace"),
        },
        "wasMatched": not is_stray(entry.exchange),
    }


def _logged(ask: Ask, exchange: Exchange) -> Mapping[str, Any]:
    request = ask.house.redaction.exchange(exchange).request
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
