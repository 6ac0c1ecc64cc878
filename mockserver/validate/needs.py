"""Which schemas there must be a value of, for an answer or a request to be possible at all."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.spec.node import Node
from mockserver.validate.survey import Survey


def needed(survey: Survey) -> frozenset[int]:
    """The identities of all schemas that a response or a required part of a request has to fit.

    They are those of the values in the documents, which live as long as these do.
    """
    found: set[int] = set()
    waiting = list(_roots(survey))
    while waiting:
        node = waiting.pop()
        if id(node.value) in found or not isinstance(node.value, dict):
            continue
        found.add(id(node.value))
        target = survey.followed(node) if "$ref" in node.value else None
        waiting += [*([target] if target else []), *_within(node)]
    return frozenset(found)


def _roots(survey: Survey) -> Iterator[Node]:
    for response in survey.nodes("Response"):
        yield from _sent(response, survey)
    for kind in ("RequestBody", "Parameter", "Header"):
        for node in survey.nodes(kind):
            if node.flag("required"):
                yield from _sent(node, survey)
                yield from (node,) if "type" in node.value else ()  # OAS 2.0: it is the schema


def _sent(owner: Node, survey: Survey) -> Iterator[Node]:
    schema = owner.get("schema")
    yield from (schema,) if schema else ()
    for _, content in owner.child_members("content"):
        media_type = survey.followed(content)
        below = media_type.get("schema") if media_type else None
        yield from (below,) if below else ()


def _within(node: Node) -> Iterator[Node]:
    """What a value of a schema holds in any case."""
    yield from node.child_elements("allOf")
    for key in ("anyOf", "oneOf"):
        choices = tuple(node.child_elements(key))
        yield from choices if len(choices) == 1 else ()
    properties = node.get("properties")
    for name in node.strings("required") if properties else ():
        child = properties.get(name) if properties else None
        yield from (child,) if child else ()
    items, least = node.get("items"), node.value.get("minItems", 0)
    yield from (items,) if items and isinstance(least, int) and least > 0 else ()
