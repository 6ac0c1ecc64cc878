"""Closed objects: whether a name that must be there is one that may be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.finding import Finding, Rule, Severity
from mockserver.schema.validator import compiled
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.required import declared
from mockserver.validate.survey import Survey, at_value

RULES = (Rule("required-forbidden", Severity.ERROR, "What a schema requires it also allows."),)
(FORBIDDEN,) = RULES

_CLOSING = ("additionalProperties", "unevaluatedProperties")


def check_closed(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each required name that a closed schema, or one beside it, does not allow.

    JSON Schema 2020-12 Core §10.3.2.3: only the properties of the same schema object are open to
    ``additionalProperties``; §11.3: ``unevaluatedProperties`` knows those of what it is made of.
    """
    del spec
    told: set[tuple[int, object]] = set()
    yield from _gone(survey, told)
    if not any(_is_closed(node.value) for node in survey.having(_CLOSING)):
        return
    for node in survey.having(("required", "dependentRequired", "allOf", "$ref")):
        parts = tuple(_together(node, survey))
        closed = [part for part in parts if _is_closed(part.value)]
        for part in parts if closed else ():
            yield from _forbidden(part, closed, survey, told)


def _gone(survey: Survey, told: set[tuple[int, object]]) -> Iterator[Finding]:
    """JSON Schema 2020-12 Core §4.3.2: nothing fits the schema ``false``, so no such property."""
    for node in survey.having(("required",)):
        properties = node.value.get("properties")
        if not isinstance(properties, dict):
            continue
        for element in node.child_elements("required"):
            name = element.value
            if isinstance(name, str) and properties.get(name) is False:
                told.add((id(node.value), element.pointer[-1:]))
                line = node.document.origin((*node.pointer, "properties", name)).line
                said = f"'{name}' is required, but `false` of line {line} forbids it"
                yield at_value(element, FORBIDDEN, f"{said}: give it a schema there")


def _is_closed(schema: Mapping[str, Any]) -> bool:
    return any(schema.get(keyword) is False for keyword in _CLOSING)


def _together(node: Node, survey: Survey) -> Iterator[Node]:
    """A schema and all that a value has to fit with it."""
    waiting, seen = [node], set()
    while waiting:
        part = waiting.pop(0)
        if not isinstance(part.value, dict) or id(part.value) in seen:
            continue
        seen.add(id(part.value))
        target = survey.followed(part) if "$ref" in part.value else None
        if target is not None:
            waiting.append(target)
        yield part
        waiting.extend(part.child_elements("allOf"))


def _forbidden(
    part: Node, closed: list[Node], survey: Survey, told: set[tuple[int, object]]
) -> Iterator[Finding]:
    for element in (*part.child_elements("required"), *_beside(part)):
        name = element.value
        by = next((each for each in closed if not _allows(each, name, survey)), None)
        place = id(part.value), element.pointer[len(part.pointer) + 1 :]
        if isinstance(name, str) and by is not None and place not in told:
            told.add(place)
            yield at_value(element, FORBIDDEN, _sentence(name, by))


def _beside(part: Node) -> Iterator[Node]:
    """What is required where another property is there (JSON Schema 2020-12 Validation §6.5.4)."""
    holder = part.get("dependentRequired") if "dependentRequired" in part.value else None
    for name, _ in holder.members() if holder else ():
        yield from holder.child_elements(name) if holder else ()


def _allows(closed: Node, name: Any, survey: Survey) -> bool:
    schema = closed.value
    own = schema.get("properties")
    if not isinstance(name, str) or (isinstance(own, dict) and name in own):
        return True
    patterns = schema.get("patternProperties")
    if isinstance(patterns, dict) and any(_matches(pattern, name) for pattern in patterns):
        return True
    if schema.get("additionalProperties") is False:
        return False
    names = declared([closed], survey)
    return names is None or name in names


def _matches(pattern: str, name: str) -> bool:
    """A pattern that cannot be read is told elsewhere, and forbids nothing."""
    try:
        return compiled({"pattern": pattern}).is_valid(name)
    except ValueError:
        return True


def _sentence(name: str, by: Node) -> str:
    word = "additionalProperties"
    if by.value.get(word) is not False:
        word = "unevaluatedProperties"
    line = (by.get(word) or by).origin.line
    return (
        f"'{name}' is required, but `{word}: false` of line {line} forbids it: declare it in the"
        " `properties` there"
    )
