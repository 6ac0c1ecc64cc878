"""Schemas of a document as JSON Schema 2020-12, each with the place it was written at."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from mockserver.origin import Origin
from mockserver.pointer import Pointer, Token, step
from mockserver.spec.heirs import Heir, heirs_of, written_name
from mockserver.spec.lift import is_wrapped
from mockserver.spec.node import Node
from mockserver.value import dataclass

JsonSchema = dict[str, Any] | bool

# JSON Schema 2020-12 Core §10: where a keyword's value holds schemas.
_ONE = frozenset(
    "not if then else items additionalProperties contains propertyNames unevaluatedItems "
    "unevaluatedProperties contentSchema additionalItems".split()
)
_LIST = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_MAP = frozenset(("properties", "patternProperties", "dependentSchemas"))
_HOLDING = _ONE | _LIST | _MAP | {"$ref", "$dynamicRef"}
# Identity is carried by the address of the definition, and prose is read from the document.
# "dependencies" is no keyword any more (JSON Schema 2020-12 appendix), yet the library applies it.
_DROPPED = frozenset(
    "$id $schema $anchor $dynamicAnchor $vocabulary $comment $defs definitions description "
    "externalDocs dependencies".split()
)
DEFINITION = "#/$defs/"
"""What a lifted reference begins with; the name of a definition follows."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the document; two are equal when they stand at the same place."""

    address: str
    node: Node = field(compare=False, repr=False)
    schemas: Schemas = field(compare=False, repr=False)

    @property
    def origin(self) -> Origin:
        """Where it is written."""
        return self.node.origin

    @property
    def lifted(self) -> JsonSchema:
        """The schema as JSON Schema 2020-12; ``$ref`` names a definition of ``definitions()``."""
        return self.schemas.lifted(self)

    def definitions(self) -> Mapping[str, Schema]:
        """Every schema that can be reached through references, itself left out unless it recurs."""
        return self.schemas.reachable(self)

    def heirs(self) -> tuple[Heir, ...]:
        """The schemas that its discriminator chooses among, where those are composed of it."""
        return self.schemas.heirs(self)

    def below(self) -> Iterator[Schema]:
        """The schemas that stand in it or that it refers to, one step down."""
        node = self.node.followed()
        if node.address != self.node.address:
            yield self.schemas.at(node)
        fields = self.schemas.fields(self).values()
        written = (
            member for key, child in self.node.members() for member in _below_written(key, child)
        )
        yield from map(self.schemas.at, fields or written)

    def follow(self, lifted: Mapping[str, Any]) -> Schema | None:
        """The schema that a lifted ``$ref`` names; None when there is no reference."""
        reference = lifted.get("$ref")
        return self.schemas.named(reference) if isinstance(reference, str) else None

    def place(self, tokens: Pointer) -> tuple[Origin, Pointer]:
        """Where a keyword of the lifted schema is written, and its pointer in the document."""
        return self.schemas.place(self, tokens)


