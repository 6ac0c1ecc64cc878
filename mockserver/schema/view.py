"""The library's views of a canonical schema in shapes of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jsonschema_rs import CanonicalSchema, canonical

from mockserver.schema.shape import (
    Array,
    Choice,
    Constants,
    Contained,
    Every,
    Nothing,
    Number,
    Object,
    OfTypes,
    Opaque,
    Reference,
    Shape,
    Text,
)
from mockserver.spec.schema import DEFINITION

if TYPE_CHECKING:
    from mockserver.schema.canonical import Canonical

_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
# What a schema is read without, one after another, when it cannot be reduced with it.
_RELAXED = (
    "$dynamicRef unevaluatedProperties unevaluatedItems not if dependentSchemas propertyNames "
    "patternProperties contains uniqueItems oneOf anyOf allOf properties items pattern"
).split()


def _text(_: Canonical, view: Any) -> Text:
    excluded = tuple(f"^{re.escape(value)}$" for value in view.excluded)
    return Text(
        min_length=view.min_length or 0,
        max_length=view.max_length,
        patterns=tuple(view.patterns),
        excluded_patterns=(*view.excluded_patterns, *excluded),
        formats=tuple(view.formats),
    )


def _integer(_: Canonical, view: Any) -> Number:
    multiples = tuple(view.multiple_of)
    return Number(whole=True, minimum=view.minimum, maximum=view.maximum, multiple_of=multiples)


def _number(_: Canonical, view: Any) -> Number:
    return Number(
        whole=False,
        minimum=view.minimum,
        maximum=view.maximum,
        above=view.exclusive_minimum,
        below=view.exclusive_maximum,
        fractional=view.excludes_integers or 1 in view.not_multiple_of,
        multiple_of=tuple(view.multiple_of),
    )


_DISTINCT = {
    str(canonical.Distinctness.ALL_DISTINCT): False,
    str(canonical.Distinctness.SOME_REPEATED): True,
}


def _array(node: Canonical, view: Any) -> Array:
    return Array(
        min_items=view.min_items or 0,
        max_items=view.max_items,
        repeats=_DISTINCT.get(str(view.distinctness)),
        prefix=tuple(map(node.part, view.prefix_items)),
        items=_optional(node, view.items),
        contains=tuple(_contained(node, each) for each in view.contains),
    )


def _contained(node: Canonical, view: Any) -> Contained:
    least = 1 if view.min_contains is None else view.min_contains
    return Contained(node.part(view.schema), least, view.max_contains)


def _object(node: Canonical, view: Any) -> Object:
    return Object(
        min_properties=view.min_properties or 0,
        max_properties=view.max_properties,
        required=tuple(view.required),
        properties={name: node.part(each) for name, each in view.properties.items()},
        patterns={text: node.part(each) for text, each in view.pattern_properties.items()},
        additional=_optional(node, view.additional_properties),
        names=_optional(node, view.property_names),
        some=tuple(_member(node, each) for each in view.violations),
    )


def _member(node: Canonical, violation: Any) -> tuple[Canonical, Canonical]:
    """The kind of name and of value by which an object breaks what it has to break."""
    if isinstance(violation, canonical.NameFailsView):
        return node.part(violation.schema.negate()), node.apart({})
    if isinstance(violation, canonical.PatternValueFailsView):
        name = node.apart({"type": "string", "pattern": violation.pattern})
        return name, node.part(violation.schema.negate())
    barred = [{"pattern": pattern} for pattern in violation.patterns]
    excluded = (
        {"anyOf": [{"enum": violation.names}, *barred]} if barred or violation.names else False
    )
    name = node.apart({"type": "string", "not": excluded})
    return name, node.part(violation.additional.negate())


def _optional(node: Canonical, part: CanonicalSchema | None) -> Canonical | None:
    return None if part is None else node.part(part)


def _branches(node: Canonical, view: Any) -> tuple[Canonical, ...]:
    return tuple(map(node.part, view.branches))


def _reference(node: Canonical, view: Any) -> Reference:
    return Reference(view.uri.removeprefix(DEFINITION), node.target(view.uri))


def _opaque(node: Canonical, view: Any) -> Opaque:
    """Keywords are left out until the rest can be reduced."""
    schema = dict(view.schema) if isinstance(view.schema, dict) else {}
    for keyword in _RELAXED:
        if keyword in schema:
            del schema[keyword]
            loose = node.apart(schema)
            if not loose.is_raw:
                return Opaque(loose)
    return Opaque(None)


def _group(node: Canonical, view: Any) -> Every:
    return Every((node.apart({"type": view.type_name}), node.part(view.body)))


SHAPES: dict[type[Any], Callable[[Canonical, Any], Shape]] = {
    canonical.TrueView: lambda _, __: OfTypes(_TYPES),
    canonical.FalseView: lambda _, __: Nothing(),
    canonical.MultiTypeView: lambda _, view: OfTypes(tuple(view.types)),
    canonical.TypedGroupView: _group,
    canonical.StringView: _text,
    canonical.IntegerView: _integer,
    canonical.NumberView: _number,
    canonical.ArrayView: _array,
    canonical.ObjectView: _object,
    canonical.ConstView: lambda _, view: Constants((view.value,)),
    canonical.EnumView: lambda _, view: Constants(tuple(view.values)),
    canonical.AnyOfView: lambda node, view: Choice(_branches(node, view)),
    canonical.OneOfView: lambda node, view: Choice(_branches(node, view), exactly_one=True),
    canonical.AllOfView: lambda node, view: Every(_branches(node, view)),
    canonical.ReferenceView: _reference,
    canonical.NotView: lambda node, _: Opaque(node.apart({})),
    canonical.RawView: _opaque,
}
