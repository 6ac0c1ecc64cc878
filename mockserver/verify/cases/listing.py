"""Cases of lists: they hold every record, as it is, and none that is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.collection.listing import Listing
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.choice import packed
from mockserver.verify.cases.draw import full, unlike
from mockserver.verify.cases.filtering import filterings
from mockserver.verify.cases.inclusion import including
from mockserver.verify.cases.ordering import orderings
from mockserver.verify.cases.paging import insist_apart, insist_counted, key_of, keys_of, pagings
from mockserver.verify.cases.searching import searchings
from mockserver.verify.cases.telling import tellings
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.inputs.candidates import Candidate
from mockserver.verify.sides.comparison import difference, is_moment_alike
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import Page, can_be_found, walk
from mockserver.verify.sides.relation import is_own_of_client, shown
from mockserver.verify.sides.twin import Twin

_KINDS, _TRIES = 12, 20
_CHANGING = (Action.PATCH, Action.REPLACE)


def listings(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """All that can be tried of the list of a collection."""
    door = atlas.door(collection, Action.LIST)
    listing = collection.listing
    if door is None or listing is None:
        return
    yield Case("no record is listed twice", door.label, partial(_doubled, door))
    if atlas.maker(collection) is not None:
        yield from _of_made(atlas, collection, door, listing)


def _of_made(atlas: Atlas, collection: Collection, door: Door, listing: Listing) -> Iterator[Case]:
    """Those that make records to look for."""
    yield Case("what is created is listed", door.label, partial(_listed, door))
    for changing in atlas.doors(collection, _CHANGING):
        if changing.bodies:
            case = partial(_relisted, door, changing)
            yield Case("what changes is listed anew", door.label, case)
    if atlas.door(collection, Action.DELETE) is not None:
        yield Case("what is deleted is not listed", door.label, partial(_unlisted, door))
    for each in (pagings, tellings, filterings, including, searchings, orderings):
        yield from each(door, listing)


def _doubled(door: Door, journey: Journey) -> None:
    """In a short run it is told of what is created as well."""
    is_made = journey.atlas.maker(door.collection) is not None
    is_told = is_made and door.collection.path not in journey.atlas.barren
    if is_told and not journey.atlas.is_thorough:
        raise Skipped("it is told of what is created")
    _insist_single(door, journey, journey.parents(door.collection))


def _insist_single(door: Door, journey: Journey, parents: tuple[Twin, ...]) -> None:
    _insist_sound(door, journey, list(walk(journey, door, parents)))


def _insist_sound(door: Door, journey: Journey, pages: list[Page]) -> None:
    insist_apart(door, journey, pages)
    insist_counted(door, journey, pages)


def _find(door: Door, journey: Journey, twin: Twin, query: str = "") -> Mapping[str, Any] | None:
    pages = walk(journey, door, twin.parents, query)
    found = (item for page in pages for item in page.items)
    return next((item for item in found if key_of(door, item) == str(twin.keys.target)), None)


def _insist_listed(door: Door, journey: Journey, twin: Twin) -> None:
    insist_all_listed(door, journey, [twin])


def insist_all_listed(
    door: Door, journey: Journey, twins: list[Twin], *, is_whole: bool = False
) -> list[Page]:
    """Each of some records of one parent is in the list, as it is; the pages. Raises Broken.

    ``is_whole``: those behind the last of these records are read as well.
    """
    wanted = {str(each.keys.target): each for each in twins}
    found: dict[str, Mapping[str, Any]] = {}
    pages: list[Page] = []
    for page in walk(journey, door, twins[0].parents):
        pages.append(page)
        known = ((key_of(door, item), item) for item in page.items)
        found.update((key, item) for key, item in known if key in wanted)
        if found.keys() >= wanted.keys() and not is_whole:
            break
    for key, twin in wanted.items():
        if key not in found and can_be_found(door.collection.listing):
            journey.settle(twin)
            told = f"lists all but the record {shown(twin.keys.target)}, which is there"
            journey.broken(door.operation, "list_incomplete", told)
        if key in found:
            _insist_alike(door, journey, twin, found[key])
    return pages


def _insist_alike(door: Door, journey: Journey, twin: Twin, item: Mapping[str, Any]) -> None:
    """What is listed is what is there: the record itself is read once more where it seems not."""
    if next(_differences(door, journey, twin, item), None) is None:
        return
    journey.settle(twin)
    for name, told in _differences(door, journey, twin, item):
        journey.broken(door.operation, "value_differs", told, at_=f"/{name}")


def _differences(
    door: Door, journey: Journey, twin: Twin, item: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """The fields that are listed as they are not, and what is said of each."""
    members = journey.atlas.shape(door).members
    generated = door.collection.generate.items()
    moments = {*door.collection.touch, *(name for name, text in generated if text == "{now}")}
    known = twin.sent - {*door.collection.made_by_server} | moments
    for name, value in item.items():
        if name not in members or name not in twin.seen or name not in known:
            continue
        is_own = is_own_of_client(members[name])
        found = difference(twin.seen[name], value, is_closed=True, is_own=is_own)
        if found and not is_moment_alike(twin.seen[name], value):
            place = "/".join((name, *map(str, found.at)))
            told = "without it" if found.is_missing else f"as {shown(found.actual)}"
            told = f"lists {place} {told}, which is {shown(found.expected)} in the record itself"
            yield name, told


def _listed(door: Door, journey: Journey) -> None:
    """Records of every kind are in the list: with each value that sets records apart."""
    collection = door.collection
    list(walk(journey, door, journey.parents(collection)))  # for what remembers lists
    twins = [journey.make(collection)]
    journey.eventually(partial(_insist_listed, door, journey, twins[0]))
    twins.append(journey.make(collection))
    kinds = list(_kinds(collection, journey))[:_KINDS]
    twins += [journey.create(collection, partial(_with, each, journey)) for each in kinds]
    look = partial(insist_all_listed, door, journey, twins, is_whole=True)
    _insist_sound(door, journey, journey.eventually(look))


def _kinds(collection: Collection, journey: Journey) -> Iterator[Candidate]:
    """What a list might be sifted by; in a short run the edges of fields tell it."""
    create = journey.atlas.maker(collection)
    if create is not None and journey.atlas.is_thorough:
        for trials in packed(create, journey):
            yield from (each.candidate for each in trials if _sets_apart(each.candidate))


def _sets_apart(candidate: Candidate) -> bool:
    """Null, true, false and the values of an enum."""
    return candidate.trial in ("null", "a boolean", "a value of its enum")


def _with(found: Candidate, journey: Journey, bodies: Bodies) -> Any:
    return bodies.with_allowed(full(journey, bodies), found.name, found.value)


def _relisted(door: Door, changing: Door, journey: Journey) -> None:
    """With the first change, and with one after that."""
    twin = journey.some(door.collection)
    before = keys_of(door, list(walk(journey, door, twin.parents)))
    journey.part(partial(_change, twin, changing, journey))
    look = partial(insist_all_listed, door, journey, [twin], is_whole=True)
    pages = journey.eventually(look)
    if can_be_found(door.collection.listing) and journey.atlas.is_own and not journey.sides.settle:
        after = keys_of(door, pages)
        more = next((each for each in after if each not in before), None)
        if more is not None:
            told = f"made {shown(more)} of a change, which is listed since"
            journey.broken(changing.operation, "list_doubled", told)
    _change(twin, changing, journey)
    journey.eventually(partial(_insist_listed, door, journey, twin))


def _change(twin: Twin, door: Door, journey: Journey) -> None:
    """In a short run it is read in the list alone, where the answer shows the record."""
    body = unlike(door, dict(twin.seen), journey, _TRIES)
    journey.change(twin, door, body, is_read=journey.atlas.is_thorough)


def _unlisted(door: Door, journey: Journey) -> None:
    delete = journey.atlas.door(door.collection, Action.DELETE)
    assert delete is not None  # noqa: S101  the case is there because of it
    twin, other = journey.make(door.collection), journey.make(door.collection)
    both = journey.act(twin, delete)
    if not (both.oracle.is_success and both.target.is_success):
        raise Skipped("it cannot be deleted")
    twin.is_gone = True

    def look() -> None:
        if _find(door, journey, twin) is not None:
            told = f"lists the record {shown(twin.keys.target)}, which was deleted"
            journey.broken(door.operation, "deleted_found", told)

    journey.eventually(look)
    journey.eventually(partial(_insist_listed, door, journey, other))
