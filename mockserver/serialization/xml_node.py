"""The ``xml`` object of a schema: as what, and by which name, a value stands in XML.

OAS 3.1 "XML Object"; of OAS 3.2 ``nodeType`` as well, but ``none`` on what is no array is read as
``element``, and the order of ``prefixItems`` with names of their own is not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from mockserver.serialization.shapes import Resolve, Schema, in_place


class Kind(Enum):
    """The node types that are told apart; a CDATA section is text."""

    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    TEXT = "text"


_KINDS: Mapping[str, Kind] = {
    "attribute": Kind.ATTRIBUTE,
    "text": Kind.TEXT,
    "cdata": Kind.TEXT,
}


@dataclass(frozen=True, slots=True)
class Node:
    """One node. ``wrapped`` is about arrays: whether an element holds the items' elements.

    ``items`` is the name that the items inherit when their own schema names none.
    """

    kind: Kind
    name: str
    items: str
    namespace: str | None = None
    prefix: str | None = None
    wrapped: bool = False

    @property
    def bound(self) -> str | None:
        """The prefix, where there is a namespace for it; a prefix alone means nothing."""
        return self.prefix if self.namespace else None

    def matches(self, tag: str) -> bool:
        """Whether an expanded name is this node's.

        The namespace counts only where the schema gives one: documents use a default namespace on
        the root and expect it to reach the children.
        """
        space, _, local = tag.rpartition("}")
        wanted = self.namespace if self.kind is Kind.ELEMENT else self.bound and self.namespace
        return local == self.name and (not wanted or space == "{" + wanted)


def node(schema: Schema, inferred: str, resolve: Resolve) -> Node:
    """How a value of the schema is written, ``inferred`` being its name by position."""
    certain = in_place(schema, resolve, branches=False)
    found = (each["xml"] for each in certain if isinstance(each.get("xml"), Mapping))
    return _node(next(found, {}), inferred)


def _node(xml: Mapping[str, Any], inferred: str) -> Node:
    node_type = xml.get("nodeType", "attribute" if xml.get("attribute") else "")
    wrapped = bool(xml.get("wrapped")) or node_type == "element"
    name = xml.get("name", inferred)
    return Node(
        kind=_KINDS.get(node_type, Kind.ELEMENT),
        name=name,
        items=name if wrapped else inferred,
        namespace=xml.get("namespace"),
        prefix=xml.get("prefix"),
        wrapped=wrapped,
    )
