"""Schemas that are composed of one with a discriminator, which chooses among them by their names.

OAS 3.1 §4.8.25.4 and Swagger 2.0, Schema Object: such a base lists no variants; whatever has it in
its ``allOf`` is one, and a value with that tag has to fit it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mockserver.errors import DocumentError
from mockserver.spec.node import Node
from mockserver.value import dataclass

if TYPE_CHECKING:
    from mockserver.spec.schema import JsonSchema, Schema

_OF = "@"  # no name of a definition has it


@dataclass(frozen=True, slots=True)
class Heir:
    """A schema that a tag of its base chooses.

    ``own`` is the lifted schema with nothing in the place of the base, under ``own_name``, so that
    the base may refer to it; ``name`` is that of its definition.
    """

    schema: Schema
    name: str
    property: str
    tags: tuple[str, ...]
    own_name: str
    own: JsonSchema


def heirs_of(base: Schema) -> tuple[Heir, ...]:
    """Those of a schema with a discriminator and no variants; none of any other."""
    lifted = base.lifted
    if not isinstance(lifted, dict) or not {"oneOf", "anyOf"}.isdisjoint(lifted):
        return ()
    name, mapping = _discriminator(lifted.get("discriminator"))
    if not name:
        return ()
    found = tuple(_composed_of(base))
    names = {each.address: base.schemas.define(each.node) for each in (base, *found)}
    return tuple(
        Heir(
            schema=each,
            name=names[each.address],
            property=name,
            tags=_tags(names[each.address], mapping),
            own_name=names[each.address] + _OF + names[base.address],
            own=_own(each, base, names),
        )
        for each in found
    )


def written_name(name: str) -> str:
    """The definition whose keywords stand under a name: that of the heir."""
    return name.partition(_OF)[0]


def _discriminator(written: Any) -> tuple[str, Mapping[str, Any]]:
    """The property and the mapping; empty where there is none that chooses by name."""
    if isinstance(written, str):  # Swagger 2.0
        return written, {}
    name = written.get("propertyName") if isinstance(written, dict) else None
    if not isinstance(name, str):
        return "", {}
    mapping = written.get("mapping")
    return name, mapping if isinstance(mapping, dict) else {}


def _tags(name: str, mapping: Mapping[str, Any]) -> tuple[str, ...]:
    mapped = tuple(tag for tag, to in mapping.items() if str(to).rpartition("/")[2] == name)
    return mapped or (name,)


def _composed_of(base: Schema) -> Iterator[Schema]:
    """The components that have a schema in their ``allOf``, directly or not, in their order."""
    parents = {node.address: (node, set(_parents(node))) for node in _components(base.node)}
    known = {base.address}
    while True:
        more = {
            address
            for address, (_, above) in parents.items()
            if address not in known and not known.isdisjoint(above)
        }
        if not more:
            break
        known |= more
    yield from (
        base.schemas.at(node)
        for address, (node, _) in parents.items()
        if address in known and address != base.address
    )


def _components(node: Node) -> Iterator[Node]:
    root = Node(node.document.root, node.document, (), node.library)
    for holder, key in ((root.get("components"), "schemas"), (root, "definitions")):
        yield from (each for _, each in holder.child_members(key)) if holder else ()


def _parents(node: Node) -> Iterator[str]:
    for part in node.child_elements("allOf"):
        with suppress(DocumentError):  # it costs those that use it
            if part.reference is not None:
                yield part.followed().address


def _own(heir: Schema, base: Schema, names: Mapping[str, str]) -> JsonSchema:
    lifted = heir.lifted
    if not isinstance(lifted, dict):
        return lifted
    parts = [_apart(each, heir, base, names) for each in lifted.get("allOf", ())]
    return {**{key: lifted[key] for key in lifted if key != "discriminator"}, "allOf": parts}


def _apart(part: Any, heir: Schema, base: Schema, names: Mapping[str, str]) -> JsonSchema:
    """A member of an ``allOf`` without the base, which stands above an heir already."""
    target = heir.follow(part) if isinstance(part, dict) else None
    if target is None or target.address not in names:
        return part  # type: ignore[no-any-return]
    beside = {key: part[key] for key in part if key != "$ref"}
    if target.address == base.address:
        return beside or True
    reference = f"#/$defs/{names[target.address]}{_OF}{names[base.address]}"
    return {**beside, "$ref": reference}
