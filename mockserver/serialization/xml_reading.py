"""XML into JSON values, as a schema and its ``xml`` objects say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from mockserver.serialization.coercion import coerce, item_schema, member_schema
from mockserver.serialization.errors import BodyError
from mockserver.serialization.shapes import Resolve, Schema, Shape, in_place, shape, types
from mockserver.serialization.xml_document import XSI, local_name
from mockserver.serialization.xml_node import Kind, Node, node

_NIL = "{" + XSI + "}nil"
_ABSENT = object()


def xml_to_value(
    element: Element, schema: Schema, resolve: Resolve, name: str | None = None
) -> Any:
    """The value of a root element; ``name`` is its name where the schema's ``xml`` gives none.

    Texts become what the schema calls for, see ``coercion``. What the schema does not declare is
    kept by its local name, so that validation can object. Raises BodyError when the root or the
    items of a wrapped array are called otherwise than they should be.
    """
    root = node(schema, name or local_name(element.tag), resolve)
    if not root.matches(element.tag) and _names_itself(schema, resolve):
        raise BodyError(f"its root element is {_tag(element)}, expected {_expected(root)}")
    return coerce(_value(element, schema, root.name, resolve), schema, resolve)


def _names_itself(schema: Schema, resolve: Resolve) -> bool:
    """Whether the ``xml`` is the schema's own: of what it is composed of, one is as good as any."""
    seen: set[str] = set()
    while isinstance(schema, dict) and "xml" not in schema and "$ref" in schema:
        reference = schema["$ref"]
        if reference in seen:
            return False
        seen.add(reference)
        schema = resolve(reference)
    return isinstance(schema, dict) and "xml" in schema


def _tag(element: Element) -> str:
    return f"<{local_name(element.tag)}>"


def _expected(wanted: Node) -> str:
    space = f" of the namespace {wanted.namespace}" if wanted.namespace else ""
    return f"<{wanted.name}>{space}"


def _value(element: Element, schema: Schema, items: str, resolve: Resolve) -> Any:
    if element.get(_NIL) in {"true", "1"}:
        return None
    match shape(schema, resolve):
        case Shape.OBJECT:
            return _object(element, schema, resolve)
        case Shape.ARRAY:
            return _wrapped(element, schema, items, resolve)
        case _:
            return _free(element)


def _free(element: Element) -> Any:
    """What a schema does not describe: text, or an object where there is more than text."""
    plain = {
        local_name(key): value
        for key, value in element.attrib.items()
        if not key.startswith("{" + XSI)
    }
    if not plain and not len(element):
        return element.text or ""
    return plain | _gathered((local_name(child.tag), _free(child)) for child in element)


def _gathered(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object of the pairs; a name that repeats gives a list."""
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _wrapped(element: Element, schema: Schema, inferred: str, resolve: Resolve) -> list[Any]:
    values = []
    for place, child in enumerate(element):
        item = item_schema(schema, place, resolve)
        wanted = node(item, inferred, resolve)
        if not wanted.matches(child.tag):
            raise BodyError(f"{_tag(element)} holds {_tag(child)}, expected {_expected(wanted)}")
        values.append(_value(child, item, wanted.items, resolve))
    return values


@dataclass(slots=True)
class _Members:
    """One element while its members are taken from it; what is left is undeclared."""

    element: Element
    resolve: Resolve
    children: list[Element] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def take(self, wanted: Node, schema: Schema) -> Any:
        """The value of one member, or _ABSENT."""
        match wanted.kind:
            case Kind.ATTRIBUTE:
                return self._attribute(wanted, schema)
            case Kind.TEXT:
                return self.element.text or ""
        return self._elements(wanted, schema)

    def _attribute(self, wanted: Node, schema: Schema) -> Any:
        for key in [key for key in self.attributes if wanted.matches(key)]:
            return self.attributes.pop(key)
        return None if "null" in _named_types(schema, self.resolve) else _ABSENT

    def _elements(self, wanted: Node, schema: Schema) -> Any:
        if shape(schema, self.resolve) is Shape.ARRAY and not wanted.wrapped:
            return self._unwrapped(wanted, schema)
        found = self._matching(wanted)
        values = [_value(child, schema, wanted.items, self.resolve) for child in found]
        return (values[0] if len(values) == 1 else values) if values else _ABSENT

    def _unwrapped(self, wanted: Node, schema: Schema) -> Any:
        item = item_schema(schema, 0, self.resolve)
        each = node(item, wanted.items, self.resolve)
        found = self._matching(each)
        return [_value(child, item, each.items, self.resolve) for child in found] or _ABSENT

    def _matching(self, wanted: Node) -> list[Element]:
        found = [child for child in self.children if wanted.matches(child.tag)]
        self.children = [child for child in self.children if not wanted.matches(child.tag)]
        return found

    def left(self) -> Iterator[tuple[str, Any]]:
        """What nobody took, by local names."""
        yield from ((local_name(key), value) for key, value in self.attributes.items())
        yield from ((local_name(child.tag), _free(child)) for child in self.children)


def _named_types(schema: Schema, resolve: Resolve) -> frozenset[str]:
    """The types a schema admits, none when it does not speak of types."""
    speaks = any({"type", "enum", "const"} & each.keys() for each in in_place(schema, resolve))
    return types(schema, resolve) if speaks else frozenset()


def _object(element: Element, schema: Schema, resolve: Resolve) -> Any:
    plain = {key: text for key, text in element.attrib.items() if not key.startswith("{" + XSI)}
    rest = _Members(element, resolve, list(element), plain)
    members = {}
    spoken = False
    for name in _declared_names(schema, resolve):
        declared = member_schema(schema, name, resolve)
        wanted = node(declared, name, resolve)
        spoken = spoken or wanted.kind is Kind.TEXT
        value = rest.take(wanted, declared)
        if value is not _ABSENT:
            members[name] = value
    members |= _gathered(rest.left())
    stray = (element.text or "").strip()
    return element.text if stray and not members and not spoken else members


def _declared_names(schema: Schema, resolve: Resolve) -> list[str]:
    speaking = in_place(schema, resolve)
    return list(dict.fromkeys(name for each in speaking for name in each.get("properties", ())))
