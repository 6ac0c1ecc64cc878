"""What changes about the properties of an object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.diff.difference import Difference, Effect, Pair
from mockserver.diff.form import Form
from mockserver.diff.part import Part
from mockserver.schema import Direction

_NARROWED, _WIDENED, _NOTED = Effect.NARROWED, Effect.WIDENED, Effect.NOTED


def required(pair: Pair) -> Iterator[Difference]:
    """Names that have to be there from now on, or no more."""
    old, new = pair.base, pair.revision
    if not (old.has("object") and new.has("object")):
        return
    for name, part in new.required.items():
        if name not in old.required:
            is_new = name not in old.declared and name in new.declared
            kind = "required-property-added" if is_new else "property-became-required"
            yield _listed(_named(pair, kind, _NARROWED, name, old.declared.get(name), part))
    for name, part in old.required.items():
        if name not in new.required and (
            _is_there(new, name) or not (name in old.declared or name in new.hidden)
        ):
            after = new.declared.get(name)
            yield _listed(_named(pair, "property-became-optional", _WIDENED, name, part, after))


def _listed(difference: Difference) -> Difference:
    return replace(difference, keyword="required")


def _is_there(form: Form, name: str) -> bool:
    """A property that is gone, or travels the other way only, is told of as such."""
    return name in form.declared


def described(pair: Pair) -> Iterator[Difference]:
    """Properties that come and go."""
    old, new = pair.base, pair.revision
    if not (old.has("object") and new.has("object")):
        return
    is_request = old.side.direction is Direction.REQUEST
    for name, part in old.declared.items():
        if name in new.hidden and is_request:
            yield _named(pair, "property-became-read-only", _NOTED, name, part, new.hidden[name])
        elif _is_lost(old, new, name):
            yield _named(pair, "property-removed", _NOTED, name, part, None)
    for name, part in new.declared.items():
        if name not in old.declared and name not in new.required and not _is_described(old, name):
            yield _named(pair, "property-added", _NOTED, name, None, part)


def _is_lost(old: Form, new: Form, name: str) -> bool:
    if name in new.declared or _is_described(new, name):
        return False
    return old.describes(name) or new.member(name).is_closed


def _is_described(form: Form, name: str) -> bool:
    """Whether a map, or each variant, describes a name: then the two descriptions are compared."""
    choices = (each for each in form.demands if each.keyword in ("anyOf", "oneOf"))
    return _is_covered(form, name) or any(
        all(
            name in Form(form.side, (variant,)).declared
            for variant in demand.part.elements(demand.keyword)
        )
        for demand in choices
    )


def _is_covered(form: Form, name: str) -> bool:
    """A map describes all names: then the two descriptions are compared."""
    member = form.member(name)
    return bool(member.parts) and not member.is_closed


def others(pair: Pair) -> Iterator[Difference]:
    """Whether names that nothing describes are allowed."""
    old, new = pair.base, pair.revision
    if not (old.has("object") and new.has("object")):
        return
    was, is_closed = old.additional.is_closed, new.additional.is_closed
    if was == is_closed:
        return
    before, after = _saying(old), _saying(new)
    if is_closed:
        told = "names that are not described are refused"
        found = Difference("object-closed", _NARROWED, pair, told, before, after)
    else:
        told = "names that are not described are allowed"
        found = Difference("object-opened", _WIDENED, pair, told, before, after)
    yield found


def _saying(form: Form) -> Part | None:
    told = (*form.additional.sources, *form.parts)
    return next(iter(told), None)


def notes(pair: Pair) -> Iterator[Difference]:
    """What is said of a value without demanding anything of it."""
    old, new = pair.base, pair.revision
    for keyword in ("default", "discriminator"):
        before, after = old.noted(keyword), new.noted(keyword)
        if before != after:
            told = f"{before or 'none'} became {after or 'none'}"
            parts = old.annotation(keyword), new.annotation(keyword)
            yield Difference(f"{keyword}-changed", _NOTED, pair, told, *parts, keyword)
    if new.noted("deprecated") == "true" and old.noted("deprecated") != "true":
        parts = old.annotation("deprecated"), new.annotation("deprecated")
        yield Difference("property-deprecated", _NOTED, pair, "", *parts, "deprecated")


def _named(pair: Pair, kind: str, effect: Effect, name: str, *parts: Part | None) -> Difference:
    old, new = parts
    return Difference(kind, effect, pair, "", old, new, "", name)


LOOKS = (required, described, others, notes)
