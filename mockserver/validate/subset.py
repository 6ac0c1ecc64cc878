"""Swagger 2.0: what its schemas take from JSON Schema, and what it advises against."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_value

RULES = (
    Rule(
        "type-beyond-swagger",
        Severity.WARNING,
        "A schema of Swagger 2.0 has one type, and that is not null.",
    ),
    Rule(
        "read-only-required",
        Severity.WARNING,
        "A readOnly property of Swagger 2.0 is not required.",
    ),
)
TYPE, REQUIRED = RULES


def check_subset(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """OAS 2.0, Data Types and Schema Object."""
    if spec.version != "2.0":
        return
    for node in survey.schemas:
        yield from _type(node)
        if "required" in node.value:
            yield from _required(node)


def _type(node: Node) -> Iterator[Finding]:
    child = node.get("type")
    if child is None or not (isinstance(child.value, list) or child.value == "null"):
        return
    said = "the types of Swagger 2.0 are single ones, and none is null"
    mend = "write one of them, with `x-nullable: true` beside it where null is meant"
    yield at_value(child, TYPE, f"{said}: {mend}")


def _required(node: Node) -> Iterator[Finding]:
    """A client must not send it, and a server that takes the schema by its word wants it."""
    properties = node.value.get("properties")
    for name in node.child_elements("required") if isinstance(properties, dict) else ():
        found = properties.get(name.value) if isinstance(name.value, str) else None
        if isinstance(found, dict) and found.get("readOnly") is True:
            said = f"'{name.value}' is readOnly, which a request must not send, and required"
            yield at_value(name, REQUIRED, f"{said} of one all the same: leave it out here")
