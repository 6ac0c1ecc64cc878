"""Values that are worth a try for a field: the edges of what its schema says, and beyond them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from mockserver.collection.shape import Member
from mockserver.verify.inputs.alike import counted, named, numbered, several

MISSING = object()
"""The field is left out."""
LONG = "a long text"
WRONG_TYPE = "a value of another type"
DOUBLED, LONGER = "its last letter twice", "more after it"
_ODD = "no-such-value"
_LIKELY = ("deleted", "archived", "unknown")
"""What a service may know beyond an enum."""
_WRONG_TYPES: tuple[Any, ...] = (12345, True, _ODD, ["x"], {"x": 1})
_TEXTS = (
    "Zoë Åström 名前 Имя اسم \U0001f600 e\u0301 \ufb01 Mixed CASE 'x' & \"y\" <b>\\ 100% a+b",
    "007",
    "null",
    "  spaces around\ntwo lines  ",
)
_INNER_TEXTS = _TEXTS[:2]
"""Of what is within an object: two of them will do."""
_FREE = {
    "Alpha": "one",
    "when": "2024-06-24T10:00:00Z",
    "day": "2024-06-24",
    "truth": False,
    "half": 2500000.5,
    "tenth": 0.1,
    "large": 2**53 - 1,
    "digits": "0042",
    "word": "true",
    "uncommon": _TEXTS[0],
    "none": "",
    "inner": {"Beta": [True, -1, {}, -1], "gamma": [], "delta": None},
    "nothing": None,
    "holes": [None, {"epsilon": None, "zeta": 0}, None],
    **{f"member {number}": number for number in range(1, 31)},
}
_LONG = 300
_NO_LONGER = 5000
BAD_FORMATS: Mapping[str, tuple[str, ...]] = {
    "email": ("no-email",),
    "date-time": ("yesterday", "2024-02-30T10:00:00Z"),
    "date": ("2024-13-45", "2024-02-30", "2024-02-03T10:00:00Z"),
    "uuid": ("no-uuid",),
    "uri": ("not a uri",),
    "ipv4": ("999.1.1.1",),
    "ipv6": ("no-address",),
}


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether it is one in JSON, where true is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value for a field, and what it tries out.

    ``needed``: it is of use only where the document allows it, or forbids it; None: either way.
    """

    name: str
    value: Any
    trial: str
    needed: bool | None = None

    def is_of_use(self, is_valid: bool) -> bool:  # noqa: FBT001  what it is asked about
        """Whether there is anything to try with a value that is right, or is wrong."""
        return self.needed in (None, is_valid)


def candidates(name: str, member: Member, drawn: Any) -> Iterator[Candidate]:
    """The values for a field, alike ones once; ``drawn`` is one that fits."""
    seen: list[Any] = []
    tried: list[tuple[str, Any, bool | None]]
    tried = [(*each, None) for each in (*_all(member), *_nested(member, drawn))]
    tried += [(*each, True) for each in _alike(member, drawn)]
    tried += [(*each, False) for each in (*_missed(member, drawn), *_missed_within(member, drawn))]
    for trial, value, needed in tried:
        if not any(type(value) is type(each) and value == each for each in seen):
            seen.append(value)
            yield Candidate(name, value, trial, needed)


def _all(member: Member, texts: tuple[str, ...] = _TEXTS) -> Iterator[tuple[str, Any]]:
    yield "null", None
    for value in member.choices:
        yield "a value of its enum", value
    if member.has("enum"):
        more = (each for each in _LIKELY if each not in member.choices)
        yield "a value that its enum has not", next(more, _ODD)
    yield from _texts(member, texts)
    yield from _numbers(member)
    yield from _lists(member)
    if "boolean" in member.types:
        yield from (("a boolean", True), ("a boolean", False))
    if "object" in member.types:
        yield "an empty object", {}
        if not any(part.get("properties") for part in member.parts):
            yield "two members", {"alpha": "one", "beta": [2, {"gamma": True}]}
            yield "another member", {"delta": 4.0625}
            yield "members of each type", _FREE
    yield from ((WRONG_TYPE, value) for value in _WRONG_TYPES)


def _alike(member: Member, drawn: Any) -> Iterator[tuple[str, Any]]:
    """Many of what fits."""
    if isinstance(drawn, list) and drawn:
        yield "several elements", several(member, drawn)
    if member.is_map:
        yield from (("members with names of many kinds", each) for each in named(member, drawn))
    for name, inner in _inner(member, drawn) if isinstance(drawn, dict) else ():
        for trial, value in _alike(inner, drawn.get(name)):
            yield f"{trial} in {name}", {**drawn, name: value}


