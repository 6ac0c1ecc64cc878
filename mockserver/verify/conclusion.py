"""What a run comes to: its events as findings with the lines of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mockserver import pointer as pointers
from mockserver.errors import TargetError
from mockserver.finding import Evidence, Finding, Severity
from mockserver.origin import Origin
from mockserver.spec.model import Spec
from mockserver.transport import diagnose
from mockserver.verify.causes import cause_of, gist
from mockserver.verify.events import (
    Event,
    FailureFound,
    LeftBehind,
    Noticed,
    OperationTested,
    RunFinished,
    SeenAgain,
    Unchecked,
    Warned,
)
from mockserver.verify.judging.tally import DEATHS, Tally, dead_operations, tally
from mockserver.verify.plan import LIFECYCLE
from mockserver.verify.recordings.shelf import identifier
from mockserver.verify.target.credentials import key_field_names
from mockserver.verify.wording import sentence

UNSURE = "verify-incomplete"
IDLE = "nothing-tested"
_LONGEST = 400
_FIRST_ERROR = 400  # RFC 9110 §15
_ADVICE = {death.check: death.advice for death in DEATHS}
_TELLS_STATUS = {*_ADVICE, "not_a_server_error"}
_HONEST = {
    **_ADVICE,
    "missing_test_data": "No record of it is known: name some in a fixture file (--fixtures).",
    "always_conflict": (
        "Reset the server's records before the run, or bring one into the state for it in "
        "contracts/hooks.py."
    ),
}
_REMEDIES = {
    "completed": "Check the URL, and name records that exist in a fixture file (--fixtures).",
    "max_time": "Give it more time than --max-time did.",
}
_LABEL = re.compile(r"([A-Z]+ /\S*): (.*)", re.DOTALL)
_QUOTED = re.compile("`[^`]*`")
_OF_ALL = frozenset(("undeclared_header", "body_optional", "scheme_case", "escape_unread"))
"""What is noticed of a service rather than of one of its operations."""
_UNTESTED = "Not one valid request was answered with success, so nothing was tested."


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Findings, how often each operation answered with which status, and how the run ended.

    ``unchecked`` are the operations that took all bodies that the document forbids. ``trouble`` is
    a sentence about what the run could not go on for; ``left`` is what it made and left there, as
    far as no event says so.
    """

    findings: tuple[Finding, ...]
    statuses: Mapping[str, Mapping[int, int]]
    requests: int
    reason: str
    unchecked: frozenset[str] = frozenset()
    trouble: str = ""
    left: LeftBehind = field(default_factory=LeftBehind)


def conclude(events: Sequence[Event], spec: Spec, known: Collection[str], seed: int) -> Conclusion:
    """Fold a run; ``known`` are the path templates of records that the target was known to hold."""
    tallies = tally(events)
    finished = next((each for each in events if isinstance(each, RunFinished)), None)
    reason = finished.reason if finished else ""
    dead = dead_operations(events, {name for label in tallies for name in _names(label)})
    walked = {
        each.operation
        for each in events
        if isinstance(each, OperationTested) and each.phase == LIFECYCLE
    }
    is_over = reason == "completed"
    honest = [
        each
        for each in dead
        if _is_honest(each, known, is_fresh=is_over and each.operation in walked)
    ]
    broken = [*(event for event in events if isinstance(event, FailureFound)), *dead]
    failures = _failures([each for each in broken if each not in honest])
    again = Counter(
        (each.operation, each.check, each.signature)
        for each in events
        if isinstance(each, SeenAgain)
    )
    found = [_finding(each, spec, seed, _count(each, again)) for each in failures]
    if not found and not _is_tested(tallies.values()):
        found.extend(_idle(reason))
    found.extend(_unsure(_message(each, _HONEST), _origin(each, spec)) for each in honest)
    found.extend(_notice(event, spec) for event in events if isinstance(event, Noticed))
    found.extend(_warning(event.message) for event in events if isinstance(event, Warned))
    return Conclusion(
        findings=tuple(found),
        statuses={label: dict(each.statuses) for label, each in tallies.items()},
        requests=finished.requests if finished else sum(each.cases for each in tallies.values()),
        reason=reason,
        unchecked=frozenset(each.operation for each in events if isinstance(each, Unchecked)),
    )


def gone(base_url: str, error: TargetError) -> TargetError:
    """The same of a target that was there before."""
    trouble = diagnose(error)
    why = f": {trouble.reason}" if trouble else ""
    return TargetError(f"{base_url} went away during the run{why}.")


