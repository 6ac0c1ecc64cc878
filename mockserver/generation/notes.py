"""What the author of a document tells about a value beyond what is demanded of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.media import parse
from mockserver.spec.schema import JsonSchema

_DEFINITION = "#/$defs/"
_VARIANTS = ("oneOf", "anyOf")
_BRANCHES = ("if", "then", "else")
# JSON Schema 2020-12 Validation §6: which type a keyword speaks of, where no type is named.
_SPEAKS_OF = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "minItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "format": "string",
    "minimum": "number",
    "maximum": "number",
}
_NUMERIC = frozenset(("int32", "int64", "float", "double"))
# What editors put in where the author said nothing.
_PLACEHOLDERS = ("string", "", None)


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The property that names the variant, and the names of variants that differ from their own."""

    property: str
    mapping: Mapping[str, str]

    def tags(self, variant: str) -> list[str]:
        """What the property may say of a variant (OAS 3.1 §4.8.25): its keys, else its name.

        Of one without a name, any key.
        """
        keys = [key for key, target in self.mapping.items() if _named(target) == variant]
        return keys or ([variant] if variant else list(self.mapping))

    def names(self, variant: str, tag: Any) -> bool:
        """Whether a tag means a variant; where a mapping goes by name, its name does as well."""
        return tag in self.tags(variant) or (tag == variant and tag in self.mapping.values())


class Definitions:
    """The schemas that references name; notes on one alone are taken once for all places."""

    def __init__(self, schemas: Mapping[str, JsonSchema]) -> None:
        self.schemas = schemas
        self._alone: dict[str, Notes] = {}

    def notes(self, name: str, beside: tuple[dict[str, Any], ...]) -> Notes:
        """What is told of a definition, and beside a reference to it."""
        told = tuple(filter(None, beside))
        if told:
            return Notes((self.schemas[name], *told), self, name)
        if name not in self._alone:
            self._alone[name] = Notes((self.schemas[name],), self, name)
        return self._alone[name]


