"""Cases of filters: what they name is let pass, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from mockserver.collection.filtering import Filter, Test
from mockserver.collection.listing import Listing
from mockserver.verify.atlas import Door
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.paging import insist_counted, keys_of
from mockserver.verify.dialogue import Skipped
from mockserver.verify.journey import Journey
from mockserver.verify.relation import shown
from mockserver.verify.walk import can_be_found, walk


def filterings(door: Door, listing: Listing) -> Iterator[Case]:
    """What can be tried of the filters that ask for one value of a field."""
    for each in listing.filters:
        if each.test is Test.EQUAL and not each.is_open and len(each.at) == 1:
            case = partial(_filtered, door, each)
            yield Case(f"{each.parameter} filters", door.label, case)


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
    if str(twins[0].keys.target) not in keys_of(door, pages) and can_be_found(
        door.collection.listing
    ):
        told = f"leaves out of {query} the record {shown(twins[0].keys.target)}, which fits"
        journey.broken(door.operation, "list_unfiltered", told)
    insist_counted(door, journey, pages)
