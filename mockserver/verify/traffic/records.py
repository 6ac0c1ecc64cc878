"""A record of the target held against the recorded one: by relation, never by chance.

What a client sent comes back. What does not change in the recording does not change here. What the
server makes, such as keys and tokens, is another value that keeps its place. Moments keep their
order. All else depends on the data that the target holds, and is an error only where that is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mockserver.collection import Collection
from mockserver.collection.shape import Member
from mockserver.verify.judging.answers import undeclared_secrets
from mockserver.verify.sides.comparison import Difference, difference, is_coarse, moment
from mockserver.verify.sides.relation import shown
from mockserver.verify.traffic.mark import ERROR, INFO, WARNING, Mark, differs
from mockserver.verify.traffic.memory import Known
from mockserver.verify.traffic.renaming import Renaming, is_redacted

_TICK = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)
_HALF = 0.5
_OTHER_DATA = (
    "answers with other data than was recorded, so its values were not compared; "
    "--reset-url or --reset-cmd has it hold the same"
)


@dataclass(frozen=True, slots=True)
class Sight:
    """A record as it was ``recorded`` and as it is, with the ``members`` that are declared."""

    known: Known
    members: Mapping[str, Member]
    recorded: Mapping[str, Any]
    actual: Mapping[str, Any]

    def compared(self) -> Iterator[tuple[str, Any]]:
        """The recorded members that can be compared: no key, no secret."""
        for name, value in self.recorded.items():
            member = self.members.get(name)
            is_hidden = member is not None and member.is_write_only
            is_key = name == self.known.collection.key
            if not (is_key or is_hidden or is_redacted(value)):
                yield name, value


@dataclass(frozen=True)
class Relating:
    """``is_seeded``: the target was reset; ``is_own``: nobody else works with it.

    ``alike`` are the collections of which a whole list was the same as when it was recorded.
    """

    renaming: Renaming
    is_seeded: bool
    is_own: bool
    alike: set[str] = field(default_factory=set)
    seen: list[Sight] = field(default_factory=list)

    def holds_same(self, collection: Collection) -> bool:
        """Whether the target holds what was there when it was recorded."""
        return self.is_seeded or (self.is_own and collection.path in self.alike)

    def record(
        self,
        known: Known,
        members: Mapping[str, Member],
        recorded: Mapping[str, Any],
        actual: Mapping[str, Any],
    ) -> Iterator[Mark]:
        """All that is wrong with a record; ``settle`` takes in then what was seen."""
        sight = Sight(known, members, recorded, actual)
        yield from self._identity(known, actual)
        yield from self._settled(sight)
        fresh = [*self._fresh(sight)]
        if fresh and not self._is_same(sight):
            fresh = [Mark("traffic-other-data", WARNING, _OTHER_DATA)]
        yield from fresh
        yield from _strangers(sight)
        self.seen.append(sight)

    def settle(self) -> None:
        """Take in what was seen since the last time."""
        for each in self.seen:
            each.known.see(each.recorded, each.actual)
        self.seen.clear()

    def _identity(self, known: Known, actual: Mapping[str, Any]) -> Iterator[Mark]:
        collection = known.collection
        own, key = actual.get(collection.key), known.identity[2]
        meant = self.renaming.key(collection, key)
        if own is not None and str(own) not in (str(meant), str(key)):
            told = f"answered with the record {shown(own)} where {shown(meant)} was meant"
            yield Mark("record-mixed-up", ERROR, told, at=collection.key)

    def _is_same(self, sight: Sight) -> bool:
        """Whether the target holds this record as it was recorded, but for what is wrong."""
        known, recorded, actual = sight.known, sight.recorded, sight.actual
        if known.is_made or self.holds_same(known.collection):
            return True
        touched = [name for name in known.collection.touch if recorded.get(name) is not None]
        if touched:
            return all(difference(recorded[n], actual.get(n)) is None for n in touched)
        key, members = known.collection.key, sight.members
        compared = [name for name in recorded if name != key and name in members]
        alike = sum(difference(recorded[n], actual.get(n)) is None for n in compared)
        return self.is_own and alike >= len(compared) * _HALF

    def _settled(self, sight: Sight) -> Iterator[Mark]:
        """What is known of a record: what clients have set, and what was seen of it before."""
        for name, value in sight.compared():
            if name in sight.known.sent:
                yield from self._sent(sight, name, value)
            elif name in sight.known.recorded:
                look = self._kept if moment(value) is None else _moments
                yield from look(sight.known, name, value, sight.actual)

    def _fresh(self, sight: Sight) -> Iterator[Mark]:
        """What is seen for the first time, and depends on the data that is there."""
        for name, value in sight.compared():
            now = sight.actual.get(name)
            if name in sight.known.sent or name in sight.known.recorded:
                continue
            if moment(value) is None:
                yield from self._first(sight, name, value)
            elif moment(now) is None:
                yield differs(Difference((name,), value, now), ERROR)

    def _sent(self, sight: Sight, name: str, value: Any) -> Iterator[Mark]:
        """A field that a client set; of a record that others may have changed only that part."""
        known, member = sight.known, sight.members.get(name)
        expected = self.renaming.member(known.collection, name, value)
        part = known.sent[name]
        if not known.is_made and isinstance(part, Mapping) and isinstance(expected, Mapping):
            expected = {each: expected[each] for each in part if each in expected}
        is_closed = member is not None and not any(p.get("properties") for p in member.parts)
        before = known.actual.get(name) if known.is_made else None
        found = difference(
            expected,
            sight.actual.get(name),
            before,
            is_closed=is_closed and known.is_made,
            at=(name,),
        )
        if found:
            yield differs(found, ERROR)

    def _kept(
        self, known: Known, name: str, value: Any, actual: Mapping[str, Any]
    ) -> Iterator[Mark]:
        """A field that nobody set: it stays as long as it stayed when it was recorded."""
        if difference(known.recorded[name], value, is_closed=True) is not None:
            return
        before, now = known.actual.get(name), actual.get(name)
        if difference(before, now, is_closed=True) is None:
            return
        is_ours = known.is_made or self.is_own or self.is_seeded
        told = f"answered with {name} {shown(now)} where it was {shown(before)} and stayed as it "
        rule = "rest-changed" if known.is_written else "answer-unstable"
        severity = ERROR if is_ours else WARNING
        yield Mark(rule, severity, f"{told}was when it was recorded", at=name)

    def _first(self, sight: Sight, name: str, value: Any) -> Iterator[Mark]:
        """A field that is seen for the first time, and that no client has set."""
        collection, now = sight.known.collection, sight.actual.get(name)
        expected = self.renaming.member(collection, name, value)
        found = difference(expected, now, at=(name,))
        if found is None:
            return
        is_scalar = isinstance(value, str | int | float) and not isinstance(value, bool)
        if name in collection.made_by_server and is_scalar and _alike(value, now):
            self.renaming.learn(value, now)
            return
        is_known = _is_fixed(sight.members.get(name), found) or self.holds_same(collection)
        yield differs(found, ERROR if is_known else WARNING)


def _alike(value: Any, other: Any) -> bool:
    """Whether two values are of one type, so that one may stand for the other."""
    return isinstance(other, str) == isinstance(value, str) and isinstance(other, str | int | float)


def _is_fixed(member: Member | None, found: Difference) -> bool:
    """Whether a value is no matter of data: nothing, a choice of few, or what is declared."""
    if found.actual is None or found.expected is None or isinstance(found.expected, bool):
        return True
    if isinstance(found.expected, dict | list) != isinstance(found.actual, dict | list):
        return True
    return member is not None and (member.has("enum") or member.has("default"))


def _moments(known: Known, name: str, value: Any, actual: Mapping[str, Any]) -> Iterator[Mark]:
    """A moment that the server set: it moves where it moved, and never back."""
    now = moment(actual.get(name))
    before, then = moment(known.actual.get(name)), moment(known.recorded.get(name))
    recorded = moment(value)
    if now is None and before is not None and then is not None:
        yield differs(Difference((name,), value, actual.get(name)), ERROR)
    if now is None or before is None or then is None or recorded is None:
        return
    is_rough = is_coarse(actual.get(name)) or is_coarse(known.actual.get(name))
    slack = _SECOND if is_rough else _TICK
    was, told = known.actual.get(name), actual.get(name)
    if before - now >= slack:
        yield Mark("touch-missing", ERROR, f"{name} was {was} and is {told}: it went back", at=name)
    elif recorded == then and abs(now - before) >= slack and not _may_move(known, name):
        rule = "creation-moved" if known.is_written else "answer-unstable"
        said = f"{name} was {was} and is {told}, and did not move when it was recorded"
        yield Mark(rule, ERROR if known.is_made else WARNING, said, at=name)
    elif recorded > then and now == before and known.is_written and not is_rough:
        said = f"{name} is still {was} after a change, which moved it when it was recorded"
        yield Mark("touch-missing", ERROR, said, at=name)


def _may_move(known: Known, name: str) -> bool:
    """A change that changes nothing may move the moment of the last change, or not."""
    return known.is_written and name in known.collection.touch


def _strangers(sight: Sight) -> Iterator[Mark]:
    """Members that nobody declares: secrets break a promise, others are told."""
    members, actual = sight.members, sight.actual
    if not members:
        return
    secret = undeclared_secrets(iter(actual), frozenset(members))
    for name in actual:
        if name in secret:
            told = f"answered with {name!r}, which the document does not declare; leave it out"
            yield Mark("secret-leaked", ERROR, told, at=name)
        elif name not in members:
            known = " as when it was recorded" if name in sight.recorded else ""
            told = f"answered with {name!r}, which the document does not declare{known}"
            yield Mark("traffic-undeclared", INFO, told, at=name)


def key_of(collection: Collection, record: Any) -> Any:
    """The key that a record tells; None where it does not."""
    return record.get(collection.key) if isinstance(record, Mapping) and collection.key else None
