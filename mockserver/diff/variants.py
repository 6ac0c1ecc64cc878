"""The members of two choices that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from mockserver.diff.difference import Difference, Effect, Pair
from mockserver.diff.form import Demand, Form
from mockserver.diff.part import Part
from mockserver.spec.schema import Schema


class Compared(Protocol):
    """What tells which pieces say the same, in whatever words."""

    def is_equal(self, old: Part, new: Part) -> bool:
        """Whether nothing differs."""
        ...

    def unmatched(
        self, old: tuple[Part, ...], new: tuple[Part, ...]
    ) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """The pieces of each list that are not in the other one."""
        ...


def paired(
    compared: Compared, pair: Pair, old: Demand, new: Demand
) -> tuple[list[Difference], list[Pair]]:
    """What is lost or gained, and the members to be compared: first twins, then namesakes."""
    gone, come = compared.unmatched(old.part.elements(old.keyword), new.part.elements(new.keyword))
    left, further, lost = list(come), [], []
    for part in gone:
        twin = _twin(part, left)
        if twin is None:
            lost.append(part)
            continue
        left.remove(twin)
        further.append(_step(pair, new, part, twin))
    if len(lost) == len(left) == 1:
        further.append(_step(pair, new, lost.pop(), left.pop()))
    found = [
        *(_told(pair, "variant-removed", Effect.NARROWED, part, None, old) for part in lost),
        *(_told(pair, "variant-added", Effect.WIDENED, None, part, new) for part in left),
    ]
    if not found and not further and old.keyword != new.keyword:
        told = f"'{old.keyword}' became '{new.keyword}'"
        changed = Difference("schema-changed", Effect.UNKNOWN, pair, told, old.part, new.part)
        found.append(changed)
    return found, further


def lone(compared: Compared, pair: Pair) -> tuple[list[Difference], list[Pair]] | None:
    """A choice against a single schema that is one of its variants; None for anything else."""
    old, new = _choices(pair.base), _choices(pair.revision)
    if len(old) + len(new) != 1:
        return None
    demand = (old or new)[0]
    plain = pair.revision if old else pair.base
    variants = demand.part.elements(demand.keyword)
    twin = _member(compared, variants, plain, of_base=bool(old))
    if twin is None:
        return None
    others = [each for each in variants if each is not twin]
    if old:
        gone = "variant-removed", Effect.NARROWED
        lost = [_told(pair, *gone, each, None, demand) for each in others]
        whole = Form(pair.base.side, (*pair.base.beside(demand), twin))
        return lost, [pair.step(demand.keyword, label(twin), whole, plain)]
    come = [_told(pair, "variant-added", Effect.WIDENED, None, each, demand) for each in others]
    whole = Form(pair.revision.side, (*pair.revision.beside(demand), twin))
    return come, [pair.step(demand.keyword, label(twin), plain, whole)]


def _choices(form: Form) -> list[Demand]:
    return [each for each in form.demands if each.keyword in ("anyOf", "oneOf")]


def _member(
    compared: Compared, variants: tuple[Part, ...], plain: Form, *, of_base: bool
) -> Part | None:
    """The variant that a single schema is: the same, else a namesake."""
    for variant in variants:
        for part in (*plain.sources, *plain.parts):
            if compared.is_equal(*((variant, part) if of_base else (part, variant))):
                return variant
    names = {label(part) for part in plain.parts if part.owner.follow(_said(part))}
    named = (each for each in variants if each.owner.follow(_said(each)))
    return next((each for each in named if label(each) in names), None)


def _said(part: Part) -> dict[str, Any]:
    return part.value if isinstance(part.value, dict) else {}


def _step(pair: Pair, demand: Demand, old: Part, new: Part) -> Pair:
    base, revision = Form(pair.base.side, (old,)), Form(pair.revision.side, (new,))
    return pair.step(demand.keyword, label(new), base, revision)


def _told(
    pair: Pair, kind: str, effect: Effect, old: Part | None, new: Part | None, demand: Demand
) -> Difference:
    part = old or new
    name = label(part) if part else ""
    return Difference(kind, effect, pair, name, old, new, demand.keyword, name=name)


def _twin(part: Part, others: Iterable[Part]) -> Part | None:
    """The one that goes by the same name."""
    name = label(part)
    return next((each for each in others if name and label(each) == name), None)


def label(part: Part) -> str:
    """What people would call a variant: its component, title, or tag."""
    target = _component(part)
    if target is not None and target.node.pointer:
        return str(target.node.pointer[-1])
    title = part.says("title")
    return title if isinstance(title, str) else str(part.says("type") or "")


def _component(part: Part) -> Schema | None:
    """What a variant refers to, if with a tag beside it, which a discriminator gives it."""
    said = _said(part)
    composed = said.get("allOf") if len(said) == 1 else None
    places = (said, *(composed if isinstance(composed, list) else ()))
    found = (part.owner.follow(each) for each in places if isinstance(each, dict))
    return next((each for each in found if each is not None), None)
