"""A report as Markdown, for a comment on a change or the summary of a job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.clock import timestamp
from mockserver.finding import Finding, Severity
from mockserver.report.again import again
from mockserver.report.alike import alike
from mockserver.report.context import PLAIN, Context
from mockserver.report.coverage import Coverage, OperationCoverage
from mockserver.report.markdown_syntax import escaped, fence, in_html
from mockserver.report.place import relative
from mockserver.report.report import Report
from mockserver.visible import visible

_SIGNS = {Severity.ERROR: "**error**", Severity.WARNING: "warning", Severity.INFO: "info"}


def markdown(report: Report, context: Context = PLAIN) -> str:
    """The verdict, a table of findings for each file, how to see them again, and the coverage."""
    parts = [f"## {escaped(context.title)}: {report.verdict}"]
    if report.failure:
        parts.append(f"**Not finished:** {escaped(report.failure)}")
    if report.subjects:
        parts.append(fence("\n".join(map(visible, report.subjects))))
    for file, findings in _by_file(report.findings, context).items():
        parts += [f"### {escaped(file)}", _table(findings), *_evidence(findings)]
    if report.coverage:
        parts.append(_coverage(report.coverage))
    if context.made:
        parts.append(f"Made at {timestamp(context.made)}.")
    return "\n\n".join(parts) + "\n"


def _by_file(findings: Iterable[Finding], context: Context) -> dict[str, list[Finding]]:
    files: dict[str, list[Finding]] = {}
    for each in findings:
        file = relative(each.origin.file, context.folder) if each.origin else "Without a file"
        files.setdefault(file, []).append(each)
    return files


def _table(findings: Iterable[Finding]) -> str:
    rows = [_row(("", "where", "finding", "rule")), "|---|---|---|---|"]
    for each in findings:
        where = f"{each.origin.line}:{each.origin.column}" if each.origin else ""
        told = "<br>".join(map(escaped, filter(None, (each.message, alike(each)))))
        cells = (told, escaped(each.rule))
        rows.append(_row((_SIGNS[each.severity], where, *cells)))
    return "\n".join(rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _evidence(findings: Iterable[Finding]) -> Iterator[str]:
    """Closed at first: a reader opens what they want to see again."""
    for each in findings:
        if each.evidence:
            parts = (each.evidence.curl, each.evidence.response, again(each.evidence))
            told = "\n\n".join(filter(None, parts))
            yield f"<details><summary>{in_html(each.message)}</summary>"
            yield fence(visible(told, keep="\n\t"))
            yield "</details>"


def _coverage(coverage: Coverage) -> str:
    seen, asked = coverage.score
    columns = coverage.columns
    rows = [_row(("operation", *map(escaped, columns))), "|---" * (len(columns) + 1) + "|"]
    for each in coverage.operations:
        cells = (_cell(each, column) for column in columns)
        rows.append(_row((escaped(each.operation), *cells)))
    title = f"### Answers seen: {seen} of the {asked} declared statuses that can be asked for"
    return "\n".join([title, "", *rows])


def _cell(operation: OperationCoverage, column: str) -> str:
    if column in operation.declared:
        count = operation.count(column)
        excuse = "not asked" if operation.is_excused(column) else "**never**"
        return str(count) if count else excuse
    undeclared = {str(status): operation.seen[status] for status in operation.undeclared}
    return f"{undeclared[column]} undeclared" if column in undeclared else ""
