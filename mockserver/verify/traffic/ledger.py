"""What a replay comes to: each thing told once, with the first place where it was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mockserver.finding import Evidence, Finding, Severity
from mockserver.http import Response
from mockserver.verify.evidence import Evidence as Shown
from mockserver.verify.recordings.recording import Recording, Traffic
from mockserver.verify.recordings.shelf import named
from mockserver.verify.traffic.mark import Mark
from mockserver.verify.traffic.recorded import Recorded

_LONGEST = 400
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class _Case:
    mark: Mark
    recorded: Recorded
    curl: str
    response: str


@dataclass
class Ledger:
    """Findings, folded by operation, rule and place; requests that were left out, by reason.

    ``traffic`` is what all of it was found by.
    """

    shown: Shown
    traffic: Traffic
    cases: dict[tuple[str, str, str], _Case] = field(default_factory=dict)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    withheld: dict[str, list[str]] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    successes: int = 0

    @property
    def requests(self) -> int:
        """How many were answered."""
        return sum(each.total() for each in self.statuses.values())

    def count(self, recorded: Recorded, status: int) -> None:
        """An answer came."""
        label = recorded.operation.label
        self.statuses.setdefault(label, Counter())[status] += 1
        self.successes += status // 100 < 4  # noqa: PLR2004  RFC 9110 §15

    def withhold(self, reason: str, recorded: Recorded) -> None:
        """A request was not sent."""
        self.withheld.setdefault(reason, []).append(recorded.place)

    def add(self, mark: Mark, recorded: Recorded, curl: str, response: Response | None) -> None:
        """Something is wrong with an answer."""
        is_once = mark.severity is Severity.INFO  # wherever it is seen
        label = "" if is_once else recorded.operation.label
        key = label, mark.rule, mark.at or mark.pointer
        self.counts[key] += 1
        told = self.shown.response(response) if response is not None else ""
        self.cases.setdefault(key, _Case(mark, recorded, curl, told))

    def findings(self, seed: int) -> tuple[Finding, ...]:
        """All of them, the worst first."""
        found = [self._finding(key, case, seed) for key, case in self.cases.items()]
        found += self._withheld()
        return tuple(sorted(found, key=lambda each: _ORDER.index(each.severity)))

    def _finding(self, key: tuple[str, str, str], case: _Case, seed: int) -> Finding:
        mark, recorded, count = case.mark, case.recorded, self.counts[key]
        label = recorded.operation.label
        more = f" and {count - 1} more" if count > 1 else ""
        said = self.shown.line(f"{label}: {mark.message}")
        said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}..."
        return Finding(
            rule=mark.rule,
            severity=mark.severity,
            message=f"{said} ({recorded.place}{more})",
            origin=mark.origin or recorded.operation.node.key_origin,
            pointer=mark.pointer,
            operation=label,
            evidence=self._evidence(key, case, seed),
        )

    def _evidence(self, key: tuple[str, str, str], case: _Case, seed: int) -> Evidence:
        """With what it is seen again by: the traffic up to the entry that showed it."""
        label = case.recorded.operation.label
        traffic = replace(self.traffic, until=case.recorded.place)
        recording = Recording(case.mark.rule, label, (), traffic=traffic)
        name = named("traffic", *key)
        return Evidence(case.curl, case.response, seed, name, recording.members())

    def _withheld(self) -> Iterator[Finding]:
        for reason, places in self.withheld.items():
            count = len(places)
            noun = "request was" if count == 1 else "requests were"
            told = f"{count} recorded {noun} not replayed: {reason} ({places[0]})"
            yield Finding("traffic-withheld", Severity.WARNING, told)
