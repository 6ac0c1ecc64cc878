"""Tables: what an object of one kind may and must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from enum import Enum, auto
from typing import Any

from mockserver.spec.fields.law import Law
from mockserver.spec.fields.shape import Naming, Shape, noun_of
from mockserver.value import dataclass


class Referral(Enum):
    """What a ``$ref`` in an object means."""

    NONE = auto()
    """The object cannot be a reference."""
    ALONE = auto()
    """The reference stands for the whole object, what is beside it is ignored."""
    ANNOTATED = auto()
    """The same, but ``summary`` and ``description`` count (OAS 3.1 §4.8.23)."""
    BESIDE = auto()
    """What is beside it counts too."""


@dataclass(frozen=True, slots=True)
class Variants:
    """The value of ``field`` names the table that counts instead; "" keeps the table.

    ``otherwise`` is the table for a value that is not listed.
    """

    field: str
    tables: Mapping[str, str]
    otherwise: str = ""

    def of(self, members: Mapping[str, Any]) -> str:
        """The name of the table that counts instead; empty when none does."""
        value = members.get(self.field)
        return self.tables.get(value, self.otherwise) if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """What an object of one kind may hold.

    ``entries`` are the members whose names are not fixed, of which there is one where ``filled``;
    ``extensible`` allows ``x-`` fields, ``open`` allows any. ``family`` is the kind under which
    the object is known outside. A variant tells which one it is by ``where`` in a sentence, and
    by ``asks`` for which required fields it was made the variant by another field.
    """

    name: str
    fields: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    entries: Naming | None = None
    filled: bool = False
    extensible: bool = True
    open: bool = False
    referral: Referral = Referral.NONE
    laws: tuple[Law, ...] = ()
    variants: Variants | None = None
    family: str = ""
    where: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)
    needed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needed", frozenset(self.required))
        object.__setattr__(self, "family", self.family or self.name)

    @property
    def noun(self) -> str:
        """``a Path Item Object``: how a sentence calls it, and which variant is meant."""
        return noun_of(self.family) + self.where

    def plus(self, fields: Mapping[str, Shape], **changes: Any) -> Table:
        """The same table with more fields, or other shapes for them."""
        return replace(self, fields={**self.fields, **fields}, **changes)

    def minus(self, *names: str, **changes: Any) -> Table:
        """The same table with fewer fields."""
        kept = {name: shape for name, shape in self.fields.items() if name not in names}
        return replace(self, fields=kept, **changes)


def tables(*each: Table) -> Mapping[str, Table]:
    """Tables by name."""
    return {table.name: table for table in each}
