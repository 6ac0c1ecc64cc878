"""Operations: their names, and the parameters and bodies that cannot stand together."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver import media
from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value, repeated

RULES = (
    Rule("operation-id-duplicate", Severity.ERROR, "No two operations have one operationId."),
    Rule("parameter-duplicate", Severity.ERROR, "A list of parameters names each of them once."),
    Rule("body-duplicate", Severity.ERROR, "An operation has one body: a whole, or form fields."),
    Rule(
        "file-without-form",
        Severity.ERROR,
        "A file is sent by an operation that consumes a form (OAS 2.0, Parameter Object).",
    ),
    Rule(
        "example-not-produced",
        Severity.WARNING,
        "An example of a response is of a media type that the operation produces (OAS 2.0).",
    ),
    Rule("default-unused", Severity.WARNING, "Only what may be absent has a default."),
    Rule(
        "querystring-shared",
        Severity.ERROR,
        "A querystring parameter is the whole query, and the only one of it (OAS 3.2 §4.12).",
    ),
)
SAME_ID, SAME_PARAMETER, SAME_BODY, NO_FORM, NOT_PRODUCED, IDLE, SHARED = RULES

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_BODIES = ("body", "formData")
_WHOLE = "querystring"


def check_operations(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about operations, those of callbacks and webhooks too (OAS 3.1 §4.8.10)."""
    operations = tuple(survey.nodes("Operation"))
    yield from _same_ids(operations)
    for owner in (*survey.nodes("PathItem"), *operations):
        yield from _same_parameters(owner, survey)
    if any(node.text("in") in _BODIES for node in survey.nodes("Parameter")):
        for operation in spec.operations:
            yield from _bodies(operation.owners, survey)
            yield from _files(operation.owners, spec.root, survey)
    yield from _unproduced(spec, operations)
    if any(node.text("in") == _WHOLE for node in survey.nodes("Parameter")):
        for operation in spec.operations:
            yield from _shared(operation.owners, survey)
    for parameter in survey.nodes("Parameter"):
        yield from _idle(parameter)


def _same_ids(operations: tuple[Node, ...]) -> Iterator[Finding]:
    for node, other in repeated(operations, "operationId"):
        message = f"'{node.value}' is the operationId of line {other.origin.line} already"
        yield at_value(node, SAME_ID, f"{message}; give each its own")


def _same_parameters(owner: Node, survey: Survey) -> Iterator[Finding]:
    first: dict[tuple[str, str], Node] = {}
    for element, node in survey.parameters(owner):
        name, place = node.text("name"), node.text("in")
        key = (name.lower() if place == "header" else name, place)
        other = first.setdefault(key, element)
        if name and other is not element:
            message = (
                f"'{name}' is a {place} parameter of this list already, at line"
                f" {other.origin.line}; remove one of them"
            )
            yield at_value(element.get("name") or element, SAME_PARAMETER, message)


def _bodies(owners: tuple[Node, ...], survey: Survey) -> Iterator[Finding]:
    """OAS 2.0, Parameter Object: there can be one body, and none beside form fields."""
    found: dict[tuple[str, str], Node] = {}
    for owner in owners:
        for element, node in survey.parameters(owner):
            found[node.text("in"), node.text("name")] = element
    first = ""
    for (place, name), element in found.items():
        if place not in _BODIES:
            continue
        if first and "body" in (place, first):
            said = f"'{name}' would be a second body beside what this operation takes already"
            message = f"{said}; keep one"
            yield at_value(element, SAME_BODY, message)
        first = first or place


def _files(owners: tuple[Node, ...], root: Node, survey: Survey) -> Iterator[Finding]:
    operation = owners[-1]
    consumes = operation.strings("consumes") or root.strings("consumes")
    if any(each in _FORMS for each in consumes):
        return
    for element, node in (pair for owner in owners for pair in survey.parameters(owner)):
        if node.text("type") == "file" and node.text("in") == "formData":
            message = f"a file is sent in a form: add '{_FORMS[0]}' to 'consumes'"
            owner = operation.get("consumes")
            yield at_key(owner, NO_FORM, message) if owner else at_value(element, NO_FORM, message)


def _unproduced(spec: Spec, operations: tuple[Node, ...]) -> Iterator[Finding]:
    for operation in operations if spec.version == "2.0" else ():
        yield from _produced(operation, spec.root)


def _produced(operation: Node, root: Node) -> Iterator[Finding]:
    """OAS 2.0, Example Object: the names are those of media types that are produced."""
    produced = {each.lower() for each in operation.strings("produces") or root.strings("produces")}
    for status, response in operation.child_members("responses") if produced else ():
        for name, example in response.child_members("examples"):
            if media.parse(name) and name.lower() not in produced:
                said = f"'{name}' is nothing that {status} comes as: `produces` has"
                yield at_key(example, NOT_PRODUCED, f"{said} {', '.join(sorted(produced))}")


def _shared(owners: tuple[Node, ...], survey: Survey) -> Iterator[Finding]:
    pairs = [pair for owner in owners for pair in survey.parameters(owner)]
    query = [pair for pair in pairs if pair[1].text("in") in (_WHOLE, "query")]
    wholes = [pair for pair in query if pair[1].text("in") == _WHOLE]
    if not wholes or len(query) == 1:
        return
    element, node = wholes[-1]
    message = f"'{node.text('name')}' is the whole query, so no other parameter has a place in it"
    yield at_value(element, SHARED, f"{message}; keep it, or the others")


def _idle(parameter: Node) -> Iterator[Finding]:
    """A default stands for what is absent, and what is required is not."""
    schema = parameter.get("schema") or parameter
    default = schema.get("default")
    if default is not None and parameter.flag("required"):
        message = f"'{parameter.text('name')}' is required, so its default is never used; drop it"
        yield at_key(default, IDLE, message)
