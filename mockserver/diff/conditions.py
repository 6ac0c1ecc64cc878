"""What is demanded on a condition, such as a tag that calls for what an heir adds."""

from __future__ import annotations

from collections.abc import Callable

from mockserver.diff.difference import Difference, Effect, Pair
from mockserver.diff.form import Demand, Form
from mockserver.diff.part import Part, spelled
from mockserver.schema import Direction
from mockserver.spec.heirs import Heir

BRANCHES = ("then", "else")
_Same = Callable[[Part, Part], bool]


def branched(pair: Pair, old: Demand, new: Demand, same: _Same) -> list[Pair] | None:
    """What two rules of the same condition call for, one beside the other; None for others."""
    if not old.keyword == new.keyword == "if" or old.stated.keys() != new.stated.keys():
        return None
    if not same(old.part.child("if"), new.part.child("if")):
        return None
    return [_branch(pair, old, new, each) for each in BRANCHES if each in old.stated]


def _branch(pair: Pair, old: Demand, new: Demand, word: str) -> Pair:
    """One branch; a step into ``then`` is one out of what the condition holds of as well."""
    base, revision = pair.base, pair.revision
    parts = old.part.child(word), new.part.child(word)
    if word == "then":
        base = Form(base.side, (*base.sources, old.part.child("if")))
        revision = Form(revision.side, (*revision.sources, new.part.child("if")))
    heir = _heir(pair.revision, new)
    inner = Form(base.side, parts[:1]), Form(revision.side, parts[1:])
    return Pair(base, revision).step(word, heir.name if heir else word, *inner)


def _heir(form: Form, demand: Demand) -> Heir | None:
    """The heir that a rule is about; None for other rules."""
    is_rule = demand.keyword == "if" and "then" in demand.stated
    return form.side.heir(demand.part.child("then")) if is_rule else None


def unshared(pair: Pair, old: Demand | None, new: Demand | None) -> Difference | None:
    """An heir that comes or goes; None for any other demand that one side has.

    The rule of an heir binds its tag alone. Where the other side does not list that tag, nobody
    sends it there, so that what it would have let pass does not count.
    """
    demand, form = (old, pair.base) if old else (new, pair.revision)
    heir = _heir(form, demand) if demand else None
    if heir is None or (old and new):
        return None
    part = form.side.part(heir.schema)
    before, after = (part, None) if old else (None, part)
    if _is_listed(pair.revision if old else pair.base, heir):
        told = f"what '{heir.name}' adds is {'gone' if old else 'new'}"
        return Difference("schema-changed", Effect.UNKNOWN, pair, told, before, after, "if")
    is_request = form.side.direction is Direction.REQUEST
    kind, told = "variant-removed" if old else "variant-added", heir.name
    if bool(old) == is_request:
        told = f"'{heir.property}' chooses it {'no more' if old else 'as well'}"
        kind = "discriminator-changed"
    return Difference(kind, Effect.NOTED, pair, told, before, after, "if", heir.name)


def _is_listed(form: Form, heir: Heir) -> bool:
    tags = form.member(heir.property).enum or {}
    return any(spelled(each) in tags for each in heir.tags)
