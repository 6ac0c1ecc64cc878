"""A file of scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mockserver.finding import Finding
from mockserver.hint import hint_among
from mockserver.scenario.contract import Contract
from mockserver.scenario.parse import RuleMaker, build_rule
from mockserver.scenario.rule import Course, Rule
from mockserver.scenario.rules import (
    LAW,
    MALFORMED,
    UNKNOWN_PARAMETER,
    UNREACHABLE_RULE,
    UNREACHABLE_STEP,
)
from mockserver.scenario.scenario import Scenario, Scenarios
from mockserver.source import parse, read_text
from mockserver.source.written import Form, Unfit, Written, prose, read_fields, text
from mockserver.spec.model import Spec
from mockserver.value import dataclass

SCENARIO_FILES = ("scenarios.yaml", "scenarios.yml", "scenarios.json")


def find_scenarios(fixtures: Path) -> Path | None:
    """The file of scenarios in a folder of fixtures; None where there is none."""
    found = (fixtures / name for name in SCENARIO_FILES)
    return next((each for each in found if each.is_file()), None)


def read_scenarios(path: Path, spec: Spec) -> Scenarios:
    """Read a file and hold it against a document; what is wrong is in ``findings``.

    Raises DocumentError for a file that cannot be read.
    """
    document = parse(read_text(path), str(path))
    written = Written(document.root, document, law=LAW)
    if document.faults:
        return Scenarios(document.file, (), document.faults)
    scenarios = tuple(_scenarios(written, spec))
    findings = sorted(dict.fromkeys(written.findings), key=_place)
    return Scenarios(document.file, scenarios, tuple(findings))


def _place(finding: Finding) -> tuple[int, int]:
    return (finding.origin.line, finding.origin.column) if finding.origin else (0, 0)


def _scenarios(written: Written, spec: Spec) -> Iterator[Scenario]:
    contract = Contract()
    try:
        found = read_fields(written, _FILE, "a file of scenarios")
    except Unfit:
        found = {}
    if "scenarios" not in found and not written.findings:
        message = "a file of scenarios is an object with 'scenarios', an object of them by name"
        written.complain(MALFORMED, message)
    for name, child in found.get("scenarios", ()):
        yield from _Reader(name, child, spec, contract).scenario()


def _by_name(written: Written) -> tuple[tuple[str, Written], ...]:
    if not isinstance(written.value, dict):
        raise Unfit
    return tuple(written.members())


def _list(written: Written) -> tuple[Written, ...]:
    if not isinstance(written.value, list):
        raise Unfit
    return tuple(written.elements())


_FILE = {"scenarios": Form(_by_name, "an object of scenarios by name")}
_FORMS = {
    "description": Form(prose, "a text"),
    "start": Form(text, "the first step"),
    "by": Form(text, "the name of a parameter"),
    "rules": Form(_list, "a list of rules"),
}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one scenario."""

    name: str
    written: Written
    spec: Spec
    contract: Contract

    def scenario(self) -> Iterator[Scenario]:
        """The scenario, if it is one."""
        written = self.written
        try:
            found = read_fields(written, _FORMS, "a scenario")
        except Unfit:
            written.complain(MALFORMED, "a scenario is an object with 'rules', a list of rules")
            return
        if "rules" not in written.value:
            written.complain(MALFORMED, f"'{self.name}' has no 'rules', a list of rules")
        listed = found.get("rules", ())
        start = found.get("start") or next(iter(_waited_for(listed)), "")
        course = Course(self.name, start, found.get("by", ""))
        self._check_parameter(course)
        rules = tuple(self._rules(listed, course))
        self._check_steps(listed, course)
        _check_order(rules, dict(_places(listed, self.name)))
        yield Scenario(self.name, found.get("description", ""), course, rules)

    def _rules(self, listed: tuple[Written, ...], course: Course) -> Iterator[Rule]:
        maker = RuleMaker(self.spec, self.contract, course)
        for name, written in _places(listed, self.name):
            rule = build_rule(written, maker, name)
            if rule is not None:
                yield rule

    def _check_parameter(self, course: Course) -> None:
        known = [each.name for one in self.spec.operations for each in one.parameters]
        if course.by and course.by not in known:
            message = f"no operation has a parameter '{course.by}'"
            told = hint_among(course.by, dict.fromkeys(known))
            self.written.complain(UNKNOWN_PARAMETER, message + told, "by")

    def _check_steps(self, listed: tuple[Written, ...], course: Course) -> None:
        """Each step that is waited for is the first one, or where a rule leads."""
        reached = dict.fromkeys((course.start, *(_field(each, "then") for each in listed)))
        known = [step for step in reached if isinstance(step, str) and step]
        for each in listed:
            for step in _waited_for((each,)):
                if step not in known:
                    message = f"no rule leads to the step '{step}'{hint_among(step, known)}"
                    each.complain(UNREACHABLE_STEP, message, "when")


def _places(listed: tuple[Written, ...], scenario: str) -> Iterator[tuple[str, Written]]:
    """Each rule with what it is called: ``outage/1``."""
    for number, written in enumerate(listed, 1):
        yield f"{scenario}/{number}", written


def _field(written: Written, name: str) -> Any:
    return written.value.get(name) if isinstance(written.value, dict) else None


def _waited_for(listed: tuple[Written, ...]) -> Iterator[str]:
    for each in listed:
        when = _field(each, "when")
        steps = when if isinstance(when, list) else [when]
        yield from (step for step in steps if isinstance(step, str) and step)


def _check_order(rules: tuple[Rule, ...], places: dict[str, Written]) -> None:
    """A rule behind one that always answers first is never used."""
    for place, rule in enumerate(rules):
        before = next((each for each in rules[:place] if _hides(each, rule)), None)
        if before is not None:
            message = f"this rule is never used: rule {before.id} answers all of its calls first"
            places[rule.id].complain(UNREACHABLE_RULE, message)


def _hides(first: Rule, other: Rule) -> bool:
    """Whether the first answers every call that the other matches."""
    match = first.match
    looks = match.parameters or match.headers or match.body or match.call
    counts = first.every or first.times or first.chance or first.limit or first.when
    if looks or counts or not first.decides:
        return False
    if match.operations is None:
        return True
    return other.match.operations is not None and other.match.operations <= match.operations
