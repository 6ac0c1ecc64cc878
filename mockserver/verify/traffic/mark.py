"""What is noticed when an answer is held against the recorded one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mockserver.finding import Severity
from mockserver.origin import Origin
from mockserver.verify.sides.comparison import Difference
from mockserver.verify.sides.relation import shown

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing: the rule, how much it weighs, the sentence, and what of the answer it is about.

    An error is what the document, or the traffic itself, determines. What both leave open may be
    other data, and is a warning.
    """

    rule: str
    severity: Severity
    message: str
    at: str = ""
    origin: Origin | None = None
    pointer: str = ""


def differs(found: Difference, severity: Severity, rule: str = "value-differs") -> Mark:
    """A value is another one than was recorded."""
    place = "/".join(("", *map(str, found.at)))
    if found.actual is None:
        told = f"answered without {place}, where {shown(found.expected)} was recorded"
    else:
        told = f"answered with {shown(found.actual)} at {place}, where {shown(found.expected)} was"
        told = f"{told} recorded"
    return Mark(rule, severity, told, at="/".join(_general(each) for each in found.at))


def _general(token: Any) -> str:
    return "*" if isinstance(token, int) else str(token)


_FORMS = frozenset(("response-schema-conformance", "strict-json", "content-type-conformance"))
_FOLLOWING = frozenset(
    ("value-differs", "rest-changed", "answer-unstable", "creation-moved", "touch-missing")
)
_NAMED = 5


def folded(marks: list[Mark]) -> list[Mark]:
    """The marks of one answer without what follows from the rest, one for each rule.

    A value that breaks its schema differs as well, and another record has other values.
    """
    rules = {each.rule for each in marks}
    if "record-mixed-up" in rules or not rules.isdisjoint(_FORMS):
        marks = [each for each in marks if each.rule not in _FOLLOWING]
    found: dict[tuple[str, Severity], list[Mark]] = {}
    for each in marks:
        alone = each.rule if each.rule in _FOLLOWING else f"{each.rule} {each.at}"
        found.setdefault((alone, each.severity), []).append(each)
    return [_joined(each) for each in found.values()]


def _joined(marks: list[Mark]) -> Mark:
    first, *others = marks
    places = list(dict.fromkeys(each.at for each in others if each.at not in ("", first.at)))
    if not places:
        return first
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    told = f"{first.message}; likewise {', '.join(places[:_NAMED])}{more}"
    return replace(first, message=told)
