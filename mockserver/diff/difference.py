"""One difference between two schemas: what it is, where, and which values are said to tell it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from mockserver.diff.form import Form
from mockserver.diff.part import Part


class Effect(StrEnum):
    """How the set of fitting values changes from the base to the revision."""

    NARROWED = "narrowed"
    WIDENED = "widened"
    NOTED = "noted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step into a value, with what the container demands on both sides.

    The token is a property's name, an item's place, None for any item, and an empty text for a
    name that nothing describes. A step into a variant, which is
    named by its keyword, does not go into the value.
    """

    kind: str
    token: str | int | None
    base: Form
    revision: Form


@dataclass(frozen=True, slots=True)
class Pair:
    """What the two sides demand at one place of a value."""

    base: Form
    revision: Form
    trail: tuple[Step, ...] = ()

    def step(self, kind: str, token: str | int | None, base: Form, revision: Form) -> Pair:
        """What they demand one step further."""
        return Pair(base, revision, (*self.trail, Step(kind, token, self.base, self.revision)))

    @property
    def place(self) -> str:
        """The place for people: ``/address/lines[]``; empty for the value itself."""
        return "".join(map(_shown, self.trail))


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``kind`` names its rule; ``told`` is what there was and what there is.

    ``hints`` are values that may tell the sides apart, ``name`` is the property that it is about.
    """

    kind: str
    effect: Effect
    pair: Pair = field(repr=False)
    told: str
    old: Part | None = None
    new: Part | None = None
    keyword: str = ""
    name: str = ""
    hints: tuple[Any, ...] = ()

    @property
    def cause(self) -> object:
        """The same for the same pieces, wherever they are seen."""
        parts = tuple(part.key if part else None for part in (self.old, self.new))
        forms = (self.pair.base, self.pair.revision)
        keys = tuple(tuple(part.key for part in form.sources) for form in forms)
        return self.kind, parts, keys, self.keyword, self.name, self.told

    def as_(self, kind: str, effect: Effect) -> Difference:
        """The same, after more is known of it."""
        return replace(self, kind=kind, effect=effect)


def _shown(step: Step) -> str:
    if step.kind == "property":
        return f"/{step.token or '*'}"
    if step.kind == "item":
        return "[]" if step.token is None else f"[{step.token}]"
    return f"({step.token})" if step.token else ""
