"""A report as one page that needs no other file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mockserver.clock import timestamp
from mockserver.finding import Evidence, Finding, Severity
from mockserver.origin import Origin
from mockserver.report.again import again
from mockserver.report.alike import alike
from mockserver.report.context import PLAIN, Context
from mockserver.report.coverage import Coverage, OperationCoverage
from mockserver.report.place import relative
from mockserver.report.report import Report
from mockserver.visible import visible

_PAGE = Path(__file__).parent / "page"
_AROUND = 2  # lines before and after
_REACH = 160  # characters before and after the column of a long line
_NO_FILE = "Without a file"


def html(report: Report, context: Context = PLAIN) -> str:
    """Verdict and counts, findings by file and rule with their lines, filters, and the coverage.

    It asks for nothing over the network, reads without JavaScript, and is light or dark as the
    reader's system is.
    """
    environment = Environment(
        autoescape=True,
        finalize=_shown,
        loader=FileSystemLoader(_PAGE),
        lstrip_blocks=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("report.html").render(_view(report, context))


def _shown(value: Any) -> Any:
    """What the page shows of a text; what is markup by now has been through here."""
    return visible(value, keep="\n\t") if type(value) is str else value


def _view(report: Report, context: Context) -> dict[str, Any]:
    """All that the page shows, in the words of the page."""
    rules = Counter(finding.rule for finding in report.findings)
    return {
        "title": context.title,
        "verdict": report.verdict,
        "failure": report.failure,
        "outcome": "kept" if report.exit_code == 0 else "broken",
        "version": context.version(),
        "made": timestamp(context.made) if context.made else "",
        "subjects": report.subjects,
        "severities": [(each.value, report.count(each)) for each in Severity],
        "rules": sorted(rules.items()),
        "files": tuple(_files(report, context)),
        "coverage": _matrix(report.coverage, report.findings) if report.coverage else None,
    }


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file; of the one that a finding points at, the character under the caret."""

    number: int
    before: str
    mark: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A finding as the page shows it."""

    anchor: str
    severity: str
    message: str
    place: str
    pointer: str
    operation: str
    lines: tuple[_Line, ...]
    evidence: Evidence | None
    again: str
    alike: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _RuleGroup:
    """The findings of one rule in one file."""

    rule: str
    promise: str
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class _FileGroup:
    """The findings of one file."""

    file: str
    count: int
    rules: tuple[_RuleGroup, ...]


def _files(report: Report, context: Context) -> Iterator[_FileGroup]:
    """Files and rules in the order of their first finding."""
    promises = {rule.id: rule.summary for rule in context.rules()} if report.findings else {}
    files: dict[str, dict[str, list[tuple[int, Finding]]]] = {}
    for number, each in enumerate(report.findings, 1):
        file = relative(each.origin.file, context.folder) if each.origin else _NO_FILE
        files.setdefault(file, {}).setdefault(each.rule, []).append((number, each))
    for file, rules in files.items():
        groups = tuple(
            _RuleGroup(
                rule, promises.get(rule, ""), tuple(_entry(*each, context) for each in found)
            )
            for rule, found in rules.items()
        )
        yield _FileGroup(file, sum(len(each.entries) for each in groups), groups)


def _entry(number: int, finding: Finding, context: Context) -> _Entry:
    origin = finding.origin
    return _Entry(
        anchor=_anchor(number),
        severity=finding.severity.value,
        message=finding.message,
        place=f"line {origin.line}, column {origin.column}" if origin else "",
        pointer=finding.pointer,
        operation=finding.operation,
        lines=tuple(_lines(origin, context)) if origin else (),
        evidence=finding.evidence,
        again=again(finding.evidence),
        alike=alike(finding),
        also=tuple(each.message for each in finding.also),
    )


def _lines(origin: Origin, context: Context) -> Iterator[_Line]:
    for number in range(origin.line - _AROUND, origin.line + _AROUND + 1):
        line = context.line(origin.file, number)
        if line is None:
            continue
        yield _pointed(number, line, origin) if number == origin.line else _Line(number, _cut(line))


def _pointed(number: int, line: str, origin: Origin) -> _Line:
    at = min(origin.column - 1, len(line))
    begin, end = max(at - _REACH, 0), at + 1 + _REACH
    before = f"{'…' if begin else ''}{line[begin:at]}"
    after = f"{line[at + 1 : end]}{'…' if end < len(line) else ''}"
    return _Line(number, before, line[at : at + 1] or " ", after)


def _cut(line: str) -> str:
    return line if len(line) <= 2 * _REACH else f"{line[: 2 * _REACH]}…"


def _anchor(number: int) -> str:
    """What a finding is linked to by, counted from 1."""
    return f"finding-{number}"


@dataclass(frozen=True, slots=True)
class _Row:
    """An operation: a kind and a text for each cell, and where the first of its findings is."""

    operation: str
    cells: tuple[tuple[str, str], ...]
    findings: int
    severity: str
    anchor: str


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Operations and statuses."""

    seen: int
    asked: int
    columns: tuple[str, ...]
    rows: tuple[_Row, ...]

    @property
    def percent(self) -> int:
        """Rounded down: only all is a hundred."""
        return self.seen * 100 // self.asked if self.asked else 0


def _matrix(coverage: Coverage, findings: Iterable[Finding]) -> _Matrix:
    seen, asked = coverage.score
    found: dict[str, list[tuple[int, Finding]]] = {}
    for number, each in enumerate(findings, 1):
        for operation in dict.fromkeys(one.operation for one in each.whole):
            found.setdefault(operation, []).append((number, each))
    rows = tuple(
        _row(each, coverage.columns, found.get(each.operation, [])) for each in coverage.operations
    )
    return _Matrix(seen, asked, coverage.columns, rows)


def _row(
    operation: OperationCoverage, columns: Iterable[str], found: list[tuple[int, Finding]]
) -> _Row:
    severities = {each.severity for _, each in found}
    worst = next((each.value for each in Severity if each in severities), "")
    anchor = _anchor(found[0][0]) if found else ""
    cells = tuple(_cells(operation, columns))
    return _Row(operation.operation, cells, len(found), worst, anchor)


def _cells(operation: OperationCoverage, columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    undeclared = {str(status): operation.seen[status] for status in operation.undeclared}
    for column in columns:
        if column.startswith("5") and (failed := undeclared.get(column) or operation.count(column)):
            yield "failed", str(failed)
        elif column in undeclared:
            yield "undeclared", str(undeclared[column])
        elif column not in operation.declared:
            yield "none", ""
        elif count := operation.count(column):
            yield "seen", str(count)
        else:
            yield ("excused", "·") if operation.is_excused(column) else ("missed", "never")
