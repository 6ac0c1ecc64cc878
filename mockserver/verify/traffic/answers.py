"""What an answer breaks by itself, and what of it beside the body is another than was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from mockserver import media
from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.http import Response
from mockserver.verify.judging.answers import Answers, strictness
from mockserver.verify.traffic.mark import ERROR, INFO, WARNING, Mark
from mockserver.verify.traffic.recorded import Judge, Recorded
from mockserver.verify.traffic.renaming import Renaming

_FAILED = 500
_RULES = {
    "status": "status-code-conformance",
    "media-type": "content-type-conformance",
}


def document_marks(
    answers: Answers, judge: Judge, recorded: Recorded, response: Response
) -> Iterator[Mark]:
    """What the document has against an answer; what it leaves unsaid is told, and no error."""
    operation, status = recorded.operation, response.status
    for fault in answers.leaks(response):
        yield Mark(fault.check.replace("_", "-"), ERROR, fault.message)
    if status >= _FAILED and recorded.status != status:
        told = f"answered {status}: the server failed on this request"
        yield Mark("not-a-server-error", ERROR, told)
        return
    declared = operation.response(status)
    if declared is None:
        if recorded.status == status and operation.responses:
            known = ", ".join(each.pattern for each in operation.responses)
            told = f"answered {status} as recorded, which is not declared; declared: {known}"
            yield Mark("traffic-undeclared", INFO, told, at=f"status {status}")
        return
    media_type = media.parse(response.headers.get("Content-Type") or "")
    fault_of_json = strictness(response.body) if media_type and media_type.is_json else ""
    if fault_of_json and response.body:
        told = f"answered {status} with a body that is no JSON: {fault_of_json}"
        yield Mark("strict-json", ERROR, told)
        return
    yield from _violations(judge, recorded, response)


def _violations(judge: Judge, recorded: Recorded, response: Response) -> Iterator[Mark]:
    try:
        found = judge.violations(recorded.operation, recorded.request, response)
    except DocumentError:
        return
    for each in found[:1]:
        place = pointers.text(each.pointer)
        told = f"answered {response.status} with {each.location} {place}".rstrip()
        rule = _RULES.get(each.keyword, "response-schema-conformance")
        if each.location == "header" and each.keyword != "media-type":
            rule = "response-headers-conformance"
        yield Mark(rule, ERROR, f"{told}: {each.message}", at=place, origin=each.origin)


def plain_marks(
    recorded: Recorded, response: Response, renaming: Renaming, base_url: str
) -> Iterator[Mark]:
    """Media type, Location, and whether there is a body at all.

    Which of the media types it declares, and whether it tells an optional field, the document
    leaves open; what it forbids is told as such.
    """
    before, now = recorded.exchange.response, response
    kinds = [media.parse(each.headers.get("Content-Type") or "") for each in (before, now)]
    was, is_ = (each.essence if each else "" for each in kinds)
    if before.body and was and is_ != was:
        told = f"answered as {is_ or 'no media type'}, where {was} was recorded"
        yield Mark("traffic-drift", WARNING, told, at="media type")
    elif before.body and not now.body and recorded.request.method != "HEAD":
        told = "answered without a body, where one was recorded"
        yield Mark("traffic-drift", WARNING, told, at="body")
    yield from _location(recorded, response, renaming, base_url)


def _location(
    recorded: Recorded, response: Response, renaming: Renaming, base_url: str
) -> Iterator[Mark]:
    """RFC 9110 §10.2.2: where what was made is, below the base of each."""
    before = recorded.exchange.response.headers.get("Location")
    if not before:
        return
    now = response.headers.get("Location")
    if not now:
        told = f"answered {response.status} without the Location that was recorded"
        yield Mark("traffic-drift", WARNING, told, at="Location")
        return
    was = _tail(before, recorded.base_path)
    is_ = _tail(now, urlsplit(base_url).path.rstrip("/"))
    head, _, last = was.rpartition("/")
    meant = str(renaming.key(recorded.collection, unquote(last)))
    if unquote(is_.rpartition("/")[2]) != meant or is_.count("/") != head.count("/") + 1:
        told = f"answered with the Location {now}, where {head}/{meant} was meant"
        yield Mark("location-broken", ERROR, told)


def _tail(location: str, above: str) -> str:
    path = urlsplit(location).path
    return path.removeprefix(above) if above and path.startswith(f"{above}/") else path
