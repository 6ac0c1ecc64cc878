"""What a schema demands, one level deep, as values: text, numbers, lists, objects and choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockserver.value import dataclass

if TYPE_CHECKING:
    from mockserver.schema.canonical import Canonical


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
