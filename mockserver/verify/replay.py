"""The records of the fixtures as a target has them: fetched one by one, listed, and compared."""

from __future__ import annotations

from collections.abc import Collection as Collection_
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from mockserver.collection import Action, Collection, FixtureRecord, Shape
from mockserver.http import Request
from mockserver.pointer import at
from mockserver.transport import Client, Target
from mockserver.verify.cases.case import Case
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both, value_of
from mockserver.verify.sides.comparison import difference
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import can_be_found, walk
from mockserver.verify.sides.relation import may_lack, shown
from mockserver.verify.sides.twin import Twin

_MOST, _FEW = 30, 3
"""So many records of a collection are fetched; of those that were before, so many again."""


@dataclass(frozen=True, slots=True)
class Ground:
    """``is_seeded``: the target was reset, so that its records are those of the fixtures."""

    atlas: Atlas
    is_seeded: bool


def replays(ground: Ground, collection: Collection) -> Iterator[Case]:
    """A case for each record that is fetched, and one for the list of all."""
    fetch = ground.atlas.door(collection, Action.FETCH)
    listing = ground.atlas.door(collection, Action.LIST)
    if fetch is None:
        return
    records = [dict(each.value) for each in collection.records][:_MOST]
    places = [(_parents(ground.atlas, collection, each), each) for each in records]
    for parents, record in places if fetch.part.record_at is not None else ():
        if parents is not None and record.get(collection.key) is not None:
            name = f"the fixture {record[collection.key]} is there"
            case = partial(_fetched, ground, fetch, parents, record)
            yield Case(name, fetch.operation.label, case)
    known = {_path(each): each for each, _ in places if each is not None}
    for parents in [()] if listing and not collection.parents else [*known.values()][:_FEW]:
        if listing is not None:
            case = partial(_listed, ground, listing, fetch, parents)
            yield Case("records are listed as they are", listing.operation.label, case)


def _parents(
    atlas: Atlas, collection: Collection, record: Mapping[str, Any]
) -> tuple[Twin, ...] | None:
    """What a record lies in, as far as it tells; None where it does not."""
    parents: tuple[Twin, ...] = ()
    for owner, name in zip(atlas.above(collection) or (), collection.parents, strict=False):
        key = record.get(collection.parent_fields.get(name, ""))
        if key is None:
            return None
        parents = (*parents, Twin(owner, parents, Both(key, key)))
    return parents if len(parents) == len(collection.parents) else None


def _path(parents: tuple[Twin, ...]) -> tuple[Any, ...]:
    return tuple(each.keys.target for each in parents)


def _fetched(
    ground: Ground,
    door: Door,
    parents: tuple[Twin, ...],
    record: Mapping[str, Any],
    journey: Journey,
) -> None:
    key = record[door.collection.key]
    twin = Twin(door.collection, parents, Both(key, key))
    both = journey.act(twin, door)
    if not both.target.is_success:
        raise Skipped("it is not there")
    actual = journey.record(door, both.target)
    own = actual.get(door.collection.key)
    if own is not None and str(own) != str(key):
        told = f"answered with the record {shown(own)} where {shown(key)} was asked for"
        journey.broken(door.operation, "record_mixed_up", told)
    if not ground.is_seeded and _is_changed(door.collection, record, actual):
        raise Skipped("somebody has changed it")
    _insist_as_in(record, door, actual, journey)


def _insist_as_in(
    record: Mapping[str, Any], door: Door, actual: Mapping[str, Any], journey: Journey
) -> None:
    """Each field is as it is in the fixture; where many are not, one is told for all."""
    other = list(_others(journey.atlas.shape(door), record, actual))
    is_many = len(other) > _FEW
    more = f"; {len(other) - 1} other fields differ, too" if is_many else ""

    def insist(name: str) -> None:
        told = f"answered with {name} {shown(actual.get(name))} where the fixture "
        told = f"{told}has {shown(record[name])}{more}"
        journey.broken(door.operation, "fixture_differs", told, at_=f"/{name}")

    journey.each(partial(insist, name) for name in (other[:1] if is_many else other))


