"""Operations that answered every valid request alike, so that nothing of them was tested.

A run in which a credential is missing finds nothing and looks like a good one. These do not.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from mockserver.verify.events import Event, FailureFound, OperationTested
from mockserver.verify.recordings.recording import Passage, Recording


@dataclass(frozen=True, slots=True)
class Death:
    """Which answers, and no others, mean that an operation was not tested."""

    check: str
    statuses: frozenset[int]
    title: str
    advice: str


DEATHS = (
    Death(
        "missing_auth",
        frozenset({401, 403}),
        "Every valid request was refused for want of a credential",
        "Send one that the server accepts: -H 'Authorization: ...'.",
    ),
    Death(
        "missing_test_data",
        frozenset({404, 410}),
        "Every valid request was answered with 404",
        "Check that the URL is the base that the document's paths are appended to, and that the "
        "server holds the records of the fixtures.",
    ),
    Death(
        "always_conflict",
        frozenset({409}),
        "Every valid request was answered with 409",
        "Reset the server's records before the run.",
    ),
    Death(
        "rate_limited",
        frozenset({429}),
        "Every valid request was answered with 429",
        "Lift the server's rate limit for the run.",
    ),
)


@dataclass(slots=True)
class Tally:
    """How one operation answered, see OperationTested."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    valid: Counter[int] = field(default_factory=Counter)
    curl: str = ""
    sample: Passage | None = None
    recording: Recording | None = None

    def add(self, event: OperationTested) -> None:
        """Add what a phase saw."""
        self.cases += event.cases
        self.statuses.update(event.statuses)
        self.valid.update(event.valid)
        self.curl = self.curl or event.curl
        self.sample = self.sample or event.sample
        self.recording = self.recording or event.recording

    def event(self, phase: str, operation: str) -> OperationTested:
        """The same as an event."""
        counts = (dict(self.statuses), dict(self.valid))
        told = OperationTested(phase, operation, self.cases, *counts, self.curl)
        return replace(told, sample=self.sample, recording=self.recording)


def tally(events: Iterable[Event]) -> dict[str, Tally]:
    """Add up what the phases saw, by operation, in the order of the run."""
    tallies: dict[str, Tally] = {}
    for event in events:
        if isinstance(event, OperationTested):
            tallies.setdefault(event.operation, Tally()).add(event)
    return tallies


def dead_operations(events: Iterable[Event], known: Collection[str] = ()) -> list[FailureFound]:
    """The operations of a run that were not tested although requests were made.

    ``known`` names the path parameters for which known-good values were sent. Where the path has
    others, 404 is the honest answer to an invented value and proves nothing.
    """
    found = ((operation, entry, _death(entry.valid)) for operation, entry in tally(events).items())
    return [
        _failure(operation, entry, death)
        for operation, entry, death in found
        if death and (death.check != "missing_test_data" or _is_addressable(operation, known))
    ]


def _death(valid: Counter[int]) -> Death | None:
    return next((death for death in DEATHS if valid and set(valid) <= death.statuses), None)


def _is_addressable(operation: str, known: Collection[str]) -> bool:
    return set(re.findall(r"{([^{}]+)}", operation)) <= set(known)


def _failure(operation: str, entry: Tally, death: Death) -> FailureFound:
    statuses = " or ".join(map(str, sorted(entry.valid)))
    message = f"All {entry.valid.total()} valid requests were answered with {statuses}, so nothing"
    return FailureFound(
        phase="",
        operation=operation,
        check=death.check,
        title=death.title,
        message=f"{message} else about {operation} was tested. {death.advice}",
        curl=entry.curl,
        status=min(entry.valid),
        recording=entry.recording and replace(entry.recording, check=death.check),
    )
