"""Decoded strings into the types that a JSON Schema calls for.

Nothing is refused here. A string that fits no type stays a string, so that validation says what is
wrong with it: ``limit must be integer`` rather than a crash.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.serialization import scalar
from mockserver.serialization.shapes import (
    IN_PLACE,
    Resolve,
    Schema,
    groups_beside_ref,
    groups_of,
    in_place,
    names_type,
    type_of,
)

_SAYS_MORE = IN_PLACE | {"enum", "const"}
_Own = Callable[[Mapping[str, Any]], list[Schema]]
_IsOut = Callable[[Schema], bool]


def coerce(value: Any, schema: Schema, resolve: Resolve) -> Any:
    """The JSON value that decoded text stands for under a schema.

    Takes strings, and lists and dicts of them; what is neither is returned as it is. Integers and
    numbers follow the JSON grammar, booleans are ``true`` and ``false`` only. Where a schema admits
    a string as well as another named type, the other type wins: ``5`` under ``[string, integer]``
    is 5. Null does not win against a string. One text where only an array fits is the array of it,
    since a form cannot tell them apart.
    """
    if isinstance(value, str):
        return _from_text(value, schema, resolve)
    if isinstance(value, list):
        return _array(value, schema, resolve)
    if isinstance(value, dict):
        return _from_members(value, schema, resolve)
    return value


def _from_text(text: str, schema: Schema, resolve: Resolve, *, wrap: bool = True) -> Any:
    if _is_text(schema):
        return text
    speaking = in_place(schema, resolve)
    as_text = fits(text, schema, resolve)
    for parsed in scalar.read(text):
        wins = not as_text or (parsed is not None and _asked_for(parsed, speaking))
        if wins and fits(parsed, schema, resolve):
            return parsed
    if as_text:
        return text
    misfit = _misfit(text, speaking)
    if wrap and misfit is text and any(names_type(each, []) for each in speaking):
        # Once only: an array of arrays of arrays might have no end.
        return [_from_text(text, item_schema(schema, 0, resolve), resolve, wrap=False)]
    return misfit


def _is_text(schema: Schema) -> bool:
    """Whether any string fits, and nothing else: most parameters are so."""
    return (
        not isinstance(schema, bool)
        and schema.get("type") == "string"
        and _SAYS_MORE.isdisjoint(schema)
    )


def _asked_for(value: Any, speaking: Sequence[Mapping[str, Any]]) -> bool:
    return any(names_type(each, value) or _among(value, _literals(each)) for each in speaking)


def _misfit(text: str, speaking: Sequence[Mapping[str, Any]]) -> Any:
    """The value of a type the schema names, though an ``enum`` or the like refuses it."""
    for parsed in scalar.read(text):
        if any(names_type(each, parsed) for each in speaking):
            return parsed
    return text


def _array(items: Sequence[Any], schema: Schema, resolve: Resolve) -> list[Any]:
    """One empty text is no item at all where none may be empty: ``ids=`` is how clients send []."""
    if list(items) == [""] and not fits("", item_schema(schema, 0, resolve), resolve):
        return []
    return [
        coerce(item, item_schema(schema, place, resolve), resolve)
        for place, item in enumerate(items)
    ]


def _from_members(members: Mapping[str, Any], schema: Schema, resolve: Resolve) -> Any:
    items = indexed(members)
    if items and not fits(members, schema, resolve) and fits(items, schema, resolve):
        return _array(items, schema, resolve)
    is_out = _contradictions(members, resolve)
    return {
        name: coerce(member, member_schema(schema, name, resolve, is_out), resolve)
        for name, member in members.items()
    }


def indexed(members: Mapping[str, Any]) -> list[Any] | None:
    """The array that is written as an object with the keys ``0``, ``1``, ... in any order."""
    places = [str(place) for place in range(len(members))]
    return [members[place] for place in places] if members.keys() == set(places) else None


def item_schema(schema: Schema, place: int, resolve: Resolve) -> Schema:
    """The schema of an array's item, from all that speaks of the array."""

    def own(each: Mapping[str, Any]) -> list[Schema]:
        first = each.get("prefixItems", ())
        if place < len(first):
            return [first[place]]
        return [each["items"]] if "items" in each else []

    return _joined(_declared(schema, own, resolve, None, set()))