def _others(shape: Shape, record: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[str]:
    """The fields that are not as they are in the fixture."""
    for name, value in record.items():
        member = shape.members.get(name)
        if member is None or member.value("writeOnly") is True:
            continue
        found = difference(value, actual.get(name), is_own=member.is_map)
        if found and (name in actual or not may_lack(shape, name, value)):
            yield name


def _is_changed(
    collection: Collection, record: Mapping[str, Any], actual: Mapping[str, Any]
) -> bool:
    """Whether the record was changed since it was made, as far as it tells that."""
    told = [name for name in collection.touch if name in record and name in actual]
    return not told or any(difference(record[name], actual[name]) for name in told)


def _listed(
    ground: Ground, listing: Door, fetch: Door, parents: tuple[Twin, ...], journey: Journey
) -> None:
    """Each record of the list, as far as there are few, is the one that is fetched by its key."""
    collection = listing.collection
    found: dict[str, Mapping[str, Any]] = {}
    for page in walk(journey, listing, parents):
        for item in page.items:
            if item.get(collection.key) is not None:
                found.setdefault(str(item[collection.key]), item)
    known = {str(each.value.get(collection.key)) for each in collection.records}
    asked = (each for each in found.items() if each[0] not in known or ground.atlas.is_thorough)
    for item in dict([*islice(found.items(), _FEW), *asked][:_MOST]).values():
        _insist_alike(listing, fetch, parents, item, journey)
    if can_be_found(collection.listing):
        _insist_whole(ground, listing, fetch, parents, found.keys(), journey)


def _insist_alike(
    listing: Door,
    fetch: Door,
    parents: tuple[Twin, ...],
    item: Mapping[str, Any],
    journey: Journey,
) -> None:
    """A record that is listed is there under its key, with the same values."""
    key = item[listing.collection.key]
    text = str(key)
    both = journey.act(Twin(listing.collection, parents, Both(key, key)), fetch)
    if not both.target.is_success:
        told = f"answered {both.target.status} for {shown(text)}, a record that is listed"
        journey.broken(fetch.operation, "record_lost", told)
    actual = journey.record(fetch, both.target)
    for name in _settable(journey, listing):
        is_both = name in item and name in actual
        if is_both and difference(item[name], actual[name], is_closed=True):
            told = f"lists {name} of {shown(text)} as {shown(item[name])}, and answers with "
            told = f"{told}{shown(actual[name])} when asked"
            journey.broken(listing.operation, "value_differs", told, at_=f"/{name}")


def _insist_whole(
    ground: Ground,
    listing: Door,
    fetch: Door,
    parents: tuple[Twin, ...],
    found: Collection_[str],
    journey: Journey,
) -> None:
    """A fixture that is there is listed."""
    collection = listing.collection
    for record in collection.records[:_MOST]:
        key = record.value.get(collection.key)
        own = _parents(ground.atlas, collection, record.value)
        if key is None or str(key) in found or own is None or _path(own) != _path(parents):
            continue
        reply = journey.act(Twin(collection, parents, Both(key, key)), fetch).target
        if reply.is_success or ground.is_seeded:
            told = f"leaves out {shown(key)}, a record that is there"
            journey.broken(listing.operation, "list_incomplete", told)


def _settable(journey: Journey, door: Door) -> list[str]:
    """The members whose values somebody has set: all else may well differ from time to time."""
    collection = door.collection
    known = {name for record in collection.records for name in record.value}
    for action in (Action.CREATE, Action.PATCH, Action.REPLACE):
        writing = journey.atlas.door(collection, action)
        known |= set(writing.bodies.fields) if writing and writing.bodies else set()
    members = journey.atlas.shape(door).members.items()
    return [name for name, member in members if name in known and not member.is_read_only]


def adopted(collections: tuple[Collection, ...], target: Target) -> tuple[Collection, ...]:
    """The collections with the records that a target lists in the place of their own.

    Raises TargetError when nothing answers.
    """
    with Client(target) as client:
        return tuple(_adopted(each, client) for each in collections)


def _adopted(collection: Collection, client: Client) -> Collection:
    """One of them; one that cannot be listed has no records then."""
    fixture, listing = collection.fixture, collection.listing
    if fixture is None or listing is None or collection.parents:
        return collection
    answer = client.send(Request("GET", collection.path))
    value = value_of(answer) if answer.is_success else None
    items = at(value, listing.items_at)
    records = tuple(
        FixtureRecord(each, ("records", index))
        for index, each in enumerate(items if isinstance(items, list) else ())
        if isinstance(each, dict) and each.get(collection.key) is not None
    )
    return replace(collection, fixture=replace(fixture, records=records))
