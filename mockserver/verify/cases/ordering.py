"""Cases of orders: a list has the one that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from urllib.parse import quote

from mockserver.collection.listing import Listing
from mockserver.collection.role import Role
from mockserver.verify.atlas import Door
from mockserver.verify.cases.case import Case
from mockserver.verify.comparison import moment
from mockserver.verify.journey import Journey
from mockserver.verify.walk import walk


def orderings(door: Door, listing: Listing) -> Iterator[Case]:
    """Of orders only those of numbers and moments: how texts are ordered nobody says."""
    window = listing.windows.get(Role.SORT)
    if window is None or Role.DIRECTION in listing.windows:
        return
    parameter = next((p for p in door.operation.parameters if p.name == window.parameter), None)
    schema = parameter.any_schema if parameter else None
    lifted = schema.lifted if schema and isinstance(schema.lifted, dict) else {}
    members = door.collection.shape.members
    for value in lifted.get("enum", ()):
        name = str(value).lstrip("+-")
        member = members.get(name)
        if member is None:
            continue
        is_number = bool(member.types & {"integer", "number"})
        if is_number or member.value("format") in ("date-time", "date"):
            case = partial(_ordered, door, window.written, str(value), name)
            yield Case(f"{window.written}={value} sorts", door.label, case)


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
