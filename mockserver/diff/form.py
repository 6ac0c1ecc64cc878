"""What a schema demands, with references followed and allOf made one: spelling is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mockserver.diff import reading
from mockserver.diff.bounds import LIMITED, Bound, is_tighter, limits
from mockserver.diff.part import ANNOTATIONS, Part, Side, spelled
from mockserver.diff.reading import TYPES, is_number, only_variant, type_of
from mockserver.schema.validator import compiled

# Keywords that are understood one by one; every other one is compared as a whole.
_READ = frozenset(
    "type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf pattern format "
    "uniqueItems properties required additionalProperties items prefixItems allOf $ref "
    "unevaluatedProperties contentMediaType contentEncoding contentSchema".split()
)
_GROUPS = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}
_LEFT = "unevaluatedItems"
_FREE = ("any", "binary", "int32", "int64")


@dataclass(frozen=True, slots=True)
class Demand:
    """A keyword that is compared as a whole, with those that only mean something beside it."""

    keyword: str
    part: Part

    @property
    def stated(self) -> dict[str, Any]:
        """The keyword and its company."""
        said = self.part.value if isinstance(self.part.value, dict) else {}
        return {key: said[key] for key in said if _GROUPS.get(key, key) == self.keyword}


class Form:
    """The conjunction of some pieces of one side."""

    def __init__(self, side: Side, sources: tuple[Part, ...]) -> None:
        self.side = side
        self.sources = tuple(map(side.reached, sources))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The pieces themselves: no reference, no allOf, no choice of one."""
        return tuple(self._flat(self.sources))

    def _flat(self, sources: tuple[Part, ...]) -> Iterator[Part]:
        seen: set[tuple[int, bool]] = set()
        waiting = list(sources)
        while waiting:
            part = waiting.pop(0)
            if part.key in seen or part.value is True:
                continue
            seen.add(part.key)
            inner = self._inner(part)
            waiting[:0] = inner
            yield part

    def _inner(self, part: Part) -> list[Part]:
        """The pieces that a piece is made of, itself aside."""
        target = self.side.follow(part)
        found = [target] if target else []
        found += part.elements("allOf")
        for keyword in ("anyOf", "oneOf"):
            single = only_variant(part, keyword)
            if single:
                found.append(single)
        return [each.with_null() if part.nullable else each for each in found]

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that fit; whole numbers and fractions are two."""
        found = frozenset(TYPES)
        for part in self.parts:
            found &= reading.types(part)
        if any(_is_whole(part.says("multipleOf")) for part in self.parts):
            found -= {"fraction"}
        if self._listed is not None:
            found &= {type_of(value) for value in self._listed.values()}
        return found

    @cached_property
    def _listed(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = None
        for part in self.parts:
            values = reading.values(part)
            if values is not None:
                found = values if found is None else {k: found[k] for k in found if k in values}
        return found

    @cached_property
    def enum(self) -> dict[str, Any] | None:
        """The only values that fit, by their spelling; None where there is no end of them."""
        if self._listed is not None:
            fitting = {k: each for k, each in self._listed.items() if type_of(each) in self.types}
            return {k: each for k, each in fitting.items() if self._fits(each)}
        if self.types <= {"null", "boolean"}:
            values = [None] * ("null" in self.types) + [False, True] * ("boolean" in self.types)
            return {spelled(value): value for value in values}
        return None

    def _fits(self, value: Any) -> bool:
        """Whether a listed value is a text that all patterns match."""
        if not isinstance(value, str):
            return True
        patterns = (part.says("pattern") for part in self.parts)
        return all(reading.is_found(each, value) for each in patterns if isinstance(each, str))

    def has(self, *types: str) -> bool:
        """Whether values of one of these types fit that are not listed one by one."""
        return self.enum is None and not self.types.isdisjoint(types)

    @cached_property
    def bounds(self) -> dict[str, Bound]:
        """The tightest limits by ``lower``, ``upper`` and the names of those of other types."""
        found: dict[str, Bound] = {}
        for part in self.parts:
            for name, bound in limits(part, self.has, self.types):
                known = found.get(name)
                if known is None or is_tighter(name, bound, known):
                    found[name] = bound
        end = self._end
        if end and not ((most := found.get("maxItems")) and most.value <= end.value):
            found["maxItems"] = end
        least = found.get("minProperties")
        if least and least.value <= len(self.required):
            del found["minProperties"]
        return found

    @cached_property
    def _end(self) -> Bound | None:
        """The place in a list from which on no item fits, which limits it as ``maxItems`` does."""
        if not self.has("array"):
            return None
        closed = (at for at in range(self.prefix) if self.item(at).is_closed)
        end = next(closed, self.prefix if self.item(None).is_closed else None)
        saying = self.item(end if end is not None and end < self.prefix else None).sources
        return None if end is None else Bound("maxItems", end, False, saying[0])

    def texts(self, keyword: str) -> dict[str, Part]:
        """The patterns or formats that all have to fit."""
        if not self.has("string") and keyword == "pattern":
            return {}
        found: dict[str, Part] = {}
        for part in self.parts:
            said = part.says(keyword)
            if isinstance(said, str) and said not in _FREE and self.enum is None:
                found.setdefault(said, part)
        return found

    @cached_property
    def multiples(self) -> dict[str, Bound]:
        """The numbers of which a value has to be a multiple; 1 is meant by whole numbers."""
        found: dict[str, Bound] = {}
        for part in self.parts:
            value = part.says("multipleOf")
            is_told = self.has("integer", "fraction") and is_number(value)
            if is_told and not (value == 1 and "fraction" not in self.types):
                found.setdefault(spelled(value), Bound("multipleOf", value, False, part))
        return found

    @cached_property
    def is_unique(self) -> Part | None:
        """The piece that says that items are distinct."""
        found = (part for part in self.parts if part.says("uniqueItems") is True)
        return next(found, None) if self.has("array") else None

    @cached_property
    def required(self) -> dict[str, Part]:
        """The names that have to be there."""
        if not self.has("object"):
            return {}
        return {
            name: part
            for part in reversed(self.parts)
            for name in part.says("required") or ()
            if isinstance(name, str)
        }

    @cached_property
    def declared(self) -> dict[str, Part]:
        """The properties that are described, those that do not travel this way left out."""
        if not self.has("object"):
            return {}
        found: dict[str, Part] = {}
        for part in self.parts:
            for name, child in part.members("properties"):
                if child.value is not False and not child.is_hidden:
                    found.setdefault(name, child)
        return found if self.names is None else {**self._by_name(self.names), **self._kept(found)}

    def _kept(self, found: dict[str, Part]) -> dict[str, Part]:
        return {name: found[name] for name in found if name in (self.names or ())}

    def _by_name(self, names: frozenset[str]) -> dict[str, Part]:
        """What describes the names that are listed: a map, else the list itself."""
        found = {}
        for name in sorted(names - self.hidden.keys()):
            child = Form(self.side, tuple(self._describing(name)))
            if not child.is_closed:
                found[name] = next(iter((*child.sources, *self._naming)))
        return found

    @cached_property
    def _naming(self) -> tuple[Part, ...]:
        """What names have to fit (JSON Schema 2020-12 Core §10.3.2.4)."""
        key = "propertyNames"
        return tuple(part.child(key) for part in self.parts if part.says(key) not in (None, True))

    @cached_property
    def names(self) -> frozenset[str] | None:
        """The only names that may be there, where names are told apart; None for no end of them."""
        if not self._naming or not self.has("object"):
            return None
        lists = (Form(self.side, (each,)).enum for each in self._naming)
        told: set[str] | None = None
        for listed in (each for each in lists if each is not None):
            told = {name for name in listed.values() if isinstance(name, str)}
        if told is None and self._others.is_closed and not self._has_patterns:
            told = {name for part in self.parts for name, _ in part.members("properties")}
        return None if told is None else frozenset(filter(self._is_name, told))

    def _is_name(self, name: str) -> bool:
        try:
            judges = [compiled(self.side.bundled((each,))) for each in self._naming]
        except ValueError:
            return True
        return all(judge.is_valid(name) for judge in judges)

    @property
    def _has_patterns(self) -> bool:
        return any(part.says("patternProperties") for part in self.parts)

    @cached_property
    def hidden(self) -> dict[str, Part]:
        """The properties that are described, but do not travel this way."""
        found: dict[str, Part] = {}
        for part in self.parts:
            for name, child in part.members("properties"):
                if child.is_hidden:
                    found.setdefault(name, child)
        return found

    def member(self, name: str) -> Form:
        """What the value of a name has to be."""
        found = self._describing(name)
        if self.names is not None and name not in self.names:
            found += self._refusing
        elif name not in self.declared:
            found += self._unevaluated()
        return Form(self.side, tuple(found))

    def describes(self, name: str) -> bool:
        """Whether a property says what it has to be, and not only a list of names that it may."""
        return any(name in (part.says("properties") or ()) for part in self.parts)

    def _describing(self, name: str) -> list[Part]:
        return [child for part in self.parts for child in reading.member(part, name)]

    @property
    def _refusing(self) -> list[Part]:
        """A piece for names that are not among those that may be there."""
        return [replace(each, value=False) for each in self._naming[:1]]

    def _unevaluated(self) -> list[Part]:
        key = "unevaluatedProperties"
        if any(part.says("additionalProperties") is not None for part in self.parts):
            return []  # JSON Schema 2020-12 Core §11.3: then none is left
        return [part.child(key) for part in self.parts if part.says(key) not in (None, True)]

    @cached_property
    def additional(self) -> Form:
        """What the value of a name that nothing describes has to be."""
        refusing = self._refusing if self.names is not None else ()
        return Form(self.side, (*self._others.sources, *refusing))

    @cached_property
    def _others(self) -> Form:
        """The same, whatever names have to fit."""
        key = "additionalProperties"
        told = [part.child(key) for part in self.parts if part.says(key) not in (None, True)]
        return Form(self.side, (*told, *self._unevaluated()) if self.has("object") else ())

    @property
    def is_closed(self) -> bool:
        """Whether no value fits."""
        return any(part.value is False for part in self.parts) or not self.types

    @cached_property
    def prefix(self) -> int:
        """How many items have a schema of their own."""
        counts = [len(part.says("prefixItems") or ()) for part in self.parts]
        return max(counts, default=0) if self.has("array") else 0

    def item(self, index: int | None) -> Form:
        """What an item has to be; None is any one behind those that have their own schema."""
        found = []
        for part in self.parts:
            own = part.elements("prefixItems")
            if index is not None and index < len(own):
                found.append(own[index])
            elif part.says("items") not in (None, True):
                found.append(part.child("items"))
        if not found and not self._is_counted:
            found += [part.child(_LEFT) for part in self.parts if part.says(_LEFT) is not None]
        return Form(self.side, tuple(found) if self.has("array") else ())

    @cached_property
    def _is_counted(self) -> bool:
        """Whether what items are left over depends on the values of all of them."""
        choosing = ("contains", "anyOf", "oneOf", "if")
        return any(part.says(key) is not None for part in self.parts for key in choosing)

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """The keywords that are compared as a whole."""
        found: dict[tuple[str, tuple[int, bool]], Demand] = {}
        for part in self.parts:
            for key in part.value if isinstance(part.value, dict) else ():
                known = key in _READ or key in ANNOTATIONS or key.startswith("x-")
                if known or (key == _LEFT and not self._is_counted):
                    continue
                if key == "propertyNames" and self.names is not None:
                    continue
                if key in LIMITED or only_variant(part, key):
                    continue
                name = _GROUPS.get(key, key)
                found.setdefault((name, part.key), Demand(name, part))
        return tuple(found.values())

    def beside(self, demand: Demand) -> tuple[Part, ...]:
        """All pieces, without what one of them demands by a keyword."""
        joining = ("$ref", "allOf")
        without = ((each, (*joining, *_also(each, demand))) for each in self.parts)
        found = (self.side.stripped(part, keywords) for part, keywords in without)
        return tuple(each for each in found if each.value)

    def annotation(self, keyword: str) -> Part | None:
        """The piece that says something about the value."""
        found = (part for part in self.parts if part.says(keyword) is not None)
        return next(found, None)

    def noted(self, keyword: str) -> str:
        """What is said under a keyword that demands nothing, as text; empty for nothing."""
        part = self.annotation(keyword)
        said: Any = part.says(keyword) if part else None
        if keyword == "discriminator" and isinstance(said, dict):
            said = said.get("propertyName")
        return spelled(said) if part else ""

    def bundled(self) -> dict[str, Any]:
        """One closed JSON Schema of it."""
        return self.side.bundled(self.sources)


def _is_whole(value: Any) -> bool:
    return is_number(value) and value > 0 and float(value).is_integer()


def _also(part: Part, demand: Demand) -> tuple[str, ...]:
    return (demand.keyword,) if part.key == demand.part.key else ()
