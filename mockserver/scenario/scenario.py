"""Scenarios: named sets of rules."""

from __future__ import annotations

from mockserver.errors import UsageError
from mockserver.finding import Finding
from mockserver.hint import hint_among
from mockserver.scenario.rule import Course, Rule
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of rules, and the steps that they go through."""

    name: str
    description: str
    course: Course
    rules: tuple[Rule, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """All steps that its rules name, the first one first."""
        named = [step for rule in self.rules for step in (*rule.when, rule.then)]
        return tuple(step for step in dict.fromkeys((self.course.start, *named)) if step)


@dataclass(frozen=True, slots=True)
class Scenarios:
    """What one file says, and what is wrong with it."""

    file: str
    scenarios: tuple[Scenario, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the file."""
        return tuple(each.name for each in self.scenarios)

    def named(self, name: str) -> Scenario:
        """The scenario of a name. Raises UsageError without it."""
        for each in self.scenarios:
            if each.name == name:
                return each
        where = f"{self.file}: " if self.file else ""
        meant = hint_among(name, self.names) if self.names else _NONE
        raise UsageError(f"{where}there is no scenario '{name}'{meant}")


_NONE = ": there is none at all; write them in scenarios.yaml beside the fixtures"
NO_SCENARIOS = Scenarios("")
