"""A report as annotations that GitHub Actions shows at the lines of a change."""

from __future__ import annotations

from mockserver.finding import Finding, Severity
from mockserver.report.alike import alike
from mockserver.report.context import PLAIN, Context
from mockserver.report.place import relative
from mockserver.report.report import Report
from mockserver.visible import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_WEIGHT = tuple(Severity)


def github(report: Report, context: Context = PLAIN) -> str:
    """A workflow command for each finding, then the summary.

    The worst come first: GitHub shows no more than ten of a kind for each step.
    """
    worst_first = sorted(report.findings, key=lambda each: _WEIGHT.index(each.severity))
    lines = [_annotation(finding, context) for finding in worst_first]
    told = [_inert(visible(each)) for each in (*report.subjects, report.verdict)]
    return "\n".join([*lines, *told]) + "\n"


def _annotation(finding: Finding, context: Context) -> str:
    origin = finding.origin
    properties = {"title": finding.rule}
    if origin:
        file = relative(origin.file, context.folder)
        place = {"file": file, "line": str(origin.line), "col": str(origin.column)}
        properties = {**place, **properties}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    curl = finding.evidence.curl if finding.evidence else ""
    parts = (visible(finding.message), visible(alike(finding)), visible(curl, keep="\n"))
    return "\n".join(filter(None, parts))


def _data(text: str) -> str:
    """Escaped as the runner of GitHub Actions reads it (actions/toolkit, command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _inert(line: str) -> str:
    """A line that the runner takes for no command of either of its two forms."""
    return line.replace("::", ": :").replace("##[", "## [")
