"""A list of the target held against the recorded one: by the records in it, not by their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from mockserver.collection import Collection, Shape
from mockserver.collection.listing import Listing
from mockserver.collection.role import Role, Tells
from mockserver.pointer import at
from mockserver.verify.sides.relation import shown
from mockserver.verify.traffic.mark import ERROR, WARNING, Mark
from mockserver.verify.traffic.memory import Known, Memory
from mockserver.verify.traffic.recorded import Recorded
from mockserver.verify.traffic.records import Relating, key_of

_ONWARD = (Role.PAGE, Role.OFFSET, Role.AFTER, Role.BEFORE)


@dataclass(frozen=True)
class Listed:
    """Both answers to a request for a list."""

    recorded: Recorded
    collection: Collection
    listing: Listing
    shape: Shape
    before: Any
    now: Any

    @property
    def items(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The records of both, by key."""
        old, new = (self._by_key(each) for each in (self.before, self.now))
        return old, new

    def _by_key(self, value: Any) -> dict[str, Any]:
        found = at(value, self.listing.items_at)
        records = [each for each in found if isinstance(each, Mapping)] if _is_list(found) else []
        keys = (key_of(self.collection, each) for each in records)
        return {str(k): each for k, each in zip(keys, records, strict=True) if k is not None}

    def is_whole(self, value: Any) -> bool:
        """Whether a list holds all that the request asks for, and is no page of it."""
        listing = self.listing
        names = {unquote_plus(each.partition("=")[0]) for each in self._pairs}
        if any(w.written in names for role, w in listing.windows.items() if role in _ONWARD):
            return False
        count = len(self._by_key(value))
        told = {each.tells: at(value, each.at) for each in listing.told}
        if isinstance(told.get(Tells.TOTAL), int):
            return bool(told[Tells.TOTAL] == count)
        if Tells.HAS_MORE in told:
            return told[Tells.HAS_MORE] is False
        if Tells.NEXT in told:
            return not told[Tells.NEXT]
        return not listing.windows

    @property
    def is_everything(self) -> bool:
        """Whether both lists hold all records that there are: nothing was filtered."""
        windows = {each.written for each in self.listing.windows.values()}
        names = {unquote_plus(each.partition("=")[0]) for each in self._pairs} - {""}
        return names <= windows and self.is_whole(self.before) and self.is_whole(self.now)

    @property
    def _pairs(self) -> list[str]:
        return self.recorded.request.query.split("&")


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def list_marks(listed: Listed, memory: Memory, relating: Relating) -> Iterator[Mark]:
    """What is wrong with a list and with the records in it."""
    if not isinstance(at(listed.now, listed.listing.items_at), list):
        return  # its schema tells of that
    before, now = listed.items
    parents = memory.parents(listed.recorded)
    found: dict[str, Known] = {}
    marks: list[Mark] = [*_counted(listed, relating)]
    for key, record in before.items():
        known = memory.record(listed.collection, parents, key)
        actual_key = str(relating.renaming.key(listed.collection, key))
        found[actual_key] = known
        if known.is_tainted or known.is_absent:
            continue
        if actual_key in now:
            marks += relating.record(known, listed.shape.members, record, now[actual_key])
        elif _is_missed(listed, known, relating):
            told = f"leaves out the record {shown(actual_key)}, which was listed when recorded"
            marks.append(Mark("list-incomplete", ERROR, told))
    marks += _overfull(listed, memory, relating, found)
    if not marks and found.keys() == now.keys() and listed.is_everything and not parents:
        memory.alike.add(listed.collection.path)
    yield from marks
    yield from _ordered(listed, list(before), list(now), relating)


def _counted(listed: Listed, relating: Relating) -> Iterator[Mark]:
    """What a list says of its length, and how long it is."""
    items = at(listed.now, listed.listing.items_at)
    keys = [str(key_of(listed.collection, each)) for each in items]
    twice = next((key for key in keys if keys.count(key) > 1 and key != "None"), None)
    if twice is not None:
        yield Mark("list-doubled", ERROR, f"lists the record {shown(twice)} twice")
    before = at(listed.before, listed.listing.items_at)
    if not relating.holds_same(listed.collection) or not isinstance(before, list):
        return
    if len(items) != len(before):
        told = f"lists {len(items)} records where {len(before)} were recorded"
        yield Mark("list-miscounted", ERROR, told)
    for each in listed.listing.told:
        was, now = at(listed.before, each.at), at(listed.now, each.at)
        if each.tells is Tells.TOTAL and was is not None and was != now:
            told = f"tells a total of {shown(now)} where {shown(was)} was recorded"
            yield Mark("list-miscounted", ERROR, told, at="total")


def _is_missed(listed: Listed, known: Known, relating: Relating) -> bool:
    """Whether a record that is not listed has to be."""
    is_same = relating.holds_same(listed.collection)
    is_there = is_same or (known.is_proven and not known.is_gone)
    return is_there and (is_same or listed.is_whole(listed.now))


def _overfull(
    listed: Listed, memory: Memory, relating: Relating, found: Mapping[str, Known]
) -> Iterator[Mark]:
    """A record of this traffic that was not listed when it was recorded."""
    if not listed.is_whole(listed.before):
        return
    _, now = listed.items
    parents = memory.parents(listed.recorded)
    for each in memory.records.values():
        path, above, key = each.identity
        if path != listed.collection.path or above != parents or each.is_tainted:
            continue
        actual = str(relating.renaming.key(listed.collection, key))
        if not each.is_proven or actual not in now or actual in found:
            continue
        if each.is_gone:
            told = f"lists the record {shown(actual)}, which was deleted"
            yield Mark("deleted-found", ERROR, told)
        elif each.is_made:
            told = f"lists the record {shown(actual)}, which was not listed when recorded"
            yield Mark("list-unfiltered", ERROR, told)


def _ordered(
    listed: Listed, before: list[str], now: list[str], relating: Relating
) -> Iterator[Mark]:
    """The same records in another order: clients may rely on what nobody promised."""
    meant = [str(relating.renaming.key(listed.collection, key)) for key in before]
    shared = [key for key in now if key in meant]
    if shared and set(shared) == set(meant) and shared != meant:
        sorts = listed.listing.windows.get(Role.SORT)
        query = listed.recorded.request.query
        is_asked = sorts is not None and f"{sorts.written}=" in query
        severity = ERROR if is_asked and relating.is_seeded else WARNING
        told = "lists the same records in another order than was recorded"
        yield Mark("traffic-order", severity, told)
