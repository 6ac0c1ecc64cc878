"""What a JSON Schema (2020-12) says about a value before the value is known."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

Schema = Mapping[str, Any] | bool
Resolve = Callable[[str], Schema]
"""Finds the schema that a ``$ref`` names; it is only asked for references the schema holds."""

TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
IN_PLACE = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_PRIMITIVES = frozenset({"boolean", "integer", "number", "string"})
_OBJECT_KEYWORDS = ("properties", "additionalProperties", "patternProperties")
_ARRAY_KEYWORDS = ("items", "prefixItems")


class Shape(Enum):
    """The three shapes that styles tell apart, and ANY where the schema leaves it open."""

    PRIMITIVE = "primitive"
    ARRAY = "array"
    OBJECT = "object"
    ANY = "any"


def shape(schema: Schema, resolve: Resolve) -> Shape:
    """The shape of the values that a schema admits; null does not count.

    A schema that names no type is judged by its keywords: one with ``properties`` means objects.
    """
    admitted = types(schema, resolve) - {"null"}
    if admitted >= TYPES - {"null"}:
        return _implied(schema, resolve)
    if admitted and admitted <= _PRIMITIVES:
        return Shape.PRIMITIVE
    return {frozenset({"array"}): Shape.ARRAY, frozenset({"object"}): Shape.OBJECT}.get(
        admitted, Shape.ANY
    )


def _implied(schema: Schema, resolve: Resolve) -> Shape:
    speaking = in_place(schema, resolve)
    says_object = any(word in each for each in speaking for word in _OBJECT_KEYWORDS)
    says_array = any(word in each for each in speaking for word in _ARRAY_KEYWORDS)
    if says_object is says_array:
        return Shape.ANY
    return Shape.OBJECT if says_object else Shape.ARRAY


def property_names(schema: Schema, resolve: Resolve) -> tuple[str, ...] | None:
    """The names of the members an object may have, in the order they are declared.

    None when the schema leaves the names open: it declares none, or says so itself with
    ``additionalProperties`` or ``patternProperties``.
    """
    speaking = in_place(schema, resolve)
    if any(each.get("additionalProperties") or each.get("patternProperties") for each in speaking):
        return None
    names = dict.fromkeys(name for each in speaking for name in each.get("properties", ()))
    return tuple(names) or None


def settled(schema: Schema, resolve: Resolve) -> Schema:
    """What a schema that only refers to another one refers to; any other schema, and a cycle."""
    followed: set[str] = set()
    while not isinstance(schema, bool) and list(schema) == ["$ref"]:
        if schema["$ref"] in followed:
            return schema
        followed.add(schema["$ref"])
        schema = resolve(schema["$ref"])
    return schema


def in_place(
    schema: Schema, resolve: Resolve, *, branches: bool = True
) -> tuple[Mapping[str, Any], ...]:
    """Every schema object that speaks of the same value, itself first.

    The others are found by the in-place applicators ``$ref``, ``allOf`` and, unless ``branches`` is
    False, ``anyOf`` and ``oneOf`` (JSON Schema 2020-12, core §10.2). Each reference is followed
    once, so that cycles end.
    """
    if not isinstance(schema, bool) and IN_PLACE.isdisjoint(schema):
        return (schema,)
    found: list[Mapping[str, Any]] = []
    followed: set[str] = set()
    pending: list[Schema] = [schema]
    while pending:
        each = pending.pop()
        if not isinstance(each, bool):
            found.append(each)
            groups = groups_of(each, resolve, followed)
            members = [one for group in groups for one in group if branches or len(group) == 1]
            pending.extend(reversed(members))
    return tuple(found)


def groups_of(
    schema: Mapping[str, Any], resolve: Resolve, followed: set[str]
) -> Iterator[list[Schema]]:
    """Groups of subschemas on the same value: of each group at least one must hold.

    A reference is a group of one, as is each member of ``allOf``; one followed before is left out.
    """
    reference = schema.get("$ref")
    if reference is not None and reference not in followed:
        followed.add(reference)
        yield [resolve(reference)]
    yield from groups_beside_ref(schema)


def groups_beside_ref(schema: Mapping[str, Any]) -> Iterator[list[Schema]]:
    """The groups of ``groups_of`` that are written in the schema itself."""
    yield from ([each] for each in schema.get("allOf", ()))
    yield from (list(schema[word]) for word in ("anyOf", "oneOf") if schema.get(word))


def types(schema: Schema, resolve: Resolve) -> frozenset[str]:
    """The names of the JSON types that a schema admits; ``number`` brings ``integer`` along."""
    return _types(schema, resolve, {})


def _types(schema: Schema, resolve: Resolve, known: dict[str, frozenset[str]]) -> frozenset[str]:
    if isinstance(schema, bool):
        return TYPES if schema else frozenset()
    admitted = _own_types(schema)
    if "$ref" in schema:
        reference = schema["$ref"]
        if reference not in known:
            known[reference] = TYPES  # a cycle forbids nothing more
            known[reference] = _types(resolve(reference), resolve, known)
        admitted &= known[reference]
    for group in groups_beside_ref(schema):
        admitted &= frozenset().union(*(_types(each, resolve, known) for each in group))
    return admitted


def _own_types(schema: Mapping[str, Any]) -> frozenset[str]:
    named = schema.get("type", TYPES)
    admitted = _with_integer((named,) if isinstance(named, str) else named)
    if "enum" in schema:
        admitted &= _with_integer(map(type_of, schema["enum"]))
    if "const" in schema:
        admitted &= _with_integer((type_of(schema["const"]),))
    return admitted


def _with_integer(names: Iterable[str]) -> frozenset[str]:
    found = frozenset(names)
    return found | {"integer"} if "number" in found else found


_TYPE_OF: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def type_of(value: Any) -> str:
    """The name of a JSON value's type; a float without a fraction is an integer (§6.1.1)."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return _TYPE_OF.get(type(value), "object")


def names_type(schema: Schema, value: Any) -> bool:
    """Whether a schema's own ``type`` includes the type of a value."""
    if isinstance(schema, bool):
        return schema
    named = schema.get("type")
    if named is None:
        return False
    name = type_of(value)
    names = (named,) if isinstance(named, str) else named
    return name in names or (name == "integer" and "number" in names)
