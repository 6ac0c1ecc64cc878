"""Fields that say by the document itself whose key they hold: by ``$ref``, or by a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from mockserver.collection.descent import parts
from mockserver.collection.naming import plain
from mockserver.collection.part import Part
from mockserver.pointer import Pointer, parse
from mockserver.spec.model import Operation
from mockserver.spec.node import Node
from mockserver.spec.schema import Schema

if TYPE_CHECKING:
    from mockserver.collection.kinship import Census

_OF_BODY = re.compile(r"\$response\.body#(/[^{}]*)")


def by_reference(schema: Schema, names: Iterable[str], census: Census) -> Iterator[tuple[str, str]]:
    """Field and path: of what refers to the schema that the key of a collection has.

    What it refers to is a property, as in ``Customer/properties/id``, or called after the
    collection, as ``CustomerId`` is: a ``Uuid`` may be anybody's. Raises DocumentError for a
    broken reference.
    """
    for name in names:
        for target in _targets(schema, name):
            path = _owner(target, census)
            if path:
                yield name, path
                break


def _targets(schema: Schema, name: str) -> Iterator[Node]:
    """Where the references of a property lead, and those of a list's elements, step by step."""
    for part in parts(schema.node):
        properties = part.get("properties")
        found = properties.get(name) if properties else None
        for node in _written(found) if found else ():
            yield from _chain(node)


def _written(node: Node) -> Iterator[Node]:
    """The schemas that tell of a value: itself, what it is composed of, and its elements."""
    yield node
    own = node.followed()
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from own.child_elements(keyword)
    items = own.get("items")
    yield from (items,) if items else ()


def _chain(node: Node) -> Iterator[Node]:
    seen = {node.address}
    while (target := node.reference) is not None:
        node = node.target(target)
        if node.address in seen:
            return
        seen.add(node.address)
        yield node


def _owner(target: Node, census: Census) -> str:
    """The collection whose key has that schema: any, or of those that it may be called after."""
    *_, above, called = ("", "", *target.pointer)
    spelled = plain(str(called))
    nouns = [each for each in census.pairs if above == "properties" or spelled.startswith(each)]
    address = target.followed().address
    for noun in sorted(nouns, key=len, reverse=True):
        for pair in census.pairs[noun]:
            if census.key_address(pair.path) == address:
                return pair.path
    return ""


def by_link(parts_of: Mapping[Operation, Part], census: Census) -> Iterator[tuple[str, str]]:
    """Field and path: of what a Link Object gives an operation as its key (OAS 3.1 §4.8.20).

    Raises DocumentError for a reference that leads nowhere.
    """
    for operation, part in parts_of.items():
        for link in _links(operation):
            for name, value in link.child_members("parameters"):
                path = census.keyed(_meant(link), name.removeprefix("path."))
                field = _field(value.value, part.record_at)
                if path and field:
                    yield field, path


def _links(operation: Operation) -> Iterator[Node]:
    for status, response in operation.node.child_members("responses"):
        if status.startswith("2"):
            links = response.followed().child_members("links")
            yield from (each.followed() for _, each in links)


def _meant(link: Node) -> str:
    """The operationId that a link names, or the address of the operation."""
    reference = link.text("operationRef")
    return link.target(reference).address if reference else link.text("operationId")


def _field(expression: object, record_at: Pointer | None) -> str:
    """The field of a record that a runtime expression reads; empty where it reads another thing."""
    match = _OF_BODY.fullmatch(expression) if isinstance(expression, str) else None
    pointer = parse(match[1]) if match else ()
    above = record_at or ()
    is_field = len(pointer) == len(above) + 1 and pointer[: len(above)] == above
    return str(pointer[-1]) if is_field else ""
