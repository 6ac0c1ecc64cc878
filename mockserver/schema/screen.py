"""Says of many values at once which of them fit: all schemas of a document are compiled together.

A screen only says yes or no; the reasons are asked of a Validator, for the few that do not fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import jsonschema_rs

from mockserver.schema.direction import Direction, View
from mockserver.schema.judge import compiled
from mockserver.spec.schema import Schema

_URI = "urn:document"


class Screen:
    """Schemas seen from one direction, in one registry; compiled when first asked for."""

    def __init__(self, direction: Direction, schemas: Iterable[Schema]) -> None:
        self._names: dict[str, str] = {}
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator | None] = {}
        view = View(direction)
        definitions: dict[str, Any] = {}
        for number, schema in enumerate(schemas):
            self._names[schema.address] = f"/{number}"  # no definition has a name with a slash
            definitions[f"/{number}"] = view.of(schema)
            for name, each in schema.definitions().items():
                if name not in definitions:
                    definitions[name] = view.of(each)
        self._registry = jsonschema_rs.Registry([(_URI, {"$defs": definitions})])

    def passes(self, schema: Schema, value: Any) -> bool:
        """Whether it is sure that the value fits; not where the schema cannot be used."""
        name = self._names[schema.address]
        if self._all is not None:
            return self._all.is_valid({name: value})
        if name not in self._compiled:
            self._compiled[name] = self._compile(_reference(name))
        judge = self._compiled[name]
        return judge is not None and judge.is_valid(value)

    @cached_property
    def _all(self) -> jsonschema_rs.Draft202012Validator | None:
        """All as the members of one object: compiled at once, they share what they refer to."""
        return self._compile(
            {"properties": {name: _reference(name) for name in self._names.values()}}
        )

    def _compile(self, schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator | None:
        try:
            return compiled(schema, self._registry)
        except (ValueError, jsonschema_rs.ReferencingError):
            return None


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"{_URI}#/$defs/{name.replace('/', '~1')}"}
