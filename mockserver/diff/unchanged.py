"""Which parts of two documents say the same, with all that they refer to: told from the text alone.

Who changes one thing in a large document has left most of it alone, and that need not be compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from mockserver import pointer as pointers
from mockserver.diff.pairing import Couple
from mockserver.pointer import Pointer
from mockserver.spec.model import Spec
from mockserver.spec.node import Node

_REFERENCE = re.compile(r'"\$ref": ("(?:[^"\\]|\\.)*+")')
_TAGGED = '"discriminator": '
# What these name cannot be told from the text (JSON Schema 2020-12 Core §8.2).
_NAMING = re.compile(r'"\$(?:id|anchor|dynamicAnchor|dynamicRef|recursiveRef)": ')
_HOLDERS_2 = ("definitions", "parameters", "responses")
_MEANING = ("jsonSchemaDialect", "$self")
# What holds for operations that say nothing of it themselves.
_COMMON = ("servers", "security", "host", "basePath", "schemes", "consumes", "produces")
_SCHEMES = (("components", "securitySchemes"), ("securityDefinitions",))
_OF_PATHS = ("parameters", "servers", "$ref")
_SCHEMAS = (("components", "schemas"), ("definitions",))
_PROSE = ("title", "description")
_VALUES = ("default", "enum", "const", "example", "examples", "discriminator")
_spelled = json.JSONEncoder(default=str).encode


class Unchanged:
    """Tells of a place in each of two documents whether nothing can differ there.

    What is said in another order is not seen to be the same, nor what refers to other files.
    """

    def __init__(self, base: Spec, revision: Spec) -> None:
        self._specs = base, revision
        self._base, self._revision = (_Text(each.root) for each in self._specs)

    def holds(self, old: Node, new: Node) -> bool:
        """Whether two places are one component that says the same, and leads to the same.

        What stands elsewhere is as soon compared.
        """
        if old.pointer != new.pointer or old.pointer not in self._base.units:
            return False
        is_known = self._is_same_tongue and self._are_home(old, new)
        return is_known and old.pointer not in self._differing

    def covers(self, couple: Couple) -> bool:
        """The same of an operation, with all that concerns it."""
        old, new = couple.base, couple.revision
        return (
            self._has_same_surroundings
            and old.template == new.template
            and self._are_home(old.node, new.node)
            and self._are_home(old.path_item, new.path_item)
            and self._says_the_same(_beside(old.path_item), _beside(new.path_item))
            and self._says_the_same(old.node.value, new.node.value)
        )

    def _are_home(self, *nodes: Node) -> bool:
        """Whether two places are in the documents themselves, where references are read as here."""
        pairs = zip(nodes, self._specs, strict=True)
        return all(node.document is spec.root.document for node, spec in pairs)

    def _says_the_same(self, old: Any, new: Any) -> bool:
        text = _spelled(old)
        if text != _spelled(new):
            return False
        led = self._base.led(old, text)
        return led is not None and self._differing.isdisjoint(led)

    @cached_property
    def _is_same_tongue(self) -> bool:
        """Whether the same words mean the same in both."""
        base, revision = self._specs
        return base.dialect is revision.dialect and self._share(_MEANING)

    @cached_property
    def _has_same_surroundings(self) -> bool:
        pairs = [[pointers.at(each.root.value, at) for each in self._specs] for at in _SCHEMES]
        schemes = all(self._says_the_same(*pair) for pair in pairs)
        return self._is_same_tongue and self._share(_COMMON) and schemes

    def _share(self, keys: Iterable[str]) -> bool:
        old, new = (each.root.value for each in self._specs)
        return all(_spelled(old.get(key)) == _spelled(new.get(key)) for key in keys)

    def _is_only_prose(self, unit: Pointer) -> bool:
        """Whether a schema differs in nothing but what it says to people."""
        sides = self._base, self._revision
        if unit[:-1] not in _SCHEMAS or not all(unit in each.units for each in sides):
            return False
        old, new = (_spelled(_silent(pointers.at(each.root, unit))) for each in sides)
        return old == new

    @cached_property
    def _differing(self) -> frozenset[Pointer]:
        """The units that differ, and those that lead to one that does, or cannot be told."""
        old, new = self._base.units, self._revision.units
        found = {each for each in (*old, *new) if old.get(each) != new.get(each)}
        found -= {each for each in found if self._is_only_prose(each)}
        above: dict[Pointer, list[Pointer]] = {}
        for unit, text in old.items():
            led = self._base.led(pointers.at(self._base.root, unit), text)
            if led is None:
                found.add(unit)
            for each in led or ():
                above.setdefault(each, []).append(unit)
        heirs = self._base.heirs, self._revision.heirs
        for unit, parent in (pair for each in heirs for pair in each):
            above.setdefault(unit, []).append(parent)
        waiting = list(found)
        for unit in waiting:
            for each in above.get(unit, ()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return frozenset(found)


def _beside(path_item: Node) -> Mapping[str, Any]:
    """What a path item says of its operations."""
    said = path_item.value if isinstance(path_item.value, dict) else {}
    return {key: said[key] for key in _OF_PATHS if key in said}


class _Text:
    """One document as text: its components are the units that others refer to."""

    def __init__(self, root: Node) -> None:
        self.root = root.value

    @cached_property
    def units(self) -> Mapping[Pointer, str]:
        """The text of each unit."""
        return {at: _spelled(value) for at, value in self._held()}

    def _held(self) -> Iterator[tuple[Pointer, Any]]:
        components = self.root.get("components")
        holders = [("components", key) for key in components or () if isinstance(key, str)]
        for place in (*holders, *((key,) for key in _HOLDERS_2)):
            holder = pointers.at(self.root, place)
            for name, value in holder.items() if isinstance(holder, dict) else ():
                yield (*place, name), value

    def led(self, value: Any, text: str) -> frozenset[Pointer] | None:
        """The units that a value refers to; None where that cannot be told."""
        if _NAMING.search(text):
            return None
        named = {json.loads(each) for each in _REFERENCE.findall(text)}
        found = {self._unit(each) for each in named}
        if _TAGGED in text:
            found |= {self._tagged(each) for each in _mapped(value)}
        return frozenset(each for each in found if each) if None not in found else None

    def _unit(self, reference: str) -> Pointer | None:
        if not reference.startswith("#/"):
            return None
        tokens = pointers.parse_fragment(reference[1:])
        unit = tokens[:3] if tokens[0] == "components" else tokens[:2]
        return unit if unit in self.units else None

    def _tagged(self, text: str) -> Pointer | None:
        """What a discriminator maps to: a reference, or the name of a schema."""
        named = ("components", "schemas", text), ("definitions", text)
        return next((each for each in named if each in self.units), None) or self._unit(text)

    @cached_property
    def heirs(self) -> tuple[tuple[Pointer, Pointer], ...]:
        """Schemas that a discriminator may choose for they are composed of another: the two."""
        composed: dict[Pointer, list[Pointer]] = {}
        for unit, text in self.units.items():
            for parent in self._parents(unit) if '"allOf": ' in text else ():
                composed.setdefault(parent, []).append(unit)
        waiting = [unit for unit in composed if _TAGGED in self.units[unit]]
        for unit in waiting:
            waiting += [each for each in composed.get(unit, ()) if each not in waiting]
        return tuple((heir, unit) for unit in waiting for heir in composed.get(unit, ()))

    def _parents(self, unit: Pointer) -> Iterator[Pointer]:
        said = pointers.at(self.root, (*unit, "allOf"))
        for each in said if isinstance(said, list) else ():
            reference = each.get("$ref") if isinstance(each, dict) else None
            parent = self._unit(reference) if isinstance(reference, str) else None
            if parent:
                yield parent


def _silent(value: Any) -> Any:
    """A schema without its titles and descriptions; values that it shows or lists stay whole."""
    if isinstance(value, list):
        return [_silent(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: each if key in _VALUES else _silent(each)
        for key, each in value.items()
        if key not in _PROSE or not isinstance(each, str)
    }


def _mapped(value: Any) -> Iterator[str]:
    """What all discriminators in a value map to."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
            tag = each.get("discriminator")
            mapping = tag.get("mapping") if isinstance(tag, dict) else None
            default = tag.get("defaultMapping") if isinstance(tag, dict) else None
            mapped = mapping.values() if isinstance(mapping, dict) else ()
            yield from (text for text in (*mapped, default) if isinstance(text, str))
        elif isinstance(each, list):
            waiting += each
