"""Which refusal a request calls for that has exactly one fault."""

from __future__ import annotations

from enum import Enum

from mockserver import pointer as pointers
from mockserver.spec.model import Operation
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.judging.answers import Fault
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Broken, Skipped, Untold
from mockserver.verify.sides.journey import Journey

_REFUSED, _FAILED = 400, 500  # RFC 9110 §15.5, §15.6
_REQUIRED = 428  # RFC 6585 §3: before anything else is looked at


class Reason(Enum):
    """Why a request is refused, with the statuses that say so (RFC 9110 §15.5)."""

    BODY = (400, 422)
    UNKNOWN = (404, 410)
    TAKEN = (409,)
    UNREADABLE = (400, 415, 422)
    MEDIA_TYPE = (415, 400, 406, 422)


_ACCEPTED = {
    Reason.BODY: "negative_data_rejection",
    Reason.UNKNOWN: "unknown_key_found",
    Reason.TAKEN: "duplicate_accepted",
    Reason.UNREADABLE: "negative_data_rejection",
    Reason.MEDIA_TYPE: "negative_data_rejection",
}


_STRICT = frozenset((Reason.BODY, Reason.UNKNOWN, Reason.TAKEN))
_FORBIDDEN = (
    "to a request that the document forbids ({}); refuse it with a 4xx, or have the document allow "
    "it"
)
_TOLD = {
    Reason.BODY: _FORBIDDEN,
    Reason.UNKNOWN: "to a request {}",
    Reason.TAKEN: "to a request {}; refuse it",
    Reason.UNREADABLE: _FORBIDDEN,
    Reason.MEDIA_TYPE: _FORBIDDEN,
}


def insist_refused(
    journey: Journey, door: Door, both: Both, reason: Reason, what: str, place: str = ""
) -> None:
    """The target refuses what the oracle refuses, with a status that is declared for the reason.

    Where the document has no status for a reason, any refusal will do; for a value that is taken,
    no answer is compared then. ``place`` leads to what the request breaks. Raises Broken.
    """
    target, operation = both.target, door.operation
    named = declared(operation, reason)
    if both.oracle.is_success or (reason is Reason.TAKEN and not named):
        raise Skipped("the document does not forbid it")
    if target.status >= _FAILED:
        raise Untold("the server failed")
    if _ACCEPTED[reason] == "negative_data_rejection":
        journey.weighed.append((operation.label, what, target.status >= _REFUSED))
    if target.status < _REFUSED:
        raise taken(operation, target.status, reason, what, place)
    is_early = target.status == _REQUIRED and "If-Match" not in journey.trail[-1].request.headers
    if named and target.status not in named and reason in _STRICT and not is_early:
        wanted = " or ".join(map(str, sorted(named)))
        told = f"answered {target.status} to a request {what}; answer {wanted}, as declared"
        journey.broken(operation, "refusal_wrong", told, "responses", str(min(named)))


def taken(operation: Operation, status: int, reason: Reason, what: str, place: str = "") -> Broken:
    """What is told of a request that was to be refused and was not; the same arguments."""
    told = f"answered {status} {_TOLD[reason].format(what)}"
    pointer = place or pointers.text(operation.node.pointer)
    return Broken(operation, Fault(_ACCEPTED[reason], told, pointer))


def declared(operation: Operation, reason: Reason) -> frozenset[int]:
    """The statuses that the document names for a reason, none where it does not say."""
    patterns = {each.pattern for each in operation.responses}
    return frozenset(status for status in reason.value if str(status) in patterns)
