"""Variants of a ``oneOf`` that no value can choose between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.schemas import SAYS_NOTHING, TYPES, types_of
from mockserver.validate.survey import Survey, at_value

RULES = (
    Rule("variant-duplicate", Severity.ERROR, "A oneOf has each of its variants once."),
    Rule(
        "variant-contained", Severity.WARNING, "No variant of a oneOf takes all that another does."
    ),
)
REPEATED, CONTAINED = RULES


def check_variants(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """JSON Schema 2020-12 Core §10.2.1.3: what fits two variants of a ``oneOf`` fits it not."""
    del spec
    for schema in survey.having(("oneOf",)):
        yield from _repeated(schema)
        yield from _contained(schema, survey)


def _repeated(schema: Node) -> Iterator[Finding]:
    first: dict[str, Node] = {}
    for variant in schema.child_elements("oneOf"):
        if not isinstance(variant.value, dict):
            continue
        other = first.setdefault(repr(variant.value), variant)
        if other is not variant:
            said = f"this variant stands in line {other.origin.line} already"
            ends = "what fits one of them fits both, so the `oneOf` never holds: remove one"
            yield at_value(variant, REPEATED, f"{said}; {ends}")


def _contained(schema: Node, survey: Survey) -> Iterator[Finding]:
    """Variants each value of which fits another one, too, that says no more than its type."""
    variants = tuple(schema.child_elements("oneOf"))
    says = [_said(variant, survey) for variant in variants]
    for variant, members in zip(variants, says, strict=True):
        for other, wide in zip(variants, says, strict=True):
            if other is variant or variant.value == other.value or not _covers(wide, members):
                continue
            said = f"what fits this variant fits the one of line {other.origin.line}, too"
            ends = "so the `oneOf` never takes it: use `anyOf`, or say there what tells them apart"
            yield at_value(variant, CONTAINED, f"{said}, {ends}")
            break


def _said(variant: Node, survey: Survey) -> Mapping[str, Any] | None:
    """What a variant says, or what it refers to; None where something else is said beside it."""
    target = survey.followed(variant)
    if target is None or not isinstance(target.value, dict):
        return None
    return target.value if target is variant or len(variant.value) == 1 else None


def _covers(wide: Mapping[str, Any] | None, narrow: Mapping[str, Any] | None) -> bool:
    """Whether one schema only names types, and those of the other are among them."""
    if wide is None or narrow is None or "type" not in wide or not SAYS_NOTHING.issuperset(wide):
        return False
    allowed = set(types_of(wide))
    allowed |= {"integer"} if "number" in allowed else set()
    types = types_of(narrow)
    if types:
        return allowed.issuperset(types)
    values = [narrow["const"]] if "const" in narrow else narrow.get("enum")
    if not isinstance(values, list) or not values or "type" in narrow:
        return False
    return all(any(TYPES[name](value) for name in allowed) for value in values)
