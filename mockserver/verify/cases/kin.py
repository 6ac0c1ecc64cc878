"""Cases of records below others: each is found under its own parent, and under no other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.cases.paging import keys_of
from mockserver.verify.cases.stranger import made_up
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.refusal import Reason, declared, insist_refused
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import page_of, walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_ON_ITEM = (Action.FETCH, Action.PATCH, Action.REPLACE, Action.DELETE)
_ON_ALL = (Action.LIST, Action.CREATE)


def kin(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of parents, where the path names some that can be made."""
    above = atlas.above(collection)
    if not above or atlas.maker(collection) is None:
        return
    for door in atlas.doors(collection, _ON_ITEM):
        if not (door.part.may_create or collection.is_shallow):
            case = partial(_under_other, door, None)
            yield Case("a record is found under its own parent alone", door.label, case)
            for depth in range(len(above) - 1):
                name = f"a record is found under its own {above[depth].key_parameter} alone"
                yield Case(name, door.label, partial(_under_other, door, depth))
    for door in atlas.doors(collection, _ON_ALL):
        if declared(door.operation, Reason.UNKNOWN):
            case = partial(_under_nobody, door, above[-1])
            yield Case("a parent that nobody has is not found", door.label, case)
    listing, fetch = (atlas.door(collection, each) for each in (Action.LIST, Action.FETCH))
    if listing is not None:
        yield Case("a list is of one parent alone", listing.label, partial(_listed, listing))
    yield from _orphans(atlas, above, fetch, listing)


def _orphans(
    atlas: Atlas, above: list[Collection], fetch: Door | None, listing: Door | None
) -> Iterator[Case]:
    """With each record above that can be deleted, what lies below it is, be it far down."""
    below = fetch or listing
    for depth, ancestor in enumerate(above):
        if below is not None and atlas.door(ancestor, Action.DELETE) is not None:
            case = partial(_orphaned, fetch, listing, depth)
            far = "" if ancestor is above[-1] else f" {ancestor.key_parameter}, far down,"
            yield Case(f"what is below{far} is gone with it", below.label, case)


def beside(collection: Collection, journey: Journey) -> tuple[Twin, ...]:
    """Parents of which the last is another one than that of the records that are made."""
    *_, last = journey.parents(collection)
    other = journey.make(last.collection)
    return (*other.parents, other)


def _asked(door: Door, path: Both, journey: Journey) -> Both:
    options: dict[str, Any] = {}
    if door.bodies is not None:
        bodies = journey.linked(door, body_for(door, journey))
        options["body"] = Both(*map(door.bodies.sent, bodies))
        options["media_type"] = door.bodies.media_type
    return journey.ask(door.operation, path, **options)


def _under_other(door: Door, depth: int | None, journey: Journey) -> None:
    """Below another parent that has the same above it, or below its own in another place."""
    twin = journey.make(door.collection)
    is_last = depth is None
    others = beside(door.collection, journey) if is_last else _moved(twin, depth or 0, journey)
    both = _asked(door, journey.path(door, others, twin.keys), journey)
    key = shown(twin.keys.target)
    what = f"for the {door.collection.key_parameter} {key} below a parent that is not its own"
    insist_refused(journey, door, both, Reason.UNKNOWN, what)
    if door.part.action is not Action.FETCH:
        journey.settle(twin)


def _moved(twin: Twin, depth: int, journey: Journey) -> tuple[Twin, ...]:
    """Its parents with another one at a depth, below which they are not."""
    parents = list(twin.parents)
    other = journey.make(parents[depth].collection)
    if other.parents != tuple(parents[:depth]):
        raise Skipped("they are not beside one another")
    parents[depth] = other
    return tuple(parents)


def _under_nobody(door: Door, parent: Collection, journey: Journey) -> None:
    fetch = journey.atlas.door(parent, Action.FETCH) or journey.atlas.door(parent, Action.DELETE)
    *_, last = journey.parents(door.collection)
    keys = Both(*(made_up(fetch, key, journey) if fetch else None for key in last.keys))
    if None in keys:
        raise Skipped("there is no such key")
    nobody = Twin(parent, last.parents, keys)
    both = _asked(door, journey.path(door, (*last.parents, nobody)), journey)
    what = f"below the {parent.key_parameter} {shown(keys.target)}, which nobody has"
    insist_refused(journey, door, both, Reason.UNKNOWN, what)


def _listed(door: Door, journey: Journey) -> None:
    twin = journey.make(door.collection)
    others = beside(door.collection, journey)
    pages = list(walk(journey, door, others))
    if str(twin.keys.target) in keys_of(door, pages):
        told = f"lists the record {shown(twin.keys.target)} below a parent that is not its own"
        journey.broken(door.operation, "list_unfiltered", told)
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is not None:
        for key in keys_of(door, pages)[:1]:
            _insist_below(door, fetch, others, key, journey)


def _insist_below(
    door: Door, fetch: Door, parents: tuple[Twin, ...], key: str, journey: Journey
) -> None:
    """What a list shows is where the list is."""
    there = journey.ask(fetch.operation, journey.path(fetch, parents, Both(key, key))).target
    if there.status in Reason.UNKNOWN.value:
        told = f"lists the record {shown(key)} below a parent, where it is not"
        journey.broken(door.operation, "list_unfiltered", told)


def _orphaned(fetch: Door | None, listing: Door | None, depth: int, journey: Journey) -> None:
    below = fetch or listing
    assert below is not None  # noqa: S101  the case is there because of it
    twin = journey.make(below.collection)
    parent = twin.parents[depth]
    delete = journey.atlas.door(parent.collection, Action.DELETE)
    assert delete is not None  # noqa: S101  the case is there because of it
    both = journey.act(parent, delete)
    if not all(reply.is_success for reply in both):
        raise Skipped("it is not deleted while there is something below it")
    for gone in (*twin.parents[depth:], twin):
        gone.is_gone = True
    if listing is not None:
        journey.each([partial(_insist_unlisted, listing, twin, journey)])
    if fetch is not None:
        again = journey.act(twin, fetch)
        what = "for a record whose parent was deleted before"
        insist_refused(journey, fetch, again, Reason.UNKNOWN, what)


def _insist_unlisted(listing: Door, twin: Twin, journey: Journey) -> None:
    """Whether a list of nobody is empty or none at all is left open."""

    def look() -> None:
        page = page_of(journey, listing, twin.parents, "")
        if page is not None and str(twin.keys.target) in keys_of(listing, [page]):
            told = f"lists the record {shown(twin.keys.target)}, whose parent was deleted before"
            journey.broken(listing.operation, "deleted_found", told)

    journey.eventually(look)
