"""Which query parameters choose among the records, and by which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from mockserver.collection.naming import plain, singular
from mockserver.collection.shape import Member, Shape
from mockserver.pointer import Pointer
from mockserver.spec.model import Parameter
from mockserver.value import dataclass

_BRACKETS = re.compile(r"^(?:filter|filters|where|q)\[([^\]]+)\](?:\[([^\]]+)\])?$", re.IGNORECASE)
_OPERATOR = re.compile(r"^(.+?)(?:\[([a-z_$]+)\]|__([a-z]+)|\.([a-z]+))$", re.IGNORECASE)
_MOMENTS = frozenset(("date", "date-time"))
_ANY = frozenset(("all", "any", "*"))
_NOTHING = frozenset(("none", "null", "", *_ANY))
"""Defaults that say that nothing was chosen."""


class Test(Enum):
    """How a field is held against a value."""

    EQUAL = "equal"
    NOT = "not"
    LEAST = "least"
    MOST = "most"
    ABOVE = "above"
    BELOW = "below"
    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"


def _table(named: Mapping[Test, str]) -> Mapping[str, Test]:
    return {name: test for test, names in named.items() for name in names.split()}


TESTS = _table(
    {
        Test.EQUAL: "eq equals exact in any is",
        Test.NOT: "ne neq not nin notin",
        Test.LEAST: "gte ge min from since minimum start",
        Test.MOST: "lte le max to until maximum end",
        Test.ABOVE: "gt after",
        Test.BELOW: "lt before",
        Test.CONTAINS: "contains like ilike icontains substring matches",
        Test.STARTS: "startswith prefix beginswith istartswith",
        Test.ENDS: "endswith suffix",
    }
)
"""What the names of operators mean: ``price[gte]``, ``created_after``, ``minPrice``."""

_OPERATORS = frozenset("eq ne neq gt gte ge lt lte le like ilike contains startswith".split())
"""What is no field within a field: ``price.gte``."""
_ENDINGS = tuple(
    (ending, TESTS[ending])
    for ending in (
        "gte lte gt lt min max after before since until from to contains prefix not".split()
    )
)
_PREFIXES = (
    ("min", Test.LEAST),
    ("max", Test.MOST),
    ("minimum", Test.LEAST),
    ("maximum", Test.MOST),
)
_MOMENT_NAMES = {
    "since": (Test.LEAST, ("updatedat", "createdat")),
    "until": (Test.MOST, ("createdat",)),
    "after": (Test.ABOVE, ("createdat",)),
    "before": (Test.BELOW, ("createdat",)),
    "startdate": (Test.LEAST, ("date", "createdat")),
    "enddate": (Test.MOST, ("date", "createdat")),
    "fromdate": (Test.LEAST, ("date", "createdat")),
    "todate": (Test.MOST, ("date", "createdat")),
    "datefrom": (Test.LEAST, ("date", "createdat")),
    "dateto": (Test.MOST, ("date", "createdat")),
    "from": (Test.LEAST, ("date", "createdat")),
    "to": (Test.MOST, ("date", "createdat")),
}


_OF_CHANGES = frozenset(("since",))
"""Names that speak of when a record was changed, whatever else it tells of."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter, the field it speaks of, and the test; a value of ``every`` lets all pass.

    ``is_open``: the value is an object of field names and values (``filter[name]``).
    """

    parameter: str
    at: Pointer
    test: Test = Test.EQUAL
    every: frozenset[str] = frozenset()
    default: Any = None
    is_open: bool = False


def filters_of(parameters: Iterable[Parameter], shape: Shape) -> Iterator[Filter]:
    """The filters among parameters; those that name no field of the record are none."""
    spelled = {plain(name): name for name in shape.members}
    for parameter in parameters:
        found = _filter(parameter, shape, spelled)
        if found:
            yield found


def _filter(parameter: Parameter, shape: Shape, spelled: Mapping[str, str]) -> Filter | None:
    lifted, name = parameter.keywords, parameter.name
    if parameter.style == "deepObject" and plain(name) in ("filter", "filters", "where"):
        return Filter(name, (), is_open=True)
    found = _named(name, spelled) or _moment(parameter, lifted, shape, spelled)
    if found is None:
        return None
    field, test = found
    member = shape.members.get(str(field[0]))
    return Filter(name, field, test, _every(lifted, member), lifted.get("default"))


def _named(name: str, spelled: Mapping[str, str]) -> tuple[Pointer, Test] | None:
    """The field and the test that a name tells."""
    inside = _BRACKETS.match(name)
    if inside:
        name = f"{inside[1]}[{inside[2]}]" if inside[2] else inside[1]
    at = field_of(name, spelled)
    if at and plain(str(at[-1])) not in (_OPERATORS if at[1:] else ()):
        return at, Test.EQUAL
    match = _OPERATOR.match(name)
    test = TESTS.get(plain(match[match.lastindex or 0])) if match else None
    at = field_of(match[1], spelled) if match and test else None
    if at and test:
        return at, test
    return _affixed(plain(name), spelled)


def _affixed(name: str, spelled: Mapping[str, str]) -> tuple[Pointer, Test] | None:
    for ending, test in _ENDINGS:
        at = field_of(name.removesuffix(ending), spelled) if name.endswith(ending) else None
        if at:
            return at, test
    for prefix, test in _PREFIXES:
        at = field_of(name.removeprefix(prefix), spelled) if name.startswith(prefix) else None
        if at:
            return at, test
    return None


def field_of(name: str, spelled: Mapping[str, str]) -> Pointer | None:
    """The field that a name means, spelled another way, shortened, or of the thing it names."""
    own = plain(name)
    if not own:
        return None
    stem = own.removesuffix("ids").removesuffix("id")
    for candidate in (own, f"{own}id", f"{own}at", f"{own}date", plain(singular(name)), f"{own}s"):
        if candidate and candidate in spelled:
            return (spelled[candidate],)
    if stem != own and stem in spelled:
        return (spelled[stem],)
    head, _, rest = name.partition(".")
    return (spelled[plain(head)], rest) if rest and plain(head) in spelled else None


def _moment(
    parameter: Parameter, lifted: Mapping[str, Any], shape: Shape, spelled: Mapping[str, str]
) -> tuple[Pointer, Test] | None:
    """``since`` and its like speak of the moment that their words name, else of the record's own.

    Where clients set moments, too, ``from`` may as well mean one of these.
    """
    known = _MOMENT_NAMES.get(plain(parameter.name))
    if known is None or lifted.get("format") not in _MOMENTS:
        return None
    moments = [each for each in shape.members if shape.members[each].value("format") in _MOMENTS]
    said = {*re.findall(r"\w+", parameter.description)}
    named = [each for each in moments if each in said]
    if len(named) == 1:
        return (named[0],), known[0]
    if len(moments) > 1 and any(not shape.members[each].is_read_only for each in moments):
        own = known[1] if plain(parameter.name) in _OF_CHANGES else ("date",)
        known = (known[0], own)
    for candidate in known[1]:
        if candidate in spelled:
            return (spelled[candidate],), known[0]
    return ((moments[0],), known[0]) if len(moments) == 1 else None


def _every(lifted: Mapping[str, Any], member: Member | None) -> frozenset[str]:
    """The values that mean no choice: ``state=all`` where no record is in the state ``all``."""
    enum, default = lifted.get("enum"), lifted.get("default")
    named = {each for each in enum if isinstance(each, str)} if isinstance(enum, list) else set()
    own = (member.value("enum") if member else None) or ()
    found = {each for each in named if each.lower() in _ANY}
    found |= {default} if isinstance(default, str) and default.lower() in _NOTHING else set()
    return frozenset(found) - {each for each in own if isinstance(each, str)}
