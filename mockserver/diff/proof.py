"""The differences of two schemas with what is proven of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mockserver.diff import relation
from mockserver.diff.change import Example
from mockserver.diff.conditions import BRANCHES
from mockserver.diff.difference import Difference, Effect, Pair, Step
from mockserver.diff.form import Form
from mockserver.diff.judge import Judge, Judges
from mockserver.diff.part import Side
from mockserver.diff.sameness import Told, never
from mockserver.diff.subsumption import CHOICES, Comparison
from mockserver.diff.witness import Search
from mockserver.origin import Origin
from mockserver.schema import Direction, Validator, Validators
from mockserver.spec.schema import Schema

_HARM = {Direction.REQUEST: Effect.NARROWED, Direction.RESPONSE: Effect.WIDENED}
_GENERAL = {Direction.REQUEST: "schema-narrowed", Direction.RESPONSE: "schema-widened"}
_STRANGERS: tuple[Any, ...] = (None, True, 0, 0.5, "", "text", [], {})
_TRIES = 6
"""Bodies of operations in which it is looked for what shows that an undecided difference hurts."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A difference, and a body that shows why it hurts."""

    difference: Difference
    counterexample: Example | None = None

    @property
    def is_open(self) -> bool:
        """Whether another body may show what this one did not."""
        return self.counterexample is None and self.difference.kind == "schema-undecided"


class Proofs:
    """Compares schemas of two documents for one direction and proves what it finds."""

    def __init__(self, direction: Direction, today: date, is_unchanged: Told = never) -> None:
        self.direction = direction
        self.today = today
        self._known: dict[object, Proven] = {}
        self._judges = Judges()
        self._tried: Counter[object] = Counter()
        self._written: dict[object, tuple[Origin | None, Origin | None, str]] = {}
        self._base = Side(direction)
        self._revision = Side(direction)
        self._validators = Validators(), Validators()
        self._comparison = Comparison(self._base, self._revision, is_unchanged)

    def of(self, old: Schema, new: Schema) -> Iterator[Proven]:
        """What differs, with a counter-example where one was found."""
        found = self._comparison.differences(self._base.part(old), self._revision.part(new))
        for difference in found:
            cause = difference.cause
            known = self._known.get(cause)
            if known is None or (known.is_open and self._tried[cause] < _TRIES):
                self._tried[cause] += 1
                known = self._proven(old, new, difference)
                if known is not None:
                    self._known[cause] = known
                    yield known
            else:  # proven of another body: the same piece hurts here as there
                yield Proven(difference.as_(known.difference.kind, known.difference.effect))

    def once(
        self, cause: object, look: Callable[[], tuple[Origin | None, Origin | None, str]]
    ) -> tuple[Origin | None, Origin | None, str]:
        """Where both sides write a difference, looked for once for each cause."""
        if cause not in self._written:
            self._written[cause] = look()
        return self._written[cause]

    def refused(self, schema: Schema, *, of_base: bool) -> Example | None:
        """A value that a schema refuses; None where anything fits."""
        judge = self.judge(schema, of_base=of_base)
        found = (value for value in _STRANGERS if not judge.is_valid(value))
        return next((Example(value) for value in found), None)

    def judge(self, schema: Schema, *, of_base: bool) -> Validator:
        """What judges the values of a schema."""
        return self._validators[0 if of_base else 1].of(schema, self.direction)

    def form(self, schema: Schema, *, of_base: bool) -> Form:
        """What a schema of one side demands."""
        side = self._base if of_base else self._revision
        return Form(side, (side.part(schema),))

    def values(self, schema: Schema, *, of_base: bool) -> Iterator[Any]:
        """Values that fit a schema of one side."""
        return Judge(self.form(schema, of_base=of_base)).values()

    def _proven(self, old: Schema, new: Schema, difference: Difference) -> Proven | None:
        """What is proven of a difference; None where it is that nothing is lost by it."""
        effect = difference.effect
        if effect is Effect.UNKNOWN:
            difference = _decided(difference)
        elif effect is Effect.NOTED:
            return self._noted(old, new, difference)
        if difference.effect not in (_HARM[self.direction], Effect.UNKNOWN):
            return self._gained(old, new, difference)
        found = self._search(old, new).witness(difference)
        if found and difference.effect is Effect.UNKNOWN:
            harm = _GENERAL[self.direction], _HARM[self.direction]
            return Proven(difference.as_(*harm), found)
        if found is None and self._is_harmless(difference):
            return None
        if found is None and _is_claimed(difference):
            return Proven(difference.as_("schema-undecided", Effect.UNKNOWN))
        return Proven(difference, found)

    def _gained(self, old: Schema, new: Schema, difference: Difference) -> Proven:
        """What is gained by one variant may be lost, where only one may fit."""
        choice, variant = _exclusive(difference)
        found = self._search(old, new).witness(choice, variant) if choice else None
        if found is None:
            return Proven(difference)
        general = _as_a_whole(difference)
        return Proven(general.as_(_GENERAL[self.direction], _HARM[self.direction]), found)

    def _noted(self, old: Schema, new: Schema, difference: Difference) -> Proven:
        """A property that is gone hurts where it is refused; a new one may be a surprise."""
        pair, name = difference.pair, difference.name
        is_request = self.direction is Direction.REQUEST
        if difference.kind == "property-removed":
            if is_request and not pair.revision.member(name).is_closed:
                return Proven(difference)
            kind = "property-refused" if is_request else difference.kind
            gone = difference.as_(kind, _HARM[self.direction])
            return Proven(gone, self._search(old, new).witness(gone))
        is_surprise = difference.kind == "property-added" and pair.base.member(name).is_closed
        if is_surprise and not is_request:
            return Proven(difference.as_("undescribed-property-added", Effect.WIDENED))
        return Proven(difference)

    def _search(self, old: Schema, new: Schema) -> Search:
        before, after = self.judge(old, of_base=True), self.judge(new, of_base=False)
        if self.direction is Direction.REQUEST:
            return Search(before, after, self.direction, self._judges)
        return Search(after, before, self.direction, self._judges)

    def _is_harmless(self, difference: Difference) -> bool:
        """Whether it is proven, of the place itself, that nothing is lost."""
        pair = difference.pair
        if self.direction is Direction.REQUEST:
            return relation.contains(pair.revision, pair.base)
        return relation.contains(pair.base, pair.revision)


