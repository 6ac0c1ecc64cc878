"""Operations that leave no right answer: nothing declared says what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity
from mockserver.spec.model import Operation, Spec
from mockserver.spec.node import Node
from mockserver.validate.survey import Survey, at_key

RULES = (
    Rule(
        "no-right-answer",
        Severity.INFO,
        "An operation declares a status for each thing that it may have to say.",
    ),
)
(NO_ANSWER,) = RULES

# What may have to be said, the statuses that say it, and the words for it.
_INVALID = ({"400", "422"}, "a request that breaks this document: 400 or 422")
_UNAUTHORIZED = ({"401", "403"}, "a caller without credentials: 401 or 403")
_ABSENT = ({"404", "410"}, "a resource that is not there: 404 or 410")
_ANY = frozenset(("4XX", "DEFAULT"))
_BODIES = frozenset(("body", "formData"))
_PLACES = _BODIES | {"query", "querystring", "header", "cookie"}
_SUCCESS = frozenset("123D")
# Keywords by which some text of a URL does not fit; whatever else a type allows, text does.
_STRICT = frozenset(
    "enum const pattern format minLength maxLength minimum maximum exclusiveMinimum "
    "exclusiveMaximum multipleOf allOf anyOf oneOf not".split()
)


def check_answers(spec: Spec, survey: Survey) -> Iterator[Finding]:
    """A finding for each operation that a client can call so that it has no fitting status."""
    for operation in spec.operations:
        try:
            missing = tuple(_missing(operation, survey))
        except DocumentError:  # told as a broken reference
            continue
        if missing:
            responses = operation.node.get("responses") or operation.node
            message = f"{operation.label} declares no status for {'; nor for '.join(missing)}"
            yield at_key(responses, NO_ANSWER, message)


def _missing(operation: Operation, survey: Survey) -> Iterator[str]:
    declared = {pattern.upper() for pattern, _ in operation.node.child_members("responses")}
    if not any(pattern[:1] in _SUCCESS for pattern in declared):
        yield "success: 200, 201 or 204, say"
    if declared & _ANY:
        return
    if not declared & _INVALID[0] and _can_be_invalid(operation, survey):
        yield _INVALID[1]
    if not declared & _UNAUTHORIZED[0] and operation.security and all(operation.security):
        yield _UNAUTHORIZED[1]
    if not declared & _ABSENT[0] and "{" in operation.template:
        yield _ABSENT[1]


def _can_be_invalid(operation: Operation, survey: Survey) -> bool:
    """Asked of the document itself: to build the model of each parameter takes far longer."""
    if "requestBody" in operation.node.value:
        return True
    nodes = (node for owner in operation.owners for _, node in survey.parameters(owner))
    return any(_is_strict(node, survey) for node in nodes)


def _is_strict(parameter: Node, survey: Survey) -> bool:
    """Whether a request can get a parameter wrong; a wrong key in a path is an absent resource."""
    place = parameter.text("in")
    if place not in _PLACES:
        return False
    is_judged = place in _BODIES or parameter.flag("required") or "content" in parameter.value
    return is_judged or _refuses_text(parameter.get("schema") or parameter, survey)


def _refuses_text(schema: Node, survey: Survey) -> bool:
    target = survey.followed(schema)
    written: Any = target.value if target else True
    if not isinstance(written, dict):
        return written is False
    types = written.get("type", "string")
    accepts_text = "string" in (types if isinstance(types, list) else [types])
    return bool(_STRICT & written.keys()) or not accepts_text
