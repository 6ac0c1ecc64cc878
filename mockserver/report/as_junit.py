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
from mockserver.visible import visible

_KEPT = "all promises are kept"


def junit(report: Report, context: Context = PLAIN) -> str:
    """A suite for each operation or file, and in it a case for each finding.

    An error is a failure. Warnings and infos fail no run: they are skipped cases that tell. What
    was tested without a finding is a case that passes, as CI servers take no cases for a mistake.
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
    """Cases of one name: the findings, those told with one of another suite, and what passed."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    elsewhere: list[Finding] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)

    def element(self, context: Context) -> Element:
        """The suite with its counts (the schema of Jenkins asks for these attributes)."""
        counted = Counter(each.severity is Severity.ERROR for each in self.findings)
        counts = {
            "tests": len(self.findings) + len(self.elsewhere) + len(self.passed),
            "failures": counted[True],
            "errors": 0,
            "skipped": counted[False] + len(self.elsewhere),
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
        names = _distinct(map(visible, [*told, *self.passed]))
        for finding, name in zip(self.findings, names, strict=False):
            yield _told(finding, Element("testcase", name=name), context)
        for finding, name in zip(self.elsewhere, names, strict=False):
            yield _told_elsewhere(finding, Element("testcase", name=name))
        for name in names:
            yield Element("testcase", name=name)


def _suites(report: Report, context: Context) -> Iterable[_Suite]:
    suites: dict[str, _Suite] = {}
    for finding in report.findings:
        name = finding.operation or _file(finding, context)
        suites.setdefault(name, _Suite(name)).findings.append(finding)
    for finding in report.findings:
        for operation in dict.fromkeys(each.operation for each in finding.also):
            if operation and operation != finding.operation:
                suites.setdefault(operation, _Suite(operation)).elsewhere.append(finding)
    for each in report.coverage.operations if report.coverage else ():
        if each.seen and each.operation not in suites:
            suites[each.operation] = _Suite(each.operation, passed=[_KEPT])
    if not suites:
        passed = list(report.subjects) or [_KEPT]
        suites[context.title] = _Suite(context.title, passed=passed)
    return suites.values()


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
    skipped = SubElement(case, "skipped")
    skipped.set("message", visible(f"it has the cause that is told at {finding.operation}"))
    skipped.text = visible(finding.message)
    return case


def _told(finding: Finding, case: Element, context: Context) -> Element:
    if finding.severity is Severity.ERROR:
        outcome = SubElement(case, "failure", type=visible(finding.rule))
        outcome.set("message", visible(finding.message))
    else:
        outcome = SubElement(case, "skipped")
    outcome.text = visible(plain(finding, context), keep="\n\t")
    return case