def _count(failure: FailureFound, again: Counter[tuple[str, str, str]]) -> int:
    """How many requests have shown it. What came again by no more than its name is added once."""
    alike = (failure.operation, failure.check)
    unnamed = again.pop((*alike, ""), 0)
    return 1 + again.pop((*alike, failure.signature), 0) + unnamed


def _failures(broken: Sequence[FailureFound]) -> list[FailureFound]:
    """All but a status that is not declared where another one tells of that status, too."""
    told = {(each.operation, each.status) for each in broken if each.check in _TELLS_STATUS}
    return [
        each
        for each in broken
        if each.check != "status_code_conformance" or (each.operation, each.status) not in told
    ]


def _is_honest(dead: FailureFound, known: Collection[str], *, is_fresh: bool) -> bool:
    """Whether nothing else could be expected.

    Only 404 where no record below the path was known; and 409 from a server that was verified
    before, unless it was sent (``is_fresh``) what it cannot have been sent then, or of what is done
    to a record that may not be in the state for it.
    """
    path = dead.operation.partition(" ")[2]
    if dead.check != "missing_test_data":
        return dead.check == "always_conflict" and (not is_fresh or "{" in path)
    rests = (path.removeprefix(item) for item in known if f"{path}/".startswith(f"{item}/"))
    return all("{" in rest for rest in (path, *rests))


def _names(operation: str) -> list[str]:
    return re.findall(r"{([^{}]+)}", operation)


def _is_tested(tallies: Iterable[Tally]) -> bool:
    """Whether some valid request was answered with what is no error."""
    return any(status < _FIRST_ERROR for each in tallies for status in each.valid)


def _idle(reason: str) -> Iterator[Finding]:
    """A run in which nothing happened finds nothing, and looks like a good one."""
    if reason in _REMEDIES:
        yield Finding(IDLE, Severity.ERROR, f"{_UNTESTED} {_REMEDIES[reason]}")


def _finding(failure: FailureFound, spec: Spec, seed: int, requests: int) -> Finding:
    return Finding(
        rule=failure.check.replace("_", "-"),
        severity=Severity.ERROR,
        message=_message(failure, {**_ADVICE, **_of_credential(failure, spec)}),
        origin=_origin(failure, spec),
        pointer=failure.schema_pointer or "",
        operation=failure.operation,
        evidence=_evidence(failure, seed),
        cause=cause_of(failure, spec.credential_fields),
        requests=requests,
        at=failure.instance_pointer or "",
    )


def _evidence(failure: FailureFound, seed: int) -> Evidence:
    recording = failure.recording
    if recording is None:
        return Evidence(failure.curl, failure.response, seed)
    return Evidence(failure.curl, failure.response, seed, identifier(failure), recording.members())


def _message(failure: FailureFound, advice: Mapping[str, str]) -> str:
    message = f"{failure.operation}: {sentence(failure, advice)}"
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."


def _of_credential(failure: FailureFound, spec: Spec) -> Mapping[str, str]:
    """What to do where one is missing, with the field that the operation wants it in."""
    operation = spec.operation(failure.operation)
    fields = key_field_names(operation) if operation else []
    if not fields:
        return {}
    usual = _ADVICE["missing_auth"]
    return {"missing_auth": usual.replace("Authorization", fields[0])}


def _origin(failure: FailureFound, spec: Spec) -> Origin | None:
    if failure.schema_pointer:
        return spec.root.document.key_origin(pointers.parse(failure.schema_pointer))
    operation = spec.operation(failure.operation)
    return operation.node.key_origin if operation else None


def _notice(event: Noticed, spec: Spec) -> Finding:
    return Finding(
        rule=event.check.replace("_", "-"),
        severity=Severity.WARNING,
        message=f"{event.operation}: {event.message}",
        origin=spec.root.document.key_origin(pointers.parse(event.schema_pointer)),
        pointer=event.schema_pointer,
        operation=event.operation,
        cause=f"{event.check}\0{gist(event.message)}" if event.check in _OF_ALL else "",
    )


def _warning(message: str) -> Finding:
    """What is said alike of several operations has one reason."""
    match = _LABEL.match(message)
    if match is None:
        return _unsure(message)
    said = _QUOTED.sub("", match[2])
    return replace(_unsure(message), operation=match[1], cause=f"{UNSURE}\0{gist(said)}")


def _unsure(message: str, origin: Origin | None = None) -> Finding:
    return Finding(UNSURE, Severity.WARNING, message, origin)
