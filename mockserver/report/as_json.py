"""A report as JSON for programs."""

from __future__ import annotations

import json
import re
from typing import Any

from mockserver.finding import Finding
from mockserver.report.context import PLAIN, Context
from mockserver.report.report import Report

_SURROGATE = re.compile("[\ud800-\udfff]")


def as_json(report: Report, context: Context = PLAIN) -> str:
    """A JSON array of findings."""
    del context  # programs are given what was found, wherever they run
    return dumped([_members(finding) for finding in report.findings])


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
