"""The differences that can be told from one keyword at one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from mockserver.diff import patterns
from mockserver.diff.bounds import Bound, is_tighter
from mockserver.diff.difference import Difference, Effect, Pair
from mockserver.diff.form import Form
from mockserver.diff.judge import Judge
from mockserver.diff.part import Part
from mockserver.diff.reading import TYPES, type_of
from mockserver.schema import Direction

Look = Callable[[Pair], Iterator[Difference]]

_NARROWED, _WIDENED = Effect.NARROWED, Effect.WIDENED
_UNKNOWN, _NOTED = Effect.UNKNOWN, Effect.NOTED
_TIGHTENED = "limit-tightened", _NARROWED
_LOOSENED = "limit-loosened", _WIDENED
_SAMPLES: dict[str, tuple[Any, ...]] = {
    "null": (None,),
    "boolean": (True, False),
    "integer": (0, 1, -1, 7),
    "fraction": (0.5, 1.5, -0.5),
    "string": ("", "text", "2024-09-01", "a@example.com"),
    "array": ([], [0], ["text"]),
    "object": ({}, {"key": "text"}),
}
_SHOWN = 60
_MOST = 8


def types(pair: Pair) -> Iterator[Difference]:
    """Types that fit no more, or from now on; null is told apart."""
    old, new = pair.base, pair.revision
    told = f"{_types(old)} became {_types(new)}"
    gone, come = old.types - new.types, new.types - old.types
    if gone - {"null"} and come - {"null"}:  # one change, told from the side that it hurts
        hurts = old.side.direction is Direction.REQUEST
        gone, come = (gone, come & {"null"}) if hurts else (gone & {"null"}, come)
    for lost, kinds in ((True, gone), (False, come)):
        effect = _NARROWED if lost else _WIDENED
        others = [name for name in TYPES if name in kinds and name != "null"]
        if "null" in kinds and not others:
            kind = "null-refused" if lost else "null-allowed"
            yield _at(pair, kind, effect, "", "type", hints=(None,))
        is_listed = (new if lost else old).enum is not None
        if others and not (is_listed and _kept(pair)):
            hints = tuple(each for name in others for each in _SAMPLES[name])
            kind = "type-narrowed" if lost else "type-widened"
            yield _at(pair, kind, effect, told, "type", hints=hints)


def _kept(pair: Pair) -> bool:
    """Whether the enum tells of the types as well."""
    return not pair.base.types.isdisjoint(pair.revision.types)


def _types(form: Form) -> str:
    if form.types == frozenset(TYPES):
        return "any type"
    if not form.types:
        return "no type"
    names = [name for name in TYPES if name in form.types and name not in ("integer", "fraction")]
    if "integer" in form.types:
        names.append("number" if "fraction" in form.types else "integer")
    return " or ".join(name for name in names if name != "null") or "null"


def enum(pair: Pair) -> Iterator[Difference]:
    """Values that are listed no more, or from now on, and lists that come or go."""
    old, new = pair.base.enum, pair.revision.enum
    if old is not None and new is not None:
        lost = {k: v for k, v in old.items() if k not in new and not _is_typed(pair, v)}
        come = {k: v for k, v in new.items() if k not in old and not _is_typed(pair, v)}
        yield from _values(pair, lost, come)
    elif new is not None:
        yield from _values(pair, {}, _refused(new, pair.base))
        if _kept(pair):
            yield _at(pair, "enum-introduced", _NARROWED, _list(new), "enum", _strangers(pair))
    elif old is not None:
        yield from _values(pair, _refused(old, pair.revision), {})
        if _kept(pair):
            yield _at(pair, "enum-dropped", _WIDENED, _list(old), "enum", _strangers(pair))


def _values(pair: Pair, lost: dict[str, Any], come: dict[str, Any]) -> Iterator[Difference]:
    if lost:
        yield _at(pair, "enum-value-removed", _NARROWED, _list(lost), "enum", (*lost.values(),))
    if come:
        yield _at(pair, "enum-value-added", _WIDENED, _list(come), "enum", (*come.values(),))


def _refused(listed: dict[str, Any], form: Form) -> dict[str, Any]:
    """The listed values that another schema refuses, though it takes others of their type."""
    judge = Judge(form)
    typed = {k: each for k, each in listed.items() if type_of(each) in form.types}
    return {k: each for k, each in typed.items() if not judge.accepts(each)}


def _is_typed(pair: Pair, value: Any) -> bool:
    """Null and what is of another type is told of as a type."""
    return value is None or (isinstance(value, bool) and not _kept(pair))


def _strangers(pair: Pair) -> tuple[Any, ...]:
    kinds = pair.base.types | pair.revision.types
    return tuple(each for name in TYPES if name in kinds for each in _SAMPLES[name])


def _list(values: dict[str, Any]) -> str:
    names = list(values)
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(_short(name) for name in names[:_MOST]) + more


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def bounds(pair: Pair) -> Iterator[Difference]:
    """Limits of numbers, lengths and counts that are drawn closer or wider."""
    old, new = pair.base, pair.revision
    for name in dict.fromkeys((*old.bounds, *new.bounds)):
        before, after = old.bounds.get(name), new.bounds.get(name)
        if not _is_shared(pair, name):
            continue
        closer = before is None or (after is not None and is_tighter(name, after, before))
        wider = after is None or (before is not None and is_tighter(name, before, after))
        if closer != wider:
            kind, effect = _TIGHTENED if closer else _LOOSENED
            yield _between(pair, kind, effect, before, after, _around(before, after))


_KINDS = {"lower": "number", "upper": "number"}
_TYPE_OF = {
    "minLength": "string",
    "maxLength": "string",
    "minItems": "array",
    "maxItems": "array",
    "minProperties": "object",
    "maxProperties": "object",
}


def _is_shared(pair: Pair, name: str) -> bool:
    """Whether both sides have values that the limit is about: else the type tells."""
    kind = _TYPE_OF.get(name)
    kinds = (kind,) if kind else ("integer", "fraction")
    return pair.base.has(*kinds) and pair.revision.has(*kinds)


def _limit(bound: Bound | None) -> str:
    """As it is written: among whole numbers a limit that excludes is held as the next one."""
    return f"{bound.keyword} {bound.part.says(bound.keyword)}" if bound else "no limit"


def _around(*found: Bound | None) -> tuple[Any, ...]:
    """Numbers, texts and lists just at, before and behind the limits."""
    hints: list[Any] = []
    for bound in found:
        if bound is None:
            continue
        kind = _TYPE_OF.get(bound.keyword, "number")
        for value in (bound.value, bound.value - 1, bound.value + 1):
            hints += _sized(kind, value)
        if kind == "number" and abs(bound.value) < _WHOLE:
            hints += [bound.value - 0.5, bound.value + 0.5]
    return tuple(hints)


_LONGEST = 100_000
_WHOLE = 2**53  # beyond it no number of JSON is between two others that are whole


def _sized(kind: str, value: Any) -> list[Any]:
    if kind == "number":
        return [value]
    if not 0 <= value <= _LONGEST:
        return []
    return ["a" * int(value)] if kind == "string" else []


def multiples(pair: Pair) -> Iterator[Difference]:
    """Numbers that values have to be multiples of."""
    old, new = pair.base.multiples, pair.revision.multiples
    numeric = ("integer", "fraction")
    if old.keys() == new.keys() or not (pair.base.has(*numeric) and pair.revision.has(*numeric)):
        return
    before, after = next(iter(old.values()), None), next(iter(new.values()), None)
    hints = tuple(
        each
        for bound in (*old.values(), *new.values())
        for each in (bound.value, bound.value * 3, bound.value / 2, 1)
    )
    is_wider, is_closer = _divides(new, old), _divides(old, new)
    if is_wider and not is_closer:
        yield _between(pair, *_LOOSENED, before, after, hints)
    elif is_closer and not is_wider:
        yield _between(pair, *_TIGHTENED, before, after, hints)
    elif not is_closer:
        yield _between(pair, "schema-changed", _UNKNOWN, before, after, hints)


def _divides(some: dict[str, Bound], others: dict[str, Bound]) -> bool:
    """Whether each of some divides one of the others, so that it asks nothing more."""
    return all(
        any(_is_multiple(other.value, each.value) for other in others.values())
        for each in some.values()
    )


def _is_multiple(value: Any, divisor: Any) -> bool:
    quotient = value / divisor if divisor else 0.5
    return bool(abs(quotient - round(quotient)) < 1e-9)  # noqa: PLR2004  as near as floats come


def texts(pair: Pair) -> Iterator[Difference]:
    """Patterns, formats, and what a text holds in itself."""
    yield from _held(pair)
    for keyword in ("pattern", "format"):
        old, new = _unlike(pair, keyword)
        if old.keys() == new.keys() or not _kept(pair) or pair.base.enum or pair.revision.enum:
            continue
        kind, effect = f"{keyword}-changed", _UNKNOWN
        if old.keys() < new.keys():
            kind, effect = f"{keyword}-added", _NARROWED
        elif new.keys() < old.keys():
            kind, effect = f"{keyword}-removed", _WIDENED
        told = f"{_short(', '.join(old) or 'none')} became {_short(', '.join(new) or 'none')}"
        before = next((part for text, part in old.items() if text not in new), None)
        after = next((part for text, part in new.items() if text not in old), None)
        parts = before or next(iter(old.values()), None), after or next(iter(new.values()), None)
        hints = _SAMPLES["string"]
        found = Difference(kind, effect, pair, told, *parts, keyword, hints=hints)
        yield from _matched(found) if keyword == "pattern" else (found,)


# What OAS 3.1 §4.4 says in place of these formats of OAS 3.0.
_RESPELLED = {
    "byte": ("contentEncoding", "base64"),
    "binary": ("contentMediaType", "application/octet-stream"),
}


def _unlike(pair: Pair, keyword: str) -> tuple[dict[str, Part], dict[str, Part]]:
    """What both sides say under a keyword, without what the other says in other words."""
    base, revision = pair.base, pair.revision
    old, new = dict(base.texts(keyword)), dict(revision.texts(keyword))
    for name, (instead, value) in _RESPELLED.items():
        for form, other, mine, its in ((base, revision, old, new), (revision, base, new, old)):
            is_same = any(part.says("format") == name for part in form.parts)
            if is_same and value in other.texts(instead):
                (mine if keyword == "format" else its).pop(
                    name if keyword == "format" else value, None
                )
    return old, new


_INSIDE = "contentSchema"


def _held(pair: Pair) -> Iterator[Difference]:
    """JSON Schema 2020-12 Validation §8: no judge looks into a text, but who reads it does."""
    for keyword in ("contentEncoding", "contentMediaType"):
        old, new = _unlike(pair, keyword)
        if old.keys() != new.keys() and _kept(pair):
            told = f"{keyword} {', '.join(old) or 'none'} became {', '.join(new) or 'none'}"
            parts = next(iter(old.values()), None), next(iter(new.values()), None)
            kind = "content-changed" if old and new else "schema-undecided"
            yield Difference(kind, _NOTED, pair, told, *parts, keyword)
    if pair.base.noted(_INSIDE) != pair.revision.noted(_INSIDE) and _kept(pair):
        parts = pair.base.annotation(_INSIDE), pair.revision.annotation(_INSIDE)
        told = f"'{_INSIDE}' changed"
        yield Difference("schema-undecided", _NOTED, pair, told, *parts, _INSIDE)


def _matched(found: Difference) -> Iterator[Difference]:
    """What patterns tell of the texts that match: nothing, where only the words differ."""
    old, new = (frozenset(each.texts("pattern")) for each in (found.pair.base, found.pair.revision))
    try:
        lost, come = patterns.stranger(old, new), patterns.stranger(new, old)
    except patterns.Undecided:
        yield found
        return
    if lost is None and come is None:
        return
    hints = (*(text for text in (lost, come) if text is not None), *found.hints)
    effect, kind = _UNKNOWN, found.kind
    if lost is None:
        effect, kind = _WIDENED, "pattern-removed" if not new else "pattern-loosened"
    elif come is None:
        effect, kind = _NARROWED, "pattern-added" if not old else "pattern-tightened"
    yield replace(found, kind=kind, effect=effect, hints=hints)


def unique(pair: Pair) -> Iterator[Difference]:
    """Whether items have to be distinct."""
    old, new = pair.base.is_unique, pair.revision.is_unique
    if (old is None) == (new is None) or not _is_shared(pair, "maxItems"):
        return
    kind, effect = _TIGHTENED if new else _LOOSENED
    told = "items have to be distinct" if new else "items need not be distinct"
    hints: tuple[Any, ...] = ([0, 0], ["text", "text"], [{}, {}])
    yield Difference(kind, effect, pair, told, old, new, "uniqueItems", hints=hints)


def _at(
    pair: Pair, kind: str, effect: Effect, told: str, keyword: str, hints: tuple[Any, ...] = ()
) -> Difference:
    """A difference at the pieces that use a keyword, or at the first ones."""
    old, new = (_saying(form, keyword) for form in (pair.base, pair.revision))
    return Difference(kind, effect, pair, told, old, new, keyword, hints=hints)


def _saying(form: Form, keyword: str) -> Part | None:
    words = {"enum": ("enum", "const")}.get(keyword, (keyword,))
    for part in form.parts:
        if isinstance(part.value, dict) and any(word in part.value for word in words):
            return part
    return next(iter(form.parts), None)


def _between(
    pair: Pair,
    kind: str,
    effect: Effect,
    before: Bound | None,
    after: Bound | None,
    hints: tuple[Any, ...],
) -> Difference:
    told = f"{_limit(before)} became {_limit(after)}"
    keyword = next((each.keyword for each in (after, before) if each), "")
    old, new = before.part if before else None, after.part if after else None
    return Difference(kind, effect, pair, told, old, new, keyword, hints=hints)


LOOKS: tuple[Look, ...] = (types, enum, bounds, multiples, texts, unique)
