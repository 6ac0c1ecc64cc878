"""What a single piece of a schema says of types, values, names and null."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockserver.diff.part import ANNOTATIONS, Part, spelled
from mockserver.errors import DocumentError
from mockserver.finding import Finding, report
from mockserver.hint import hint
from mockserver.schema.validator import UNUSABLE

TYPES = ("null", "boolean", "integer", "fraction", "string", "array", "object")
_TYPES = frozenset(TYPES)
_NUMBER = {"number": ("integer", "fraction")}
_NULL = {"type": "null"}


def only_variant(part: Part, keyword: str) -> Part | None:
    """The one schema of a choice that is not null; None where there are several, or is none."""
    if keyword not in ("anyOf", "oneOf") or not isinstance(part.value, dict):
        return None
    variants = part.elements(keyword)
    others = [each for each in variants if not is_null(each)]
    if len(others) != 1 or len(variants) > len(others) + 1:
        return None
    if len(variants) == 1:
        return others[0]
    # null beside a single variant: OAS 3.1 has no other way to say nullable of a reference
    return others[0].with_null()


def is_null(part: Part) -> bool:
    """Whether null alone fits."""
    said = part.value
    if not isinstance(said, dict):
        return False
    plain = {key: said[key] for key in said if key not in ANNOTATIONS}
    return plain in (_NULL, {"type": ["null"]}, {"enum": [None]}, {"const": None}) or plain == {
        "type": "null",
        "enum": [None],
    }


def member(part: Part, name: str) -> Iterator[Part]:
    """The pieces that describe the value of a name."""
    own = part.says("properties")
    is_own = isinstance(own, dict) and name in own
    if is_own:
        yield part.child("properties", name)
    patterned = [child for text, child in part.members("patternProperties") if is_found(text, name)]
    yield from patterned
    if not is_own and not patterned and part.says("additionalProperties") not in (None, True):
        yield part.child("additionalProperties")


def is_found(pattern: str, text: str) -> bool:
    """Whether a pattern matches; one that cannot be read matches all."""
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def types(part: Part) -> set[str]:
    """The types that fit; whole numbers and fractions are two.

    Raises DocumentError for a word that names none, which says nothing of what fits.
    """
    if part.value is False:
        return {"null"} if part.nullable else set()
    said = part.says("type")
    named = [said] if isinstance(said, str) else said
    if not isinstance(named, list):
        return {"string"} if said is None and part.says("format") == "binary" else set(TYPES)
    found = {each for name in named for each in _NUMBER.get(str(name), (str(name),))}
    if not found <= _TYPES:
        raise DocumentError((_no_type(part, min(found - _TYPES)),))
    return {*found, "null"} if part.nullable else found


def _no_type(part: Part, word: str) -> Finding:
    said = f"this schema cannot be used: '{word}' is no type{hint(word, _TYPES)}"
    return report(UNUSABLE, said, part.origin, part.pointer)


def values(part: Part) -> dict[str, Any] | None:
    """The listed values by their spelling; None where none are listed."""
    if not isinstance(part.value, dict):
        return None
    values = [part.value["const"]] if "const" in part.value else part.says("enum")
    if not isinstance(values, list):
        return None
    return {spelled(value): value for value in (*values, *([None] if part.nullable else ()))}


def type_of(value: Any) -> str:
    """The type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "fraction"


def is_number(value: Any) -> bool:
    """Whether a limit is one: true is no number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
