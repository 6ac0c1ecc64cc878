"""Cases of searching: what no record holds is not found, several values are one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import quote

from mockserver.collection.filtering import Filter, Test
from mockserver.collection.listing import Listing
from mockserver.collection.naming import plain
from mockserver.collection.role import Role
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.filtering import field_of, insist_sifted, unlike, with_value
from mockserver.verify.cases.paging import keys_of
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.both import scalar_text
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import can_be_found, walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_PARTLY = re.compile(r"part|contain|prefix|begin|start|search|like|match|substring", re.IGNORECASE)
_LAST = "AZ09az"
_TITLES = frozenset("name title label description text subject summary fullname".split())
"""Fields that are filtered by a part of what they hold as often as by the whole."""


def searchings(door: Door, listing: Listing) -> Iterator[Case]:
    """What can be tried of a text that is searched for, and of filters by free texts."""
    window = listing.windows.get(Role.SEARCH)
    if window is not None:
        case = partial(_nowhere, door, window.written)
        yield Case(f"{window.written} finds what is there", door.label, case)
    named = [each for each in listing.filters if not each.is_open and len(each.at) == 1]
    for each in named:
        if each.test is Test.EQUAL and _is_free(door, each):
            case = partial(_whole, door, each)
            yield Case(f"{each.parameter} filters by the whole value", door.label, case)
        if each.test is Test.EQUAL and _is_formed(door, each):
            case = partial(_near, door, each)
            yield Case(f"{each.parameter} filters by all of the value", door.label, case)
        if each.test is Test.EQUAL and _takes_several(door, each):
            case = partial(_several, door, each)
            yield Case(f"{each.parameter} takes several values", door.label, case)


def _nowhere(door: Door, parameter: str, journey: Journey) -> None:
    """Where it is looked for nobody says; what is found holds it somewhere."""
    journey.make(door.collection)
    word = f"zq{journey.nonce}xj"
    query = f"{quote(parameter, safe='')}={word}"
    for page in walk(journey, door, journey.parents(door.collection), query):
        for item in page.items:
            if word not in json.dumps(item).lower():
                key = shown(item.get(door.collection.key))
                told = f"answered to {query}, which no record holds, with the record {key}"
                journey.broken(door.operation, "list_unfiltered", told)


def _is_free(door: Door, sieve: Filter) -> bool:
    """A text of which the document does not say, or its name, that a part of it will do."""
    member = door.collection.shape.members.get(field_of(sieve))
    if member is None or "string" not in member.types or plain(field_of(sieve)) in _TITLES:
        return False
    is_formed = any(map(member.has, ("enum", "format", "pattern")))
    return not (is_formed or _PARTLY.search(_said(door, sieve.parameter)))


def _is_formed(door: Door, sieve: Filter) -> bool:
    """A text of a pattern, of which nobody says that a part of it will do."""
    member = door.collection.shape.members.get(field_of(sieve))
    is_text = member is not None and "string" in member.types and member.has("pattern")
    return is_text and not _PARTLY.search(_said(door, sieve.parameter))


def _said(door: Door, parameter: str) -> str:
    """What the document says of a parameter."""
    owners = (owner.get("parameters") for owner in door.operation.owners)
    found = (each.followed() for owner in owners if owner for each in owner.elements())
    return " ".join(each.text("description") for each in found if each.text("name") == parameter)


def _takes_several(door: Door, sieve: Filter) -> bool:
    """Whether the parameter is a list, each value of which is sent by itself (OAS 3.1 §4.8.12)."""
    declared = (each for each in door.operation.parameters if each.name == sieve.parameter)
    parameter = next(declared, None)
    if parameter is None or parameter.keywords.get("type") not in ("array", ["array"]):
        return False
    return parameter.style == "form" and parameter.explode


def _whole(door: Door, sieve: Filter, journey: Journey) -> None:
    """What begins with a value is another one."""
    name = field_of(sieve)
    first = journey.make(door.collection)
    value = first.seen.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Skipped("it has no text")
    longer = journey.create(door.collection, partial(with_value, name, f"{value}zz", journey))
    if longer.seen.get(name) == value:
        raise Skipped("its value is not the client's to choose, as that of a reference")
    query = f"{quote(sieve.parameter, safe='')}={quote(value, safe='')}"
    pages = list(walk(journey, door, first.parents, query))
    if str(longer.keys.target) in keys_of(door, pages):
        told = f"answered to {query} with a record whose {name} is {shown(longer.seen.get(name))}"
        journey.broken(door.operation, "list_unfiltered", told)


def _near(door: Door, sieve: Filter, journey: Journey) -> None:
    """What differs in its last letter is another value."""
    name, first = field_of(sieve), journey.make(door.collection)
    value = first.seen.get(name)
    if not isinstance(value, str) or not value:
        raise Skipped("it has no text")
    for last in _LAST:
        with suppress(Skipped):
            near = f"{value[:-1]}{last}"
            draw = partial(with_value, name, near, journey)
            other = journey.create(door.collection, draw) if near != value else first
            if other.seen.get(name) == near != value:
                insist_sifted(door, (sieve,), first, journey)
                return


def _several(door: Door, sieve: Filter, journey: Journey) -> None:
    """What each of two values lets pass, both do."""
    parents = journey.parents(door.collection)
    asked = [_pair(sieve, value) for value in _two_values(door, sieve, journey)]
    alone = {key for query in asked for key in _keys(door, parents, query, journey)}
    both = _keys(door, parents, "&".join(asked), journey)
    missing = next(iter(sorted(alone - both)), None)
    if missing is not None and can_be_found(door.collection.listing):
        told = f"leaves out of {'&'.join(asked)} the record {shown(missing)}, which fits"
        journey.broken(door.operation, "list_unfiltered", told)


def _two_values(door: Door, sieve: Filter, journey: Journey) -> list[Any]:
    """Of two records, or of what may be there where a client cannot choose it."""
    twins = unlike(door, (sieve,), journey)
    values = [each.seen.get(field_of(sieve)) for each in twins]
    member = door.collection.shape.members.get(field_of(sieve))
    named = [each for each in (member.value("enum") if member else None) or () if each is not None]
    if values[0] == values[1]:
        values = named[:2]
    if len(values) < 2 or any(isinstance(each, dict | list | None) for each in values):  # noqa: PLR2004
        raise Skipped("the records are alike in it")
    return values


def _pair(sieve: Filter, value: Any) -> str:
    return f"{quote(sieve.parameter, safe='')}={quote(scalar_text(value), safe='')}"


def _keys(door: Door, parents: tuple[Twin, ...], query: str, journey: Journey) -> set[str]:
    return set(keys_of(door, list(walk(journey, door, parents, query))))
