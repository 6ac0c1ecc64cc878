"""Cases of orders: a list has the one that was asked for, else the one that is the default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import combinations, islice
from typing import Any
from urllib.parse import quote

from mockserver.behaviour import orders
from mockserver.collection.listing import Listing
from mockserver.collection.role import Role
from mockserver.collection.shape import Member
from mockserver.source.written import day_in
from mockserver.verify.cases.case import Case
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.inputs.candidates import is_number
from mockserver.verify.sides.comparison import moment
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import can_go_on, is_paged, walk
from mockserver.verify.sides.relation import shown

_MOST = 60
"""So many records of a list are held against one another."""
_SMALL, _PAGES = 3, 10
"""The order goes on from page to page."""
_ROLES = (Role.SORT, Role.DIRECTION)
_NUMBERS = (10, 9, 2, 100)
"""What comes in another order as text."""


def orderings(door: Door, listing: Listing) -> Iterator[Case]:
    """Each order that the document names, and that of a request which asks for none."""
    for asked in _asked(door, listing) if Role.SORT in listing.windows else ():
        found = tuple(orders(listing, asked))
        if len(found) == 1 and _has_order(door.collection.shape.members.get(found[0][0])):
            query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in asked.items())
            case = partial(_ordered, door, query, *found[0])
            yield Case(f"{query} sorts" if query else "the default order", door.label, case)


def _asked(door: Door, listing: Listing) -> Iterator[dict[str, str]]:
    """The values of the parameters that sort, alone and together."""
    windows = [listing.windows[role] for role in _ROLES if role in listing.windows]
    named = [_named(door, each.parameter) for each in windows if not each.inside]
    if any(each.default is not None for each in windows):
        yield {}
    has_field = listing.windows[Role.SORT].default is not None
    for choices in named if has_field else named[:1]:
        yield from ({name: str(value)} for name, value in choices)
    if len(named) == len(_ROLES):
        for name, value in named[0]:
            yield from ({name: str(value), other: str(way)} for other, way in named[1])


def _named(door: Door, parameter: str) -> list[tuple[str, Any]]:
    """The values that the schema of a parameter names."""
    declared = (each for each in door.operation.parameters if each.name == parameter)
    schema = next((each.any_schema for each in declared), None)
    found = Member(_parts(schema)).value("enum") if schema else None
    return [(parameter, each) for each in found or () if each is not None]


def _parts(schema: Any) -> tuple[Mapping[str, Any], ...]:
    target = schema.follow(schema.lifted) if isinstance(schema.lifted, dict) else None
    found = (schema.lifted, target.lifted if target else None)
    return tuple(each for each in found if isinstance(each, dict))


def _has_order(member: Member | None) -> bool:
    """Numbers, moments, days, and texts, as far as all agree on their order."""
    is_plain = member is not None and not member.value("enum")
    return is_plain and bool(member and member.types & {"integer", "number", "string"})


def _ordered(door: Door, query: str, name: str, is_down: bool, journey: Journey) -> None:  # noqa: FBT001
    for number in _NUMBERS[:3]:
        journey.create(door.collection, partial(_with, name, number, journey))
    listing = door.collection.listing
    size = _SMALL if listing and is_paged(listing) and can_go_on(listing) else 0
    pages = walk(journey, door, journey.parents(door.collection), query, size)
    found = [item.get(name) for page in islice(pages, _PAGES) for item in page.items][:_MOST]
    for one, other in combinations(found, 2):
        first, second = _measures(one, other)
        if first is not None and (first < second if is_down else first > second):
            asked = f"asked for {query}" if query else "not asked for any order"
            told = f"shows {name} {shown(one)} before {shown(other)} when {asked}"
            way = "falling" if is_down else "rising"
            told = f"{told}; the order is {way}"
            journey.broken(door.operation, "list_unsorted", told)


def _with(name: str, number: int, journey: Journey, bodies: Bodies) -> Any:
    """A body with a number of few or more digits, where the document lets it have one."""
    body = bodies.full(journey.random, journey.nonce)
    member = bodies.fields.get(name)
    if member is None or not member.types & {"integer", "number"}:
        return body
    return bodies.with_allowed(body, name, number)


def _measures(one: Any, other: Any) -> tuple[Any, Any]:
    """Both on one scale; None twice where nobody says which comes first."""
    for scale in (_number, moment, day_in):
        found = scale(one), scale(other)
        if None not in found:
            return found
    return _initials(one, other)


def _number(value: Any) -> float | None:
    return float(value) if is_number(value) else None


def _initials(one: Any, other: Any) -> tuple[str | None, str | None]:
    """Plain letters of one case: what follows them, or is none, is sorted in many ways."""
    letters = [each[:1] for each in (one, other) if isinstance(each, str)]
    is_plain = all(each.isascii() and each.isalpha() for each in letters)
    if len(letters) != 2 or not is_plain or letters[0].isupper() != letters[1].isupper():  # noqa: PLR2004
        return None, None
    return letters[0], letters[1]


def _quoted(text: str) -> str:
    return quote(text, safe="")
