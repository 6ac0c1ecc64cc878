"""Whether two schemas say the same, word for word, whatever their components are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mockserver.diff.form import Demand
from mockserver.diff.part import ANNOTATIONS, Part, Side, spelled
from mockserver.spec.node import Node

# What is told of apart from what is demanded: a change of it is a fact of its own.
_NOTED = frozenset(("default", "deprecated", "discriminator", "x-sunset"))
_SILENT = ANNOTATIONS - _NOTED
_BELOW = frozenset(
    "not if then else items additionalProperties contains propertyNames unevaluatedItems "
    "unevaluatedProperties contentSchema".split()
)
_LISTS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_MAPS = frozenset(("properties", "patternProperties", "dependentSchemas"))
_SETS = frozenset(("required", "enum", "type"))

_LONGEST = 100

Told = Callable[[Node, Node], bool]
"""Whether nothing can differ between two places, as far as that is known at once."""
_Pair = tuple[Part, Part]
_Key = tuple[tuple[int, bool], tuple[int, bool]]


def never(_old: Node, _new: Node) -> bool:
    """Nothing is known of any two places."""
    return False


class Sameness:
    """Compares pieces of two sides; what was found of a pair is kept.

    References are followed where they stand, and what leads back to a pair that is being looked
    at is taken to be the same: pieces differ only where a difference can be reached.
    """

    def __init__(self, base: Side, revision: Side, is_unchanged: Told = never) -> None:
        self._base = base
        self._revision = revision
        self._is_unchanged = is_unchanged
        self._known: dict[_Key, bool] = {}
        self._kept: list[_Pair] = []  # ids are theirs as long as the pieces live

    def holds(self, old: Part, new: Part) -> bool:
        """Whether the two say the same."""
        key = old.key, new.key
        if key not in self._known:
            self._look(old, new)
        return self._known[key]

    def _look(self, old: Part, new: Part) -> None:
        """Settle a pair and all that it leads to, so that nothing is ever walked through twice."""
        seen: dict[_Key, _Pair] = {}
        above: dict[_Key, list[_Key]] = {}
        differing: list[_Key] = []
        waiting = [(old, new)]
        while waiting:
            one, other = waiting.pop()
            key = one.key, other.key
            if key in seen or key in self._known:
                continue
            seen[key] = one, other
            below = self._below(one, other)
            if below is None:
                differing.append(key)
            for pair in below or ():
                above.setdefault((pair[0].key, pair[1].key), []).append(key)
            waiting += below or []
        differing += [
            key for each in above if self._known.get(each) is False for key in above[each]
        ]
        different = _reached(differing, above)
        self._known.update((key, key not in different) for key in seen)
        self._kept += seen.values()

    def _below(self, old: Part, new: Part) -> list[_Pair] | None:
        """The pairs that have to be the same as well; None where these two differ."""
        old, new = self._plain(self._base, old), self._plain(self._revision, new)
        if old.nullable != new.nullable:
            return None
        if not isinstance(old.value, dict) or not isinstance(new.value, dict):
            return [] if old.value is new.value else None
        if _keywords(old.value) != _keywords(new.value):
            return None
        is_whole = self._base.is_whole(old) and self._revision.is_whole(new)
        if is_whole and self._is_unchanged(old.owner.node, new.owner.node):
            return []
        pairs: list[_Pair] = []
        for keyword in _keywords(old.value):
            found = self._keyword(keyword, old, new)
            if found is None:
                return None
            pairs += found
        return pairs

    @staticmethod
    def _plain(side: Side, part: Part) -> Part:
        """What only leads to another piece is that piece; a chain that never ends is itself."""
        for _ in range(_LONGEST):
            target = _meant(side, part)
            if target is None:
                return part
            part = target
        return part

    def _keyword(self, keyword: str, old: Part, new: Part) -> list[_Pair] | None:
        before, after = old.says(keyword), new.says(keyword)
        if keyword == "$ref":
            one, other = self._base.follow(old), self._revision.follow(new)
            return [(one, other)] if one and other else None
        if keyword in _BELOW:
            return [(old.child(keyword), new.child(keyword))]
        if keyword in _MAPS and isinstance(before, dict) and isinstance(after, dict):
            pairs = ((old.child(keyword, name), new.child(keyword, name)) for name in before)
            return [*pairs] if before.keys() == after.keys() else None
        if keyword in _LISTS and isinstance(before, list) and isinstance(after, list):
            both = zip(old.elements(keyword), new.elements(keyword), strict=False)
            return [*both] if len(before) == len(after) else None
        return [] if _same(keyword, before, after) else None

    def of_demands(self, old: Demand, new: Demand) -> bool:
        """Whether two keywords say the same: the members of a choice in any order."""
        if old.keyword != new.keyword or old.part.nullable != new.part.nullable:
            return False
        if old.keyword in ("anyOf", "oneOf"):
            rest = self.unmatched(old.part.elements(old.keyword), new.part.elements(new.keyword))
            return rest == ((), ())
        if old.stated.keys() != new.stated.keys():
            return False
        pairs = [self._keyword(key, old.part, new.part) for key in old.stated]
        return all(each is not None and all(self.holds(*pair) for pair in each) for each in pairs)

    def unmatched(
        self, old: tuple[Part, ...], new: tuple[Part, ...]
    ) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """The pieces of each list that are not in the other one."""
        left = list(new)
        gone = []
        for part in old:
            twin = next((each for each in left if self.holds(part, each)), None)
            if twin is None:
                gone.append(part)
            else:
                left = [each for each in left if each is not twin]
        return tuple(gone), tuple(left)


def _reached(keys: Iterable[_Key], onwards: Mapping[_Key, Iterable[_Key]]) -> set[_Key]:
    """Some keys and all that they lead to."""
    found: set[_Key] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += onwards.get(key, ())
    return found


def _meant(side: Side, part: Part) -> Part | None:
    """The one piece that a reference or an allOf of one stands for."""
    said = _keywords(part.value) if isinstance(part.value, dict) else ()
    if len(said) != 1:
        return None
    members = part.elements("allOf")
    if len(members) == 1:
        return members[0].with_null() if part.nullable else members[0]
    return side.follow(part)


def _keywords(said: dict[str, Any]) -> frozenset[str]:
    return frozenset(
        key for key in said if key in _NOTED or (key not in _SILENT and not key.startswith("x-"))
    )


def _same(keyword: str, before: Any, after: Any) -> bool:
    if keyword in _SETS:
        return sorted(_spellings(before)) == sorted(_spellings(after))
    return spelled(before) == spelled(after)


def _spellings(value: Any) -> Iterator[str]:
    yield from map(spelled, value if isinstance(value, list) else [value])