class Notes:
    """The original schemas that speak of one place, each fact of them looked up once."""

    def __init__(
        self, written: tuple[JsonSchema, ...], definitions: Definitions, name: str = ""
    ) -> None:
        self._written = written
        self._definitions = definitions
        self._below: dict[object, Notes] = {}
        self.name = name

    @cached_property
    def facts(self) -> tuple[dict[str, Any], ...]:
        """The schemas themselves, with all they refer to and are composed of."""
        return tuple(self._spread(self._written, _Walk(("allOf",))))

    @cached_property
    def _all(self) -> tuple[dict[str, Any], ...]:
        """The same with all alternatives: their names and shapes are suggestions too."""
        return tuple(self._spread(self._written, _Walk(("allOf", *_VARIANTS))))

    def _spread(self, schemas: tuple[JsonSchema, ...], walk: _Walk) -> Iterator[dict[str, Any]]:
        for schema in schemas:
            if not isinstance(schema, dict) or id(schema) in walk.seen:
                continue
            walk.seen.add(id(schema))
            yield schema
            target = self._definitions.schemas.get(_referenced(schema))
            inner = [each for key in walk.keys for each in schema.get(key, ())]
            branches = [schema[key] for key in _BRANCHES if key in schema]
            dependent = list(schema.get("dependentSchemas", {}).values())
            below = (target, *inner, *branches, *dependent)
            yield from self._spread(tuple(each for each in below if each is not None), walk)

    @cached_property
    def examples(self) -> tuple[Any, ...]:
        """Examples first, then defaults that say something; what editors fill in is left out."""
        shown = [value for fact in self.facts for value in _shown(fact)]
        defaults = [fact["default"] for fact in self.facts if fact.get("default")]
        return tuple(value for value in (*shown, *defaults) if value not in _PLACEHOLDERS)

    @cached_property
    def properties(self) -> tuple[str, ...]:
        """The names of the properties in the order they are written in."""
        names = (name for fact in self._all for name in fact.get("properties", ()))
        return tuple(dict.fromkeys(names))

    @cached_property
    def format(self) -> str:
        """The first format that is named; empty where none is."""
        formats = (fact["format"] for fact in self._all if isinstance(fact.get("format"), str))
        return next(formats, "")

    @cached_property
    def encoding(self) -> str:
        """The content encoding, such as base64."""
        return next((str(f["contentEncoding"]) for f in self._all if "contentEncoding" in f), "")

    @cached_property
    def content(self) -> tuple[dict[str, Any], Notes] | None:
        """What a text is to hold as JSON, as a schema of its own, with what is told of that."""
        written = (f["contentSchema"] for f in self._all if _holds_json(f))
        schema = next((each for each in written if isinstance(each, dict)), None)
        if schema is None:
            return None
        return {"$defs": self._definitions.schemas, **schema}, self._part("content", (schema,))

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types that are named, or that the keywords speak of; null last."""
        named = [each for fact in self._all for each in _types(fact)]
        spoken = [_SPEAKS_OF[key] for fact in self._all for key in fact if key in _SPEAKS_OF]
        if self.format in _NUMERIC:
            spoken.insert(0, "number")
        return tuple(sorted(dict.fromkeys(named or spoken), key="null".__eq__))

    @cached_property
    def has_additional(self) -> bool:
        """Whether names that are not declared are described: a map."""
        written = (fact.get("additionalProperties") for fact in self._all)
        return any(isinstance(each, dict) and each for each in written)

    @cached_property
    def discriminator(self) -> Discriminator | None:
        """The one that is written here (OAS 3.1 §4.8.25; Swagger 2.0 writes only a name)."""
        for fact in self.facts:
            written = fact.get("discriminator")
            if isinstance(written, str):
                return Discriminator(written, {})
            if isinstance(written, dict) and isinstance(written.get("propertyName"), str):
                return Discriminator(written["propertyName"], _mapping(written))
        return None

    @cached_property
    def variants(self) -> tuple[str, ...]:
        """The definitions that alternatives refer to."""
        members = (each for f in self.facts for key in _VARIANTS for each in f.get(key, ()))
        names = (_referenced(each) for each in members if isinstance(each, dict))
        return tuple(name for name in dict.fromkeys(names) if name in self._definitions.schemas)

    def definition(self, name: str) -> Notes:
        """What is told of a definition that was chosen here, with what is told here."""
        if name == self.name or name not in self._definitions.schemas:
            return self
        key = "definition", name
        if key not in self._below:
            known = {id(fact) for fact in self._definitions.notes(name, ()).facts}
            others = (fact for fact in self.facts if id(fact) not in known)
            beside = tuple(_without_variants(each) for each in others)
            self._below[key] = self._definitions.notes(name, beside)
        return self._below[key]

    def property(self, name: str) -> Notes:
        """What is told of a property."""
        return self._part(("property", name), tuple(self._properties(name)))

    def _properties(self, name: str) -> Iterator[JsonSchema]:
        yield from (f["properties"][name] for f in self._all if name in f.get("properties", ()))
        if name not in self.properties:
            yield from (f["additionalProperties"] for f in self._all if "additionalProperties" in f)

    def item(self, index: int) -> Notes:
        """What is told of an item."""
        listed = tuple(
            fact["prefixItems"][index]
            for fact in self._all
            if len(fact.get("prefixItems", ())) > index
        )
        key = ("item", index) if listed else "item"
        return self._part(key, listed or tuple(f["items"] for f in self._all if "items" in f))

    def _part(self, key: object, written: tuple[JsonSchema, ...]) -> Notes:
        if key not in self._below:
            self._below[key] = self._told(written)
        return self._below[key]

    def _told(self, written: tuple[JsonSchema, ...]) -> Notes:
        schemas = [each for each in written if isinstance(each, dict)]
        name = next(filter(None, map(_referenced, schemas)), "")
        if name not in self._definitions.schemas:
            return Notes(written, self._definitions)
        beside = [{key: fact[key] for key in fact if key != "$ref"} for fact in schemas]
        is_plain = len(schemas) == 1
        return self._definitions.notes(name, tuple(beside if is_plain else schemas))


SILENT = Notes((), Definitions({}))


class _Walk:
    """Where a walk goes and where it has been."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        self.seen: set[int] = set()


def _shown(fact: Mapping[str, Any]) -> Iterator[Any]:
    if "example" in fact:
        yield fact["example"]
    if isinstance(fact.get("examples"), list):
        yield from fact["examples"]


def _holds_json(fact: Mapping[str, Any]) -> bool:
    """JSON Schema 2020-12 Validation §8.5: a content schema counts beside a media type."""
    said = fact.get("contentMediaType")
    media_type = parse(said) if isinstance(said, str) else None
    is_encoded = "contentEncoding" in fact
    return "contentSchema" in fact and not is_encoded and bool(media_type and media_type.is_json)


def _types(fact: Mapping[str, Any]) -> list[str]:
    written = fact.get("type", ())
    return [written] if isinstance(written, str) else list(written)


def _referenced(schema: Mapping[str, Any]) -> str:
    reference = schema.get("$ref")
    return reference.removeprefix(_DEFINITION) if isinstance(reference, str) else ""


def _mapping(discriminator: Mapping[str, Any]) -> dict[str, str]:
    written = discriminator.get("mapping")
    pairs = written.items() if isinstance(written, dict) else ()
    return {key: target for key, target in pairs if isinstance(target, str)}


def _named(target: str) -> str:
    """A mapping says a reference or a plain name; both end with the name."""
    return target.rpartition("/")[2]


def _without_variants(fact: dict[str, Any]) -> dict[str, Any]:
    left_out = (*_VARIANTS, "$ref", "$defs", "allOf")
    return {key: value for key, value in fact.items() if key not in left_out}
