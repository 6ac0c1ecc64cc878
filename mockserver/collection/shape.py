"""What a schema says of the members of an object: through references and allOf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from mockserver.spec.model import Operation
from mockserver.spec.schema import Schema
from mockserver.value import dataclass

_COMPOSED = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Member:
    """A property: the parts of its schema, its own keywords first.

    ``owner`` is the schema that it stands in, by which what is within it is followed.
    """

    parts: tuple[Mapping[str, Any], ...]
    owner: Schema | None = field(default=None, compare=False)

    def has(self, keyword: str) -> bool:
        """Whether any part has a keyword."""
        return any(keyword in part for part in self.parts)

    def value(self, keyword: str) -> Any:
        """The keyword's value in the first part that has it."""
        return next((part[keyword] for part in self.parts if keyword in part), None)

    @property
    def choices(self) -> list[Any]:
        """The values that any of its parts names: those of variants are not allowed together."""
        found = [each for part in self.parts for each in part.get("enum") or ()]
        found += [part["const"] for part in self.parts if "const" in part]
        return [each for place, each in enumerate(found) if each not in found[:place]]

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that the parts name."""
        return frozenset(name for part in self.parts for name in _types(part))

    @property
    def is_nullable(self) -> bool:
        """Whether null is named as a value."""
        return any(_allows_null(part) for part in self.parts)

    @property
    def is_read_only(self) -> bool:
        """Whether only the server sets it."""
        return self.value("readOnly") is True

    @property
    def is_write_only(self) -> bool:
        """Whether it is sent, and never answered (OAS 3.1 §4.8.24, JSON Schema §9.4)."""
        return self.value("writeOnly") is True

    @property
    def members(self) -> Mapping[str, Member]:
        """What is known of the members of an object."""
        named: dict[str, list[Any]] = {}
        for part in self.parts:
            for name, schema in part.get("properties", {}).items():
                named.setdefault(name, []).extend(self._followed(schema))
        return {name: Member(tuple(found), self.owner) for name, found in named.items() if found}

    @property
    def element(self) -> Member | None:
        """What is known of the elements of a list."""
        found = [
            each for part in self.parts if "items" in part for each in self._followed(part["items"])
        ]
        return Member(tuple(found), self.owner) if found else None

    @property
    def held(self) -> Member | None:
        """What is known of the members of an object that are the client's own."""
        keyword = "additionalProperties"
        known = [part[keyword] for part in self.parts if isinstance(part.get(keyword), dict)]
        found = [each for schema in known for each in self._followed(schema)]
        return Member(tuple(found), self.owner) if found else None

    def _followed(self, schema: Any) -> Iterator[Mapping[str, Any]]:
        if self.owner is not None:
            yield from _parts(schema, self.owner)
        elif isinstance(schema, dict):
            yield schema

    @property
    def is_state(self) -> bool:
        """Whether its values are few, so that they set records apart."""
        return bool(self.value("enum")) or "boolean" in self.types

    @property
    def has_variants(self) -> bool:
        """Whether it is one of several, whose members no other one need know."""
        return any(map(_is_of_variants, self.parts))

    @property
    def is_map(self) -> bool:
        """Whether it is an object whose members are the client's own."""
        is_named = any(part.get("properties") for part in self.parts)
        return "object" in self.types and not is_named


@dataclass(frozen=True, slots=True)
class Shape:
    """The members of an object schema; ``is_open``: it says itself that it takes others too.

    ``has_variants``: it is one of several, whose members no other one need know.
    """

    members: Mapping[str, Member]
    required: frozenset[str]
    is_open: bool
    has_variants: bool = False

    @classmethod
    def of(cls, schema: Schema) -> Shape:
        """The shape of a schema. Raises DocumentError for a broken reference."""
        parts = list(_parts(schema.lifted, schema))
        named: dict[str, list[Any]] = {}
        for part in parts:
            for name, member in part.get("properties", {}).items():
                named.setdefault(name, []).extend(_parts(member, schema))
        always = _parts(schema.lifted, schema, composed=("allOf",))
        required = (name for part in always for name in part.get("required", ()))
        return cls(
            members={name: Member(tuple(found), schema) for name, found in named.items()},
            required=frozenset(required),
            is_open=any(_says_open(part) for part in parts),
            has_variants=any(map(_is_of_variants, parts)),
        )


def sent_shapes(operation: Operation) -> list[Shape]:
    """The shapes of the bodies that an operation takes. Raises DocumentError."""
    body = operation.request_body
    return [Shape.of(each.schema) for each in (body.content if body else ()) if each.schema]


def _parts(
    lifted: Any, schema: Schema, depth: int = 12, composed: tuple[str, ...] = _COMPOSED
) -> Iterator[Mapping[str, Any]]:
    """A lifted schema, what it refers to, and what it is composed of."""
    if not isinstance(lifted, dict) or not depth:
        return
    yield lifted
    target = schema.follow(lifted)
    heirs = (target or schema).heirs() if composed is _COMPOSED else ()
    for heir in heirs if target or lifted is schema.lifted else ():
        yield from _parts(heir.own, heir.schema, depth - 1, composed)
    if target is not None:
        yield from _parts(target.lifted, schema, depth - 1, composed)
    for keyword in composed:
        for part in lifted.get(keyword, ()):
            yield from _parts(part, schema, depth - 1, composed)


def _types(part: Mapping[str, Any]) -> tuple[str, ...]:
    declared = part.get("type", ())
    return (declared,) if isinstance(declared, str) else tuple(declared)


def _allows_null(part: Mapping[str, Any]) -> bool:
    return "null" in _types(part) or ("const" in part and part["const"] is None)


def _is_of_variants(part: Mapping[str, Any]) -> bool:
    """With more than one that tells of members: ``anyOf: [..., {type: 'null'}]`` is no choice."""
    found = (each for keyword in ("oneOf", "anyOf") for each in part.get(keyword, ()))
    return sum(isinstance(each, dict) and _types(each) != ("null",) for each in found) > 1


def _says_open(part: Mapping[str, Any]) -> bool:
    additional = (part.get(key) for key in ("additionalProperties", "unevaluatedProperties"))
    return "patternProperties" in part or any(each not in (None, False) for each in additional)
