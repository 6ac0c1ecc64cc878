"""Cases of merge patches: what is within an object changes alone, too (RFC 7396 §2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import changeable
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

_SUBTYPE = "merge-patch+json"
_FREE: tuple[Mapping[str, Any], ...] = (
    {"alpha": "one", "beta": {"gamma": "1", "delta": "2"}, "eta": ["a", "b"]},
    {"epsilon": "three", "beta": {"delta": "four"}, "eta": ["c"]},
    {"alpha": None, "beta": {"gamma": None}},
    {"zeta": None},
)
_FLAT = tuple({k: v for k, v in each.items() if not isinstance(v, dict)} for each in _FREE)


def mergings(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of each field that holds an object, where merge patches are taken."""
    door = atlas.door(collection, Action.PATCH)
    if door is None or door.bodies is None or not door.bodies.media_type.endswith(_SUBTYPE):
        return
    for name in changeable(door):
        if "object" in door.bodies.fields[name].types:
            yield Case(f"{name} is merged", door.label, partial(_merged, door, name))


def _merged(door: Door, name: str, journey: Journey) -> None:
    twin = journey.some(door.collection)
    for value in _steps(door, name, journey):
        journey.part(partial(_patched, door, name, twin, value, journey))


def _patched(door: Door, name: str, twin: Twin, value: Any, journey: Journey) -> None:
    body = door.takes.with_only(body_for(door, journey), name, value)
    journey.change(twin, door, body)
    is_free = door.takes.fields[name].is_map
    stayed = _nulls(value, twin.seen.get(name)) if is_free else ""
    if stayed:
        told = f"kept {stayed} of {name} as null, which a merge patch removes (RFC 7396 2)"
        journey.broken(door.operation, "change_kept_old", told, at_=f"/{name}")


def _steps(door: Door, name: str, journey: Journey) -> list[Mapping[str, Any]]:
    """The patches, one after the other. Raises Skipped where the document allows none."""
    body = body_for(door, journey)
    drawn = door.takes.record(body).get(name)
    inner = drawn if isinstance(drawn, dict) else {}
    ways: list[tuple[Mapping[str, Any], ...]] = [_FREE, _FLAT]
    ways.append((inner, *({key: None} for key in inner), *({key: inner[key]} for key in inner)))
    for steps in ways if door.takes.fields[name].is_map else ways[2:]:
        allowed = [
            each
            for each in steps
            if each and door.takes.is_valid(door.takes.with_only(body, name, each))
        ]
        if len(allowed) > 1 and steps[0] in allowed:
            return allowed
    raise Skipped("nothing of it can be sent alone")


def _nulls(sent: Any, kept: Any) -> str:
    """The first member that was sent as null and is there."""
    if not isinstance(sent, Mapping) or not isinstance(kept, Mapping):
        return ""
    for name in sent.keys() & kept.keys():
        found = name if sent[name] is None else _nulls(sent[name], kept[name])
        if found:
            return str(found)
    return ""
