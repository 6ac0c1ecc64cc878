"""From what is written to a rule."""

from __future__ import annotations

from typing import Any

from mockserver.errors import DocumentError
from mockserver.finding import Finding, has_errors
from mockserver.hint import hint_among
from mockserver.scenario.contract import Contract
from mockserver.scenario.form import read_rule
from mockserver.scenario.rule import Course, Match, Rule
from mockserver.scenario.rules import CONTRADICTION, IMPOSSIBLE, LAW, MALFORMED
from mockserver.scenario.scenario import NO_SCENARIOS, Scenario, Scenarios
from mockserver.scenario.subject import named_operations
from mockserver.source.written import Form, Unfit, Written, text
from mockserver.spec.model import Operation, Spec
from mockserver.value import dataclass

_SCENARIO = {"scenario": Form(text, "the name of the scenario whose steps are meant")}


@dataclass(frozen=True, slots=True)
class ParsedRule:
    """A rule, or None and the errors in it; warnings stand beside a rule."""

    rule: Rule | None
    findings: tuple[Finding, ...]


def parse_rule(
    value: Any,
    spec: Spec,
    id: str,  # noqa: A002  a rule's id is what it is
    courses: Scenarios = NO_SCENARIOS,
) -> ParsedRule:
    """Read a rule that is added at run time, from its JSON value; ``id`` is what it is called.

    One with ``when`` or ``then`` says by ``scenario`` whose steps it means.
    """
    written = Written(value, law=LAW)
    course = _named_course(written, courses)
    rule = build_rule(written, RuleMaker(spec, Contract(), course, _SCENARIO), id)
    findings = tuple(written.findings)
    return ParsedRule(None if has_errors(findings) else rule, findings)


@dataclass(frozen=True, slots=True)
class RuleMaker:
    """What the rules of one scenario have in common; ``extra``: fields that only they may have."""

    spec: Spec
    contract: Contract
    course: Course
    extra: dict[str, Form] | None = None


def build_rule(written: Written, maker: RuleMaker, name: str) -> Rule | None:
    """The rule that is written; None where something is wrong with its form, which is told."""
    told = len(written.findings)
    try:
        found = read_rule(written, maker.extra)
    except Unfit:
        written.complain(MALFORMED, "a rule is an object with 'match' and 'respond', for example")
        return None
    if has_errors(written.findings[told:]):
        return None
    operations = _operations(written, maker.spec)
    if has_errors(written.findings[told:]):
        return None
    found.pop("scenario", None)
    match = _match(found.pop("match", {}), operations)
    rule = Rule(name, maker.course, match, **found, origin=written.origin, written=written.value)
    try:
        every = maker.spec.operations if operations is None else operations
        maker.contract.check(rule, written, every)
    except DocumentError:  # the document is broken there, and validate tells of it
        pass
    return rule


def _operations(written: Written, spec: Spec) -> tuple[Operation, ...] | None:
    return named_operations(written.below("match"), spec) if "match" in written.value else None


def _match(found: dict[str, Any], operations: tuple[Operation, ...] | None) -> Match:
    labels = None if operations is None else frozenset(each.label for each in operations)
    looked_at = {name: found[name] for name in found if name not in ("operation", "tag")}
    return Match(operations=labels, **looked_at)


def _check_step(written: Written, scenario: Scenario) -> None:
    """A warning: the rule that leads to a step may yet be added."""
    when, own = written.value.get("when"), written.value.get("then")
    for step in when if isinstance(when, list) else [when]:
        if isinstance(step, str) and step not in (*scenario.steps, own):
            hint = hint_among(step, scenario.steps)
            message = f"no rule of '{scenario.name}' names the step '{step}'{hint}"
            written.complain(IMPOSSIBLE, message, "when")


def _named_course(written: Written, courses: Scenarios) -> Course:
    value = written.value if isinstance(written.value, dict) else {}
    name = value.get("scenario")
    if isinstance(name, str):
        for each in courses.scenarios:
            if each.name == name:
                _check_step(written, each)
                return each.course
        message = f"there is no scenario '{name}'{hint_among(name, courses.names)}"
        written.complain(MALFORMED, message, "scenario")
    elif "when" in value or "then" in value:
        message = "'when' and 'then' speak of a scenario's steps; name it by 'scenario'"
        written.complain(CONTRADICTION, message)
    return Course("")
