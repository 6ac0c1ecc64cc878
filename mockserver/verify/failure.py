"""What is broken in a story, as it is told: with the requests that led there as curl lines."""

from __future__ import annotations

from dataclasses import replace

from mockserver.http import Headers
from mockserver.transport import curl
from mockserver.verify.cases.case import Case
from mockserver.verify.course import Course
from mockserver.verify.events import FailureFound
from mockserver.verify.recordings.recording import Passage
from mockserver.verify.sides.dialogue import Broken, Exchange
from mockserver.verify.walk import Trace

_SHOWN, _FEW = 8, 2
_REFUSED = 400  # RFC 9110 §15.5


def failure(course: Course, case: Case, trace: Trace) -> FailureFound:
    """What is told of a broken promise; the last exchange shows it."""
    broken, trail = trace.broken, trace.trail
    fault, last = broken.fault, trail[-1] if trail else None
    return FailureFound(
        phase=case.phase,
        operation=broken.operation.label,
        check=fault.check,
        title="",
        message=course.evidence.line(fault.message),
        curl="\n".join(curl_line(course, each) for each in shown(trace)),
        request=course.evidence.request(last.request) if last else "",
        response=course.evidence.response(last.response) if last else "",
        status=last.response.status if last else None,
        schema_pointer=fault.schema_pointer or None,
        instance_pointer=fault.at or None,
        signature=signature(case, broken),
        trail=tuple(Passage(each.operation.label, each.request, each.response) for each in trail),
        story=case.story,
    )


def shown(trace: Trace) -> list[Exchange]:
    """What led there: the writes that were taken, what is blamed, and the last request.

    Those that were refused as well, where one of them is said to have changed something; all of
    it where it may hang on what was read.
    """
    trail, fault = trace.trail, trace.broken.fault
    if trace.is_read:
        return list(trail[-_SHOWN:])
    earlier = range(len(trail) - 1)
    writes = [place for place in earlier if trail[place].request.method != "GET"]
    taken = [place for place in writes if trail[place].response.status < _REFUSED]
    refused = [place for place in writes if trail[place].response.status >= _REFUSED]
    few = _FEW if fault.check == "refusal_changed" else 0
    kept = {*taken[few + 1 - _SHOWN :], *refused[max(len(refused) - few, 0) :]}
    if trail and trail[-1].operation is not trace.broken.operation:
        asked = [each for each in earlier if trail[each].operation is trace.broken.operation]
        kept.update(asked[-1:])
    return [*(trail[place] for place in sorted(kept)), *trail[-1:]]


def curl_line(course: Course, exchange: Exchange) -> str:
    """A request as it is sent now: its own field wins over a credential, that over all else.

    Tokens may have been renewed since a run began.
    """
    request = exchange.request
    proofs = course.credentials.of(request.method, request.path) if course.credentials else None
    lines = list(request.headers)
    for added in (proofs.lines() if proofs else (), course.headers):
        own = {name.lower() for name, _ in lines}
        lines += [line for line in dict.fromkeys(added) if line[0].lower() not in own]
    sent = replace(request, headers=Headers(lines))
    secrets = course.evidence.secrets
    return curl(sent, course.base_url, redact=lambda _, value: value in secrets)


def signature(case: Case, broken: Broken) -> str:
    """What tells a fault from others of the same check."""
    return f"{broken.fault.schema_pointer}{broken.fault.at}" or case.name
