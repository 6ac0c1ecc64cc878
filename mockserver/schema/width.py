"""In how many ways a value can fit a schema, once its alternatives are multiplied out.

The library that reduces schemas writes all of them down: twenty pairs of alternatives that apply
together are a million ways, which take gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Any, NamedTuple
from urllib.parse import unquote

from mockserver.schema.weight import part_of
from mockserver.spec.schema import subschemas

WIDEST = 1 << 14
"""Ways that are written down in a tenth of a second, in some 100 MB."""

TOO_WIDE = f"its alternatives can be chosen in more than {WIDEST:,} ways together"

_MOST = 1 << 40
_DEEPEST = 100
_DEFINED = "#/$defs/"
_CHOICES = ("anyOf", "oneOf")
_NAMED = frozenset(("properties", "patternProperties", "$defs"))
_VALUES = frozenset(("const", "enum", "default", "example", "examples"))
_CALLING = frozenset(("if", "then", "else", "dependentSchemas", "dependentRequired"))
_FOLDED = frozenset((*_CHOICES, "allOf", "not", "if", "dependentSchemas", "dependentRequired"))
_ASIDE = _FOLDED | set("$ref then else $defs title description default example examples".split())


class TooWide(ValueError):
    """A schema that is not written down, as that would take too much."""

    def __init__(self) -> None:
        super().__init__(TOO_WIDE)


class Ways(NamedTuple):
    """In how many ways a value can fit, and in how many it can fail to."""

    fit: int
    fail: int


_ONE = Ways(1, 1)


def ways(schema: Any) -> Ways:
    """Those of a schema that has all that it refers to in its ``$defs``."""
    return _Count(schema.get("$defs", {}) if isinstance(schema, dict) else {}).of(schema)


def wide(definitions: Mapping[str, Any]) -> frozenset[str]:
    """The names of schemas with a part, however deep, that is too wide to be written down."""
    count = _Count(definitions)
    return frozenset(name for name, schema in definitions.items() if count.largest(schema) > WIDEST)


def is_wide(schema: Any) -> bool:
    """Whether a schema, or a part of one, is too wide to be written down."""
    if not isinstance(schema, dict):
        return False
    count = _Count(schema.get("$defs", {}))
    return any(count.largest(each) > WIDEST for each in (schema, *schema.get("$defs", {}).values()))


def narrowed(schema: Any) -> Any:
    """The schema with the first of all alternatives alone, and with all that some may call for.

    What fits it fits the whole where that has no ``oneOf`` or ``not``, so it is asked again.
    """
    if isinstance(schema, list):
        return [narrowed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _narrowed(key, value) for key, value in schema.items() if key not in _CALLING}
    more = [narrowed(each) for each in _called_for(schema)]
    return {**kept, "allOf": [*_listed(kept.get("allOf")), *more]} if more else kept


def _narrowed(key: str, value: Any) -> Any:
    if key in _VALUES:
        return value
    if key in _NAMED and isinstance(value, dict):
        return {name: narrowed(each) for name, each in value.items()}
    return [narrowed(value[0])] if key in _CHOICES and _is_list(value) else narrowed(value)


def _called_for(schema: Mapping[str, Any]) -> Iterator[Any]:
    """What holds where each condition does (JSON Schema 2020-12 Core §10.2.2)."""
    if "if" in schema:
        yield from (schema[key] for key in ("if", "then") if key in schema)
    by_name = schema.get("dependentSchemas")
    yield from by_name.values() if isinstance(by_name, dict) else ()
    names = schema.get("dependentRequired")
    wanted = names.values() if isinstance(names, dict) else ()
    yield from ({"required": each} for each in wanted if isinstance(each, list))


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


class _Count:
    """Counts the ways of schemas by their definitions, each once; a loop counts as one."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._known: dict[str, Ways] = {}
        self._memory: dict[int, Ways] = {}
        leads = {name: part_of(schema).leads for name, schema in definitions.items()}
        for name in definitions:
            self._learn(name, leads)

    def largest(self, schema: Any) -> int:
        """Of the parts, that which can fit in most ways."""
        found = (self._look(each, 0).fit for each in subschemas(schema) if _FOLDED & each.keys())
        return max(found, default=1)

    def of(self, schema: Any) -> Ways:
        """The ways of a schema."""
        return self._look(schema, 0)

    def _learn(self, name: str, leads: Mapping[str, tuple[str, ...]]) -> None:
        """Know a definition after what it is composed of, so that no row is too long."""
        waiting = [name]
        begun: set[str] = set()
        while waiting:
            ahead = () if waiting[-1] in begun else leads.get(waiting[-1], ())
            begun.add(waiting[-1])
            more = [each for each in ahead if each not in self._known and each not in begun]
            if more:
                waiting += more
                continue
            found = waiting.pop()
            if found not in self._known:
                self._known[found] = self._look(self._definitions.get(found), 0)

    def _look(self, schema: Any, depth: int) -> Ways:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return _ONE
        if id(schema) not in self._memory:
            self._memory[id(schema)] = _both(tuple(self._members(schema, depth + 1)))
        return self._memory[id(schema)]

    def _members(self, schema: Mapping[str, Any], depth: int) -> Iterator[Ways]:
        """What has to hold together."""
        yield Ways(1, len(schema.keys() - _ASIDE))
        for each in _listed(schema.get("allOf")):
            yield self._look(each, depth)
        for key in _CHOICES:
            if _is_list(schema.get(key)):
                yield _either([self._look(each, depth) for each in schema[key]])
        if "not" in schema:
            inner = self._look(schema["not"], depth)
            yield Ways(inner.fail, inner.fit)
        if "if" in schema:
            yield self._conditional(schema, depth)
        yield from self._dependent(schema, depth)
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield self._known.get(unquote(reference.removeprefix(_DEFINED)), _ONE)

    def _conditional(self, schema: Mapping[str, Any], depth: int) -> Ways:
        asked, then, other = (self._look(schema.get(key), depth) for key in ("if", "then", "else"))
        return Ways(
            asked.fit * then.fit + asked.fail * other.fit,
            asked.fit * then.fail + asked.fail * other.fail,
        )

    def _dependent(self, schema: Mapping[str, Any], depth: int) -> Iterator[Ways]:
        """Each may be missing, or be there with what it asks for."""
        by_name = schema.get("dependentSchemas")
        for each in by_name.values() if isinstance(by_name, dict) else ():
            inner = self._look(each, depth)
            yield Ways(1 + inner.fit, inner.fail)
        names = schema.get("dependentRequired")
        yield from (Ways(2, 1) for _ in (names if isinstance(names, dict) else ()))


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _both(parts: Iterable[Ways]) -> Ways:
    found = tuple(parts)
    return _capped(prod(each.fit for each in found), max(1, sum(each.fail for each in found)))


def _either(parts: Iterable[Ways]) -> Ways:
    found = tuple(parts)
    return _capped(sum(each.fit for each in found), prod(each.fail for each in found))


def _capped(fit: int, fail: int) -> Ways:
    return Ways(min(fit, _MOST), min(fail, _MOST))
