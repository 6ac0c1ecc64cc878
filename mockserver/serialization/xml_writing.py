"""JSON values into XML, as a schema and its ``xml`` objects say."""

from collections.abc import Mapping
from typing import Any

from mockserver.serialization import scalar
from mockserver.serialization.coercion import item_schema, member_schema
from mockserver.serialization.errors import BodyError, StyleError
from mockserver.serialization.shapes import Resolve, Schema
from mockserver.serialization.xml_document import MAX_DEPTH, XSI, checked_name, escaped
from mockserver.serialization.xml_node import Kind, Node, node

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NIL: Mapping[str, str] = {"xmlns:xsi": XSI, "xsi:nil": "true"}


def value_to_xml(value: Any, schema: Schema, resolve: Resolve, name: str = "root") -> bytes:
    """The document of a value; ``name`` is the root's name where the schema's ``xml`` gives none.

    What XML has no word for: an empty array that is not wrapped disappears, null is
    ``xsi:nil="true"`` on an element and no attribute at all (OAS 3.1.2 "Handling null Values"), and
    an array directly in an array loses its bounds. Raises BodyError for a member that cannot be an
    element's name, and for a value that its place cannot hold.
    """
    writer = _Writer(resolve)
    if isinstance(value, list):
        root = node(schema, name, resolve)
        items = writer.items(value, schema, root.items if root.wrapped else root.name, 1)
        return (_DECLARATION + _element(root, {}, items)).encode()
    return (_DECLARATION + writer.elements(value, schema, name, 0)).encode()


class _Writer:
    """Writes elements; holds what resolves references."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def elements(self, value: Any, schema: Schema, inferred: str, depth: int) -> str:
        """The element of a value, or those of a list's items."""
        if depth >= MAX_DEPTH:
            raise BodyError(f"the value nests deeper than {MAX_DEPTH} levels")
        shown = node(schema, inferred, self._resolve)
        if isinstance(value, list):
            items = self.items(value, schema, shown.items, depth + 1)
            return _element(shown, {}, items) if shown.wrapped else items
        if isinstance(value, dict):
            return self._object(value, schema, shown, depth)
        return _element(shown, _NIL, "") if value is None else _element(shown, {}, _text(value))

    def items(self, values: list[Any], schema: Schema, inferred: str, depth: int) -> str:
        """The elements of a list's items."""
        return "".join(
            self.elements(item, item_schema(schema, place, self._resolve), inferred, depth)
            for place, item in enumerate(values)
        )

    def _object(self, members: Mapping[str, Any], schema: Schema, shown: Node, depth: int) -> str:
        attributes: dict[str, str] = {}
        content = []
        for name, member in members.items():
            declared = member_schema(schema, name, self._resolve)
            part = node(declared, name, self._resolve)
            if part.kind is Kind.ELEMENT:
                content.append(self.elements(member, declared, name, depth + 1))
            elif part.kind is Kind.TEXT:
                content.insert(0, _text(member))
            elif member is not None:
                attributes |= _attribute(part, member)
        return _element(shown, attributes, "".join(content))


def _attribute(shown: Node, value: Any) -> dict[str, str]:
    if shown.bound is None and shown.name == "xmlns":
        raise BodyError("'xmlns' cannot be an attribute: XML reads it as a namespace")
    if shown.bound is None:
        return {checked_name(shown.name): _text(value)}
    return {
        f"xmlns:{checked_name(shown.bound)}": escaped(shown.namespace or ""),
        f"{shown.bound}:{checked_name(shown.name)}": _text(value),
    }


def _element(shown: Node, attributes: Mapping[str, str], content: str) -> str:
    name = checked_name(shown.name)
    space: dict[str, str] = {}
    if shown.bound:
        name = f"{checked_name(shown.bound)}:{name}"
    if shown.namespace:
        key = f"xmlns:{shown.bound}" if shown.bound else "xmlns"
        space[key] = escaped(shown.namespace)
    tag = "".join([name, *(f' {key}="{text}"' for key, text in {**space, **attributes}.items())])
    return f"<{tag}>{content}</{name}>" if content else f"<{tag}/>"


def _text(value: Any) -> str:
    try:
        return escaped(scalar.write(value))
    except StyleError as error:
        raise BodyError(error.detail) from error
