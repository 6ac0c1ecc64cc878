"""Cases of lists: what they hold, how pages join, what filters and orders let pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from mockserver.collection import Action, Collection
from mockserver.collection.filtering import Filter, Test
from mockserver.collection.listing import Listing
from mockserver.collection.role import Role, Tells
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.bodies import Bodies
from mockserver.verify.candidates import Candidate
from mockserver.verify.cases import Case
from mockserver.verify.comparison import difference, moment
from mockserver.verify.journey import Journey, Skipped, Twin
from mockserver.verify.relation import shown
from mockserver.verify.walk import Page, can_be_found, can_go_on, is_paged, walk

_SMALL = 2
_KINDS = 12
_CHANGING = (Action.PATCH, Action.REPLACE)


def list_cases(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """All that can be tried of the list of a collection."""
    door = atlas.door(collection, Action.LIST)
    listing = collection.listing
    if door is None or listing is None:
        return
    label = door.operation.label
    yield Case("no record is listed twice", label, partial(_doubled, door))
    if atlas.door(collection, Action.CREATE) is not None:
        yield from _of_made(atlas, collection, door, listing)


def _of_made(atlas: Atlas, collection: Collection, door: Door, listing: Listing) -> Iterator[Case]:
    """Those that make records to look for."""
    label = door.operation.label
    yield Case("what is created is listed", label, partial(_listed, door))
    for action in _CHANGING:
        changing = atlas.door(collection, action)
        if changing and changing.bodies:
            yield Case("what changes is listed anew", label, partial(_relisted, door, changing))
    if atlas.door(collection, Action.DELETE) is not None:
        yield Case("what is deleted is not listed", label, partial(_unlisted, door))
    yield from _of_queries(door, listing)


def _of_queries(door: Door, listing: Listing) -> Iterator[Case]:
    """Those that ask for a part of the list."""
    label = door.operation.label
    if is_paged(listing):
        yield Case("pages join", label, partial(_joined, door))
    for each in listing.filters:
        if each.test is Test.EQUAL and not each.is_open and len(each.at) == 1:
            name = f"{each.parameter} filters"
            yield Case(name, label, partial(_filtered, door, each))
    if Role.SORT in listing.windows:
        yield from _orders(door, listing)


def _key(door: Door, item: Mapping[str, Any]) -> str | None:
    value = item.get(door.collection.key)
    return None if value is None else str(value)


def _keys(door: Door, pages: list[Page]) -> list[str]:
    keys = (_key(door, item) for page in pages for item in page.items)
    return [each for each in keys if each is not None]


def _doubled(door: Door, journey: Journey) -> None:
    pages = list(walk(journey, door, journey.parents(door.collection)))
    _insist_single(door, journey, pages)


def _insist_single(door: Door, journey: Journey, pages: list[Page]) -> None:
    keys = _keys(door, pages)
    twice = next((each for each in keys if keys.count(each) > 1), None)
    if twice is not None:
        told = f"lists the record {shown(twice)} more than once"
        journey.broken(door.operation, "list_doubled", told)
    _insist_counted(door, journey, pages)


def _insist_counted(door: Door, journey: Journey, pages: list[Page]) -> None:
    """A total that stays the same from page to page is the number of records."""
    listing = door.collection.listing
    assert listing is not None  # noqa: S101  who lists has a listing
    totals = {_number(page.told(listing, Tells.TOTAL)) for page in pages}
    found = sum(len(page.items) for page in pages)
    is_walked = len(pages) > 1 or not is_paged(listing) or can_go_on(listing)
    if is_walked and len(totals) == 1 and (total := totals.pop()) is not None and total != found:
        told = f"tells of {total} records and lists {found}"
        journey.broken(door.operation, "list_miscounted", told)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _find(door: Door, journey: Journey, twin: Twin, query: str = "") -> Mapping[str, Any] | None:
    pages = walk(journey, door, twin.parents, query)
    found = (item for page in pages for item in page.items)
    return next((item for item in found if _key(door, item) == str(twin.keys.target)), None)


def _insist_listed(door: Door, journey: Journey, twin: Twin) -> None:
    item = _find(door, journey, twin)
    if item is None:
        if not can_be_found(door.collection.listing):
            raise Skipped("only a part of the list can be seen")
        told = f"lists all but the record {shown(twin.keys.target)}, which is there"
        journey.broken(door.operation, "list_incomplete", told)
        return
    members = journey.atlas.shape(door).members
    passed_over = {*door.collection.made_by_server} - {*door.collection.touch}
    for name, value in item.items():
        is_known = name in twin.sent or name in door.collection.touch
        if name not in members or name not in twin.seen or name in passed_over or not is_known:
            continue
        if difference(twin.seen[name], value, is_closed=True) and not _is_moment_alike(
            twin.seen[name], value
        ):
            told = f"lists {name} as {shown(value)}, which is {shown(twin.seen[name])}"
            journey.broken(door.operation, "value_differs", f"{told} in the record itself")


def _is_moment_alike(one: Any, other: Any) -> bool:
    """The same but for the resolution in which it is told."""
    moments = moment(one), moment(other)
    return (
        moments[0] is not None
        and moments[1] is not None
        and abs((moments[0] - moments[1]).total_seconds()) < 1
        and 0 in (moments[0].microsecond, moments[1].microsecond)
    )


def _listed(door: Door, journey: Journey) -> None:
    """Records of every kind are in the list: with each value that sets records apart."""
    collection = door.collection
    twins = [journey.make(collection), journey.make(collection)]
    create = journey.atlas.door(collection, Action.CREATE)
    bodies = create.bodies if create else None
    assert bodies is not None  # noqa: S101  what was made had a body
    drawn = bodies.full(journey.random, journey.nonce)
    apart = [each for each, _, is_valid in bodies.tried(drawn) if is_valid and _sets_apart(each)]
    made = (journey.create(collection, partial(_with, each, journey)) for each in apart[:_KINDS])
    twins.extend(made)
    for twin in twins:
        journey.eventually(partial(_insist_listed, door, journey, twin))
    _insist_single(door, journey, list(walk(journey, door, twins[0].parents)))


def _sets_apart(candidate: Candidate) -> bool:
    """Null, true, false and the values of an enum: what a list might be sifted by."""
    return candidate.trial in ("null", "a boolean", "a value of its enum")


def _with(candidate: Candidate, journey: Journey, bodies: Bodies) -> Any:
    drawn = bodies.full(journey.random, journey.nonce)
    return bodies.with_value(drawn, candidate.name, candidate.value)


def _relisted(door: Door, changing: Door, journey: Journey) -> None:
    from mockserver.verify.cases import _body_for, _change

    twin = journey.make(door.collection)
    list(walk(journey, door, twin.parents))  # what remembers lists has one to remember
    _change(journey, twin, changing, _body_for(changing, journey))
    journey.eventually(partial(_insist_listed, door, journey, twin))


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
    _insist_listed(door, journey, other)


def _joined(door: Door, journey: Journey) -> None:
    twins = [journey.make(door.collection) for _ in range(3)]
    pages: list[Page] = []
    listing = door.collection.listing
    assert listing is not None  # noqa: S101  the case is there because of it
    try:
        for page in walk(journey, door, twins[0].parents, size=_SMALL):
            pages.append(page)
            if len(page.items) > _SMALL:
                told = f"answered with {len(page.items)} records where {_SMALL} were asked for"
                journey.broken(door.operation, "list_overfull", told)
    except Skipped:
        if not pages:
            raise
        _insist_single_keys(door, journey, pages)
        return
    _insist_single_keys(door, journey, pages)
    if not can_go_on(listing):
        return
    known = set(_keys(door, pages))
    missing = next((each for each in twins if str(each.keys.target) not in known), None)
    if missing is not None:
        told = f"leaves out the record {shown(missing.keys.target)} on all of its pages"
        journey.broken(door.operation, "list_incomplete", told)
    _insist_counted(door, journey, pages)


def _insist_single_keys(door: Door, journey: Journey, pages: list[Page]) -> None:
    keys = _keys(door, pages)
    twice = next((each for each in keys if keys.count(each) > 1), None)
    if twice is not None:
        told = f"shows the record {shown(twice)} on more than one page"
        journey.broken(door.operation, "list_doubled", told)


def _filtered(door: Door, sieve: Filter, journey: Journey) -> None:
    name = str(sieve.at[0])
    twins = [journey.make(door.collection) for _ in range(2)]
    member = door.collection.shape.members.get(name)
    wanted = twins[0].seen.get(name)
    if member is None or isinstance(wanted, dict | list) or wanted is None:
        raise Skipped("the value cannot be written into a query")
    text = str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
    query = f"{quote(sieve.parameter, safe='')}={quote(text, safe='')}"
    pages = list(walk(journey, door, twins[0].parents, query))
    for item in (item for page in pages for item in page.items):
        value = item.get(name)
        if value is not None and str(value).casefold() != str(wanted).casefold():
            told = f"answered to {query} with a record whose {name} is {shown(value)}"
            journey.broken(door.operation, "list_unfiltered", told)
    if str(twins[0].keys.target) not in _keys(door, pages) and can_be_found(
        door.collection.listing
    ):
        told = f"leaves out of {query} the record {shown(twins[0].keys.target)}, which fits"
        journey.broken(door.operation, "list_unfiltered", told)
    _insist_counted(door, journey, pages)


def _orders(door: Door, listing: Listing) -> Iterator[Case]:
    """Of orders only those of numbers and moments: how texts are ordered nobody says."""
    window = listing.windows[Role.SORT]
    parameter = next((p for p in door.operation.parameters if p.name == window.parameter), None)
    schema = parameter.any_schema if parameter else None
    lifted = schema.lifted if schema and isinstance(schema.lifted, dict) else {}
    members = door.collection.shape.members
    for value in lifted.get("enum", ()):
        name = str(value).lstrip("+-")
        member = members.get(name)
        if member is None or Role.DIRECTION in listing.windows:
            continue
        is_number = bool(member.types & {"integer", "number"})
        if is_number or member.value("format") in ("date-time", "date"):
            case = partial(_ordered, door, window.written, str(value), name)
            yield Case(f"{window.written}={value} sorts", door.operation.label, case)


def _ordered(door: Door, parameter: str, value: str, name: str, journey: Journey) -> None:
    for _ in range(3):
        journey.make(door.collection)
    query = f"{quote(parameter, safe='')}={quote(value, safe='')}"
    pages = list(walk(journey, door, journey.parents(door.collection), query))
    shown_values = [item.get(name) for page in pages for item in page.items]
    values = [moment(each) or each for each in shown_values if each is not None]
    pairs = pairwise(values)
    is_down = value.startswith("-")
    for one, other in pairs:
        if type(one) is type(other) and (one < other if is_down else one > other):
            told = f"answered to {query} with records that are not in the order of {name}"
            journey.broken(door.operation, "list_unsorted", told)
