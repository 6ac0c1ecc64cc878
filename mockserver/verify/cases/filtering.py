"""Cases of filters: what they name is let pass, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from mockserver.collection.filtering import Filter, Test
from mockserver.collection.listing import Listing
from mockserver.verify.atlas import Door
from mockserver.verify.bodies import Bodies
from mockserver.verify.both import scalar_text
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import full
from mockserver.verify.cases.paging import insist_counted, keys_of
from mockserver.verify.dialogue import Skipped
from mockserver.verify.journey import Journey
from mockserver.verify.relation import shown
from mockserver.verify.twin import Twin
from mockserver.verify.walk import Page, can_be_found, walk

_VALUES = 6


def filterings(door: Door, listing: Listing) -> Iterator[Case]:
    """What can be tried of the filters that ask for one value of a field."""
    for each in listing.filters:
        if each.test is Test.EQUAL and not each.is_open and len(each.at) == 1:
            case = partial(_filtered, door, each)
            yield Case(f"{each.parameter} filters", door.label, case)


def _filtered(door: Door, sieve: Filter, journey: Journey) -> None:
    """By the value of a record; then by each value of an enum, of which there is one."""
    name = str(sieve.at[0])
    member = door.collection.shape.members.get(name)
    if member is None:
        raise Skipped("no record tells of it")
    first, _ = journey.make(door.collection), journey.make(door.collection)
    _insist_sifted(door, sieve, first, journey)
    for value in (member.value("enum") or ())[:_VALUES]:
        if value is not None and value != first.seen.get(name):
            twin = journey.create(door.collection, partial(_with, name, value, journey))
            _insist_sifted(door, sieve, twin, journey)


def _with(name: str, value: Any, journey: Journey, bodies: Bodies) -> Any:
    """A body with a value. Raises Skipped where a client cannot choose it."""
    body = bodies.with_value(full(journey, bodies), name, value)
    if name not in bodies.fields or not bodies.is_valid(body):
        raise Skipped(f"no record with {shown(value)} as {name} can be made")
    return body


def _insist_sifted(door: Door, sieve: Filter, twin: Twin, journey: Journey) -> None:
    """The list that is asked for the value of a record has that, and none of another value."""
    name = str(sieve.at[0])
    wanted = twin.seen.get(name)
    if isinstance(wanted, dict | list) or wanted is None:
        raise Skipped("the value cannot be written into a query")
    query = f"{quote(sieve.parameter, safe='')}={quote(scalar_text(wanted), safe='')}"

    def look() -> list[Page]:
        pages = list(walk(journey, door, twin.parents, query))
        if str(twin.keys.target) not in keys_of(door, pages) and can_be_found(
            door.collection.listing
        ):
            told = f"leaves out of {query} the record {shown(twin.keys.target)}, which fits"
            journey.broken(door.operation, "list_unfiltered", told)
        return pages

    pages: list[Page] = journey.eventually(look)
    for item in (item for page in pages for item in page.items):
        value = item.get(name)
        if value is not None and str(value).casefold() != str(wanted).casefold():
            told = f"answered to {query} with a record whose {name} is {shown(value)}"
            journey.broken(door.operation, "list_unfiltered", told)
    insist_counted(door, journey, pages)
