"""What Schemathesis sent and got, as our value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemathesis.engine.recorder import Request as Sent

from mockserver import media
from mockserver.http import SAFE, Headers, Request, Response
from mockserver.verify.evidence import as_request, as_response
from mockserver.verify.recordings.recording import Passage

if TYPE_CHECKING:
    import requests
    from schemathesis.engine.events import NonFatalError
    from schemathesis.engine.recorder import Interaction
    from schemathesis.generation.case import Case


def passage_of(case: Case[Any], exchange: Interaction) -> Passage:
    """An exchange; the status is 0 where there was no answer."""
    received = exchange.response
    response = as_response(received) if received is not None else Response(0)
    return Passage(case.operation.label, as_request(exchange.request), response, is_entire=True)


def unheard(event: NonFatalError) -> tuple[Passage, ...]:
    """The request that had no answer, where the client tells which it was."""
    sent: Any = getattr(event.value, "request", None)
    if not getattr(sent, "url", None) or not hasattr(sent, "body"):
        return ()  # none, or one that was not made ready to be sent
    return (Passage(event.label, as_request(Sent.from_prepared_request(sent)), Response(0)),)


def written(answer: requests.Response) -> tuple[Request, Response] | None:
    """What has perhaps made or changed something, before its scenario is over; None for all else.

    Of its body only JSON is kept.
    """
    sent = answer.request
    kind = media.parse(answer.headers.get("Content-Type") or "")
    if sent.method in SAFE or not answer.ok:
        return None
    content = answer.content if kind is not None and kind.is_json else b""
    request = as_request(Sent.from_prepared_request(sent))
    return request, Response(answer.status_code, Headers(answer.headers.items()), content)
