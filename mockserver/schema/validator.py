"""Says whether a value fits a schema, and if not, why and which line says so."""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import jsonschema_rs

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Rule, Severity, report
from mockserver.origin import Origin
from mockserver.pointer import ROOT, Pointer
from mockserver.schema.direction import Direction, View
from mockserver.schema.explain import blame, misnamed, sentence
from mockserver.spec.schema import Schema, subschemas

UNUSABLE = Rule(
    "schema-unusable", Severity.ERROR, "A schema is one that JSON Schema 2020-12 can apply."
)


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a value breaks a schema; ``pointer`` leads to the place in the value."""

    keyword: str
    pointer: Pointer
    message: str
    origin: Origin
    schema_pointer: str
    on_key: bool = False

    def beneath(self, place: Pointer) -> Violation:
        """The same violation, seen from a value that holds this one at a place."""
        return replace(self, pointer=(*place, *self.pointer))


class Validator:
    """A compiled schema."""

    def __init__(self, schema: Schema, view: View) -> None:
        self._schema = schema
        self.bundled, self._compiled = _compile(schema, view.bundle(schema))

    def is_valid(self, value: Any) -> bool:
        """Whether the value fits."""
        return self._compiled.is_valid(value)

    def violations(self, value: Any) -> tuple[Violation, ...]:
        """All reasons why it does not; of alternatives only those of the closest one."""
        if self._compiled.is_valid(value):
            return ()
        blamed = (each for error in self._compiled.iter_errors(value) for each in blame(error))
        return tuple(dict.fromkeys(self._violation(error) for error in blamed))

    def _violation(self, error: jsonschema_rs.ValidationError) -> Violation:
        origin, pointer = self._schema.place(tuple(error.schema_path))
        name = misnamed(error)
        place = tuple(error.instance_path)
        return Violation(
            keyword=error.kind.name,
            pointer=place if name is None else (*place, name),
            message=sentence(error),
            origin=origin,
            schema_pointer=pointers.text(pointer),
            on_key=name is not None,
        )


class Validators:
    """Compiles each schema once for each direction, when it is first needed."""

    def __init__(self) -> None:
        self._views = {direction: View(direction) for direction in Direction}
        self._compiled: dict[tuple[str, Direction], Validator] = {}

    def of(self, schema: Schema, direction: Direction) -> Validator:
        """The validator. Raises DocumentError when the schema cannot be used."""
        key = (schema.address, direction)
        if key not in self._compiled:
            self._compiled[key] = Validator(schema, self._views[direction])
        return self._compiled[key]


_Compiled = tuple[dict[str, Any], jsonschema_rs.Draft202012Validator]


def _compile(schema: Schema, bundled: dict[str, Any]) -> _Compiled:
    """The bundle that could be compiled, and what came of it."""
    try:
        return bundled, compiled(bundled)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        readable = _without_broken_patterns(bundled)
        if readable != bundled:
            return _compile(schema, readable)
        raise _unusable(schema, error) from error


def _unusable(schema: Schema, error: Exception) -> DocumentError:
    """The schema is itself a value that breaks one, that of JSON Schema: the line is known."""
    reason, place = str(error), ROOT
    if isinstance(error, jsonschema_rs.ValidationError):
        closest = next(blame(error))
        reason, place = sentence(closest), tuple(closest.instance_path)
    origin, pointer = schema.place(place)
    message = f"this schema cannot be used: {reason}"
    return DocumentError((report(UNUSABLE, message, origin, pointers.text(pointer)),))


def compiled(
    schema: dict[str, Any], registry: jsonschema_rs.Registry | None = None
) -> jsonschema_rs.Draft202012Validator:
    """The library's judge with the settings of this project. Raises ValueError."""
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, offline=True, formats=_FORMATS, registry=registry
    )


def _is_base64(text: str) -> bool:
    """RFC 4648 §4, padding included."""
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


# Formats of OAS 3.0 §4.4 and the format registry that JSON Schema does not know.
_FORMATS = {"byte": _is_base64}


def _without_broken_patterns(bundled: dict[str, Any]) -> dict[str, Any]:
    """A pattern that cannot be read judges nothing; validate tells of it."""
    readable = copy.deepcopy(bundled)  # parts of it belong to the lifted schemas
    for schema in _all(readable):
        if "pattern" in schema and not is_readable(schema["pattern"]):
            del schema["pattern"]
    return readable


def _all(bundled: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for root in (bundled, *bundled["$defs"].values()):
        yield from subschemas(root)


def is_readable(pattern: Any) -> bool:
    """Whether a regular expression is one that the judge can apply."""
    try:
        compiled({"pattern": pattern})
    except ValueError:
        return False
    return True
