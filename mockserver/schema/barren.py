"""Places in schemas where no value fits, as the library proves them, and by which keywords.

That part of the library is experimental, so only this module and ``canonical`` touch it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

from jsonschema_rs import canonical

from mockserver import pointer as pointers
from mockserver.pointer import Pointer
from mockserver.schema.room import levels, with_room
from mockserver.schema.usable import without_broken_patterns
from mockserver.schema.width import is_wide, wide
from mockserver.spec.schema import DEFINITION, JsonSchema, references, subschemas
from mockserver.value import dataclass


def conflict(schema: JsonSchema) -> str:
    """Where and by which keywords a schema allows no value; empty where that is not known.

    The deepest place is told: those above it only hold it.
    """
    reasons = {} if is_wide(schema) else _unsatisfiable(schema)
    for pointer in sorted(reasons, key=lambda each: (-each.count("/"), each)):
        keywords = [word for cause in _causes(reasons[pointer]) for word in cause.keywords]
        named = " and ".join(f"'{word}'" for word in dict.fromkeys(keywords))
        return f"at '#{pointer}'" + (f" by {named}" if named else "")
    return ""


@dataclass(frozen=True, slots=True)
class Barren:
    """A place in one of some schemas where nothing fits, and the keywords that see to it."""

    name: str
    pointer: Pointer
    keywords: tuple[str, ...]


def barren(schemas: Mapping[str, JsonSchema]) -> Iterator[Barren]:
    """The places in schemas, which may refer to one another by name, where no value fits.

    What is false or ``not: {}`` is meant so, and is left out; so is what only holds such a place.
    """
    called = {name: {"$ref": DEFINITION + pointers.escape(name)} for name in schemas}
    # What cannot be written down is left out, as if it took anything.
    vast = wide(schemas)
    kept = {name: True if name in vast else schema for name, schema in schemas.items()}
    bundled, reasons = _reasons({"$defs": kept, "properties": called})
    usable = bundled["$defs"]
    literal = canonical.UnsatisfiableReason.Literal
    found = {
        pointers.parse(text)[1:]: _causes(reason)
        for text, reason in reasons.items()
        if text.startswith("/$defs/") and not isinstance(reason, literal)
    }
    maimed = _maimed(schemas, usable, vast)
    for place, causes in found.items():
        if place[0] not in maimed and not _only_holds(place, found, schemas):
            named = dict.fromkeys(word for cause in causes for word in cause.keywords)
            yield Barren(place[0], place[1:], _core(pointers.resolve(schemas, place), tuple(named)))


def _reasons(bundled: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What could be read of schemas, and by place why nothing fits."""
    try:
        return bundled, _unsatisfiable(bundled)
    except ValueError:
        usable = without_broken_patterns(bundled)
    try:
        return usable, _unsatisfiable(usable)
    except ValueError:
        return bundled, {}


def _unsatisfiable(schema: JsonSchema) -> dict[str, Any]:
    find = partial(canonical.find_unsatisfiable, schema, validate_formats=True, offline=True)
    return with_room(levels(schema) if isinstance(schema, dict) else 1, find)


def _maimed(
    schemas: Mapping[str, JsonSchema], usable: Mapping[str, JsonSchema], vast: Collection[str]
) -> set[str]:
    """The schemas that say less than is written: alternatives may look the same for it."""
    if usable is schemas or usable == schemas:
        return set()
    maimed = {name for name in schemas if _patterns(schemas[name]) != _patterns(usable[name])}
    maimed.update(vast)
    while True:
        more = {
            name
            for name in schemas.keys() - maimed
            if not maimed.isdisjoint(map(pointers.unescape, references(schemas[name])))
        }
        if not more:
            return maimed
        maimed |= more


def _patterns(schema: JsonSchema) -> int:
    """How many patterns a schema has, whatever they are."""
    return sum(
        ("pattern" in each) + len(each.get("patternProperties", ())) for each in subschemas(schema)
    )


def _core(schema: Any, keywords: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the keywords without which something would fit."""
    kept = keywords
    for word in keywords if isinstance(schema, dict) else ():
        fewer = tuple(each for each in kept if each != word)
        rest = {each: schema[each] for each in fewer if each in schema}
        if len(rest) == len(fewer) > 1 and _fits_nothing(rest):
            kept = fewer
    return kept


def _fits_nothing(schema: JsonSchema) -> bool:
    try:
        return "" in _unsatisfiable(schema)
    except ValueError:  # it refers to what is not at hand
        return False


def _only_holds(
    place: tuple[str, ...], found: Collection[tuple[str, ...]], schemas: Mapping[str, JsonSchema]
) -> bool:
    """Whether nothing fits here because nothing fits beneath, or in what is referred to."""
    if any(len(each) > len(place) and each[: len(place)] == place for each in found):
        return True
    here = pointers.resolve(schemas, place)
    if not isinstance(here, dict) or here == {"not": {}} or here.get("not") in ({}, True):
        return True
    names = {pointers.unescape(name) for name in references(here)}
    return any((name,) in found for name in names)


def _causes(reason: Any) -> list[canonical.Cause]:
    if isinstance(reason, canonical.UnsatisfiableReason.Conflict):
        return reason.causes
    return [reason.cause] if isinstance(reason, canonical.UnsatisfiableReason.Empty) else []
