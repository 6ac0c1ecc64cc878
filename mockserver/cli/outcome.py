"""What a run of verify comes to: findings as verify.yaml and baseline weigh them, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mockserver.cli.reports import write
from mockserver.config.planning import Assignment
from mockserver.config.selection import labels
from mockserver.config.verify_file import LeftOut
from mockserver.errors import EXIT_INTERRUPTED, EXIT_UNREACHABLE, EXIT_USAGE
from mockserver.finding import Finding
from mockserver.http import SAFE
from mockserver.quantity import many
from mockserver.report import Coverage, Report, Run, cover
from mockserver.report.coverage import shortfall
from mockserver.verify.baseline import Baseline, Entry, read_baseline
from mockserver.verify.causes import folded
from mockserver.verify.conclusion import Conclusion
from mockserver.verify.events import Event, LeftBehind
from mockserver.verify.evidence import Evidence
from mockserver.verify.plan import PHASES, Plan
from mockserver.verify.scope import limits, unfinished

USUAL = "contracts/baseline.yaml"
_ENDED = {
    "": "",
    "completed": "",
    "max_time": ", ended by --max-time",
    "failure_limit": ", ended by the limit of failures",
    "interrupted": ", interrupted",
    "unreachable": ", ended when the target went away",
    "failed": ", ended by an error",
}
_WHY = {
    "max_time": "the time of --max-time ran out before all was tried",
    "failure_limit": "the limit of failures was reached before all was tried",
    "interrupted": "the run was interrupted before all was tried",
}
_AS_MEANS = ", but called where the records of others need it"
_CODES = {
    "interrupted": EXIT_INTERRUPTED,
    "unreachable": EXIT_UNREACHABLE,
    "failed": EXIT_USAGE,
}
"""What a process says that did not do all it was asked for; a limit was asked for, too."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The baseline of a run, None for none; ``is_update``: it is written anew."""

    baseline: Baseline | None
    is_update: bool
    today: date


def outcome(
    assigned: Assignment, conclusion: Conclusion, events: Sequence[Event], accepted: Acceptance
) -> Report:
    """The report of a run. Raises UsageError for a baseline that cannot be written."""
    plan = assigned.plan
    coverage = _coverage(assigned, conclusion)
    kept, off = _without_checks(conclusion.findings, assigned.checks)
    found, more = _without_accepted(assigned, conclusion, kept, accepted)
    least = assigned.wishes["min-coverage"]
    low = shortfall(coverage, least) if least else None
    ended = _ENDED[conclusion.reason]
    subjects = (
        *_left_out(assigned),
        *off,
        *more,
        *limits(plan, events, conclusion.reason),
        *_shard(assigned),
        f"{plan.base_url}: {conclusion.requests} requests, seed {plan.seed}{ended}",
    )
    told = folded(found, conclusion.unchecked)
    return Report(
        (*told, *((low,) if low else ())), subjects, coverage, _run(plan, conclusion, events)
    )


def _run(plan: Plan, conclusion: Conclusion, events: Sequence[Event]) -> Run:
    """How it went, without secrets: of what it could not go on for, others may have said it."""
    reason = conclusion.reason
    shown = Evidence(plan.headers, plan.wallets, plan.spec.credential_fields)
    return Run(
        target=plan.base_url,
        seed=plan.seed,
        requests=conclusion.requests,
        ended=reason or "completed",
        why=shown.hidden(conclusion.trouble) or _WHY.get(reason, ""),
        exit_code=_CODES.get(reason),
        unfinished=unfinished(plan, events, reason),
        left=tuple(path for each in events if isinstance(each, LeftBehind) for path in each.paths),
    )


def _coverage(assigned: Assignment, conclusion: Conclusion) -> Coverage:
    """The answers of the operations that were to be tested."""
    plan = assigned.plan
    tested = (each for each in plan.spec.operations if plan.is_selected(each.label))
    return cover(tested, conclusion.statuses)


def _left_out(assigned: Assignment) -> Iterator[str]:
    """What was left out on purpose, and whether it may be called all the same."""
    plan, source = assigned.plan, assigned.wishes.source("exclude-operation")
    left = [(each.name, each.reason) for each in assigned.ignored]
    left += [(name, source) for name in assigned.wishes["exclude-operation"]]
    means = _means(plan)
    for name, reason in left:
        is_means = bool(means & labels(plan.spec, name, source))
        yield f"not verified: {name} ({reason}){_AS_MEANS if is_means else ''}"


def _means(plan: Plan) -> frozenset[str]:
    """The operations that a run may call for the sake of others; recorded traffic calls none so."""
    if not {*plan.chosen_phases} <= {*PHASES}:
        return frozenset()
    acting = (operation for each in plan.every for operation in each.actions)
    return frozenset(each.label for each in acting if not plan.read_only or each.method in SAFE)


def _shard(assigned: Assignment) -> Iterator[str]:
    part = assigned.wishes["shard"]
    if part:
        selected, everything = assigned.plan.selected, len(assigned.plan.spec.operations)
        count = everything if selected is None else len(selected)
        yield f"shard {part[0]} of {part[1]}: {count} of {everything} operations"


def _without_checks(
    findings: Iterable[Finding], checks: Iterable[LeftOut]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings of checks that are on, and a sentence for each check that is off."""
    kept = tuple(findings)
    told = []
    for check in checks:
        silent = [each for each in kept if _is_off(each, check)]
        kept = tuple(each for each in kept if each not in silent)
        where = f" at {check.operation}" if check.operation else ""
        told.append(f"off: {check.name}{where}, {many(len(silent), 'finding')} ({check.reason})")
    return kept, tuple(told)


def _is_off(finding: Finding, check: LeftOut) -> bool:
    is_there = not check.labels or finding.operation in check.labels
    return finding.rule == check.name and is_there


def _without_accepted(
    assigned: Assignment,
    conclusion: Conclusion,
    findings: tuple[Finding, ...],
    accepted: Acceptance,
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    baseline = accepted.baseline
    if baseline is None:
        return findings, ()
    path = Path(baseline.file)
    plan = assigned.plan
    is_whole = conclusion.reason == "completed"

    def judges(entry: Entry) -> bool:
        """Whether this run would have found it: such a run was this, and it was not cut short."""
        is_same = entry.profile == plan.profile or {*PHASES} <= {*plan.chosen_phases}
        known = plan.spec.operation(entry.operation) is not None
        is_meant = plan.is_selected(entry.operation) if known else plan.selected is None
        return is_whole and is_same and is_meant and plan.workers == 1

    told = []
    if accepted.is_update:
        write(path, baseline.updated(findings, plan.profile, accepted.today, judges))
        before, baseline = baseline, read_baseline(path)
        told.append(_written(before, baseline))
    weighed = baseline.weighed(findings, accepted.today, judges)
    if baseline.entries:
        told.append(f"{path}: accepts {many(weighed.accepted, 'finding')}")
    return weighed.findings, tuple(told)


def _written(before: Baseline, after: Baseline) -> str:
    """What an update has made of a baseline."""
    old, new = ({each.fingerprint for each in one.entries} for one in (before, after))
    due, still = (
        {each.fingerprint for each in one.entries if each.until} for one in (before, after)
    )
    told = [f"{many(len(new - old), 'finding')} added"]
    if gone := len(old - new):
        told.append(f"{many(gone, 'finding')} taken out")
    if again := len((due - still) & new):
        told.append(f"{many(again, 'finding')} whose day was over accepted again, without one")
    return f"{after.file}: written, {', '.join(told)}"