class Schemas:
    """Lifts each schema of a set of documents once, when it is first asked for."""

    def __init__(self, rewrite: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self._rewrite = rewrite
        self._lifted: dict[str, JsonSchema] = {}
        self._references: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, str] = {}
        self._by_name: dict[str, Schema] = {}
        self._fields: dict[str, Mapping[str, Node]] = {}
        self._heirs: dict[str, tuple[Heir, ...]] = {}

    def at(self, node: Node) -> Schema:
        """The schema at a place."""
        return Schema(node.address, node, self)

    def form(self, fields: Mapping[str, Node], required: Iterable[str], holder: Node) -> Schema:
        """An object that the document spells field by field; each field keeps its own place."""
        written = {
            "type": "object",
            "properties": {name: node.value for name, node in fields.items()},
            "required": list(required),
            "additionalProperties": False,  # the fields are all that the operation takes
        }
        schema = self.at(Node(written, holder.document, holder.pointer, holder.library))
        self._fields[schema.address] = fields
        return schema

    def fields(self, schema: Schema) -> Mapping[str, Node]:
        """The fields of a form by name; none for any other schema."""
        return self._fields.get(schema.address, {})

    def lifted(self, schema: Schema) -> JsonSchema:
        """The schema in JSON Schema 2020-12. Raises DocumentError for a broken reference."""
        if schema.address not in self._lifted:
            fields = {name: self._lift(node) for name, node in self.fields(schema).items()}
            written = schema.node.value
            lifted = {**written, "properties": fields} if fields else self._lift(schema.node)
            self._lifted[schema.address] = lifted
        return self._lifted[schema.address]

    def reachable(self, schema: Schema) -> Mapping[str, Schema]:
        """Definition name to schema, in the order in which references lead there."""
        found: dict[str, Schema] = {}
        waiting = [schema]
        while waiting:
            for name in self._referred(waiting.pop(0)):
                if name not in found:
                    found[name] = self._by_name[name]
                    waiting.append(found[name])
        return found

    def _referred(self, schema: Schema) -> tuple[str, ...]:
        if schema.address not in self._references:
            names = dict.fromkeys(references(self.lifted(schema)))
            self._references[schema.address] = tuple(names)
        return self._references[schema.address]

    def heirs(self, schema: Schema) -> tuple[Heir, ...]:
        """Those of a schema, looked for once."""
        if schema.address not in self._heirs:
            self._heirs[schema.address] = heirs_of(schema)
        return self._heirs[schema.address]

    def define(self, node: Node) -> str:
        """The name under which lifted references lead to a schema."""
        return self._named(self.at(node))

    def named(self, reference: str) -> Schema | None:
        """The schema behind a lifted reference such as ``#/$defs/Pet``."""
        return self._by_name.get(reference.removeprefix(DEFINITION))

    def resolve(self, reference: str) -> JsonSchema:
        """What a lifted reference leads to; where that is unknown, anything fits."""
        target = self.named(reference)
        return target.lifted if target else True

    def place(self, schema: Schema, tokens: Pointer) -> tuple[Origin, Pointer]:
        """Lifted keywords that the document spells otherwise have the place of their owner."""
        key, name = (*tokens[:2], "", "")[:2]
        fields = self.fields(schema)
        defined = written_name(str(name))
        if key == "$defs" and defined in self._by_name:
            return self.place(self._by_name[defined], tokens[2:])
        if key == "properties" and name in fields:
            return self.place(self.at(fields[str(name)]), tokens[2:])
        below = [] if fields else _written(schema.lifted, schema.node.value, tokens)
        pointer = (*schema.node.pointer, *below)
        return schema.node.document.origin(pointer), pointer

    def _lift(self, node: Node) -> JsonSchema:
        if not isinstance(node.value, dict):
            return node.value if isinstance(node.value, bool) else True
        lifted = {
            key: self._keyword(key, node.get(key) or node) if key in _HOLDING else value
            for key, value in node.value.items()
            if key not in _DROPPED
        }
        if isinstance(lifted.get("required"), bool):  # draft 3, and parameters of Swagger 2.0
            del lifted["required"]
        return self._rewrite(lifted)

    def _keyword(self, key: str, node: Node) -> Any:
        if key in _ONE and not isinstance(node.value, list):
            return self._lift(node)
        if key in _LIST or key in _ONE:
            return [self._lift(element) for element in node.elements()]
        if key in _MAP:
            return {name: self._lift(member) for name, member in node.members()}
        if key in ("$ref", "$dynamicRef") and isinstance(node.value, str):
            return DEFINITION + self._define(node)
        return node.value

    def _define(self, node: Node) -> str:
        written = {node.pointer[-1]: node.value}
        owner = Node(written, node.document, node.pointer[:-1], node.library)
        return self._named(self.at(owner.target(node.value)))

    def _named(self, target: Schema) -> str:
        """Two threads that name two schemas at once take two names: what is taken stays taken."""
        if target.address not in self._names:
            self._names[target.address] = next(
                name for name in _names(target) if self._by_name.setdefault(name, target) == target
            )
        return self._names[target.address]


def _names(target: Schema) -> Iterator[str]:
    """What a schema may be called, the best name first."""
    tokens = target.node.pointer
    plain = tokens[-1:] if tokens[:-1] in _COMPONENTS else tokens
    base = re.sub(r"[^A-Za-z0-9_.-]", "_", ".".join(map(str, plain))) or "root"
    yield base
    yield from (f"{base}_{number}" for number in itertools.count(2))


_COMPONENTS = (("components", "schemas"), ("definitions",))


def references(lifted: Any) -> Iterator[str]:
    """The names of the definitions that a lifted schema refers to, in order, with repeats."""
    for schema in subschemas(lifted):
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(DEFINITION)


def subschemas(lifted: JsonSchema) -> Iterator[dict[str, Any]]:
    """A lifted schema and all that stand in it, in the order of the document; no references."""
    waiting: list[Any] = [lifted]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, dict):
            yield schema
            waiting.extend(reversed([each for key in schema for each in _below(schema, key)]))


def keyword_place(place: Pointer) -> Pointer | None:
    """The pointer of the innermost keyword that holds a place; None for the schema as a whole."""
    innermost: Pointer | None = None
    start = 0
    while start < len(place):
        innermost = place[: start + 1]
        depth = _depth(str(place[start]), list(place[start + 1 :]))
        if depth is None:
            break
        start += 1 + depth
    return innermost


def _depth(keyword: str, below: list[Token]) -> int | None:
    """How many tokens lead from a keyword to the schemas in it; None where it holds none."""
    if keyword in _MAP or keyword == "$defs" or keyword in _LIST:
        return 1
    if keyword in _ONE:
        return int(bool(below) and isinstance(below[0], int))
    return None


def _below_written(key: str, child: Node) -> Iterator[Node]:
    if key in _MAP:
        yield from (member for _, member in child.members())
    elif key in _LIST or (key in _ONE and isinstance(child.value, list)):
        yield from child.elements()
    elif key in _ONE:
        yield child


def _below(schema: dict[str, Any], key: str) -> Iterable[Any]:
    value = schema[key]
    if key in _MAP:
        return value.values()  # type: ignore[no-any-return]
    if key in _LIST or (key in _ONE and isinstance(value, list)):
        return value  # type: ignore[no-any-return]
    return (value,) if key in _ONE else ()


def _written(lifted: Any, value: Any, tokens: Pointer) -> list[Token]:
    """As much of a lifted path as the document has; ``anyOf/0`` that the lift put in is skipped."""
    path: list[Token] = []
    waiting = list(tokens)
    while waiting:
        if waiting[0] == "anyOf" and is_wrapped(lifted, value):
            lifted, waiting = lifted["anyOf"][0], waiting[2:]
        try:
            token = waiting.pop(0)
            lifted, value = step(lifted, token), step(value, token)
        except (IndexError, KeyError):
            break
        path.append(token)
    return path
