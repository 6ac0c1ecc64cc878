"""Bodies where HTTP has none, and styles that cannot write what they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("content-ignored", Severity.WARNING, "A status that has no body declares no content."),
    Rule("body-ignored", Severity.WARNING, "A method whose body has no meaning declares no body."),
    Rule("style-inapplicable", Severity.ERROR, "A style can write the values of its schema."),
)
NO_CONTENT, NO_BODY, NO_STYLE = RULES

# RFC 9110 §15.2, §15.3.5, §15.3.6, §15.4.5: what answers with these statuses ends with its header.
_BARE = frozenset(("1XX", "204", "205", "304"))
# RFC 9110 §9.3: a body of these has no generally defined semantics.
_BODILESS = ("get", "head", "delete")
_TRACE = "trace"
_SCALARS = frozenset(("string", "number", "integer", "boolean"))
# OAS 3.0.4 §4.7.12.3, the table of styles: what each of them cannot write.
_UNWRITABLE: Mapping[str, frozenset[str]] = {
    "deepObject": _SCALARS | {"array"},
    "spaceDelimited": _SCALARS,
    "pipeDelimited": _SCALARS,
}


def check_bodies(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about the bodies of answers and of requests, and about styles of parameters."""
    for responses in survey.nodes("Responses"):
        for status, node in responses.members():
            if status in _BARE or (status[:1] == "1" and status.isdigit()):
                yield from _content(status, node, survey)
    is_3_0 = spec.version == "3.0"
    for operation in survey.nodes("Operation"):
        yield from _body(operation, survey, is_told=is_3_0)
    for node in (*survey.nodes("Parameter"), *survey.nodes("Encoding")):
        if node.text("style") in _UNWRITABLE and "schema" in node.value:
            yield from _style(node, survey)


def _content(status: str, node: Node, survey: Survey) -> Iterator[Finding]:
    response = survey.followed(node)
    if response is None or not isinstance(response.value, dict):
        return
    key = next((key for key in ("content", "schema") if response.value.get(key)), "")
    declared = response.get(key) if key else None
    if declared is not None:
        said = f"an answer with {status} has no body (RFC 9110 §15), so this `{key}` is never sent"
        yield at_key(declared if response is node else node, NO_CONTENT, said)


def _body(operation: Node, survey: Survey, *, is_told: bool) -> Iterator[Finding]:
    """OAS 3.0.3 §4.7.10: a body is ignored where HTTP defines none; 3.1 only advises against it."""
    method = str(operation.pointer[-1]).lower() if operation.pointer else ""
    if method not in (*_BODILESS, _TRACE):
        return
    for body in _declared(operation, survey):
        said = f"a body has no meaning in {method.upper()} (RFC 9110 §9.3)"
        severity = Severity.WARNING if is_told or method == _TRACE else Severity.INFO
        found = at_key(body, NO_BODY, f"{said}: many clients and servers leave it out")
        yield replace(found, severity=severity)


def _declared(operation: Node, survey: Survey) -> Iterator[Node]:
    is_old = "swagger" in operation.document.root
    body = None if is_old else operation.get("requestBody")
    if body is not None and not _says_nothing(survey.followed(body)):
        yield body
    for element, node in survey.parameters(operation) if is_old else ():
        if node.text("in") in ("body", "formData"):
            yield element.get("in") or element
            return


def _says_nothing(body: Node | None) -> bool:
    """Whether a body may be absent and has no members: tools write it where there is none."""
    if body is None or body.flag("required"):
        return body is None
    schemas = [content.get("schema") for _, content in body.child_members("content")]
    written = [each.value for each in schemas if each and isinstance(each.value, dict)]
    return bool(schemas) and all(each.get("properties") == {} for each in written or [{}])


def _style(node: Node, survey: Survey) -> Iterator[Finding]:
    schema = node.get("schema")
    types = _types(schema, survey) if schema else frozenset[str]()
    style = node.get("style")
    if style is None or not types or not types <= _UNWRITABLE[style.value] | {"null"}:
        return
    wanted = "an object" if style.value == "deepObject" else "an array or an object"
    said = f"the style '{style.value}' writes {wanted}, but the schema is of type"
    is_clear = style.value == "deepObject" and "array" not in types  # in wide use with arrays
    severity = Severity.ERROR if is_clear else Severity.WARNING
    found = at_value(style, NO_STYLE, f"{said} {' or '.join(sorted(types))}")
    yield replace(found, severity=severity)


def _types(schema: Node, survey: Survey) -> frozenset[str]:
    """The types that a schema names; none where it, or a part of it, leaves them open."""
    target = survey.followed(schema)
    value: Any = target.value if target is not None else True
    if not isinstance(value, dict):
        return frozenset()
    written = value.get("type")
    names = written if isinstance(written, list) else [written]
    types = frozenset(each for each in names if isinstance(each, str))
    return types if len(types) == len(names) else frozenset()
