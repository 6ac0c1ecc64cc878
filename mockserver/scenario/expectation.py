"""Whether what a matcher waits for can be sent at all, and what a name in it was meant for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from mockserver.collection.descent import element, members, types
from mockserver.collection.shape import Shape
from mockserver.hint import closest, hint_among
from mockserver.scenario.matcher import Sent, as_text
from mockserver.scenario.matching import OPERATORS, is_operation
from mockserver.scenario.rules import IMPOSSIBLE
from mockserver.schema import Direction, Validators, Violation
from mockserver.source.written import Written
from mockserver.spec.schema import Schema

_OPERANDS = frozenset(("not", "in", "contains", "equals"))
Schemas = Sequence[Schema]


class Expectation:
    """Holds a matcher against the schemas of what it looks at; one of them has to take it.

    ``sent``: as JSON, or as text. Requests that break their schemas never come to a rule.
    """

    def __init__(self, validators: Validators, sent: Sent) -> None:
        self._validators = validators
        self._sent = sent

    def check(self, written: Written, schemas: Sequence[Schema | None]) -> None:
        """Tell what is never sent. Raises DocumentError for a schema that is broken."""
        known = [each for each in schemas if each is not None]
        if not known or len(known) < len(schemas):
            return  # what no schema speaks of may be anything
        if is_operation(written.value):
            self._check_operators(written, known)
        elif isinstance(written.value, dict):
            self._check_members(written, known)
        elif isinstance(written.value, list) and any(_takes(each, "array") for each in known):
            for each in written.elements():
                self.check(each, [element(schema) for schema in known])
        else:
            self._check_value(written, known)

    def _check_operators(self, written: Written, schemas: Schemas) -> None:
        for name, child in written.members():
            is_refused = name == "not" and not isinstance(child.value, dict)
            if name not in _OPERANDS or is_refused:  # what is not meant need not be sent
                continue
            inner = [_inside(name, each) for each in schemas]
            is_many = name == "in" and isinstance(child.value, list)
            for each in child.elements() if is_many else (child,):
                self.check(each, inner)

    def _check_members(self, written: Written, schemas: Schemas) -> None:
        shapes = [Shape.of(each) for each in schemas]
        known = dict.fromkeys(name for each in shapes for name in each.members)
        is_scalar = not any(_takes(each, "object") for each in schemas)
        is_closed = is_scalar or all(each.members and not each.is_open for each in shapes)
        for name, child in written.members():
            if name in known:
                self.check(child, [found for each in schemas for found in members(each, name)])
            elif is_closed:
                child.complain_of_key(IMPOSSIBLE, _unknown(name, known, is_scalar=is_scalar))

    def _check_value(self, written: Written, schemas: Schemas) -> None:
        found = [self._faults(each, written) for each in schemas]
        if all(found):
            first = found[0][0]
            written.complain(IMPOSSIBLE, f"this is never sent: {first.message} ({first.origin})")

    def _faults(self, schema: Schema, written: Written) -> tuple[Violation, ...]:
        """Why the value could not be sent; of what is sent as text, nor what is the same there."""
        validator = self._validators.of(schema, Direction.REQUEST)
        found = validator.violations(written.value)
        others = _spelled_alike(written.value) if found and self._sent is Sent.TEXT else ()
        return () if any(validator.is_valid(each) for each in others) else found


def _takes(schema: Schema, kind: str) -> bool:
    """Whether a value of such a type may fit."""
    return not (found := types(schema)) or kind in found


def _spelled_alike(value: Any) -> Iterator[Any]:
    """Its text, and what else is written so: ``"7"`` and 7."""
    yield as_text(value)
    with suppress(ValueError, TypeError):
        yield json.loads(value)


def _inside(operator: str, schema: Schema) -> Schema | None:
    """What the operand of an operator is held against; a piece of a text may be anything."""
    return element(schema) if operator == "contains" else schema


def _unknown(name: str, known: dict[str, None], *, is_scalar: bool) -> str:
    """The sentence about a name that nothing has."""
    if name in OPERATORS:
        return f"'{name}' is an operator, and operators stand without members beside them"
    if is_scalar or (closest(name, OPERATORS) and not closest(name, known)):
        return f"'{name}' is no operator{hint_among(name, OPERATORS)}"
    return f"no body of this rule's operations has a '{name}'{hint_among(name, known)}"
