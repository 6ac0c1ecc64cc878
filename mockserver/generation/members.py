"""Objects: which names they have, in which order, and what the value of each has to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.generation import kind, naming
from mockserver.generation.notes import SILENT, Notes
from mockserver.generation.run import TRIES, USUAL_DEPTH, DeadEnd, Draw, Run, Spot, tried
from mockserver.generation.scene import Scene
from mockserver.schema.canonical import Canonical, canonicalize
from mockserver.schema.shape import Nothing, Object

ANY_OBJECT = Object(0, None, (), {}, {}, None, None, ())
_ANYTHING = canonicalize({})
_KEYS = ("alpha", "beta", "gamma", "delta", "main", "backup", "first", "second")
_USUAL_MAP = 2


class Members:
    """Draws objects."""

    def __init__(self, run: Run, draw: Draw) -> None:
        self._run = run
        self._draw = draw

    def drawn(self, shape: Object, notes: Notes, spot: Spot) -> dict[str, Any]:
        """An object. Raises DeadEnd where none is found."""
        inner = spot.within(self._scene(notes, spot))
        members: dict[str, Any] = {}
        for name in self._names(shape, notes, spot):
            self._add(members, name, shape, notes, inner)
        self._break(members, shape, notes, inner)
        self._fill(members, shape, notes, inner)
        if len(members) < shape.min_properties:
            raise DeadEnd
        return members

    def _scene(self, notes: Notes, spot: Spot) -> Scene:
        if spot.depth and naming.is_aspect(spot.name):
            return spot.scene
        return self._run.scene(spot.name or notes.name, notes.properties)

    # -- names ----------------------------------------------------------------------------------

    def _names(self, shape: Object, notes: Notes, spot: Spot) -> list[str]:
        """In the order of the document; optional ones as long as there is room for them."""
        declared = dict.fromkeys((*notes.properties, *shape.properties, *shape.required))
        required = frozenset(shape.required) | self._told(notes, spot)
        optional = [name for name in declared if name not in required]
        wanted = [name for name in optional if self._is_wanted(name, shape, notes, spot)]
        spare = [name for name in optional if name not in wanted]
        wanted += spare[: max(0, shape.min_properties - len(required) - len(wanted))]
        if shape.max_properties is not None:
            wanted = wanted[: max(0, shape.max_properties - len(required))]
        kept = required.union(wanted)
        return [name for name in declared if name in kept]

    def _told(self, notes: Notes, spot: Spot) -> frozenset[str]:
        """What was asked for, and what names the variant."""
        found = notes.discriminator
        return frozenset((*spot.fixed, *((found.property,) if found else ())))

    def _is_wanted(self, name: str, shape: Object, notes: Notes, spot: Spot) -> bool:
        """Not what leads back to itself, and not what only says that another variant is meant."""
        if not self._run.manner.full or self._run.is_lean(spot):
            return False
        if self._run.manner.natural and naming.is_end(name):
            return False
        node = shape.properties.get(name)
        if node is None:
            return True
        if isinstance(node.shape, Nothing) or kind.recurs(node, spot.path):
            return False
        possible, written = kind.types(node), notes.property(name).types
        if possible and written and possible.isdisjoint(written):
            return False
        return spot.depth < USUAL_DEPTH or self._run.tools.heights.of(node) == 0

    # -- values ---------------------------------------------------------------------------------

    def _add(
        self, members: dict[str, Any], name: str, shape: Object, notes: Notes, spot: Spot
    ) -> None:
        try:
            members[name] = self._member(name, shape, notes, spot)
        except DeadEnd:
            if name in shape.required:
                raise

    def _member(self, name: str, shape: Object, notes: Notes, spot: Spot) -> Any:
        if shape.names is not None and not shape.names.accepts(name):
            raise DeadEnd
        node, told = self._node(name, shape), notes.property(name)
        for value in self._given(name, notes, spot):
            if node.accepts(value):
                return value
        return self._draw(node, told, spot.member(name, spot.index if told.examples else 0))

    def _given(self, name: str, notes: Notes, spot: Spot) -> Iterator[Any]:
        """What was asked for, then the name of the variant; what names another one comes last."""
        given = [spot.fixed[name]] if name in spot.fixed else []
        found = notes.discriminator
        if found and found.property == name:
            tags = found.tags(notes.name)
            means_another = given and notes.name and not found.names(notes.name, given[0])
            given = [*tags, *given] if means_another else [*given, *tags]
        yield from given

    def _node(self, name: str, shape: Object) -> Canonical:
        """What the value of a name has to be."""
        nodes = [shape.properties[name]] if name in shape.properties else []
        for pattern, node in shape.patterns.items():
            if self._run.tools.patterns.judge(pattern).accepts(name):
                nodes.append(node)
        if not nodes and shape.additional is not None:
            nodes.append(shape.additional)
        first, *others = nodes or [_ANYTHING]
        for other in others:
            first = first.meet(other)
        return first

    # -- names that are not declared ------------------------------------------------------------

    def _break(self, members: dict[str, Any], shape: Object, notes: Notes, spot: Spot) -> None:
        """Members that have to be there so that the object is not what it must not be."""
        for name_kind, value_kind in shape.some:
            name = self._free(members, shape, name_kind, spot)
            node = self._node(name, shape).meet(value_kind)
            members[name] = self._draw(node, notes.property(name), spot.member(name))

    def _fill(self, members: dict[str, Any], shape: Object, notes: Notes, spot: Spot) -> None:
        """Up to the least number, and some that make a map."""
        wanted = shape.min_properties
        is_map = not notes.properties and (notes.has_additional or bool(shape.patterns))
        if is_map and self._run.manner.full and not self._run.is_lean(spot):
            wanted = max(wanted, _USUAL_MAP)
        if shape.max_properties is not None:
            wanted = min(wanted, shape.max_properties)
        try:
            for _ in range(wanted - len(members)):
                name = self._free(members, shape, self._naming(shape), spot)
                self._add(members, name, shape, notes, spot)
        except DeadEnd:
            return

    def _naming(self, shape: Object) -> Canonical | None:
        if shape.names is None and shape.patterns:
            return self._run.tools.patterns.judge(next(iter(shape.patterns)))
        return None

    def _free(
        self, members: Mapping[str, Any], shape: Object, wanted: Canonical | None, spot: Spot
    ) -> str:
        """A name of a kind that is not taken. Raises DeadEnd where there is none."""
        kinds = [each for each in (wanted, shape.names) if each is not None]
        node = kinds[0].meet(kinds[-1]) if kinds else None
        for _ in range(TRIES):
            for name in self._named(node, spot):
                if name not in members and name not in shape.properties:
                    return str(name)
        raise DeadEnd

    def _named(self, node: Canonical | None, spot: Spot) -> Iterator[Any]:
        key = spot.scene.one(_KEYS)
        if node is None or node.accepts(key):
            yield key
        elif node is not None:
            fresh = self._run.scene("", ())
            yield from tried(self._draw, node, SILENT, Spot("", fresh, spot.depth + 1))
