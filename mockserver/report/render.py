"""Reports as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.finding import Finding, Severity
from mockserver.report.report import Report

_WIDTH = 200
"""How much of a line of an answer people are shown; programs get all of it."""

Renderer = Callable[[Report], str]


def text(report: Report) -> str:
    """A line for each finding, then what was looked at and what came of it."""
    lines = [line for finding in report.findings for line in _told(finding)]
    return "\n".join([*lines, *report.subjects, _verdict(report)]) + "\n"


def _told(finding: Finding) -> Iterator[str]:
    place = f"{finding.origin}: " if finding.origin else ""
    yield f"{place}{finding.severity}: {finding.message} [{finding.rule}]"
    if finding.evidence:
        yield from (f"    {line}" for line in finding.evidence.curl.splitlines())
        yield from (
            f"    | {_cut(line)}".rstrip() for line in finding.evidence.response.splitlines()
        )


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}..."


def _verdict(report: Report) -> str:
    counts = [
        f"{count} {severity}{'s' if count != 1 else ''}"
        for severity in Severity
        if (count := report.count(severity))
    ]
    return ", ".join(counts) if counts else "no findings"


def as_json(report: Report) -> str:
    """A JSON array of findings."""
    members = [_members(finding) for finding in report.findings]
    return json.dumps(members, ensure_ascii=False, indent=2) + "\n"


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
    return {**members, **_evidence(finding)}


def _evidence(finding: Finding) -> dict[str, Any]:
    evidence = finding.evidence
    if evidence is None:
        return {}
    return {"curl": evidence.curl, "response": evidence.response, "seed": evidence.seed}


RENDERERS: Mapping[str, Renderer] = {"text": text, "json": as_json}
