"""Going down in a schema: to a property, to the elements of a list, through references."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.pointer import Pointer
from mockserver.spec.node import Node
from mockserver.spec.schema import Schema

_COMPOSED = ("allOf", "anyOf", "oneOf")
_DEPTH = 8  # schemas may refer to themselves


def parts(node: Node, depth: int = _DEPTH) -> Iterator[Node]:
    """What a schema refers to or is, and what it is composed of. Raises DocumentError."""
    if depth:
        node = node.followed()
        yield node
        for keyword in _COMPOSED:
            for part in node.child_elements(keyword):
                yield from parts(part, depth - 1)


def member(schema: Schema, name: str) -> Schema | None:
    """The schema of a property; None where there is none."""
    return next(members(schema, name), None)


def members(schema: Schema, name: str) -> Iterator[Schema]:
    """The schemas of a property in all that the schema is composed of."""
    for part in parts(schema.node):
        properties = part.get("properties")
        found = properties.get(name) if properties else None
        if found:
            yield schema.schemas.at(found.followed())


def told(schema: Schema, name: str) -> str:
    """The description of a property, or else of what it refers to; empty without one."""
    for part in parts(schema.node):
        properties = part.get("properties")
        found = properties.get(name) if properties else None
        text = (found.text("description") or found.followed().text("description")) if found else ""
        if text:
            return text
    return ""


def element(schema: Schema) -> Schema | None:
    """The schema of the elements of a list; None for anything else."""
    for part in parts(schema.node):
        items = part.get("items")
        if items and isinstance(items.value, dict):
            return schema.schemas.at(items.followed())
    return None


def descend(schema: Schema, pointer: Pointer) -> Schema | None:
    """The schema of the value at a pointer through objects; None where it leads nowhere."""
    found: Schema | None = schema.schemas.at(schema.node.followed())
    for token in pointer:
        found = member(found, str(token)) if found else None
    return found


def types(schema: Schema) -> frozenset[str]:
    """The JSON types that it names, with what it is composed of; none where it leaves that open."""
    found: set[str] = set()
    for part in parts(schema.node):
        found.update({part.text("type")}, part.strings("type"))
    return frozenset(found - {""})


def is_list(schema: Schema) -> bool:
    """Whether it speaks of a list and of no object beside it."""
    types: set[str] = set()
    has_items = False
    for part in parts(schema.node):
        types.update({part.text("type")}, part.strings("type"))
        has_items = has_items or part.get("items") is not None
        if part.get("properties"):
            return False
    types -= {"", "null"}
    return types == {"array"} or (not types and has_items)
