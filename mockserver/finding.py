"""The one currency of judgement: what every check reports and every report shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from mockserver.origin import Origin
from mockserver.value import dataclass


class Severity(StrEnum):
    """How much a finding weighs: an error fails a run, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named promise: its id is what reports print, baselines accept and the manual explains."""

    id: str
    severity: Severity
    summary: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a finding about a running server can be seen again.

    ``replay`` is the name by which it is sent again, and ``recording`` what is sent, as JSON; both
    are empty where that cannot be done.
    """

    curl: str
    response: str = ""
    seed: int | None = None
    replay: str = ""
    recording: Mapping[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: which rule, where, and one sentence that says what to do.

    Those of the same ``cause`` are mended by one change; empty: it is known of no other. ``also``
    are such that are told with it, ``requests`` how many requests have shown it, if that is known.
    ``at`` is a pointer into the answer that breaks it.
    """

    rule: str
    severity: Severity
    message: str
    origin: Origin | None = None
    pointer: str = ""
    operation: str = ""
    evidence: Evidence | None = None
    cause: str = ""
    also: tuple[Finding, ...] = ()
    requests: int = 0
    at: str = ""

    @property
    def whole(self) -> tuple[Finding, ...]:
        """Itself, and what is told with it."""
        return (self, *self.also)


def report(rule: Rule, message: str, origin: Origin | None = None, pointer: str = "") -> Finding:
    """A finding with the severity its rule has by default."""
    return Finding(rule.id, rule.severity, message, origin, pointer)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a run with these findings has failed."""
    return any(finding.severity is Severity.ERROR for finding in findings)
