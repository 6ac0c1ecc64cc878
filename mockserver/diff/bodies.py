"""Facts about schemas: of bodies, parameters and headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from mockserver.diff.change import Change, Scope
from mockserver.diff.day import day_of
from mockserver.diff.difference import Difference, Effect, Pair
from mockserver.diff.encodings import encoding_changes
from mockserver.diff.judge import Judge
from mockserver.diff.part import ANNOTATIONS, Part, spelled
from mockserver.diff.proof import Proofs, Proven
from mockserver.diff.rules import words
from mockserver.diff.wire import is_form, reread, unwritable, written
from mockserver.media import MediaType
from mockserver.origin import Origin
from mockserver.schema import Direction
from mockserver.spec.model import Content
from mockserver.spec.schema import Schema

ANNOUNCED = ("property-removed-as-announced",)
_ARTICLES = {Direction.REQUEST: "request", Direction.RESPONSE: "response"}


@dataclass(frozen=True, slots=True)
class Instruments:
    """What compares schemas, for each way they travel."""

    request: Proofs
    response: Proofs


def schema_changes(
    subject: str,
    proofs: Proofs,
    old: Schema | None,
    new: Schema | None,
    *,
    is_text: bool = False,
) -> Iterator[Change]:
    """What changed about the schema of a subject; one that is not declared says nothing.

    ``is_text``: the values are written as texts, as those of parameters and headers are.
    """
    if old is None or new is None:
        yield from _undeclared(subject, proofs, old, new, is_text=is_text)
        return
    for proven in proofs.of(old, new):
        told = _change(subject, proofs, proven)
        change = written(told, proofs, old, new) if is_text else told
        if change:
            yield change


def _undeclared(
    subject: str, proofs: Proofs, old: Schema | None, new: Schema | None, *, is_text: bool
) -> Iterator[Change]:
    """Where there is no schema anything fits."""
    schema, of_base = old or new, old is not None
    if schema is None:
        return
    judge = proofs.judge(schema, of_base=of_base)
    stranger = unwritable(judge) if is_text else proofs.refused(schema, of_base=of_base)
    if stranger is None:
        return
    effect = "widened" if old else "narrowed"
    is_harm = (effect == "narrowed") == (proofs.direction is Direction.REQUEST)
    said = "there is no schema any more, so anything fits" if old else "there is a schema now"
    yield Change(
        rule=f"{_ARTICLES[proofs.direction]}-schema-{effect}",
        message=f"{subject}: {said}",
        base=old.origin if old else None,
        revision=new.origin if new else None,
        counterexample=stranger if is_harm else None,
    )


def _change(subject: str, proofs: Proofs, proven: Proven) -> Change:
    difference, direction = proven.difference, proofs.direction
    kind = _kind(difference, proofs.today)
    place = difference.pair.place
    where = f"{subject} at {place}" if place else subject
    base, revision, pointer = proofs.once(difference.cause, lambda: _written(difference))
    return Change(
        rule=f"{_ARTICLES[direction]}-{kind}",
        message=f"{where}: {_sentence(difference, kind)}",
        base=base,
        revision=revision,
        pointer=pointer,
        counterexample=None if kind in ANNOUNCED else proven.counterexample,
        scopes=(_scope(difference, kind, direction),),
    )


def _written(difference: Difference) -> tuple[Origin | None, Origin | None, str]:
    """Where both sides say it, and its pointer."""
    base = _origin(difference, difference.old, of_base=True)
    return base, _origin(difference, difference.new, of_base=False), _pointer(difference)


def _scope(difference: Difference, kind: str, direction: Direction) -> Scope:
    """The place of a difference; a variant is none."""
    field = "" if kind.startswith("variant") else difference.name
    values = tuple(map(spelled, difference.hints)) if kind == "enum-value-removed" else ()
    parts = Lost(difference.pair) if _is_of_values(difference, direction) else None
    return Scope(place=difference.pair.place, field=field, values=values, parts=parts)


def _is_of_values(difference: Difference, direction: Direction) -> bool:
    """Whether what was sent tells who is hurt: those alone whose values are taken no more."""
    is_closer = difference.effect in (Effect.NARROWED, Effect.UNKNOWN)
    return direction is Direction.REQUEST and is_closer and not difference.name


class Lost:
    """Tells of a value at a place whether the base takes it and the revision does not.

    So is what cannot be judged: it may be.
    """

    def __init__(self, pair: Pair) -> None:
        self._base, self._revision = Judge(pair.base), Judge(pair.revision)

    def __call__(self, value: Any) -> bool:
        """Whether it is."""
        if self._base.local is None or self._revision.local is None:
            return True
        return self._base.accepts(value) and not self._revision.accepts(value)


def _kind(difference: Difference, today: date) -> str:
    kind = difference.kind
    if kind in ("pattern-changed", "format-changed", "schema-changed"):
        return "schema-undecided"
    if kind in ("property-removed", "property-refused") and is_over(difference.old, today):
        return "property-removed-as-announced"
    return kind


def is_over(part: Part | None, today: date) -> bool:
    """Whether a property is deprecated and the day has come on which it may go."""
    if part is None or part.says("deprecated") is not True:
        return False
    day = day_of(part.says("x-sunset"))
    return day is not None and day <= today


def _sentence(difference: Difference, kind: str) -> str:
    named = f" '{difference.name}'" if difference.name else ""
    told = f" ({difference.told})" if difference.told and difference.told != difference.name else ""
    summary = words(kind)
    said = f"{summary[:1].lower()}{summary[1:]}"
    return f"{said}:{named}{told}" if named else f"{said}{told}"


def _is_beside(difference: Difference) -> bool:
    """Whether what the two sides are told by is the same on both."""
    old, new, keyword = difference.old, difference.new, difference.keyword
    if old is None or new is None or old.says(keyword) is None or difference.name:
        return False
    return bool(old.says(keyword) == new.says(keyword))


def _pointer(difference: Difference) -> str:
    """Where the revision describes what it is about, else where the base did."""
    name, pair = difference.name, difference.pair
    described = pair.revision.declared.get(name) or pair.base.declared.get(name)
    part = described or difference.new or difference.old
    return part.pointer if part else ""


def _origin(difference: Difference, part: Part | None, *, of_base: bool) -> Origin | None:
    """Where a side says it; where it says nothing, the place that says it not.

    Where both say the same, what differs is said beside them, at the place as a whole.
    """
    form = difference.pair.base if of_base else difference.pair.revision
    if _is_beside(difference) and form.sources:
        return form.sources[0].origin
    if part is None:
        holder = next((each for each in form.parts if each.says("$ref") is None), None)
        return holder.origin if holder else None
    said = part.says(difference.keyword)
    if isinstance(said, list) and difference.name in said:
        return part.at(difference.keyword, said.index(difference.name))
    return part.at(difference.keyword) if said is not None else part.origin


def content_changes(
    subject: str, proofs: Proofs, old: tuple[Content, ...], new: tuple[Content, ...]
) -> Iterator[Change]:
    """What changed about the media types of a body, and about the schema of each."""
    way = _ARTICLES[proofs.direction]
    for content in old:
        twin = _twin(content.media_type, new)
        if twin is None:
            told = f"{subject}: '{content.media_type}' is gone"
            scopes = (Scope(media_type=content.media_type.essence),)
            yield Change(
                f"{way}-media-type-removed", told, content.origin, _first(new), scopes=scopes
            )
        else:
            about = f"{subject} ({content.media_type})"
            yield from _of_values(about, proofs, content, twin)
            yield from encoding_changes(about, proofs.direction, content, twin)
    for content in new:
        if _twin(content.media_type, old) is None:
            told = f"{subject}: '{content.media_type}' is new"
            yield Change(f"{way}-media-type-added", told, _first(old), content.origin)


def _of_values(about: str, proofs: Proofs, old: Content, new: Content) -> Iterator[Change]:
    items = _items(old), _items(new)
    if all(items) and (old.schema is None) != (new.schema is None):  # a list, told in two ways
        yield from schema_changes(f"{about}, each item", proofs, *items)
        return
    is_text = proofs.direction is Direction.REQUEST and is_form(old.media_type) and new.schema
    for change in schema_changes(about, proofs, old.schema, new.schema):
        proof = change.counterexample
        if is_text and new.schema and proof and change.rule == "request-type-narrowed":
            yield reread(change, proofs.judge(new.schema, of_base=False), [proof.value])
        else:
            yield change
    yield from schema_changes(f"{about}, each item", proofs, old.item_schema, new.item_schema)


def _items(content: Content) -> Schema | None:
    """What each item of a sequence fits, which a list may say as well (OAS 3.2 §4.14.3.1)."""
    if content.item_schema or content.schema is None:
        return content.item_schema
    lifted, items = content.schema.lifted, content.schema.node.get("items")
    is_list = isinstance(lifted, dict) and lifted.keys() - ANNOTATIONS == {"type", "items"}
    return content.schema.schemas.at(items) if items and is_list else None


def _first(contents: tuple[Content, ...]) -> Origin | None:
    return contents[0].origin if contents else None


def _twin(media_type: MediaType, contents: tuple[Content, ...]) -> Content | None:
    """What is declared for a media type: itself, else the narrowest range that has it."""
    exact = [each for each in contents if each.media_type == media_type]
    near = [each for each in contents if each.media_type.essence == media_type.essence]
    covering = [each for each in contents if each.media_type.covers_essence(media_type)]
    covering.sort(key=lambda each: each.media_type.specificity, reverse=True)
    return next(iter((*exact, *near, *covering)), None)
