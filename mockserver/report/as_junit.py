"""A report as JUnit XML: what CI servers show as tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mockserver.clock import timestamp
from mockserver.finding import Finding, Severity
from mockserver.report.as_text import plain
from mockserver.report.context import PLAIN, Context
from mockserver.report.place import relative
from mockserver.report.report import Report
from mockserver.report.run import Run
from mockserver.visible import visible

_KEPT = "all promises are kept"
_UNTRIED = "not all was tried"
_UNFINISHED = "the run is not finished"


def junit(report: Report, context: Context = PLAIN) -> str:
    """A suite for each operation or file, and in it a case for each finding.

    An error is a failure. Warnings and infos fail no run: they are skipped cases that tell. What
    was tested without a finding is a case that passes, as CI servers take no cases for a mistake;
    of what all was not tried, it is a skipped one. A run that could not go on is an error.
    """
    suites = [each.element(context) for each in _suites(report, context)]
    root = Element("testsuites", name=visible(context.title))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    root.extend(suites)
    indent(root)
    # Written as text: what visible() leaves can be encoded by whoever writes the file.
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


@dataclass(slots=True)
class _Suite:
    """Cases of one name: the findings, those told with one of another suite, and what passed.

    ``untried`` says why not all was tried, ``broken`` why the run could not go on.
    """

    name: str
    findings: list[Finding] = field(default_factory=list)
    elsewhere: list[Finding] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    untried: str = ""
    broken: str = ""

    def element(self, context: Context) -> Element:
        """The suite with its counts (the schema of Jenkins asks for these attributes)."""
        shown = [*self.findings, *self.elsewhere]
        counted = Counter(each.severity is Severity.ERROR for each in self.findings)
        counts = {
            "tests": len(shown) + len(self._ended) + len(self.passed),
            "failures": counted[True],
            "errors": int(bool(self.broken)),
            "skipped": counted[False] + len(self.elsewhere) + bool(self.untried),
        }
        suite = Element("testsuite", name=visible(self.name))
        suite.attrib.update({name: str(count) for name, count in counts.items()})
        if context.made:
            suite.set("timestamp", timestamp(context.made))
        for case in self._cases(context):
            case.set("classname", visible(self.name))
            suite.append(case)
        return suite

    def _cases(self, context: Context) -> Iterator[Element]:
        shown = [*self.findings, *self.elsewhere]
        told = [f"{each.rule} {each.pointer}".rstrip() for each in shown]
        ended = [name for name, _, _ in self._ended]
        names = _distinct(map(visible, [*told, *ended, *self.passed]))
        for finding, name in zip(self.findings, names, strict=False):
            yield _told(finding, Element("testcase", name=name), context)
        for finding, name in zip(self.elsewhere, names, strict=False):
            yield _told_elsewhere(finding, Element("testcase", name=name))
        for (_, tag, why), name in zip(self._ended, names, strict=False):
            case = Element("testcase", name=name)
            outcome = SubElement(case, tag)
            outcome.text = visible(why, keep="\n\t")
            if tag == "error":  # the schema of Jenkins knows no message of what is skipped
                outcome.set("message", visible(why))
            yield case
        for name in names:
            yield Element("testcase", name=name)

    @property
    def _ended(self) -> list[tuple[str, str, str]]:
        """Name, tag and sentence of what the end of the run made of it."""
        told = ((_UNFINISHED, "error", self.broken), (_UNTRIED, "skipped", self.untried))
        return [each for each in told if each[-1]]


def _suites(report: Report, context: Context) -> Iterable[_Suite]:
    suites: dict[str, _Suite] = {}
    for finding in report.findings:
        name = finding.operation or _file(finding, context)
        suites.setdefault(name, _Suite(name)).findings.append(finding)
    for finding in report.findings:
        for operation in dict.fromkeys(each.operation for each in finding.also):
            if operation and operation != finding.operation:
                suites.setdefault(operation, _Suite(operation)).elsewhere.append(finding)
    if report.run:
        _end(suites, report.run)
    _pass(suites, report)
    if report.failure:
        suites.setdefault(context.title, _Suite(context.title)).broken = report.failure
    if not suites:
        passed = list(report.subjects) or [_KEPT]
        suites[context.title] = _Suite(context.title, passed=passed)
    return suites.values()


def _end(suites: dict[str, _Suite], run: Run) -> None:
    """Nothing passes of which not all was tried."""
    for operation in run.unfinished:
        suites.setdefault(operation, _Suite(operation)).untried = run.why or run.ended


def _pass(suites: dict[str, _Suite], report: Report) -> None:
    """What was tested and of which nothing is told."""
    for each in report.coverage.operations if report.coverage else ():
        if each.seen and each.operation not in suites:
            suites[each.operation] = _Suite(each.operation, passed=[_KEPT])


def _file(finding: Finding, context: Context) -> str:
    return relative(finding.origin.file, context.folder) if finding.origin else context.title


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """A case keeps its name, and so its history, where lines move; those alike are numbered."""
    alike: Counter[str] = Counter()
    taken: set[str] = set()
    for name in names:
        told = name
        while told in taken:
            alike[name] += 1
            told = f"{name} ({alike[name] + 1})"
        taken.add(told)
        yield told


def _told_elsewhere(finding: Finding, case: Element) -> Element:
    """It fails once, where it is told first, and passes nowhere."""
    told = f"it has the cause that is told at {finding.operation}: {finding.message}"
    SubElement(case, "skipped").text = visible(told)
    return case


def _told(finding: Finding, case: Element, context: Context) -> Element:
    if finding.severity is Severity.ERROR:
        outcome = SubElement(case, "failure", type=visible(finding.rule))
        outcome.set("message", visible(finding.message))
    else:
        outcome = SubElement(case, "skipped")
    outcome.text = visible(plain(finding, context), keep="\n\t")
    return case
