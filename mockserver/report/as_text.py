"""A report as text for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.finding import Evidence, Finding, Severity
from mockserver.origin import Origin
from mockserver.report.again import again
from mockserver.report.alike import alike
from mockserver.report.context import PLAIN, Context
from mockserver.report.coverage import Coverage
from mockserver.report.excerpt import excerpt
from mockserver.report.report import Report
from mockserver.report.table import table
from mockserver.visible import visible

_WIDTH = 200
"""How much of a line of an answer people are shown; programs get all of it."""
_SMALLEST = 20
_BOLD, _DIM, _GREEN = "1", "2", "32"
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}


def text(report: Report, context: Context = PLAIN) -> str:
    """A line for each finding with the line of the file, then what was looked at and the counts."""
    lines = [line for finding in report.findings for line in _told(finding, context)]
    seen = list(_seen(report.coverage, context)) if report.coverage else []
    told = map(visible, report.subjects)
    return "\n".join([*lines, *seen, *told, _verdict(report, context)]) + "\n"


def _seen(coverage: Coverage, context: Context) -> Iterator[str]:
    """Which answers were seen, and how many of those that are declared."""
    yield from table(coverage, context.width, lambda text, colour: _painted(text, colour, context))
    seen, asked = coverage.score
    if asked:
        yield f"{seen} of the {asked} declared answers that can be asked for were seen"


def plain(finding: Finding, context: Context) -> str:
    """All that is told of one finding, without colours."""
    bare = Context(line=context.line, width=context.width)
    return "\n".join(_told(finding, bare))


def _told(finding: Finding, context: Context) -> Iterator[str]:
    place = _painted(f"{visible(str(finding.origin))}:", _BOLD, context) if finding.origin else ""
    severity = _painted(f"{finding.severity}:", _COLOURS[finding.severity], context)
    rule = _painted(f"[{visible(finding.rule)}]", _DIM, context)
    yield " ".join(filter(None, (place, severity, visible(finding.message), rule)))
    if finding.evidence:  # what happened, then the promise that it breaks
        yield from _evidence(finding.evidence)
    told = alike(finding)
    if told:
        yield f"    {visible(told)}"
    if finding.origin:
        yield from _excerpt(finding.origin, _COLOURS[finding.severity], context)


def _excerpt(origin: Origin, colour: str, context: Context) -> Iterator[str]:
    """The line in the file, and a caret; nothing where the line is not to be had, or is empty."""
    line = context.line(origin.file, origin.line)
    if not line or not line.strip():
        return
    gutter = f"{origin.line:>5} | "
    seen = excerpt(line, origin.column, max(context.width - len(gutter), _SMALLEST))
    yield f"{_painted(gutter, _DIM, context)}{seen.shown}"
    blank = f"{'|':>{len(gutter) - 1}} "
    yield f"{_painted(blank, _DIM, context)}{' ' * seen.caret}{_painted('^', colour, context)}"


def _evidence(evidence: Evidence) -> Iterator[str]:
    yield from (f"    {visible(line)}" for line in evidence.curl.splitlines())
    yield from (
        f"    | {_cut(visible(line, keep=chr(9)))}".rstrip()
        for line in evidence.response.splitlines()
    )
    if evidence.replay:
        yield f"    {again(evidence)}"


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}..."


def _verdict(report: Report, context: Context) -> str:
    worst = next((each for each in Severity if report.count(each)), None)
    if report.failure:
        worst = Severity.ERROR
    return _painted(report.verdict, _COLOURS[worst] if worst else _GREEN, context)


def _painted(written: str, colour: str, context: Context) -> str:
    """The same in a colour of ECMA-48 §8.3.117 (SGR), where the context has colours."""
    return f"\x1b[{colour}m{written}\x1b[0m" if context.is_coloured else written
