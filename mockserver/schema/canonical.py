"""A schema reduced to what it demands: the canonical form of the library, in shapes of our own.

The library folds allOf, if, not, dependent* and unevaluated* away and proves what no value can
fit. That part of it is experimental, so nothing else in the package touches it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs
from jsonschema_rs import CanonicalSchema, canonical

from mockserver import pointer as pointers
from mockserver.pointer import Pointer
from mockserver.spec.schema import JsonSchema, references

_DEFINITION = "#/$defs/"
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
# What a schema is read without, one after another, when it cannot be reduced with it.
_RELAXED = (
    "$dynamicRef unevaluatedProperties unevaluatedItems not if dependentSchemas propertyNames "
    "patternProperties contains uniqueItems oneOf anyOf allOf properties items pattern"
).split()


@dataclass(frozen=True, slots=True)
class OfTypes:
    """Any value of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A string of a length that matches all patterns, is of all formats, and is none excluded."""

    min_length: int = 0
    max_length: int | None = None
    patterns: tuple[str, ...] = ()
    excluded_patterns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds that is a multiple of some numbers; ``fractional`` is no whole one."""

    whole: bool
    minimum: Any = None
    maximum: Any = None
    above: bool = False
    below: bool = False
    fractional: bool = False
    multiple_of: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Contained:
    """A kind of item that an array holds a number of."""

    item: Canonical
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Array:
    """A list; ``repeats`` says whether items must be distinct (False) or not be (True)."""

    min_items: int
    max_items: int | None
    repeats: bool | None
    prefix: tuple[Canonical, ...]
    items: Canonical | None
    contains: tuple[Contained, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """Names and what their values demand; ``some`` are members of a kind that have to be there."""

    min_properties: int
    max_properties: int | None
    required: tuple[str, ...]
    properties: Mapping[str, Canonical]
    patterns: Mapping[str, Canonical]
    additional: Canonical | None
    names: Canonical | None
    some: tuple[tuple[Canonical, Canonical], ...]


@dataclass(frozen=True, slots=True)
class Constants:
    """One of these values."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What fits one of the branches, or exactly one of them."""

    branches: tuple[Canonical, ...]
    exactly_one: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """What fits all branches, which could not be made one."""

    branches: tuple[Canonical, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """What the definition of a name demands; the empty name is the schema as a whole."""

    name: str
    target: Canonical | None


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value fits."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Only the judge knows; ``loose`` is the schema without what could not be reduced."""

    loose: Canonical | None


Shape = (
    OfTypes
    | Text
    | Number
    | Array
    | Object
    | Constants
    | Choice
    | Every
    | Reference
    | Nothing
    | Opaque
)


class Canonical:
    """A schema, or a part of one, in canonical form. Each part is made once."""

    def __init__(self, node: CanonicalSchema, known: dict[str, Canonical]) -> None:
        self._node = node
        self._known = known
        self._made: dict[tuple[str, int], tuple[Canonical, Canonical]] = {}

    @cached_property
    def shape(self) -> Shape:
        """What it demands, one level deep."""
        view: Any = self._node.view()
        return _SHAPES[type(view)](self, view)

    @cached_property
    def is_empty(self) -> bool:
        """Whether it is proven that no value fits."""
        return self._node.satisfiability() is canonical.Satisfiability.NO

    @cached_property
    def _judge(self) -> jsonschema_rs.Draft202012Validator:
        return _validator(self._node.to_json_schema())

    def accepts(self, value: Any) -> bool:
        """Whether a value fits."""
        return self._judge.is_valid(value)

    def meet(self, other: Canonical) -> Canonical:
        """What fits both; this alone where the library cannot tell."""
        return self._once("meet", other, self._node.intersect)

    def without(self, other: Canonical) -> Canonical:
        """What fits this and not the other; this as a whole where the library cannot tell."""
        return self._once("without", other, self._node.subtract)

    def _once(
        self, name: str, other: Canonical, make: Callable[[CanonicalSchema], CanonicalSchema]
    ) -> Canonical:
        key = name, id(other)
        if key not in self._made:  # the other is kept with it, so that its id stays its own
            try:
                made = self.part(make(other._node))
            except canonical.CanonicalizationError:
                made = self
            self._made[key] = other, made
        return self._made[key][1]

    def part(self, node: CanonicalSchema) -> Canonical:
        """A node of the same document."""
        return Canonical(node, self._known)

    def definition(self, name: str) -> Canonical | None:
        """What a definition demands; None where no part refers to it."""
        return self.target(_DEFINITION + name)

    def target(self, uri: str) -> Canonical | None:
        """What a reference leads to."""
        if uri not in self._known:
            node = self._node.definition(uri)
            if node is None:
                return None
            self._known[uri] = self.part(node)
        return self._known[uri]


def canonicalize(schema: JsonSchema) -> Canonical:
    """The canonical form of a closed schema. Raises ValueError where it cannot be read."""
    return Canonical(_canonicalize(schema), {})


def conflict(schema: JsonSchema) -> str:
    """Where and by which keywords a schema allows no value; empty where that is not known.

    The deepest place is told: those above it only hold it.
    """
    reasons = canonical.find_unsatisfiable(schema, validate_formats=True, offline=True)
    for pointer in sorted(reasons, key=lambda each: (-each.count("/"), each)):
        keywords = [word for cause in _causes(reasons[pointer]) for word in cause.keywords]
        named = " and ".join(f"'{word}'" for word in dict.fromkeys(keywords))
        return f"at '#{pointer}'" + (f" by {named}" if named else "")
    return ""


@dataclass(frozen=True, slots=True)
class Barren:
    """A place in one of some schemas where nothing fits, and the keywords that see to it."""

    name: str
    pointer: Pointer
    keywords: tuple[str, ...]


def barren(schemas: Mapping[str, JsonSchema]) -> Iterator[Barren]:
    """The places in schemas, which may refer to one another by name, where no value fits.

    What is false or ``not: {}`` is meant so, and is left out; so is what only holds such a place.
    """
    named = {name: {"$ref": _DEFINITION + pointers.escape(name)} for name in schemas}
    bundled = {"$defs": dict(schemas), "properties": named}
    try:
        reasons = canonical.find_unsatisfiable(bundled, validate_formats=True, offline=True)
    except ValueError:
        return
    literal = canonical.UnsatisfiableReason.Literal
    found = {
        pointers.parse(text)[1:]: _causes(reason)
        for text, reason in reasons.items()
        if text.startswith("/$defs/") and not isinstance(reason, literal)
    }
    for place, causes in found.items():
        if not _only_holds(place, found, schemas):
            keywords = dict.fromkeys(word for cause in causes for word in cause.keywords)
            yield Barren(place[0], place[1:], tuple(keywords))


def _only_holds(
    place: tuple[str, ...], found: Collection[tuple[str, ...]], schemas: Mapping[str, JsonSchema]
) -> bool:
    """Whether nothing fits here because nothing fits beneath, or in what is referred to."""
    if any(len(each) > len(place) and each[: len(place)] == place for each in found):
        return True
    here = pointers.resolve(schemas, place)
    if not isinstance(here, dict) or here == {"not": {}} or here.get("not") in ({}, True):
        return True
    names = {pointers.unescape(name) for name in references(here)}
    return any((name,) in found for name in names)


def _causes(reason: Any) -> list[canonical.Cause]:
    if isinstance(reason, canonical.UnsatisfiableReason.Conflict):
        return reason.causes
    return [reason.cause] if isinstance(reason, canonical.UnsatisfiableReason.Empty) else []


def _canonicalize(schema: JsonSchema) -> CanonicalSchema:
    return jsonschema_rs.canonicalize(schema, validate_formats=True, offline=True)


def _validator(schema: Any) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)


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
        return node.part(violation.schema.negate()), canonicalize({})
    if isinstance(violation, canonical.PatternValueFailsView):
        name = canonicalize({"type": "string", "pattern": violation.pattern})
        return name, node.part(violation.schema.negate())
    barred = [{"pattern": pattern} for pattern in violation.patterns]
    excluded = (
        {"anyOf": [{"enum": violation.names}, *barred]} if barred or violation.names else False
    )
    name = canonicalize({"type": "string", "not": excluded})
    return name, node.part(violation.additional.negate())


def _optional(node: Canonical, part: CanonicalSchema | None) -> Canonical | None:
    return None if part is None else node.part(part)


def _branches(node: Canonical, view: Any) -> tuple[Canonical, ...]:
    return tuple(map(node.part, view.branches))


def _reference(node: Canonical, view: Any) -> Reference:
    return Reference(view.uri.removeprefix(_DEFINITION), node.target(view.uri))


def _opaque(_: Canonical, view: Any) -> Opaque:
    """Keywords are left out until the rest can be reduced."""
    schema = dict(view.schema) if isinstance(view.schema, dict) else {}
    for keyword in _RELAXED:
        if keyword in schema:
            del schema[keyword]
            node = _canonicalize(schema)
            if not isinstance(node.view(), canonical.RawView):
                return Opaque(Canonical(node, {}))
    return Opaque(None)


def _group(node: Canonical, view: Any) -> Every:
    return Every((canonicalize({"type": view.type_name}), node.part(view.body)))


_SHAPES: dict[type[Any], Callable[[Canonical, Any], Shape]] = {
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
    canonical.NotView: lambda _, __: Opaque(canonicalize({})),
    canonical.RawView: _opaque,
}
