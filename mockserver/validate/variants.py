"""Variants of a ``oneOf`` that no value can choose between."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_value

RULES = (Rule("variant-duplicate", Severity.ERROR, "A oneOf has each of its variants once."),)
(REPEATED,) = RULES


def check_variants(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """JSON Schema 2020-12 Core §10.2.1.3: what fits two variants of a ``oneOf`` fits it not."""
    del spec
    for schema in survey.having(("oneOf",)):
        yield from _repeated(schema)


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
