"""A schema reduced to what it demands: the canonical form of the library, in shapes of our own.

The library folds allOf, if, not, dependent* and unevaluated* away and proves what no value can
fit. That part of it is experimental, so nothing else in the package touches it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import jsonschema_rs
from jsonschema_rs import CanonicalSchema, canonical

from mockserver.schema.room import levels, with_room
from mockserver.schema.shape import Shape
from mockserver.schema.view import SHAPES
from mockserver.schema.width import TooWide, is_wide
from mockserver.spec.schema import DEFINITION, JsonSchema


class Canonical:
    """A schema, or a part of one, in canonical form. Each part is made once."""

    def __init__(self, node: CanonicalSchema, known: dict[str, Canonical], depth: int) -> None:
        self._node = node
        self._known = known
        self._depth = depth
        self._made: dict[tuple[str, int], tuple[Canonical, Canonical]] = {}

    @cached_property
    def shape(self) -> Shape:
        """What it demands, one level deep."""
        view: Any = self._node.view()
        return SHAPES[type(view)](self, view)

    @cached_property
    def is_empty(self) -> bool:
        """Whether it is proven that no value fits."""
        told = with_room(self._depth, self._node.satisfiability)
        return told is canonical.Satisfiability.NO

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
        return Canonical(node, self._known, self._depth)

    @property
    def is_raw(self) -> bool:
        """Whether the library could not reduce it."""
        return isinstance(self._node.view(), canonical.RawView)

    def apart(self, schema: JsonSchema) -> Canonical:
        """A schema of its own, that no part of this document refers to."""
        return canonicalize(schema)

    def definition(self, name: str) -> Canonical | None:
        """What a definition demands; None where no part refers to it."""
        return self.target(DEFINITION + name)

    def target(self, uri: str) -> Canonical | None:
        """What a reference leads to."""
        if uri not in self._known:
            node = self._node.definition(uri)
            if node is None:
                return None
            self._known[uri] = self.part(node)
        return self._known[uri]


def canonicalize(schema: JsonSchema) -> Canonical:
    """The canonical form of a closed schema.

    Raises ValueError where it cannot be read, and its kind TooWide where it would take too much.
    """
    if is_wide(schema):
        raise TooWide
    depth = levels(schema) if isinstance(schema, dict) else 1
    reduce = partial(jsonschema_rs.canonicalize, schema, validate_formats=True, offline=True)
    return Canonical(with_room(depth, reduce), {}, depth)


def _validator(schema: Any) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)
