"""One request with its response, as a value and as JSON."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from mockserver.http import Headers, Request, Response


class Exchange(NamedTuple):
    """One request with its response; each that is answered makes one.

    ``operation`` is the label of the operation that answered or empty; ``source`` is where the body
    came from; ``violations`` are the sentences about the request and about the response;
    ``duration`` in seconds is what the mock took, without any delay; ``rule`` names what decided
    instead of the document and the records; ``session`` is empty for the common world.
    """

    moment: datetime
    request: Request
    response: Response
    operation: str
    source: str
    violations: tuple[str, ...] = ()
    duration: float = 0.0
    rule: str = ""
    session: str = ""


def to_json(exchange: Exchange) -> dict[str, Any]:
    """An exchange as JSON; ``from_json`` makes the same exchange of it."""
    request, response = exchange.request, exchange.response
    return {
        "moment": exchange.moment.isoformat(),
        "request": {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": [list(line) for line in request.headers],
            "body": written(request.body),
            "scheme": request.scheme,
        },
        "response": {
            "status": response.status,
            "headers": [list(line) for line in response.headers],
            "body": written(response.body),
            "delay": response.delay,
            "fault": response.fault,
        },
        "operation": exchange.operation,
        "source": exchange.source,
        "violations": list(exchange.violations),
        "duration": exchange.duration,
        "rule": exchange.rule,
        "session": exchange.session,
    }


def from_json(value: Mapping[str, Any]) -> Exchange:
    """The exchange that was written."""
    asked, answered = value["request"], value["response"]
    return Exchange(
        moment=datetime.fromisoformat(value["moment"]),
        request=Request(
            asked["method"],
            asked["path"],
            asked["query"],
            _headers(asked["headers"]),
            read(asked["body"]),
            scheme=asked.get("scheme", "http"),
        ),
        response=Response(
            answered["status"],
            _headers(answered["headers"]),
            read(answered["body"]),
            answered["delay"],
            answered["fault"],
        ),
        operation=value["operation"],
        source=value["source"],
        violations=tuple(value["violations"]),
        duration=value["duration"],
        rule=value["rule"],
        session=value["session"],
    )


def written(body: bytes) -> Mapping[str, str]:
    """A body as text where it is UTF-8, else in Base64 (RFC 4648 §4)."""
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def read(body: Mapping[str, str]) -> bytes:
    """The body that was written."""
    if "base64" in body:
        return base64.b64decode(body["base64"])
    return body["text"].encode()


def _headers(lines: list[list[str]]) -> Headers:
    return Headers((name, value) for name, value in lines)
