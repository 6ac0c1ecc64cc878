"""How often one value is judged by a schema: what it consists of, unfolded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from mockserver.value import dataclass

HEAVIEST = 1_000_000
"""A judge that has to look at one value more often than that does not come back in time."""

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLES = ("not", "if", "then", "else")
_DEFINED = "#/$defs/"
_WHOLE = ""


@dataclass(frozen=True, slots=True)
class Part:
    """How many schemas apply to one value here, and the names of the definitions that do, too."""

    own: int
    leads: tuple[str, ...]


_NOTHING = Part(1, ())


def weight(bundled: Mapping[str, Any]) -> int:
    """The largest number of schemas that one value is held against, at most HEAVIEST + 1.

    ``bundled`` has all that it refers to in its ``$defs``. Parts that refer to a part twice double
    the work (JSON Schema 2020-12 §10.2 applies in place), so that few lines can cost ages.
    """
    return max(_weights(bundled).values())


def total_weight(bundled: Mapping[str, Any]) -> int:
    """The same for a value of each definition, all together: what it takes to fold them all."""
    return sum(_weights(bundled).values())


def _weights(bundled: Mapping[str, Any]) -> Mapping[str, int]:
    definitions = bundled.get("$defs", {})
    parts = {name: part_of(schema) for name, schema in definitions.items()}
    parts[_WHOLE] = part_of(bundled)
    known: dict[str, int] = {}
    for name in parts:
        _weigh(name, parts, known)
    return known


def _weigh(name: str, parts: Mapping[str, Part], known: dict[str, int]) -> None:
    """Know what a definition weighs, and all that it leads to: those first, however many."""
    begun: set[str] = set()
    waiting = [name]
    while waiting:
        part = parts.get(waiting[-1], _NOTHING)
        begun.add(waiting[-1])
        below = [each for each in part.leads if each not in known and each not in begun]
        if below:
            waiting.extend(below)
            continue
        # One that leads back to itself is judged once more.
        total = part.own + sum(known.get(each, 1) for each in part.leads)
        known[waiting.pop()] = min(total, HEAVIEST + 1)


def part_of(schema: Any) -> Part:
    """What applies to the same value as a schema does, the schema included."""
    inner = [part_of(each) for each in _parts(schema)]
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    is_known = isinstance(reference, str) and reference.startswith(_DEFINED)
    leads = [unquote(str(reference).removeprefix(_DEFINED))] if is_known else []
    leads += [name for each in inner for name in each.leads]
    return Part(1 + sum(each.own for each in inner), tuple(leads))


def _parts(schema: Any) -> Iterator[Any]:
    """The schemas that are applied to the same value."""
    if not isinstance(schema, dict):
        return
    for key in _LISTS:
        parts = schema.get(key)
        yield from parts if isinstance(parts, list) else ()
    yield from (schema[key] for key in _SINGLES if key in schema)
    dependent = schema.get("dependentSchemas")
    yield from dependent.values() if isinstance(dependent, dict) else ()
