"""What runtime expressions read of a body: whether its schema has such a field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mockserver import media
from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.hint import hint
from mockserver.spec.node import Node
from mockserver.validate.required import parts
from mockserver.validate.survey import Survey

_BODY = re.compile(r"\$(request|response)\.body#(/.*)")
_OPEN = ("additionalProperties", "unevaluatedProperties")


def unread(expression: str, operation: Node, response: Node | None, survey: Survey) -> str:
    """Why an expression reads nothing of a body; "" where it reads something, or may.

    ``response`` is the one that a link stands in, None for a callback.
    """
    match = _BODY.fullmatch(expression)
    if match is None:
        return ""
    holder = response if match[1] == "response" else operation.get("requestBody")
    body = survey.followed(holder) if holder else None
    if body is None:
        return ""
    return _missing(tuple(_schemas(body, survey)), pointers.parse(match[2]))


def _schemas(body: Node, survey: Survey) -> Iterator[Node]:
    for key, content in body.child_members("content"):
        media_type = media.parse(key)
        holder = survey.followed(content) if media_type and media_type.is_json else None
        schema = holder.get("schema") if holder else None
        yield from (schema,) if schema else ()


def _missing(schemas: Iterable[Node], tokens: pointers.Pointer) -> str:
    for token in map(str, tokens):
        applied = _applied(schemas)
        if applied is None or any(map(_is_open, applied)):
            return ""
        if token.isdigit():
            schemas = [items for node in applied if (items := node.get("items"))]
            continue
        holders = [each for node in applied if (each := node.get("properties"))]
        names = [name for each in holders for name, _ in each.members()]
        if names and token not in names:
            return f"has no field '{token}'{hint(token, names)}"
        schemas = [child for each in holders if (child := each.get(token))]
    return ""


def _applied(schemas: Iterable[Node]) -> list[Node] | None:
    """All schemas that apply to one value; None where one of them is not to be had."""
    found: dict[int, Node] = {}
    waiting = list(schemas)
    while waiting:
        node = waiting.pop()
        if not isinstance(node.value, dict) or id(node.value) in found:
            continue
        found[id(node.value)] = node
        waiting += parts(node)
        try:
            target = node.followed()
        except DocumentError:  # told as a broken reference
            return None
        waiting += [target]
    return list(found.values())


def _is_open(node: Node) -> bool:
    """Whether a schema says itself that there are fields which it does not name."""
    return "patternProperties" in node.value or any(node.value.get(key) for key in _OPEN)
