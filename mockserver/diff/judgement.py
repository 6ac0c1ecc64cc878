"""What is thought of the changes between two documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mockserver.diff.change import Change, Judged, Verdict
from mockserver.diff.operations import is_unstable
from mockserver.diff.policy import Policy
from mockserver.finding import Finding
from mockserver.spec.model import Spec

_WEIGHT = (Verdict.BREAKING, Verdict.RISKY, Verdict.COMPATIBLE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents by name, and all changes between them, the worst first.

    ``traffic`` counts the requests of each archive that was looked at; ``idle`` tells which
    agreements mean no change, and which overlays are for other documents.
    """

    base: str
    revision: str
    changes: tuple[Judged, ...]
    traffic: tuple[tuple[str, int], ...] = ()
    idle: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """That of the worst change that was not accepted."""
        return _worst(each.verdict for each in self.changes if each.counts)

    @property
    def step(self) -> str:
        """The step of semantic versioning that is due, whatever was accepted; empty for none."""
        if not self.changes:
            return ""
        worst = _worst(each.verdict for each in self.changes)
        added = any(each.change.rule in _ADDITIONS for each in self.changes)
        if worst is Verdict.BREAKING:
            return "major"
        return "minor" if worst is Verdict.RISKY or added else "patch"


_ADDITIONS = frozenset(
    "operation-added parameter-added request-body-added request-media-type-added response-added "
    "response-media-type-added response-header-added request-property-added operation-deprecated "
    "response-property-added request-type-widened request-enum-value-added request-variant-added "
    "request-null-allowed request-object-opened request-limit-loosened security-loosened "
    "request-schema-widened parameter-deprecated request-pattern-removed request-format-removed "
    "request-enum-dropped request-property-became-optional parameter-became-optional "
    "request-body-became-optional request-property-deprecated response-property-deprecated "
    "server-added webhook-added callback-added".split()
)


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=_WEIGHT.index, default=Verdict.COMPATIBLE)


def judge(changes: Iterable[Change], base: Spec, policy: Policy, today: date) -> tuple[Judged, ...]:
    """Each change with its verdict, the worst first; what was never promised cannot break."""
    unstable = frozenset(each.label for each in base.operations if is_unstable(each))
    judged = [_judged(each, policy, unstable, today) for each in changes]
    return tuple(sorted(judged, key=lambda each: _WEIGHT.index(each.verdict)))


def _judged(change: Change, policy: Policy, unstable: frozenset[str], today: date) -> Judged:
    verdict = policy.verdict(change.rule)
    if change.operations and unstable.issuperset(change.operations):
        verdict = Verdict.COMPATIBLE
    accepted, lapsed = policy.accepted(change, today), policy.lapsed(change, today)
    return Judged(change, verdict, accepted, lapsed=lapsed)
