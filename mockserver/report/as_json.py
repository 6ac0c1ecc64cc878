"""A report as JSON for programs."""

from __future__ import annotations

import json
import re
from typing import Any

from mockserver.finding import Finding, Severity
from mockserver.report.context import PLAIN, Context
from mockserver.report.coverage import Coverage, OperationCoverage
from mockserver.report.report import Report
from mockserver.report.run import Run

_SURROGATE = re.compile("[\ud800-\udfff]")


def as_json(report: Report, context: Context = PLAIN) -> str:
    """A JSON array of findings; of a run against a server an object with that, and how it went."""
    del context  # programs are given what was found, wherever they run
    found = [_members(finding) for finding in report.findings]
    return dumped({**_course(report, report.run), "findings": found} if report.run else found)


def _course(report: Report, run: Run) -> dict[str, Any]:
    return {
        "run": {
            "target": run.target,
            "seed": run.seed,
            "requests": run.requests,
            "finished": run.is_whole,
            "ended": run.ended,
            "why": run.why,
            "exit_code": report.exit_code,
            "unfinished": list(run.unfinished),
            "left": list(run.left),
            "notes": list(report.subjects),
        },
        "counts": {each.value: report.count(each) for each in Severity},
        "coverage": _coverage(report.coverage) if report.coverage else None,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    seen, asked = coverage.score
    operations = [_operation(each) for each in coverage.operations]
    return {"seen": seen, "askable": asked, "operations": operations}


def _operation(covered: OperationCoverage) -> dict[str, Any]:
    return {
        "operation": covered.operation,
        "declared": list(covered.declared),
        "seen": {str(status): count for status, count in sorted(covered.seen.items())},
        "missed": list(covered.missed),
        "undeclared": list(covered.undeclared),
    }


def dumped(value: Any) -> str:
    """Readable JSON. A lone surrogate is escaped (RFC 8259 §8.2): no UTF-8 holds it."""
    written = json.dumps(value, ensure_ascii=False, indent=2)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", written) + "\n"


def _members(finding: Finding) -> dict[str, Any]:
    origin = finding.origin
    members: dict[str, Any] = {
        "file": origin.file if origin else None,
        "line": origin.line if origin else None,
        "column": origin.column if origin else None,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
    }
    optional = {"pointer": finding.pointer, "operation": finding.operation}
    members.update({name: value for name, value in optional.items() if value})
    return {**members, **_evidence(finding), **_alike(finding)}


def _alike(finding: Finding) -> dict[str, Any]:
    """How many requests have shown it, and what has the same cause."""
    told: dict[str, Any] = {"requests": finding.requests} if finding.requests else {}
    also = [_members(each) for each in finding.also]
    return {**told, "also": also} if also else told


def _evidence(finding: Finding) -> dict[str, Any]:
    evidence = finding.evidence
    if evidence is None:
        return {}
    members = {"curl": evidence.curl, "response": evidence.response, "seed": evidence.seed}
    if not evidence.replay:
        return members
    return {**members, "replay": evidence.replay, "recording": evidence.recording}
