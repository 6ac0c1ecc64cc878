"""How much each rule weighs here: a table of rules and levels, as a function over findings.

    component-unused: off
    example-invalid:
      "*": error
      /components/schemas/Old*: warning

A level may depend on the place: the last pattern counts that fits the pointer of a finding, or its
file and pointer (``legacy.yaml#*``). In a pattern ``*`` stands for any text, ``?`` for a letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from fnmatch import fnmatchcase
from typing import Any

from mockserver import pointer as pointers
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.hint import hint
from mockserver.pointer import Pointer
from mockserver.source import Document
from mockserver.validate.ignoring import UNKNOWN
from mockserver.value import dataclass

RULES = (Rule("level-unknown", Severity.ERROR, "A level is off, info, warning or error."),)
(NO_LEVEL,) = RULES

OFF = "off"
_LEVELS = (OFF, *(severity.value for severity in reversed(Severity)))
_ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Levels:
    """What a file says of the weight of rules; by rule the patterns of places, each with a level.

    ``findings`` are what is wrong with the file itself.
    """

    by_rule: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def weighed(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings with their severities here, without those that are off."""
        return tuple(each for finding in findings for each in self._weighed(finding))

    def _weighed(self, finding: Finding) -> Iterator[Finding]:
        level = ""
        for pattern, said in self.by_rule.get(finding.rule, ()):
            level = said if _fits(finding, pattern) else level
        if level == OFF:
            return
        yield replace(finding, severity=Severity(level)) if level else finding


def _fits(finding: Finding, pattern: str) -> bool:
    file = finding.origin.file if finding.origin else ""
    names = (finding.pointer, f"{file}#{finding.pointer}")
    return any(fnmatchcase(name, pattern) for name in names)


def read_levels(document: Document, rules: Iterable[Rule]) -> Levels:
    """The levels that a file sets for some of these rules. What is wrong in it is a finding."""
    known = tuple(rule.id for rule in rules)
    by_rule, wrong = {}, list(document.faults)
    root = document.root if isinstance(document.root, dict) else {}
    if document.root is not None and not isinstance(document.root, dict):
        wrong.append(_at(document, NO_LEVEL, (), "this is no table of rules and levels"))
    for rule, said in root.items():
        if rule not in known:
            wrong.append(_at(document, UNKNOWN, (rule,), unknown(rule, known), on_key=True))
        else:
            by_rule[rule] = tuple(_patterns(said))
            wrong += _unlevel(document, (rule,), said)
    return Levels(by_rule, tuple(wrong))


def unknown(rule: str, known: Iterable[str]) -> str:
    """The sentence about an id that no rule has."""
    meant = hint(rule, known, "`mockserver rules` lists what there is")
    return f"there is no rule '{rule}'{meant}"


def _patterns(said: Any) -> Iterator[tuple[str, str]]:
    by_pattern = said if isinstance(said, dict) else {_ANYWHERE: said}
    for pattern, level in by_pattern.items():
        if _name(level) in _LEVELS:
            yield pattern, _name(level)


def _unlevel(document: Document, place: Pointer, said: Any) -> Iterator[Finding]:
    by_place = said.items() if isinstance(said, dict) else [(None, said)]
    for pattern, level in by_place:
        if _name(level) not in _LEVELS:
            where = place if pattern is None else (*place, pattern)
            yield _at(document, NO_LEVEL, where, _no_level(level))


def _no_level(said: Any) -> str:
    known = ", ".join(_LEVELS)
    if isinstance(said, dict | list):
        return f"this is no level; write {known}, or levels by place, such as {{/paths/*: off}}"
    return f"'{said}' is no level{hint(str(said), _LEVELS, f'there are {known}')}"


def _name(level: Any) -> str:
    """YAML 1.1 and JSON say ``off`` as false."""
    return OFF if level is False else str(level)


def _at(
    document: Document, rule: Rule, place: Pointer, message: str, *, on_key: bool = False
) -> Finding:
    origin = document.key_origin(place) if on_key else document.origin(place)
    return report(rule, message, origin, pointers.text(place))
