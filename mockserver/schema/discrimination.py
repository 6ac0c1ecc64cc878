"""Which schema the discriminators of a value say that each part of it has to fit.

OAS 3.1 §4.8.25: the tag names the schema that is expected to satisfy the payload. JSON Schema does
not know discriminators, so a judge of JSON Schema alone takes any variant for the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from mockserver.errors import DocumentError
from mockserver.pointer import ROOT, Pointer
from mockserver.schema.validator import Violation
from mockserver.spec.schema import Schema
from mockserver.value import dataclass

_IN_PLACE = ("allOf", "oneOf", "anyOf")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A part of a value with the variant that its tag names; None where it names none.

    ``place`` is that of the tag, ``names`` are those that it may have.
    """

    pointer: Pointer
    value: Any
    tag: str
    place: Pointer
    variant: Schema | None = None
    names: tuple[str, ...] = ()


def tagged(schema: Schema, value: Any) -> Iterator[Tagged]:
    """All parts of a value that carry a tag, from the outside in."""
    waiting: list[tuple[Schema, Any, Any, Pointer]] = [(schema, schema.lifted, value, ROOT)]
    seen = set()
    while waiting:
        owner, lifted, part, pointer = waiting.pop(0)
        if not isinstance(lifted, dict) or (id(lifted), pointer) in seen:
            continue
        seen.add((id(lifted), pointer))
        chosen = _chosen(owner, lifted, part, pointer)
        if chosen is not None:
            yield chosen
            if chosen.variant:
                waiting.append((chosen.variant, chosen.variant.lifted, part, pointer))
        target = owner.follow(lifted)
        if target:
            waiting.append((target, target.lifted, part, pointer))
        keys = ("allOf",) if chosen else _IN_PLACE
        waiting += [(owner, each, part, pointer) for key in keys for each in lifted.get(key, ())]
        waiting += [
            (owner, below, each, (*pointer, at)) for at, below, each in _parts(lifted, part)
        ]


def by_tag(
    schema: Schema, value: Any, judge: Callable[[Schema, Any], tuple[Violation, ...]]
) -> dict[Pointer, tuple[Violation, ...]]:
    """How tagged parts break the variants that their tags name, by the places of those parts.

    ``judge`` holds a part against a variant.
    """
    told: dict[Pointer, tuple[Violation, ...]] = {}
    for part in tagged(schema, value):
        if any(part.pointer[: len(place)] == place for place in told):
            continue
        found = _against(part, schema, judge)
        if found:
            told[part.pointer] = found
    return told


def _against(
    part: Tagged, schema: Schema, judge: Callable[[Schema, Any], tuple[Violation, ...]]
) -> tuple[Violation, ...]:
    if part.variant is None:
        message = f"'{part.tag}' names no variant; there are {', '.join(part.names)}"
        return (Violation("discriminator", part.place, message, schema.origin, ""),)
    return tuple(each.beneath(part.pointer) for each in judge(part.variant, part.value))


def _parts(lifted: dict[str, Any], value: Any) -> Iterator[tuple[str | int, Any, Any]]:
    """The members and items of a value that a schema describes."""
    if isinstance(value, dict):
        properties = lifted.get("properties", {})
        other = lifted.get("additionalProperties")
        for name, member in value.items():
            yield name, properties.get(name, other), member
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield index, lifted.get("items"), item


def _chosen(owner: Schema, lifted: dict[str, Any], value: Any, pointer: Pointer) -> Tagged | None:
    discriminator = lifted.get("discriminator")
    if isinstance(discriminator, str):  # Swagger 2.0
        discriminator = {"propertyName": discriminator}
    if not isinstance(discriminator, dict) or not isinstance(value, dict):
        return None
    name = discriminator.get("propertyName")
    tag = value.get(name) if isinstance(name, str) else None
    if not isinstance(tag, str):
        return None
    mapping = discriminator.get("mapping")
    part = Tagged(pointer, value, tag, (*pointer, str(name)))
    found = _by_tag(owner, lifted, mapping if isinstance(mapping, dict) else {}, part)
    # Other tags than those that name a variant mean the one that is named for them (OAS 3.2 §4.24).
    is_free = found is not None and found.variant is None and "defaultMapping" in discriminator
    return None if is_free else found


def _by_tag(
    owner: Schema, lifted: dict[str, Any], mapping: dict[str, Any], part: Tagged
) -> Tagged | None:
    members = [*lifted.get("oneOf", ()), *lifted.get("anyOf", ())]
    targets = [owner.follow(each) if isinstance(each, dict) else None for each in members]
    variants = {_name(each): each for each in targets if each}
    variant = _mapped(owner, mapping[part.tag]) if part.tag in mapping else variants.get(part.tag)
    if variant is None and not members:
        variant = _mapped(owner, part.tag)
    if variant is None and (not members or None in targets or part.tag in mapping):
        return None
    names = (*mapping, *(name for name in variants if name not in _meant(mapping)))
    return replace(part, variant=variant, names=names)


def _meant(mapping: dict[str, Any]) -> set[str]:
    return {str(target).rpartition("/")[2] for target in mapping.values()}


def _name(schema: Schema) -> str:
    return str(schema.node.pointer[-1]) if schema.node.pointer else ""


def _mapped(owner: Schema, target: Any) -> Schema | None:
    """A mapping names a schema of the components, or refers to any."""
    if not isinstance(target, str):
        return None
    for reference in named(target):
        try:
            return owner.schemas.at(owner.node.target(reference))
        except DocumentError:
            continue
    return None


def named(target: str) -> tuple[str, ...]:
    """The references that the value of a mapping may mean, the likeliest first."""
    if "/" in target or "#" in target:
        return (target,)
    return (f"#/components/schemas/{target}", f"#/definitions/{target}", target)