def _exclusive(difference: Difference) -> tuple[Difference | None, Pair | Step | None]:
    """The innermost choice of exactly one that a difference is in, and the variant there, if any.

    None where it is in none.
    """
    pair = difference.pair
    if difference.keyword == "oneOf":
        return replace(difference, keyword="", name="", hints=_STRANGERS), None
    for place in range(len(pair.trail) - 1, -1, -1):
        step = pair.trail[place]
        if step.kind == "oneOf":
            holder = Pair(step.base, step.revision, pair.trail[:place])
            hints = (*_STRANGERS, *difference.hints)
            beneath: tuple[Pair | Step, ...] = (*pair.trail, pair)
            found = replace(difference, pair=holder, keyword="", name="", hints=hints)
            return found, beneath[place + 1]
    return None, None


def _as_a_whole(difference: Difference) -> Difference:
    """A variant that comes or goes, in words about all the values that fit."""
    if not difference.kind.startswith("variant-"):
        return difference
    fate = "is new, so that what fits another one as well does not"
    if difference.kind == "variant-removed":
        fate = "is gone, so that what fitted another one as well does"
    told = f"only one may fit: '{difference.name}' {fate}"
    return replace(difference, name="", told=told)


def _is_claimed(difference: Difference) -> bool:
    """Whether other variants may take what this one refuses, so that only an example is proof."""
    in_variant = any(step.kind in (*CHOICES, *BRANCHES) for step in difference.pair.trail)
    if any(step.token == "" and _has_patterns(step) for step in difference.pair.trail):
        return True
    is_choice = difference.kind in ("variant-removed", "variant-added")
    # a format that the judge does not know is a word for people
    return in_variant or is_choice or difference.keyword == "format"


def _has_patterns(step: Step) -> bool:
    """Whether names that nothing else describes may still be described by a pattern."""
    demands = (*step.base.demands, *step.revision.demands)
    return any(each.keyword == "patternProperties" for each in demands)


def _decided(difference: Difference) -> Difference:
    """A difference of unknown effect, decided by the library where it can be."""
    pair = difference.pair
    if relation.contains(pair.revision, pair.base):
        return difference.as_("schema-widened", Effect.WIDENED)
    if relation.contains(pair.base, pair.revision):
        return difference.as_("schema-narrowed", Effect.NARROWED)
    return difference
