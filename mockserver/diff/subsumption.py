"""In what two schemas differ, keyword by keyword, and whether less or more fits for it.

The walk goes through both schemas at once, each pair of pieces once, so recursion ends. Where no
single keyword tells, the library is asked about the whole piece.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from math import inf
from typing import Any

from mockserver.diff import leaves, members, relation
from mockserver.diff.conditions import branched, unshared
from mockserver.diff.difference import Difference, Effect, Pair
from mockserver.diff.form import Demand, Form
from mockserver.diff.part import Part, Side
from mockserver.diff.places import Key, Places, key_of
from mockserver.diff.sameness import Sameness, Told, never
from mockserver.diff.variants import lone, paired

CHOICES = ("anyOf", "oneOf")


class Comparison:
    """Compares the schemas of two documents for one direction."""

    def __init__(self, base: Side, revision: Side, is_unchanged: Told = never) -> None:
        self._base = base
        self._revision = revision
        self._same = Sameness(base, revision, is_unchanged)
        self._equal: dict[object, bool] = {}
        self._places = Places(self._looked)

    def unmatched(
        self, old: tuple[Part, ...], new: tuple[Part, ...]
    ) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """The pieces of each list that are not in the other one, in whatever words."""
        gone, come = self._same.unmatched(old, new)
        left = list(come)
        lost = []
        for part in gone:
            name = self._component(self._base, part)
            if name and any(name == self._component(self._revision, each) for each in left):
                lost.append(part)  # namesakes are compared with each other anyway
                continue
            twin = next((each for each in left if self.is_equal(part, each)), None)
            if twin is None:
                lost.append(part)
            else:
                left = [each for each in left if each is not twin]
        return tuple(lost), tuple(left)

    @staticmethod
    def _component(side: Side, part: Part) -> str:
        """The name of what a piece refers to; empty where it says more, or refers to nothing."""
        target = (
            side.follow(part) if isinstance(part.value, dict) and len(part.value) == 1 else None
        )
        return str(target.owner.node.pointer[-1]) if target and target.owner.node.pointer else ""

    def differences(self, old: Part, new: Part) -> Iterator[Difference]:
        """All differences between two schemas, each pair of pieces looked at once."""
        pair = self._pair(old, new)
        return iter(()) if self._agree(pair) else self._places.differences(pair)

    def _pair(self, old: Part, new: Part) -> Pair:
        return Pair(Form(self._base, (old,)), Form(self._revision, (new,)))

    def _looked(self, pair: Pair) -> tuple[list[Difference], list[Pair]]:
        """What differs here, and where to look further."""
        found, below = self._look(pair)
        return found, [each for each in below if not self._agree(each)]

    def _look(self, pair: Pair) -> tuple[list[Difference], list[Pair]]:
        choice = lone(self, pair)
        if choice is not None:
            return ([], []) if _is_rephrased(choice[0], pair) else choice
        found = [*self._here(pair)]
        below = [] if _is_settled(pair) else [*self._below(pair)]
        found += self._demands(pair, below)
        if _is_rephrased(found, pair):
            return [each for each in found if each.effect is Effect.NOTED], []
        return found, below

    def is_equal(self, old: Part, new: Part) -> bool:
        """Whether nothing differs; so it is taken to be while the two are being compared."""
        key = old.key, new.key
        if key not in self._equal:
            self._equal[key] = True
            self._equal[key] = self._is_clean(self._pair(old, new))
        return self._equal[key]

    def _is_clean(self, pair: Pair) -> bool:
        """Whether nothing differs; what is looked at meanwhile may be found otherwise later."""
        seen: set[Key] = set()
        waiting = deque([pair])
        while waiting:
            pair = waiting.popleft()
            key = key_of(pair)
            if key in seen or self._agree(pair):
                continue
            seen.add(key)
            place = self._places.known(pair)
            found, below = (
                (place.found, [each.pair for _, each in place.below]) if place else self._look(pair)
            )
            if found:
                return False
            waiting += below
        return True

    def _agree(self, pair: Pair) -> bool:
        old, new = pair.base.sources, pair.revision.sources
        if len(old) == len(new) and all(
            self._same.holds(*each) for each in zip(old, new, strict=True)
        ):
            return True
        return pair.base.is_closed and pair.revision.is_closed

    def _here(self, pair: Pair) -> Iterator[Difference]:
        for look in (*leaves.LOOKS, *members.LOOKS):
            yield from look(pair)

    def _below(self, pair: Pair) -> Iterator[Pair]:
        """The places one step further that both sides describe."""
        old, new = pair.base, pair.revision
        if old.has("object") and new.has("object"):
            yield from _properties(pair)
        if old.has("array") and new.has("array"):
            prefix = max(old.prefix, new.prefix)
            most = _most(pair)
            for index in range(min(prefix, most)):
                yield pair.step("item", index, old.item(index), new.item(index))
            if prefix < most:
                yield pair.step("item", None, old.item(None), new.item(None))

    def _demands(self, pair: Pair, below: list[Pair]) -> Iterator[Difference]:
        old, new = self._left(pair.base.demands, pair.revision.demands)
        if len(old) == len(new) == 1 and {old[0].keyword, new[0].keyword} <= set(CHOICES):
            found, further = paired(self, pair, old[0], new[0])
            below += further
            yield from found
            return
        for demand in self._unbranched(pair, old, new, below):
            is_heir = unshared(pair, demand, None)
            twin = next((each for each in new if each.keyword == demand.keyword), None)
            if twin is not None and not is_heir:
                new.remove(twin)
            yield is_heir or self._of_names(_changed(pair, demand, twin))
        for demand in new:
            yield unshared(pair, None, demand) or _changed(pair, None, demand)

    def _of_names(self, difference: Difference) -> Difference:
        """A change of what names have to fit tells what becomes of the names: less or more fits."""
        key, parts = difference.keyword, (difference.old, difference.new)
        if key != "propertyNames" or not all(parts):
            return difference
        old, new = (each.child(key) for each in parts if each)
        pair = Pair(Form(self._base, (old,)), Form(self._revision, (new,)))
        found, below = self._look(pair)
        is_open = any(each.trail[-1].kind not in ("property", "item") for each in below)
        effects = {each.effect for each in found}
        if is_open or effects not in ({Effect.NARROWED}, {Effect.WIDENED}):
            return difference  # a name is a text, so that nothing is below it
        (effect,) = effects
        return difference.as_(f"schema-{effect.value}", effect)

    def _unbranched(
        self, pair: Pair, old: list[Demand], new: list[Demand], below: list[Pair]
    ) -> list[Demand]:
        """The demands of the base but those whose branches are compared below, with their twins."""
        left = []
        for demand in old:
            found = ((each, branched(pair, demand, each, self._same.holds)) for each in new)
            twin, branches = next((each for each in found if each[1] is not None), (None, None))
            if twin is None or branches is None:
                left.append(demand)
            else:
                new.remove(twin)
                below += branches
        return left

    def _left(
        self, old: tuple[Demand, ...], new: tuple[Demand, ...]
    ) -> tuple[list[Demand], list[Demand]]:
        left, gone = list(new), []
        for demand in old:
            twin = next((each for each in left if self._same.of_demands(demand, each)), None)
            if twin is None:
                gone.append(demand)
            else:
                left.remove(twin)
        return gone, left


def _most(pair: Pair) -> Any:
    """How many items a list has at most that fits both."""
    found = (form.bounds.get("maxItems") for form in (pair.base, pair.revision))
    return min((bound.value for bound in found if bound), default=inf)


def _is_settled(pair: Pair) -> bool:
    """Where nothing fits, or anything does, there are no places to compare."""
    return any(form.is_closed or not form.parts for form in (pair.base, pair.revision))


def _properties(pair: Pair) -> Iterator[Pair]:
    old, new = pair.base, pair.revision
    for name in dict.fromkeys((*old.declared, *new.declared)):
        if (name in old.declared and name in new.declared) or _is_map(pair, name):
            yield pair.step("property", name, old.member(name), new.member(name))
    if not old.additional.is_closed and not new.additional.is_closed:
        yield pair.step("property", "", old.additional, new.additional)


def _is_map(pair: Pair, name: str) -> bool:
    """A name that one side only describes as one of many others."""
    lacking = pair.revision if name in pair.base.declared else pair.base
    return bool(lacking.member(name).parts) and not lacking.member(name).is_closed


def _changed(pair: Pair, old: Demand | None, new: Demand | None) -> Difference:
    demand = old or new
    keyword = demand.keyword if demand else ""
    told = f"'{keyword}' {'changed' if old and new else 'is gone' if old else 'is new'}"
    return Difference(
        "schema-changed",
        Effect.UNKNOWN,
        pair,
        told,
        old.part if old else None,
        new.part if new else None,
        keyword,
    )


def _is_rephrased(found: list[Difference], pair: Pair) -> bool:
    """Whether it is proven that the two sides only say the same in other words."""
    if not any(each.effect is Effect.UNKNOWN or each.keyword in CHOICES for each in found):
        return False  # one keyword against another of its kind: what it tells is so
    return relation.contains(pair.revision, pair.base) and relation.contains(
        pair.base, pair.revision
    )
