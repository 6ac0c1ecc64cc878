"""What a run comes to: its events as findings with the lines of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver import pointer as pointers
from mockserver.finding import Evidence, Finding, Severity
from mockserver.origin import Origin
from mockserver.spec.model import Spec
from mockserver.verify.events import Event, FailureFound, RunFinished, Warned
from mockserver.verify.tally import dead_operations, tally

UNSURE = "verify-incomplete"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Findings, how often each operation answered with which status, and how the run ended."""

    findings: tuple[Finding, ...]
    statuses: Mapping[str, Mapping[int, int]]
    requests: int
    reason: str


def conclude(events: Sequence[Event], spec: Spec, known: Iterable[str], seed: int) -> Conclusion:
    """Fold a run; ``known`` names the path parameters for which records were known to exist."""
    failures = [event for event in events if isinstance(event, FailureFound)]
    failures.extend(dead_operations(events, tuple(known)))
    finished = next((each for each in events if isinstance(each, RunFinished)), None)
    return Conclusion(
        findings=(*(_finding(each, spec, seed) for each in failures), *_warnings(events)),
        statuses={label: dict(each.statuses) for label, each in tally(events).items()},
        requests=finished.requests if finished else 0,
        reason=finished.reason if finished else "",
    )


def _finding(failure: FailureFound, spec: Spec, seed: int) -> Finding:
    return Finding(
        rule=failure.check.replace("_", "-"),
        severity=Severity.ERROR,
        message=f"{failure.operation}: {failure.title}: {failure.message}",
        origin=_origin(failure, spec),
        pointer=failure.schema_pointer or "",
        operation=failure.operation,
        evidence=Evidence(failure.curl, failure.response, seed),
    )


def _origin(failure: FailureFound, spec: Spec) -> Origin | None:
    if failure.schema_pointer:
        return spec.root.document.origin(pointers.parse(failure.schema_pointer))
    operation = spec.operation(failure.operation)
    return operation.origin if operation else None


def _warnings(events: Iterable[Event]) -> Iterator[Finding]:
    for event in events:
        if isinstance(event, Warned):
            yield Finding(UNSURE, Severity.WARNING, event.message)
