"""Says of many values at once which of them fit: all schemas of a document are compiled together.

A screen only says yes or no; the reasons are asked of a Validator, for the few that do not fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import jsonschema_rs

from mockserver.schema.direction import Direction, View
from mockserver.schema.validator import compiled
from mockserver.spec.schema import Schema

_URI = "urn:document"


class Screen:
    """Schemas seen from one direction, in one registry; each is compiled when first asked for."""

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
        if schema.address not in self._compiled:
            self._compiled[schema.address] = self._compile(self._names[schema.address])
        judge = self._compiled[schema.address]
        return judge is not None and judge.is_valid(value)

    def _compile(self, name: str) -> jsonschema_rs.Draft202012Validator | None:
        reference = {"$ref": f"{_URI}#/$defs/{name.replace('/', '~1')}"}
        try:
            return compiled(reference, self._registry)
        except (ValueError, jsonschema_rs.ReferencingError):
            return None
