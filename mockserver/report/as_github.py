"""A report as annotations that GitHub Actions shows at the lines of a change."""

from __future__ import annotations

from mockserver.finding import Finding, Severity
from mockserver.report.again import again
from mockserver.report.alike import alike
from mockserver.report.context import PLAIN, Context
from mockserver.report.github_syntax import data, inert, property_value
from mockserver.report.place import relative
from mockserver.report.report import Report
from mockserver.visible import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_WEIGHT = tuple(Severity)


def github(report: Report, context: Context = PLAIN) -> str:
    """A workflow command for each finding, and for a run that could not go on; then the summary.

    The worst come first: GitHub shows no more than ten of a kind for each step.
    """
    worst_first = sorted(report.findings, key=lambda each: _WEIGHT.index(each.severity))
    lines = [_annotation(finding, context) for finding in worst_first]
    if report.failure:
        why = data(visible(f"not finished: {report.failure}"))
        lines.insert(0, f"::error title={property_value(context.title)}::{why}")
    told = [inert(each) for each in (*report.subjects, report.verdict)]
    return "\n".join([*lines, *told]) + "\n"


def _annotation(finding: Finding, context: Context) -> str:
    origin = finding.origin
    properties = {"title": finding.rule}
    if origin:
        file = relative(origin.file, context.folder)
        place = {"file": file, "line": str(origin.line), "col": str(origin.column)}
        properties = {**place, **properties}
    written = ",".join(f"{name}={property_value(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {written}::{data(_message(finding))}"


def _message(finding: Finding) -> str:
    curl = finding.evidence.curl if finding.evidence else ""
    said = (visible(each) for each in (finding.message, alike(finding)))
    parts = (*said, visible(curl, keep="\n"), visible(again(finding.evidence)))
    return "\n".join(filter(None, parts))
