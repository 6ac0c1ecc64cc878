"""A comparison of two documents as a report of findings, for the forms that know only reports."""

from __future__ import annotations

import json

from mockserver.diff import RULES, STALE, Change, Comparison, Judged, Verdict
from mockserver.finding import Finding, Rule, Severity
from mockserver.report.changes import used_by
from mockserver.report.report import Report
from mockserver.source.overlay import WITHOUT_EFFECT

_SEVERITIES = {
    Verdict.BREAKING: Severity.ERROR,
    Verdict.RISKY: Severity.WARNING,
    Verdict.COMPATIBLE: Severity.INFO,
}
_WIDTH = 400


def as_report(comparison: Comparison) -> Report:
    """A finding for each change, at its place in the revision, or in the base where it is gone.

    What was accepted, or is spared as nobody uses it, weighs nothing: it is an info. An agreement
    or an overlay without effect is a warning at its own place.
    """
    subjects = (
        f"{comparison.base} -> {comparison.revision}",
        f"semver: {comparison.step or 'none'}",
    )
    return Report((*map(_finding, comparison.changes), *comparison.idle), subjects)


def _finding(judged: Judged) -> Finding:
    change = judged.change
    operation = change.operations[0] if change.operations else ""
    label = f"{operation}: " if operation else ""
    accepted = f" (accepted: {judged.accepted.reason})" if judged.accepted else ""
    return Finding(
        rule=change.rule,
        severity=_SEVERITIES[judged.verdict] if judged.counts else Severity.INFO,
        message=f"{label}{change.message}{_example(change)}{accepted}{_use(judged)}",
        origin=change.revision or change.base,
        pointer=change.pointer,
        operation=operation,
    )


def _use(judged: Judged) -> str:
    use = judged.use
    if use is None:
        return ""
    return f" (used by {used_by(use)})" if use.is_used else " (unused)"


def _example(change: Change) -> str:
    if change.counterexample is None:
        return ""
    shown = json.dumps(change.counterexample.value, ensure_ascii=False)
    return f"; for example: {shown if len(shown) <= _WIDTH else f'{shown[:_WIDTH]}...'}"


def change_rules() -> tuple[Rule, ...]:
    """The kinds of change as rules, which explain the findings of such a report."""
    kinds = (Rule(each.id, _SEVERITIES[each.verdict], each.summary) for each in RULES)
    return (*kinds, STALE, WITHOUT_EFFECT)