def _missed(member: Member, drawn: Any) -> Iterator[tuple[str, Any]]:
    """What is nearly right: of other case, a little longer, of another type that reads the same.

    Some languages do not tell an empty list from an empty object.
    """
    if isinstance(drawn, dict):
        yield "an empty list in its place", []
    if isinstance(drawn, bool) or (isinstance(drawn, int | float) and drawn):
        yield "a text that reads the same", str(drawn).lower()
    if not isinstance(drawn, str) or not (member.has("enum") or member.has("pattern")):
        return
    yield "a text of other case", drawn.swapcase()
    yield "a space after it", f"{drawn} "
    yield "more before it", f"!{drawn}"
    yield DOUBLED, f"{drawn}{drawn[-1:]}"
    yield LONGER, f"{drawn}!"


def _missed_within(member: Member, drawn: Any) -> Iterator[tuple[str, Any]]:
    """The same one step down."""
    if isinstance(drawn, list) and drawn and member.element:
        for trial, value in _missed_item(member.element, drawn[0]):
            yield f"{trial} in it", [value, *drawn[1:]]
    if isinstance(drawn, dict):
        for name, inner in member.members.items():
            for trial, value in _missed(inner, drawn.get(name)):
                yield f"{trial} in {name}", {**drawn, name: value}


def _missed_item(member: Member, drawn: Any) -> Iterator[tuple[str, Any]]:
    yield from _missed(member, drawn)
    yield from _texts(member)


_EDGES: Mapping[str, tuple[str, ...]] = {
    "date": ("2024-02-29", "1969-12-31", "2000-12-31"),
    "date-time": ("2024-02-29T23:59:59Z", "2024-03-01T00:30:00.250+05:30"),
}
"""Days that are easily got wrong."""
_MIDNIGHT = "2024-02-29T00:00:00Z"


def _texts(member: Member, texts: tuple[str, ...] = _TEXTS) -> Iterator[tuple[str, Any]]:
    if "string" not in member.types:
        return
    least, most = member.value("minLength"), member.value("maxLength")
    yield "an empty text", ""
    if isinstance(least, int) and 0 < least < _NO_LONGER:
        yield "a text as short as may be", "a" * least
        yield "a text that is too short", "a" * (least - 1)
    if isinstance(most, int) and most < _NO_LONGER:
        yield "a text as long as may be", "a" * most
        yield "as many uncommon letters as may be", "\u00e9" * most
        yield "a text that is too long", "a" * (most + 1)
    yield from _moments(str(member.value("format")))
    for bad in BAD_FORMATS.get(str(member.value("format")), ()):
        yield "a text of another format", bad
    if member.has("format") or member.has("pattern") or member.has("enum"):
        return
    if most is None:
        yield LONG, ("lorem ipsum dolor " * (_LONG // 18))[:_LONG].strip()
    yield from (("a text with uncommon characters", text) for text in texts)


def _moments(form: str) -> Iterator[tuple[str, Any]]:
    for edge in _EDGES.get(form, ()):
        yield "a day at an edge", edge
    if form == "date-time":
        yield "the first moment of a day", _MIDNIGHT


def _numbers(member: Member) -> Iterator[tuple[str, Any]]:
    if not member.types & {"integer", "number"}:
        return
    step = 1 if "integer" in member.types else 0.5
    for keyword, beyond in (("minimum", -step), ("maximum", step)):
        bound = member.value(keyword)
        if is_number(bound):
            yield f"its {keyword}", bound
            yield f"what is beyond its {keyword}", bound + beyond
    for keyword in ("exclusiveMinimum", "exclusiveMaximum"):
        bound = member.value(keyword)
        if is_number(bound):
            yield f"its {keyword}", bound
    yield "zero", 0
    yield "a negative number", -1
    yield "a broken number", 1.5
    yield "true in the place of a number", True
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
        yield from _nested_list(member, drawn)
    if isinstance(drawn, dict):
        yield from _nested_object(member, drawn)


def _nested_list(member: Member, drawn: list[Any]) -> Iterator[tuple[str, Any]]:
    yield "an element twice", [drawn[0], drawn[0]]
    yield "null among others", [None, drawn[0], None]
    if member.element and member.element.is_map:
        yield "members of each type in it", [_FREE]
    yield from counted(member, drawn)
    for trial, value in _nested(member.element, drawn[0]) if member.element else ():
        yield f"{trial} in it", [value, *drawn[1:]]


def _inner(member: Member, drawn: dict[str, Any]) -> Iterator[tuple[str, Member]]:
    """The members of an object; of one of several variants those that it has itself."""
    for name, inner in member.members.items():
        if name in drawn or not member.has_variants:
            yield name, inner


def _nested_object(member: Member, drawn: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if member.is_map:
        yield from numbered(member, drawn)
    if any(part.get("additionalProperties") for part in member.parts) and member.members:
        yield "another member", {**drawn, "zz_more": "kept"}
    for name, inner in _inner(member, drawn):
        for trial, value in _all(inner, _INNER_TEXTS):
            yield f"{trial} in {name}", {**drawn, name: value}
        if name in drawn:
            yield f"no {name}", {key: each for key, each in drawn.items() if key != name}
