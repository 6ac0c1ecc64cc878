"""Schemas as a request or a response has to fulfil them (OAS 3.1 §4.8.24.4, 3.0 §4.7.24.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

from mockserver.schema.tags import pins
from mockserver.spec.heirs import Heir
from mockserver.spec.schema import DEFINITION, JsonSchema, Schema

# JSON Schema 2020-12 Core §10.2: applied to the same object, so its hidden names stay hidden.
_IN_PLACE = frozenset(("allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"))
_BELOW = frozenset(
    "patternProperties prefixItems items additionalProperties contains propertyNames "
    "unevaluatedItems unevaluatedProperties".split()
)
_APPLICATORS = _IN_PLACE | _BELOW
_HIDING = _IN_PLACE | {"required"}  # with none of these it does not matter what is hidden
_REWRITTEN = _APPLICATORS | {"properties", "required", "additionalProperties"}
_COMPOSING = frozenset(("$ref", "allOf", "anyOf"))
_NULL = {"type": "null"}
_FARTHEST = 500
"""So many parts of a schema are asked what they hide; those of documents in use have forty."""


class Direction(StrEnum):
    """Which way a body travels, named by the flag of the properties that do not travel so."""

    REQUEST = "readOnly"
    RESPONSE = "writeOnly"


class View:
    """The schemas of a document as they are seen from one direction, each rewritten once.

    ``choosing``: a schema whose discriminator chooses among its heirs is a choice of those wherever
    a value may be any of them, which says how to make one. Else it calls for what the tag says.
    """

    def __init__(self, direction: Direction, *, choosing: bool = False) -> None:
        self._direction = direction
        self._choosing = choosing
        self._seen: dict[str, JsonSchema] = {}
        self._owns: dict[str, JsonSchema] = {}

    @property
    def direction(self) -> Direction:
        """Which way it looks from."""
        return self._direction

    @cached_property
    def choosing(self) -> View:
        """The same direction, to make values."""
        return View(self._direction, choosing=True)

    def bundle(self, schema: Schema) -> dict[str, Any]:
        """One closed JSON Schema: the schema and all it refers to. Not to be changed.

        Raises DocumentError for a broken reference.
        """
        heirs = schema.heirs() if self._choosing else ()
        root = choice(heirs) if heirs else self.of(schema)
        definitions = self.definitions(schema)
        return {"$defs": definitions, **(root if isinstance(root, dict) else {"allOf": [root]})}

    def definitions(self, schema: Schema) -> dict[str, JsonSchema]:
        """All that is referred to, and what discriminators choose among."""
        found: dict[str, JsonSchema] = {}
        waiting = [schema]
        while waiting:
            each = waiting.pop()
            referred = {n: s for n, s in each.definitions().items() if n not in found}
            found.update((name, self.of(other)) for name, other in referred.items())
            for name, other in (("", each), *referred.items()):
                for heir in other.heirs():
                    if heir.own_name not in found:
                        found[heir.own_name] = self.own(heir)
                        found[heir.name] = self.of(heir.schema)
                        waiting.append(heir.schema)
                if self._choosing and name and other.heirs():
                    found[name + CHOICE] = choice(other.heirs())
        return found

    def own(self, heir: Heir) -> JsonSchema:
        """What an heir says beside its base."""
        if heir.own_name not in self._owns:
            rewriting = _Rewriting(self._direction, heir.schema, choosing=self._choosing)
            self._owns[heir.own_name] = rewriting.part(heir.own)
        return self._owns[heir.own_name]

    def of(self, schema: Schema) -> JsonSchema:
        """The schema itself; what it refers to stays a reference."""
        if schema.address not in self._seen:
            rewriting = _Rewriting(self._direction, schema, choosing=self._choosing)
            seen = rewriting.of(schema.lifted)
            heirs = () if self._choosing else schema.heirs()
            self._seen[schema.address] = _calling(seen, heirs) if heirs else seen
        return self._seen[schema.address]


CHOICE = "@"
"""Behind the name of a base: the choice among its heirs."""


def choice(heirs: tuple[Heir, ...]) -> dict[str, Any]:
    """The heirs as variants, with the tag of each."""
    mapping = {tag: DEFINITION + heir.name for heir in heirs for tag in heir.tags}
    return {
        "anyOf": [{"$ref": DEFINITION + heir.name} for heir in heirs],
        "discriminator": {"propertyName": heirs[0].property, "mapping": mapping},
    }


def _calling(seen: JsonSchema, heirs: tuple[Heir, ...]) -> JsonSchema:
    """A base whose tags call for what its heirs add (OAS 3.1 §4.8.25.4)."""
    if not isinstance(seen, dict):
        return seen
    rules = (
        {
            "if": {
                "required": [each.property],
                "properties": {each.property: {"enum": list(each.tags)}},
            },
            "then": {"$ref": DEFINITION + each.own_name},
        }
        for each in heirs
    )
    return {**seen, "allOf": [*seen.get("allOf", ()), *rules]}


def _unchosen(part: JsonSchema) -> JsonSchema:
    """What is composed of a base is not composed of its heirs."""
    reference = part.get("$ref", "") if isinstance(part, dict) else ""
    return {**part, "$ref": reference.removesuffix(CHOICE)} if reference.endswith(CHOICE) else part  # type: ignore[dict-item]


class _Rewriting:
    """Rewrites object schemas so that hidden properties are neither required nor judged."""

    def __init__(self, direction: Direction, schema: Schema, *, choosing: bool) -> None:
        self._choosing = choosing
        self._flag = direction.value
        self._schema = schema
        self._follow = schema.follow

    def part(self, lifted: JsonSchema) -> JsonSchema:
        """A part of the schema, where all that the whole of it hides is hidden."""
        whole = self._schema.lifted
        return self.of(lifted, frozenset(self._hidden(whole) if isinstance(whole, dict) else ()))

    def of(self, lifted: JsonSchema, inherited: frozenset[str] = frozenset()) -> JsonSchema:
        """The schema without what is hidden; the same object where nothing is."""
        if not isinstance(lifted, dict) or _REWRITTEN.isdisjoint(lifted):
            return self._referring(lifted) if self._choosing else lifted
        hidden = inherited
        if not _HIDING.isdisjoint(lifted):
            hidden |= frozenset(self._hidden(lifted))
        seen = {key: self._keyword(key, value, hidden) for key, value in lifted.items()}
        if isinstance(seen.get("oneOf"), list):
            seen["oneOf"] = self._chosen(lifted, seen["oneOf"])
        if hidden and isinstance(seen.get("required"), list):
            unseen = tuple(hidden)  # what is written may be no name, nor even hashable
            seen["required"] = [name for name in seen["required"] if name not in unseen]
        if seen.get("additionalProperties") is False:
            seen.setdefault("properties", {})  # without it the library names nothing unexpected
        return seen

    def _chosen(self, lifted: Mapping[str, Any], variants: list[Any]) -> list[Any]:
        """In a request the tag says which variant is meant (OAS 3.1 §4.8.25).

        Variants that overlap are then told apart. A response has to be right without a tag, too.
        """
        tags = pins(lifted, variants, self._follow) if self._flag == Direction.REQUEST else None
        if not tags:
            return variants
        name = lifted["discriminator"]["propertyName"]
        return [
            each if pin is None else {"allOf": [each, {"properties": {name: pin}}]}
            for each, pin in zip(variants, tags, strict=True)
        ]

    def _keyword(self, key: str, value: Any, hidden: frozenset[str]) -> Any:
        if key == "properties":
            return {name: self._property(each) for name, each in value.items()}
        if key not in _APPLICATORS:
            return value
        passed_on = hidden if key in _IN_PLACE else frozenset()
        if isinstance(value, list):
            parts = [self.of(each, passed_on) for each in value]
            is_base = self._choosing and key == "allOf"
            return list(map(_unchosen, parts)) if is_base else parts
        if key in ("patternProperties", "dependentSchemas"):
            return {name: self.of(each, passed_on) for name, each in value.items()}
        return self.of(value, passed_on)

    def _referring(self, lifted: JsonSchema) -> JsonSchema:
        """A reference to a base as one to the choice among its heirs."""
        target = self._follow(lifted) if isinstance(lifted, dict) else None
        if target is None or not isinstance(lifted, dict) or not target.heirs():
            return lifted
        return {**lifted, "$ref": lifted["$ref"] + CHOICE}

    def _property(self, schema: JsonSchema) -> JsonSchema:
        """In a request a readOnly one is ignored; in a response a writeOnly one must not be."""
        if not self._is_hidden(schema):
            return self.of(schema)
        return self._flag == Direction.REQUEST.value

    def _hidden(self, lifted: Mapping[str, Any]) -> Iterator[str]:
        """The names that this schema, or one it is composed of, hides."""
        for part in self._parts(lifted):
            for name, schema in part.get("properties", {}).items():
                if self._is_hidden(schema):
                    yield name

    def _is_hidden(self, schema: JsonSchema) -> bool:
        if not isinstance(schema, dict):
            return False
        if not _COMPOSING & schema.keys():  # most are plain, and this is asked of each property
            return schema.get(self._flag) is True
        return any(part.get(self._flag) is True for part in self._parts(schema))

    def _parts(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """The schema, what it refers to, the members of its allOf and what is null beside it."""
        waiting: list[Any] = [schema]
        seen: set[int] = set()
        while waiting and len(seen) < _FARTHEST:
            part = waiting.pop(0)
            if not isinstance(part, dict) or id(part) in seen:
                continue
            seen.add(id(part))
            yield part
            target = self._follow(part)
            alternatives = [each for each in part.get("anyOf", ()) if each != _NULL]
            waiting += [*([target.lifted] if target else []), *part.get("allOf", ())]
            waiting += alternatives if len(alternatives) == 1 else []
