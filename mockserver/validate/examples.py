"""Do the examples of a document fit the schemas they stand beside?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.schema import Direction, Validators, Violation
from mockserver.spec.model import Content, Example, Operation, Parameter, Spec
from mockserver.spec.node import Node
from mockserver.spec.schema import Schema

RULES = (
    Rule("example-invalid", Severity.ERROR, "An example fits the schema it stands beside."),
    Rule("default-invalid", Severity.ERROR, "A default fits its own schema."),
)
EXAMPLE, DEFAULT = RULES


@dataclass(frozen=True, slots=True)
class Shown:
    """A value that the document shows, with the schema it has to fit."""

    rule: Rule
    name: str
    node: Node
    schema: Schema
    direction: Direction


def check_examples(spec: Spec) -> Iterator[Finding]:
    """A finding for each way in which an example breaks its schema."""
    validators = Validators()
    seen: set[tuple[str, str, Direction]] = set()
    for operation in spec.operations:
        try:
            for shown in _of_operation(operation):
                key = (shown.node.address, shown.schema.address, shown.direction)
                if key not in seen:
                    seen.add(key)
                    yield from _judge(shown, validators)
        except DocumentError as error:
            yield from error.findings


def _of_operation(operation: Operation) -> Iterator[Shown]:
    for parameter in operation.parameters:
        yield from _of_parameter(parameter, Direction.REQUEST)
    for content in operation.request_body.content if operation.request_body else ():
        yield from _of_content(content, Direction.REQUEST)
    for response in operation.responses:
        for header in response.headers:
            yield from _of_parameter(header, Direction.RESPONSE)
        for content in response.content:
            yield from _of_content(content, Direction.RESPONSE)


def _of_parameter(parameter: Parameter, direction: Direction) -> Iterator[Shown]:
    yield from _beside(parameter.examples, parameter.schema, direction)
    if parameter.content:
        yield from _of_content(parameter.content, direction)


def _of_content(content: Content, direction: Direction) -> Iterator[Shown]:
    """Examples of other media types are text: nothing that a schema of JSON could judge."""
    if content.media_type.is_json or content.media_type.is_range:
        yield from _beside(content.examples, content.schema, direction)


def _beside(
    examples: tuple[Example, ...], schema: Schema | None, direction: Direction
) -> Iterator[Shown]:
    if schema is None:
        return
    for example in examples:
        yield Shown(EXAMPLE, example.name, example.node, schema, direction)
    yield from _within(schema, direction, set())


def _within(schema: Schema, direction: Direction, seen: set[str]) -> Iterator[Shown]:
    """The examples and defaults that a schema and those beneath it carry themselves."""
    if schema.address in seen or not isinstance(schema.node.value, dict):
        return
    seen.add(schema.address)
    yield from _own(schema, direction)
    for below in schema.below():
        yield from _within(below, direction, seen)


def _own(schema: Schema, direction: Direction) -> Iterator[Shown]:
    single, default = schema.node.get("example"), schema.node.get("default")
    listed = schema.node.child_elements("examples")
    for node in (*([single] if single else ()), *listed):
        yield Shown(EXAMPLE, "", node, schema, direction)
    if default:
        yield Shown(DEFAULT, "", default, schema, direction)


def _judge(shown: Shown, validators: Validators) -> Iterator[Finding]:
    found = validators.of(shown.schema, shown.direction).violations(shown.node.value)
    return (_finding(shown, violation) for violation in found)


def _finding(shown: Shown, violation: Violation) -> Finding:
    place = (*shown.node.pointer, *violation.pointer)
    document = shown.node.document
    origin = document.key_origin(place) if violation.on_key else document.origin(place)
    name = f"example '{shown.name}': " if shown.name not in ("", "default") else ""
    message = f"{name}{violation.message} (as {violation.origin} says)"
    return report(shown.rule, message, origin, pointers.text(place))
