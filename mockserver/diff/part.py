"""A piece of a schema as one direction sees it, and where it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mockserver import pointer as pointers
from mockserver.origin import Origin
from mockserver.pointer import Pointer, Token
from mockserver.schema.direction import Direction, View
from mockserver.spec.heirs import Heir
from mockserver.spec.schema import DEFINITION, JsonSchema, Schema

# What a schema says without demanding anything of a value (JSON Schema 2020-12 Validation §9).
ANNOTATIONS = frozenset(
    "title description default example examples deprecated readOnly writeOnly xml externalDocs "
    "discriminator $comment $defs definitions format_ nullable".split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """A schema at a place; ``nullable`` says that null fits as well, whatever it demands."""

    owner: Schema
    tokens: Pointer
    value: JsonSchema
    nullable: bool = False

    @property
    def origin(self) -> Origin:
        """Where it is written: at its name, where it has one."""
        pointer = self.owner.place(self.tokens)[1]
        return self.owner.node.document.key_origin(pointer)

    @property
    def pointer(self) -> str:
        """Its pointer in the document."""
        return pointers.text(self.owner.place(self.tokens)[1])

    @property
    def key(self) -> tuple[int, bool]:
        """The same for the same piece: values live as long as their view."""
        return id(self.value), self.nullable

    def says(self, keyword: str) -> Any:
        """What stands under a keyword; None where nothing does."""
        return self.value.get(keyword) if isinstance(self.value, dict) else None

    def child(self, *tokens: Token) -> Part:
        """The piece some steps down; null fits it only where it says so itself."""
        value = pointers.resolve(self.value, tokens)
        return Part(self.owner, (*self.tokens, *tokens), value)

    def at(self, *tokens: Token) -> Origin:
        """Where a keyword of it is written."""
        return self.owner.place((*self.tokens, *tokens))[0]

    def elements(self, keyword: str) -> tuple[Part, ...]:
        """The schemas of a list."""
        said = self.says(keyword)
        count = len(said) if isinstance(said, list) else 0
        return tuple(self.child(keyword, index) for index in range(count))

    def members(self, keyword: str) -> Iterator[tuple[str, Part]]:
        """The schemas of a map."""
        said = self.says(keyword)
        for name in said if isinstance(said, dict) else ():
            yield name, self.child(keyword, name)

    def with_null(self) -> Part:
        """The same, but null fits."""
        return replace(self, nullable=True)

    @property
    def written(self) -> Any:
        """What the document says here, for whichever direction."""
        try:
            return pointers.resolve(self.owner.lifted, self.tokens)
        except KeyError:
            return self.value

    @property
    def is_hidden(self) -> bool:
        """Whether the direction leaves it out: readOnly in a request, writeOnly in a response."""
        return isinstance(self.value, bool) and isinstance(self.written, dict)


class Side:
    """The schemas of one of the two documents, seen from one direction."""

    def __init__(self, direction: Direction) -> None:
        self.direction = direction
        self._view = View(direction)
        self._stripped: dict[tuple[int, tuple[str, ...]], JsonSchema] = {}

    def part(self, schema: Schema) -> Part:
        """A schema of the document. Fields of a form that are not described are passed over."""
        part = Part(schema, (), self._view.of(schema))
        is_form = bool(schema.schemas.fields(schema))
        return self.stripped(part, ("additionalProperties",)) if is_form else part

    def is_whole(self, part: Part) -> bool:
        """Whether a piece is all that the schema says that it is of."""
        return not part.tokens and part.value is self._view.of(part.owner)

    def follow(self, part: Part) -> Part | None:
        """What a reference leads to; None where there is none."""
        target = part.owner.follow(part.value) if isinstance(part.value, dict) else None
        if target:
            return replace(self.part(target), nullable=part.nullable)
        heir = self.heir(part)
        return Part(heir.schema, (), self._view.own(heir), part.nullable) if heir else None

    def reached(self, part: Part) -> Part:
        """What a piece that only refers leads to, so that all that refer to it are one piece."""
        seen: set[int] = set()
        while isinstance(part.value, dict) and part.value.keys() == {"$ref"}:
            target = None if id(part.value) in seen else self.follow(part)
            if target is None:
                return part
            seen.add(id(part.value))
            part = target
        return part

    @staticmethod
    def heir(part: Part) -> Heir | None:
        """The heir whose own part a reference leads to; None for any other piece."""
        reference = part.says("$ref")
        if not isinstance(reference, str):
            return None
        heirs = part.owner.heirs()
        return next((each for each in heirs if reference == DEFINITION + each.own_name), None)

    def stripped(self, part: Part, keywords: tuple[str, ...]) -> Part:
        """A piece without some of what it says; the same piece each time."""
        said = part.value
        if not isinstance(said, dict) or said.keys().isdisjoint(keywords):
            return part
        key = id(said), keywords
        if key not in self._stripped:
            self._stripped[key] = {name: said[name] for name in said if name not in keywords}
        return replace(part, value=self._stripped[key])

    def bundled(self, parts: tuple[Part, ...]) -> dict[str, Any]:
        """One closed JSON Schema of all that some pieces demand."""
        definitions: dict[str, JsonSchema] = {}
        for owner in {part.owner.address: part.owner for part in parts}.values():
            definitions |= self._view.definitions(owner)
        return {"$defs": definitions, "allOf": [_closed(part) for part in parts]}


def _closed(part: Part) -> JsonSchema:
    return {"anyOf": [part.value, {"type": "null"}]} if part.nullable else part.value


def spelled(value: Any) -> str:
    """A JSON value as text that is equal for equal values: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list):
        return f"[{','.join(map(spelled, value))}]"
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}:{spelled(value[key])}" for key in sorted(value))
        return f"{{{','.join(members)}}}"
    return json.dumps(value, ensure_ascii=False, default=str)
