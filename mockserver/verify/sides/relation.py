"""How the record of a target is held against the oracle's: by relation, never by chance.

The fields that a client sent, and those with a declared default, have to be equal; keys are those
of the target itself; moments that the server sets keep their order. Texts may be tidied. All else
the document leaves open, and is not compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

from mockserver.collection import Shape
from mockserver.collection.shape import Member
from mockserver.serialization.shapes import type_of
from mockserver.verify.judging.answers import Fault
from mockserver.verify.sides.comparison import Difference, difference, is_coarse, moment, shared
from mockserver.verify.sides.tidying import tidied
from mockserver.verify.sides.twin import Twin

_TICK = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)
_SHOWN = 80
_BEFORE = 10
_FEW = 3
"""So many characters are shown before the place where two texts part."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One record and what its answers may say; ``renamed``: keys of the oracle to the target's."""

    twin: Twin
    shape: Shape
    renamed: Mapping[str, Any]

    def fault(self, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> Fault | None:
        """The first thing that is wrong with the target's record."""
        return (
            self._identity(actual)
            or self._values(expected, actual)
            or self._moments(actual)
            or self._counters(actual)
        )

    def _identity(self, actual: Mapping[str, Any]) -> Fault | None:
        twin, collection = self.twin, self.twin.collection
        wanted = {collection.key: twin.keys.target}
        for name, parent in zip(collection.parents, twin.parents, strict=False):
            wanted[collection.parent_fields.get(name, "")] = parent.keys.target
        for name, value in wanted.items():
            if name and actual.get(name) is not None and str(actual[name]) != str(value):
                told = f"answered with {name} {shown(actual[name])} where {shown(value)} was meant"
                return Fault("record_mixed_up", told, at=f"/{name}")
        return None

    def tidied(self, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> str:
        """What an answer tells in another form than it was sent in; empty where nothing is."""
        for name, _, value in self._compared(expected, actual):
            if tidied(value, actual.get(name)) != value:
                return f"told {name} as {shown(actual[name])}, which was sent as {shown(value)}"
        return ""

    def _values(self, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> Fault | None:
        for name, member, value in self._compared(expected, actual):
            told = actual.get(name)
            before = shared(self.twin.seen.get(name), self.twin.meant.get(name))
            is_own = is_own_of_client(member)
            wanted = value if is_own else tidied(value, told)
            found = difference(wanted, told, before, is_own=is_own, at=(name,))
            if found:
                fault = _told(found, is_missing=name not in actual)
                changing = self.twin.changing
                if changing is not None and name not in changing:
                    return _beside(fault, changing)
                return fault
        return None

    def _compared(
        self, expected: Mapping[str, Any], actual: Mapping[str, Any]
    ) -> Iterator[tuple[str, Member, Any]]:
        """The fields that have to be equal, each with the value that it has to have."""
        collection = self.twin.collection
        passed_over = {*collection.made_by_server, collection.key}
        for name in sorted(self.twin.sent - passed_over):
            member = self.shape.members.get(name)
            if member is None or member.value("writeOnly") is True:
                continue
            if name not in expected:
                if name in self.twin.nulled and name in actual and not member.has("default"):
                    yield name, member, None  # RFC 7396 §1: null takes a member away
                continue
            value = self._renamed(name, expected[name])
            if name in actual or not may_lack(self.shape, name, value):
                yield name, member, value

    def _renamed(self, name: str, value: Any) -> Any:
        """A reference as the target knows it."""
        if name not in self.twin.collection.references:
            return value
        if isinstance(value, list):
            return [self.renamed.get(str(each), each) for each in value]
        return self.renamed.get(str(value), value)

    def _moments(self, actual: Mapping[str, Any]) -> Fault | None:
        collection, seen = self.twin.collection, self.twin.seen
        made = [name for name, text in collection.generate.items() if text == "{now}"]
        for name in made:
            now, before = moment(actual.get(name)), moment(seen.get(name))
            if now is None or before is None:
                continue
            is_rough = is_coarse(actual.get(name)) or is_coarse(seen.get(name))
            slack = _SECOND if is_rough else _TICK
            if name not in collection.touch and abs(now - before) >= slack:
                told = f"{name} was {seen[name]} and is {actual[name]}: the creation moved"
                return Fault("creation_moved", told, at=f"/{name}")
            if before - now >= slack:
                told = f"{name} was {seen[name]} and is {actual[name]}: it went back"
                return Fault("touch_missing", told, at=f"/{name}")
        return None

    def _counters(self, actual: Mapping[str, Any]) -> Fault | None:
        """A number of versions stays or grows."""
        for name in self.twin.collection.counters:
            now, before = actual.get(name), self.twin.seen.get(name)
            if isinstance(now, int) and isinstance(before, int) and now < before:
                told = f"{name} was {before} and is {now}: it went back"
                return Fault("touch_missing", told, at=f"/{name}")
        return None


def _told(found: Difference, *, is_missing: bool) -> Fault:
    place = "/".join(("", *map(str, found.at)))
    if found.is_stale:
        told = f"kept {shown(found.actual)} at {place}, which the change replaced"
        return Fault("change_kept_old", told, at=place)
    if is_missing or found.is_missing:
        told = f"answered without it at {place} where {shown(found.expected)} is expected"
    else:
        told = f"answered {_apart(found.actual, found.expected, place)}"
    return Fault("value_differs", told, at=place)


def _beside(fault: Fault, changing: frozenset[str]) -> Fault:
    """A field that differs although the last change was of others."""
    named = " and ".join(sorted(changing)) or "no field"
    others = named if len(changing) <= _FEW else "other fields"
    told = f"{fault.message}; the change was of {others} alone"
    return replace(fault, check="rest_changed", message=told)


def _apart(actual: Any, expected: Any, place: str) -> str:
    """How a value differs from the expected one; of long texts where they part."""
    if not (isinstance(actual, str) and isinstance(expected, str)):
        return f"with {shown(actual)} at {place} where {shown(expected)} is expected"
    pairs = zip(actual, expected, strict=False)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if actual and alike == len(actual):
        return f"with the first {alike} of {len(expected)} characters at {place}: {shown(actual)}"
    skipped = max(0, alike - _BEFORE) if alike > _SHOWN // 2 else 0
    told, wanted = shown(actual[skipped:]), shown(expected[skipped:])
    where = f", from character {skipped + 1} on" if skipped else ""
    return f"with {told} at {place} where {wanted} is expected{where}"


def may_lack(shape: Shape, name: str, value: Any) -> bool:
    """Whether a value need not be told: null; an empty list or its default if not required."""
    member = shape.members.get(name)
    is_default = member is not None and member.has("default") and member.value("default") == value
    return value is None or ((value == [] or is_default) and name not in shape.required)


def is_own_of_client(member: Member) -> bool:
    """Whether it holds objects whose members the client chooses: one, or a list of them."""
    return member.is_map or (member.element is not None and member.element.is_map)


def answerable(record: Mapping[str, Any], shape: Shape) -> set[str]:
    """The fields whose values an answer can hold: a number may be taken, and told as a text."""
    members = shape.members
    return {name for name in record if name not in members or _holds(members[name], record[name])}


def _holds(member: Member, value: Any) -> bool:
    kind = type_of(value)
    kinds = {"integer", "number"} if kind in ("integer", "number") else {kind}
    return kind == "null" or not member.types or bool(kinds & member.types)


def shown(value: Any) -> str:
    """A value as a sentence shows it."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
