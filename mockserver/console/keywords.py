"""What a schema says of one value: its keywords, with those of all that it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver import pointer as pointers

_DEEPEST = 20  # schemas that are made of each other
_SKETCHED = 3  # levels of a value that is only sketched
_FEW = 4  # members of an object that is only sketched
_PLAIN: Mapping[str, Any] = {"string": "…", "integer": 0, "number": 0, "boolean": True}


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of a schema, read together: those of its references and of ``allOf`` count.

    A choice between a schema and null is that schema, which may be null. ``through`` are the
    references that were followed; ``is_hidden`` says that no answer shows the value.
    """

    words: Mapping[str, Any] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    is_nullable: bool = False
    through: frozenset[str] = frozenset()
    is_hidden: bool = False

    def beneath(self, above: Keywords) -> Keywords:
        """Both together; what is said above comes first."""
        types = above.types & self.types if above.types and self.types else above.types | self.types
        return Keywords(
            {**self.words, **above.words},
            {**self.members, **above.members},
            self.required | above.required,
            types,
            self.is_nullable or above.is_nullable,
            self.through | above.through,
            self.is_hidden or above.is_hidden,
        )


def keywords(schema: Any, root: Any, depth: int = 0) -> Keywords:
    """What a schema says; ``root`` is what its references are of."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return Keywords(is_hidden=schema is False)
    found = _own(schema)
    for part in (*_referred(schema, root), *_parts(schema)):
        found = keywords(part, root, depth + 1).beneath(found)
    return found


def _own(schema: Mapping[str, Any]) -> Keywords:
    types = _types(schema)
    reference = schema.get("$ref")
    is_nullable = "null" in types or len(_choices(schema)) < len(_alternatives(schema))
    members = schema.get("properties")
    return Keywords(
        schema,
        members if isinstance(members, Mapping) else {},
        frozenset(map(str, schema.get("required", ()))),
        types - {"null"},
        is_nullable,
        frozenset((reference,)) if isinstance(reference, str) else frozenset(),
    )


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    written = schema.get("type", ())
    return frozenset((written,) if isinstance(written, str) else written)


def _alternatives(schema: Mapping[str, Any]) -> list[Any]:
    return [each for name in ("anyOf", "oneOf") for each in schema.get(name) or ()]


def _choices(schema: Mapping[str, Any]) -> list[Any]:
    """The alternatives that are more than null."""
    return [
        each
        for each in _alternatives(schema)
        if not (isinstance(each, Mapping) and _types(each) == {"null"})
    ]


def _parts(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that count as well: what all of is wanted, and the one that is left to choose."""
    yield from schema.get("allOf") or ()
    choices = _choices(schema)
    if len(choices) == 1:
        yield choices[0]


def _referred(schema: Mapping[str, Any], root: Any) -> Iterator[Any]:
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        try:
            yield pointers.resolve(root, pointers.parse_fragment(reference[1:]))
        except (KeyError, ValueError):
            return


def of_alternatives(told: Keywords, root: Any) -> Mapping[str, Any]:
    """The members that one of several alternatives has; of a name, what the first says."""
    found: dict[str, Any] = {}
    for each in _choices(told.words):
        found = {**keywords(each, root).members, **found}
    return found


def forms(schema: Any, root: Any) -> list[tuple[str, Keywords]]:
    """What an object may be: all in one, without a name, or several, each with its name."""
    told = keywords(schema, root)
    found = [
        (_name(each, number), keywords(each, root).beneath(told))
        for number, each in enumerate(_choices(told.words), 1)
    ]
    several = [(name, each) for name, each in found if len(each.members) > len(told.members)]
    return several if len(several) > 1 else [("", told)]


def _name(schema: Any, number: int) -> str:
    told = schema if isinstance(schema, Mapping) else {}
    reference = str(told.get("$ref", "")).rpartition("/")[2]
    return reference or str(told.get("title") or number)


def nearest(several: list[tuple[str, Keywords]], record: Mapping[str, Any]) -> int:
    """The place of the one that a record looks like: no constant differs, and most is known."""

    def likeness(place: int) -> tuple[int, int]:
        members = several[place][1].members
        known = [name for name in record if name in members]
        unlike = [each for each in known if not _may_be(members[each], record[each])]
        return -len(unlike), len(known)

    return max(range(len(several)), key=likeness)


def _may_be(schema: Any, value: Any) -> bool:
    told = schema if isinstance(schema, Mapping) else {}
    return value in told.get("enum", [told.get("const", value)])


def sketch(schema: Any, root: Any, depth: int = 0) -> Any:
    """A value of the form that a schema asks for, so that somebody sees what to write."""
    told = keywords(schema, root)
    words = told.words
    for name in ("const", "default"):
        if name in words:
            return words[name]
    if words.get("enum"):
        return words["enum"][0]
    if told.members or "object" in told.types:
        return _sketched_object(told, root, depth)
    if "array" in told.types:
        return [sketch(words.get("items"), root, depth + 1)] if depth < _SKETCHED else []
    choices = _choices(words)
    if choices and depth < _SKETCHED:
        return sketch(choices[0], root, depth + 1)
    return next((_PLAIN[each] for each in _PLAIN if each in told.types), None)


def _sketched_object(told: Keywords, root: Any, depth: int) -> Mapping[str, Any]:
    if depth >= _SKETCHED:
        return {}
    needed = [name for name in told.members if name in told.required] or list(told.members)
    others = told.words.get("additionalProperties")
    members = {name: told.members[name] for name in needed[:_FEW]}
    if not members and isinstance(others, Mapping):
        members = {"…": others}
    return {name: sketch(each, root, depth + 1) for name, each in members.items()}
