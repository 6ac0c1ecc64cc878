"""Links and callbacks: whether their operations are there, and what their expressions ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.hint import hint, hint_among
from mockserver.pointer import Pointer
from mockserver.spec.fields import form, rule
from mockserver.spec.model import Spec
from mockserver.spec.node import Node
from mockserver.validate.reading import unread
from mockserver.validate.survey import Survey, at_key, at_value

RULES = (
    Rule("link-operation-unknown", Severity.ERROR, "A link leads to an operation."),
    Rule("link-parameter-unknown", Severity.WARNING, "A link names parameters of its operation."),
    Rule(
        "expression-parameter-unknown",
        Severity.WARNING,
        "A runtime expression reads parameters and headers that its operation has.",
    ),
    Rule(
        "expression-field-unknown",
        Severity.WARNING,
        "A runtime expression reads fields that the schema of its body has.",
    ),
)
NO_OPERATION, NO_PARAMETER, NOTHING_READ, NO_FIELD = RULES

# What is meant as an expression: a constant may begin with a dollar sign, too.
_MEANT = re.compile(r"\$(?:request|response|url|method|statusCode)\b")
_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_BRACES = re.compile(r"\{([^{}/]+)\}")
_HEADER = re.compile(r"\$(request|response)\.header\.(.+)")
_PARAMETER = re.compile(r"\$request\.(path|query)\.([^{}#]+)")


def check_links(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """Findings about links and callbacks (OAS 3.1 §4.8.18, §4.8.20)."""
    del spec
    operations = {node.text("operationId"): node for node in survey.nodes("Operation")}
    for link in survey.nodes("Link"):
        target, findings = _target(link, operations)
        yield from findings
        yield from _parameters(link, target, survey)
        yield from _expressions(link, survey)
    for callback in survey.nodes("Callback"):
        owner = _owner(callback)
        for key, node in callback.members() if owner else ():
            for expression in _EMBEDDED.findall(key) or [key]:
                yield from _read(expression, node, (owner, survey), on_key=True)
    for callback in survey.nodes("Callback"):
        yield from _without_sign(callback)


def _without_sign(callback: Node) -> Iterator[Finding]:
    """OAS 3.1 §4.8.18.1: what stands in the braces of a callback is an expression."""
    for key, node in callback.members():
        name = next((each for each in _BRACES.findall(key) if not each.startswith("$")), "")
        if name and not key.startswith("$"):
            meant = f"; did you mean '${name}'?" if _MEANT.match(f"${name}") else ""
            message = f"'{name}' is no runtime expression, such as $request.body#/url{meant}"
            yield at_key(node, rule.EXPRESSION_INVALID, message)


def _target(link: Node, operations: Mapping[str, Node]) -> tuple[Node | None, list[Finding]]:
    name, reference = link.get("operationId"), link.get("operationRef")
    if name is not None and isinstance(name.value, str):
        if name.value in operations:
            return operations[name.value], []
        mend = hint(name.value, operations, "give it to the one that is meant")
        message = f"no operation has the operationId '{name.value}'{mend}"
        return None, [at_value(name, NO_OPERATION, message)]
    if reference is not None and isinstance(reference.value, str):
        return _referred(link, reference)
    return None, []


def _referred(link: Node, reference: Node) -> tuple[Node | None, list[Finding]]:
    if "://" in reference.value:  # another API's document is not asked for
        return None, []
    try:
        target = link.target(reference.value)
    except DocumentError as error:
        told = error.findings[0].message
        return None, [at_value(reference, NO_OPERATION, told)]
    if isinstance(target.value, dict) and "responses" in target.value:
        return target, []
    message = f"'{reference.value}' leads to something that is no operation"
    return None, [at_value(reference, NO_OPERATION, message)]


def _declared(operation: Node, survey: Survey) -> set[tuple[str, str]]:
    """Places and names of all parameters, those of the path item too."""
    root = Node(operation.document.root, operation.document, (), operation.library)
    item = pointers.resolve(root.value, operation.pointer[:-1])
    holder = Node(item, operation.document, operation.pointer[:-1], operation.library)
    found = set()
    for owner in (holder, operation):
        for _, node in survey.parameters(owner):
            found.add((node.text("in"), node.text("name")))
    named = _BRACES.findall(str(operation.pointer[1])) if operation.pointer[1:] else ()
    return found | {("path", name) for name in named}


def _parameters(link: Node, target: Node | None, survey: Survey) -> Iterator[Finding]:
    declared = _declared(target, survey) if target else set()
    names = {name for _, name in declared}
    for key, node in link.child_members("parameters") if target else ():
        place, dot, name = key.partition(".")
        if key in names or (dot and (place, name) in declared):
            continue
        known = {f"{at}.{each}" for at, each in declared if at == place} if dot else names
        there = hint_among(key, sorted(known or names))
        message = f"the operation has no parameter '{key}'{there}"
        yield at_key(node, NO_PARAMETER, message)


def _expressions(link: Node, survey: Survey) -> Iterator[Finding]:
    owner = _owner(link)
    body = link.get("requestBody")
    values = [node for _, node in link.child_members("parameters")]
    for node in [*values, *([body] if body else [])]:
        if not isinstance(node.value, str) or not _MEANT.match(node.value):
            continue
        if not form.CALLBACK_KEY.fits(node.value):
            message = f"'{node.value}' is no runtime expression, such as $response.body#/id"
            yield at_value(node, rule.EXPRESSION_INVALID, message)
        elif owner:
            yield from _read(node.value, node, (owner, survey), on_key=False)


def _owner(node: Node) -> Node | None:
    """The operation that a link or a callback stands in; None where it is shared."""
    place: Pointer = node.pointer
    for word in ("callbacks", "responses"):
        if word in place and place[0] in ("paths", "webhooks"):
            above = place[: len(place) - 1 - place[::-1].index(word)]
            value = pointers.resolve(node.document.root, above)
            return Node(value, node.document, above, node.library)
    return None


def _read(
    expression: str, node: Node, asked: tuple[Node | None, Survey], *, on_key: bool
) -> Iterator[Finding]:
    owner, survey = asked
    if owner is None or not isinstance(owner.value, dict):
        return
    tell = at_key if on_key else at_value
    fault = unread(expression, owner, _response(node, owner), survey)
    if fault:
        yield tell(node, NO_FIELD, f"the body that '{expression}' reads {fault}")
    misread = _misread_header(expression, owner, _response(node, owner), survey)
    if misread:
        yield tell(node, NOTHING_READ, misread)
    match = _PARAMETER.fullmatch(expression)
    if match is None:
        return
    if (match[1], match[2]) not in _declared(owner, survey):
        message = f"the operation has no {match[1]} parameter '{match[2]}', which this reads"
        yield tell(node, NOTHING_READ, message)


def _misread_header(expression: str, owner: Node, response: Node | None, survey: Survey) -> str:
    """What is wrong with a header that is nearly a declared one; any other may be there as well."""
    match = _HEADER.fullmatch(expression)
    if match is None:
        return ""
    names = {name for place, name in _declared(owner, survey) if place == "header"}
    if match[1] == "response":
        found = survey.followed(response) if response else None
        names = {name for name, _ in found.child_members("headers")} if found else set()
    if match[2].lower() in {name.lower() for name in names}:
        return ""
    meant = hint(match[2], names)
    return f"the {match[1]} has no header '{match[2]}', which this reads{meant}" if meant else ""


def _response(node: Node, operation: Node) -> Node | None:
    """The response of an operation that a link stands in."""
    depth = len(operation.pointer)
    status = node.pointer[depth + 1] if node.pointer[depth : depth + 1] == ("responses",) else ""
    responses = operation.get("responses")
    return responses.get(str(status)) if responses and status else None
