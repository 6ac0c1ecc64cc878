"""Values that are worth a try for a field: the edges of what its schema says, and beyond them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.collection.shape import Member

MISSING = object()
"""The field is left out."""
_WRONG_TYPES: tuple[Any, ...] = (12345, True, "no-such-value", ["x"], {"x": 1})
_TEXTS = (
    "Zoë Åström-Ñandú",
    "名前 Имя اسم",
    "smile \U0001f600 e\u0301",
    'O\'Brien & "Söhne" <b>\\ 100%',
    "007",
    "null",
    "Mixed CASE Text",
    "line one\nline two",
)
_LONG = 300
_NO_LONGER = 5000
_BAD_FORMATS: Mapping[str, str] = {
    "email": "no-email",
    "date-time": "yesterday",
    "date": "2024-13-45",
    "uuid": "no-uuid",
    "uri": "not a uri",
    "ipv4": "999.1.1.1",
    "ipv6": "no-address",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value for a field, and what it tries out."""

    name: str
    value: Any
    trial: str


def candidates(name: str, member: Member, drawn: Any) -> Iterator[Candidate]:
    """The values for a field, alike ones once; ``drawn`` is one that fits."""
    seen: list[Any] = []
    for trial, value in (*_all(member), *_nested(member, drawn)):
        if not any(type(value) is type(each) and value == each for each in seen):
            seen.append(value)
            yield Candidate(name, value, trial)


def _all(member: Member) -> Iterator[tuple[str, Any]]:
    yield "null", None
    for value in member.value("enum") or ():
        yield "a value of its enum", value
    yield from _texts(member)
    yield from _numbers(member)
    yield from _lists(member)
    if "boolean" in member.types:
        yield from (("a boolean", True), ("a boolean", False))
    if "object" in member.types:
        yield "an empty object", {}
        if not any(part.get("properties") for part in member.parts):
            yield "two members", {"alpha": "one", "beta": [2, {"gamma": True}]}
            yield "another member", {"delta": 4.5}
    yield from (("a value of another type", value) for value in _WRONG_TYPES)


def _texts(member: Member) -> Iterator[tuple[str, Any]]:
    if "string" not in member.types:
        return
    least, most = member.value("minLength"), member.value("maxLength")
    yield "an empty text", ""
    if isinstance(least, int) and 0 < least < _NO_LONGER:
        yield "a text as short as may be", "a" * least
        yield "a text that is too short", "a" * (least - 1)
    if isinstance(most, int) and most < _NO_LONGER:
        yield "a text as long as may be", "a" * most
        yield "a text that is too long", "a" * (most + 1)
    bad = _BAD_FORMATS.get(str(member.value("format")))
    if bad is not None:
        yield "a text of another format", bad
    if member.has("format") or member.has("pattern") or member.has("enum"):
        return
    if most is None:
        yield "a long text", ("lorem ipsum dolor " * (_LONG // 18))[:_LONG].strip()
    yield from (("a text with uncommon characters", text) for text in _TEXTS)


def _numbers(member: Member) -> Iterator[tuple[str, Any]]:
    if not member.types & {"integer", "number"}:
        return
    step = 1 if "integer" in member.types else 0.5
    for keyword, beyond in (("minimum", -step), ("maximum", step)):
        bound = member.value(keyword)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            yield f"its {keyword}", bound
            yield f"what is beyond its {keyword}", bound + beyond
    for keyword in ("exclusiveMinimum", "exclusiveMaximum"):
        bound = member.value(keyword)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            yield f"its {keyword}", bound
    yield "zero", 0
    yield "a negative number", -1
    yield "a broken number", 1.5
    multiple = member.value("multipleOf")
    if isinstance(multiple, int | float) and multiple:
        yield "no multiple", multiple * 1.5
        yield "a multiple", multiple * 3


def _lists(member: Member) -> Iterator[tuple[str, Any]]:
    if "array" not in member.types:
        return
    yield "an empty list", []
    yield "a list with null in it", [None]
    yield "a list of something else", [{"x": 1}]


def _nested(member: Member, drawn: Any) -> Iterator[tuple[str, Any]]:
    """One step down: a member of an object wrong, right or left out, an element twice."""
    if isinstance(drawn, list) and drawn:
        yield "an element twice", [drawn[0], drawn[0]]
        most = member.value("maxItems")
        if isinstance(most, int) and most < _LONG:
            yield "too many elements", [*drawn, *[drawn[0]] * most]
    if not isinstance(drawn, dict):
        return
    inner = {name: each for part in member.parts for name, each in _properties(part)}
    for name, schema in inner.items():
        for trial, value in _all(Member((schema,))):
            yield f"{trial} in {name}", {**drawn, name: value}
        if name in drawn:
            yield f"no {name}", {key: each for key, each in drawn.items() if key != name}


def _properties(part: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = part.get("properties", {})
    return ((name, each) for name, each in found.items() if isinstance(each, dict))
