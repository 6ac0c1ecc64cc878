"""Says whether a value fits a schema, and if not, why and which line says so."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

import jsonschema_rs

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Rule, Severity, report
from mockserver.origin import Origin
from mockserver.pointer import ROOT, Pointer
from mockserver.schema.direction import CHOICE, Direction, View
from mockserver.schema.explain import blame, misnamed, sentence
from mockserver.schema.judge import compiled, is_readable
from mockserver.schema.usable import without_broken_patterns, without_keyword
from mockserver.schema.weight import HEAVIEST, weight
from mockserver.spec.schema import Schema
from mockserver.value import dataclass

__all__ = ["ENOUGH", "UNUSABLE", "Validator", "Validators", "Violation", "compiled", "is_readable"]

UNUSABLE = Rule(
    "schema-unusable", Severity.ERROR, "A schema is one that JSON Schema 2020-12 can apply."
)

ENOUGH = 1000
"""So many reasons are told why a value does not fit: there may be one for each of its bytes."""

VAST = 20_000
"""Of a value with more parts the first reason is told alone: the library makes them all at once."""

_PLACES = 128  # of each schema, that are remembered


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

    def __init__(self, schema: Schema, view: View, *, lenient: bool = False) -> None:
        # Of what clients do wrong most is the same; what is recursive has places without end.
        self._place = lru_cache(_PLACES)(schema.place)
        self._schema = schema
        self._view = view
        self.bundled, self._compiled = _compile(schema, view.bundle(schema), lenient=lenient)

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """The bundle as values are made of it: heirs are a choice, and no rule."""
        if not any(CHOICE in name for name in self.bundled.get("$defs", ())):
            return self.bundled
        return self._view.choosing.bundle(self._schema)

    def is_valid(self, value: Any) -> bool:
        """Whether the value fits."""
        try:
            return self._compiled.is_valid(value)
        except UnicodeEncodeError:
            return self._compiled.is_valid(_whole(value))

    def violations(self, value: Any) -> tuple[Violation, ...]:
        """The reasons why it does not, ENOUGH of them; of alternatives those of the closest one.

        Of a value that is VAST it is the first.
        """
        try:
            return self._found(value)
        except UnicodeEncodeError:  # it may be told only where the reasons are looked for
            return self._found(_whole(value))

    def _found(self, value: Any) -> tuple[Violation, ...]:
        if self._compiled.is_valid(value):
            return ()
        errors = self._first(value) if _is_vast(value) else self._compiled.iter_errors(value)
        blamed = (each for error in errors for each in blame(error))
        return tuple(dict.fromkeys(self._violation(error) for error in islice(blamed, ENOUGH)))

    def _first(self, value: Any) -> Iterator[jsonschema_rs.ValidationError]:
        try:
            self._compiled.validate(value)
        except jsonschema_rs.ValidationError as error:
            yield error

    def _violation(self, error: jsonschema_rs.ValidationError) -> Violation:
        origin, pointer = self._place(tuple(error.schema_path))
        name = misnamed(error)
        place = tuple(error.instance_path)
        return Violation(
            keyword=error.kind.name,
            pointer=place if name is None else (*place, name),
            message=self._unseen(error, origin, pointer)
            or sentence(error, () if name is None else self._known(error)),
            origin=origin,
            schema_pointer=pointers.text(pointer),
            on_key=name is not None,
        )

    def _unseen(self, error: jsonschema_rs.ValidationError, origin: Origin, place: Pointer) -> str:
        """What is said of a property that does not travel this way; empty for anything else."""
        document = self._schema.node.document
        if error.kind.name != "falseSchema" or origin.file != document.file or not place:
            return ""
        flag = self._view.direction.value
        said = pointers.at(document.root, place)
        is_hidden = isinstance(said, dict) and said.get(flag) is True
        way = "a response" if flag == "writeOnly" else "a request"
        return f"'{place[-1]}' is {flag}, so {way} never holds it" if is_hidden else ""

    def _known(self, error: jsonschema_rs.ValidationError) -> Collection[str]:
        """The properties that are named beside a keyword."""
        owner: Any = self.bundled
        for token in list(error.schema_path)[:-1]:
            try:
                owner = owner[token]
            except (LookupError, TypeError):
                return ()
        named = owner.get("properties") if isinstance(owner, dict) else None
        return named if isinstance(named, dict) else ()


def _is_vast(value: Any) -> bool:
    parts, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        below = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        parts += len(below)
        if parts > VAST:
            return True
        waiting.extend(inner for inner in below if isinstance(inner, dict | list))
    return False


def _whole(value: Any) -> Any:
    """The value with another character for each half of a pair, which the library cannot read.

    JSON texts may have them (RFC 8259 §8.2), so services answer with them.
    """
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


class Validators:
    """Compiles each schema once for each direction, when it is first needed.

    A keyword that cannot be used makes its schema unusable, unless they are ``lenient``: then the
    keyword is passed over. Patterns that cannot be read are passed over by both.
    """

    def __init__(self, *, lenient: bool = False) -> None:
        self._lenient = lenient
        self._views = {direction: View(direction) for direction in Direction}
        self._compiled: dict[str, dict[str, Validator]] = {each: {} for each in Direction}

    def of(self, schema: Schema, direction: Direction) -> Validator:
        """The validator. Raises DocumentError when the schema cannot be used."""
        known = self._compiled[direction]
        found = known.get(schema.address)
        if found is None:
            found = Validator(schema, self._views[direction], lenient=self._lenient)
            known[schema.address] = found
        return found


_Compiled = tuple[dict[str, Any], jsonschema_rs.Draft202012Validator]
_BROKEN_KEYWORDS = 50
TOO_HEAVY = (
    f"its parts lead to more than {HEAVIEST:,} others when they are followed, so that no value "
    "could be judged in time; refer to each part once"
)


def _compile(schema: Schema, bundled: dict[str, Any], *, lenient: bool) -> _Compiled:
    """The bundle that could be compiled, and what came of it. Raises DocumentError."""
    if weight(bundled) > HEAVIEST:
        raise _refused(schema, TOO_HEAVY, ROOT)
    for _ in range(_BROKEN_KEYWORDS):
        try:
            return bundled, compiled(bundled)
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            usable = _mended(bundled, error, lenient=lenient)
            if usable == bundled:
                raise _unusable(schema, error) from error
            bundled = usable
    return bundled, compiled(bundled)


def _mended(bundled: dict[str, Any], error: Exception, *, lenient: bool) -> dict[str, Any]:
    """Without what cannot be used: the keyword that is broken, or the patterns that are."""
    if isinstance(error, jsonschema_rs.ValidationError) and lenient:
        return without_keyword(bundled, tuple(error.instance_path))
    return without_broken_patterns(bundled)


def _unusable(schema: Schema, error: Exception) -> DocumentError:
    """The schema is itself a value that breaks one, that of JSON Schema: the line is known."""
    reason, place = str(error), ROOT
    if isinstance(error, jsonschema_rs.ValidationError):
        closest = next(blame(error))
        reason, place = sentence(closest), tuple(closest.instance_path)
    return _refused(schema, reason, place)


def _refused(schema: Schema, reason: str, place: Pointer) -> DocumentError:
    origin, pointer = schema.place(place)
    message = f"this schema cannot be used: {reason}"
    return DocumentError((report(UNUSABLE, message, origin, pointers.text(pointer)),))
