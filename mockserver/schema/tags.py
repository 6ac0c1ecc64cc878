"""Which tags a discriminator gives to the variants of a choice (OAS 3.1 §4.8.25)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.spec.schema import Schema

Follow = Callable[[Mapping[str, Any]], Schema | None]
Tags = tuple[str, ...]
Pin = Mapping[str, Any] | None
"""What the tag of a variant has to fit; None where it may be anything."""


def pins(lifted: Mapping[str, Any], variants: list[Any], follow: Follow) -> list[Pin] | None:
    """What the tag of each variant has to fit; None without a discriminator.

    Tags are those of the mapping, and the schema's name where they go by name. Without a mapping
    it is the one value that the variant itself allows, else its name, unless it contradicts that
    or is a choice itself. One variant may be named for all other tags (OAS 3.2 §4.24).
    """
    discriminator = lifted.get("discriminator")
    if not isinstance(discriminator, dict):
        return None
    name = discriminator.get("propertyName")
    if not isinstance(name, str):
        return None
    mapping = discriminator.get("mapping")
    known = mapping if isinstance(mapping, dict) else {}
    others = discriminator.get("defaultMapping")
    targets = [follow(each) if isinstance(each, dict) else None for each in variants]
    called = [_name(each) for each in targets]
    is_other = [bool(each) and _is_called(others, each) for each in called]
    tags = [
        _tags(target, each, name, known, follow) if target is not None and each else ()
        for target, each in zip(targets, called, strict=True)
    ]
    named = [tag for each, other in zip(tags, is_other, strict=True) if not other for tag in each]
    return [
        {"not": {"enum": named}} if other and named else {"enum": [*each]} if each else None
        for each, other in zip(tags, is_other, strict=True)
    ]


def _name(target: Schema | None) -> str:
    """What a variant is called; empty where it has no name."""
    return str(target.node.pointer[-1]) if target is not None and target.node.pointer else ""


def _tags(
    target: Schema, called: str, name: str, mapping: Mapping[str, Any], follow: Follow
) -> Tags:
    mapped = {tag: meant for tag, meant in mapping.items() if _is_called(meant, called)}
    if mapped:
        is_by_name = any("/" not in meant for meant in mapped.values())
        return tuple(dict.fromkeys((*mapped, *((called,) if is_by_name else ()))))
    allowed = set().union(*_literals(target, name, follow))
    if len(allowed) == 1:
        return tuple(allowed)
    is_open = not allowed or called in allowed
    return (called,) if is_open and not _is_choice(target) else ()


def _is_called(meant: Any, called: str) -> bool:
    """A mapping names a schema, or refers to one."""
    return isinstance(meant, str) and meant.rpartition("/")[2] == called


def _is_choice(schema: Schema) -> bool:
    lifted = schema.lifted
    return isinstance(lifted, dict) and bool({"oneOf", "anyOf"} & lifted.keys())


def _literals(schema: Schema, name: str, follow: Follow) -> Iterator[set[str]]:
    """The values that a variant, or what it is composed of, allows for the property."""
    waiting: list[Any] = [schema.lifted]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        tag = part.get("properties", {}).get(name)
        if isinstance(tag, dict):
            written = [tag["const"]] if "const" in tag else tag.get("enum", ())
            yield {value for value in written if isinstance(value, str)}
        target = follow(part)
        waiting += [*([target.lifted] if target else []), *part.get("allOf", ())]