def member_schema(
    schema: Schema, name: str, resolve: Resolve, is_out: _IsOut | None = None
) -> Schema:
    """The schema of an object's member, from all that speaks of the object.

    Of ``anyOf`` and ``oneOf`` only the branches count that are not ``is_out``; all of them when
    every one is.
    """

    def own(each: Mapping[str, Any]) -> list[Schema]:
        return _own_member(each, name)

    return _joined(_declared(schema, own, resolve, is_out, set()))


def _own_member(schema: Mapping[str, Any], name: str) -> list[Schema]:
    """JSON Schema 2020-12, core §10.3.2: additionalProperties speaks of what the others do not."""
    found = [schema["properties"][name]] if name in schema.get("properties", ()) else []
    patterns = schema.get("patternProperties", {})
    found += [patterns[pattern] for pattern in patterns if _searches(pattern, name)]
    if not found and "additionalProperties" in schema:
        found.append(schema["additionalProperties"])
    return found


def _searches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:  # ECMA 262 knows expressions that Python does not
        return False


def _joined(schemas: list[Schema]) -> Schema:
    """One schema that says what all of these say."""
    if len(schemas) == 1:
        return schemas[0]
    return {"allOf": schemas} if schemas else True


def _declared(
    schema: Schema,
    own: _Own,
    resolve: Resolve,
    is_out: _IsOut | None,
    followed: set[str],
) -> list[Schema]:
    """What a schema and its in-place applicators declare; all of it holds."""
    if isinstance(schema, bool):
        return []
    found = own(schema)
    for group in groups_of(schema, resolve, followed):
        options = [
            _joined(declared)
            for branch in _plausible(group, is_out)
            if (declared := _declared(branch, own, resolve, is_out, followed))
        ]
        if options:
            found.append(options[0] if len(options) == 1 else {"anyOf": options})
    return found


def _plausible(group: list[Schema], is_out: _IsOut | None) -> list[Schema]:
    if is_out is None or len(group) == 1:
        return group
    return [each for each in group if not is_out(each)] or group


def _contradictions(members: Mapping[str, Any], resolve: Resolve) -> _IsOut:
    """Tells of branches whether the members contradict them, by a constant, a type or an absence.

    Of each branch it is found out once, however many members ask.
    """
    known: dict[int, bool] = {}

    def is_out(branch: Schema) -> bool:
        if id(branch) not in known:  # the schema outlives the body
            known[id(branch)] = _contradicted(branch, members, resolve)
        return known[id(branch)]

    return is_out


def _contradicted(branch: Schema, members: Mapping[str, Any], resolve: Resolve) -> bool:
    certain = in_place(branch, resolve, branches=False)
    if any(name not in members for each in certain for name in each.get("required", ())):
        return True
    return any(
        not _can_be(members[name], declared, resolve)
        for each in certain
        for name, declared in each.get("properties", {}).items()
        if name in members
    )


def _can_be(value: Any, schema: Schema, resolve: Resolve) -> bool:
    readings = [value, [value], *scalar.read(value)] if isinstance(value, str) else [value]
    return any(fits(each, schema, resolve) for each in readings)


def fits(value: Any, schema: Schema, resolve: Resolve) -> bool:
    """Whether type, enum and const, through all in-place applicators, let a value pass."""
    return _fits(value, schema, resolve, {})


def _fits(value: Any, schema: Schema, resolve: Resolve, known: dict[str, bool]) -> bool:
    if isinstance(schema, bool):
        return schema
    if "type" in schema and not names_type(schema, value):
        return False
    if ("enum" in schema or "const" in schema) and not _among(value, _literals(schema)):
        return False
    if IN_PLACE.isdisjoint(schema):
        return True
    if "$ref" in schema and not _fits_reference(value, schema["$ref"], resolve, known):
        return False
    return all(
        any(_fits(value, each, resolve, known) for each in group)
        for group in groups_beside_ref(schema)
    )


def _fits_reference(value: Any, reference: str, resolve: Resolve, known: dict[str, bool]) -> bool:
    if reference not in known:
        known[reference] = True  # a cycle forbids nothing more
        known[reference] = _fits(value, resolve(reference), resolve, known)
    return known[reference]


def _literals(schema: Mapping[str, Any]) -> Iterator[Any]:
    yield from schema.get("enum", ())
    if "const" in schema:
        yield schema["const"]


def _among(value: Any, literals: Iterator[Any]) -> bool:
    """Equality as JSON Schema has it: 1 equals 1.0, and neither equals true (core §4.2.2)."""
    return any(type_of(value) == type_of(each) and value == each for each in literals)
