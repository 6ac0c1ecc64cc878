"""Cases of filters: what they name is let pass, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import combinations, product
from typing import Any
from urllib.parse import quote

from mockserver.collection import Action
from mockserver.collection.filtering import Filter, Test
from mockserver.collection.listing import Listing
from mockserver.collection.naming import plain
from mockserver.source.written import day_in
from mockserver.spec.model import Location
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for, full
from mockserver.verify.cases.paging import insist_counted, keys_of
from mockserver.verify.inputs.atlas import Door
from mockserver.verify.inputs.bodies import Bodies
from mockserver.verify.inputs.candidates import BAD_FORMATS, candidates
from mockserver.verify.inputs.refusal import Reason, insist_refused
from mockserver.verify.sides.both import scalar_text
from mockserver.verify.sides.comparison import difference, moment
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.pages import Page, can_be_found, can_go_on, is_paged, walk
from mockserver.verify.sides.relation import shown
from mockserver.verify.sides.twin import Twin

_TRIES, _VALUES = 12, 6
_NAMED = ("a value of its enum", "a boolean")
_INCLUSIVE = re.compile(r"^(min|max|from)|(min|max|gte|lte|from)$")
"""Names of bounds that belong to what they bound."""
_BEYOND: Mapping[Test, Callable[[Any, Any], bool]] = {
    Test.LEAST: lambda value, bound: value < bound,
    Test.ABOVE: lambda value, bound: value < bound,
    Test.MOST: lambda value, bound: value > bound,
    Test.BELOW: lambda value, bound: value > bound,
}
"""Which values a bound lets not pass, whether it is one of those that pass or not."""


def filterings(door: Door, listing: Listing) -> Iterator[Case]:
    """What can be tried of the filters that ask for one value of a field, or for a range."""
    named = [each for each in listing.filters if not each.is_open and len(each.at) == 1]
    equal = [each for each in named if each.test is Test.EQUAL]
    for each in equal:
        yield Case(f"{each.parameter} filters", door.label, partial(_filtered, door, (each,)))
        if is_paged(listing) and can_go_on(listing):
            case = partial(_filtered, door, (each,), size=1)
            yield Case(f"{each.parameter} filters each page", door.label, case)
    for one, other in combinations(equal[:3], 2):
        name = f"{one.parameter} and {other.parameter} filter together"
        yield Case(name, door.label, partial(_filtered, door, (one, other)))
    for each in named:
        if each.test in _BEYOND:
            case = partial(_bounded, door, each)
            yield Case(f"{each.parameter} bounds the list", door.label, case)
    for parameter in door.operation.parameters:
        bad = BAD_FORMATS.get(str(parameter.keywords.get("format")))
        if bad is not None and parameter.location is Location.QUERY:
            case = partial(_nonsense, door, parameter.name, bad[0])
            yield Case(f"{parameter.name} refuses what is forbidden", door.label, case)


def _nonsense(door: Door, name: str, value: str, journey: Journey) -> None:
    """What is of another format, which generated requests leave alone."""
    path = journey.path(door, journey.parents(door.collection))
    what = f"with {shown(value)} as {name}"
    query = f"{quote(name, safe='')}={quote(value, safe='')}"
    both = journey.ask(door.operation, path, query=query, is_lawful=False, about=what)
    insist_refused(journey, door, both, Reason.BODY, what)


def _filtered(door: Door, sieves: tuple[Filter, ...], journey: Journey, size: int = 0) -> None:
    """What a record has is asked for, then what others have, of one field each value of an enum."""
    twins = unlike(door, sieves, journey)
    if size:  # of those that fit there are two, with another between them
        _alike(door, sieves, twins[0], journey)
    for twin in twins:
        insist_sifted(door, sieves, twin, journey, size)
    if len(sieves) == 1 and not size:
        for twin in _of_each_value(door, sieves[0], twins, journey):
            insist_sifted(door, sieves, twin, journey, size)
        with suppress(Skipped):
            begun = _begun(door, sieves[0], twins[0], journey)
            insist_sifted(door, sieves, begun, journey, size)


def _alike(door: Door, sieves: tuple[Filter, ...], twin: Twin, journey: Journey) -> None:
    """One more with the value of a record, as far as a client can choose it."""
    name = field_of(sieves[0])
    with suppress(Skipped):
        journey.create(door.collection, partial(with_value, name, _value(twin, sieves[0]), journey))


def _begun(door: Door, sieve: Filter, twin: Twin, journey: Journey) -> Twin:
    """A record whose number another one begins with, which is no less another for that.

    Its own number where one may be longer, else the first that is. Raises Skipped.
    """
    create, name, own = journey.atlas.maker(door.collection), field_of(sieve), _value(twin, sieve)
    if create is None or not isinstance(own, int) or isinstance(own, bool):
        raise Skipped("it is no whole number")
    body, takes = body_for(create, journey), create.takes
    for short, digit in product((own, *range(1, 10)), (1, 0)):
        longer = int(f"{short}{digit}")
        if all(takes.is_valid(takes.with_value(body, name, each)) for each in (short, longer)):
            holding(door, name, longer, journey)
            return twin if short == own else holding(door, name, short, journey)
    raise Skipped("no number may be longer than another")


def _of_each_value(
    door: Door, sieve: Filter, known: tuple[Twin, ...], journey: Journey
) -> Iterator[Twin]:
    """A record with each value of an enum that none has yet, as far as a client may choose it."""
    member = door.collection.shape.members.get(field_of(sieve))
    values = (member.value("enum") if member else None) or ()
    for value in values[:_VALUES]:
        if value is not None and value not in [_value(each, sieve) for each in known]:
            yield holding(door, field_of(sieve), value, journey)


def holding(door: Door, name: str, value: Any, journey: Journey) -> Twin:
    """A record that was made with a value, else was changed to it. Raises Skipped."""
    try:
        return journey.create(door.collection, partial(with_value, name, value, journey))
    except Skipped:
        doors = journey.atlas.doors(door.collection, (Action.PATCH, Action.REPLACE))
        changing = next((each for each in doors if each.bodies and name in each.takes.fields), None)
        if changing is None:
            raise
    twin = journey.make(door.collection)
    drawn, takes = body_for(changing, journey), changing.takes
    is_whole = changing.part.action is Action.REPLACE
    body = (takes.with_value if is_whole else takes.with_only)(drawn, name, value)
    journey.change(twin, changing, body)
    return twin


def with_value(name: str, value: Any, journey: Journey, bodies: Bodies) -> Any:
    """A body with a value. Raises Skipped where a client cannot choose it."""
    body = bodies.with_value(full(journey, bodies), name, value)
    if name not in bodies.fields or not bodies.is_valid(body):
        raise Skipped(f"no record with {shown(value)} as {name} can be made")
    return body


def unlike(door: Door, sieves: tuple[Filter, ...], journey: Journey) -> tuple[Twin, Twin]:
    """Two records that differ in each field that is asked for, as far as they can."""
    first = second = journey.make(door.collection)
    for _ in range(_TRIES):
        second = journey.create(door.collection, partial(_other, first, sieves, journey))
        if all(_value(first, each) != _value(second, each) for each in sieves):
            break
    return first, second


def _other(first: Twin, sieves: tuple[Filter, ...], journey: Journey, bodies: Bodies) -> Any:
    """A body in which a field with few values has another than the record's."""
    body = bodies.full(journey.random, journey.nonce)
    for each in sieves:
        name = field_of(each)
        if name in bodies.fields and bodies.record(body).get(name) == _value(first, each):
            found = (
                changed
                for candidate in candidates(name, bodies.fields[name], _value(first, each))
                if candidate.trial in _NAMED and candidate.value != _value(first, each)
                for changed in (bodies.with_value(body, name, candidate.value),)
                if bodies.is_valid(changed)
            )
            body = next(found, body)
    return body


def insist_sifted(
    door: Door, sieves: tuple[Filter, ...], twin: Twin, journey: Journey, size: int = 0
) -> None:
    """What a record is found by finds it, and nothing that is otherwise. Raises Broken."""
    wanted = {each: _value(twin, each) for each in sieves}
    if any(isinstance(each, dict | list) or each is None for each in wanted.values()):
        raise Skipped("the value cannot be written into a query")
    query = "&".join(_asked(each, value) for each, value in wanted.items())

    def let_pass(item: Mapping[str, Any]) -> Filter | None:
        owns = ((each, item.get(field_of(each))) for each in sieves)
        return next((each for each, own in owns if _is_other(own, wanted[each])), None)

    _insist_sieved(door, query, let_pass, [twin], journey, size)


def _is_other(own: Any, wanted: Any) -> bool:
    return own is not None and str(own).casefold() != str(wanted).casefold()


def _insist_sieved(
    door: Door,
    query: str,
    misfit: Callable[[Mapping[str, Any]], Filter | None],
    wanted: list[Twin],
    journey: Journey,
    size: int = 0,
) -> None:
    """What comes fits, page by page, and what fits comes. Raises Broken."""
    parents = journey.parents(door.collection)
    pages: list[Page] = []

    def look() -> None:
        pages.clear()
        for page in walk(journey, door, parents, query, size):
            pages.append(page)
            for item in page.items:
                odd = misfit(item)
                if odd is not None:
                    told = f"a record whose {field_of(odd)} is {shown(item.get(field_of(odd)))}"
                    told = f"answered to {query} with {told}"
                    journey.broken(door.operation, "list_unfiltered", told)
        _insist_among(door, pages, wanted, query, journey)

    journey.eventually(look)
    insist_counted(door, journey, pages)


def insist_in(door: Door, twin: Twin, query: str, journey: Journey) -> None:
    """A list that is asked for what a record is has it. Raises Broken."""
    _insist_among(door, list(walk(journey, door, twin.parents, query)), [twin], query, journey)


def _insist_among(
    door: Door, pages: list[Page], wanted: list[Twin], query: str, journey: Journey
) -> None:
    found = keys_of(door, pages)
    for twin in wanted if can_be_found(door.collection.listing) else ():
        if str(twin.keys.target) not in found:
            _insist_at_rest(door, twin, journey)
            told = f"leaves out of {query} the record {shown(twin.keys.target)}, which fits"
            journey.broken(door.operation, "list_unfiltered", told)


def _insist_at_rest(door: Door, twin: Twin, journey: Journey) -> None:
    """What only the server sets may have moved on meanwhile, as that of a job. Raises Skipped."""
    fetch = journey.atlas.door(door.collection, Action.FETCH)
    if fetch is None or fetch.part.record_at is None or twin.is_gone:
        return
    reply = journey.act(twin, fetch).target
    now = journey.record(fetch, reply) if reply.is_success else twin.seen
    for name in door.collection.made_by_server & now.keys() & twin.seen.keys():
        if difference(twin.seen[name], now[name], is_closed=True):
            raise Skipped(f"its {name} has moved on meanwhile")


def _bounded(door: Door, sieve: Filter, journey: Journey) -> None:
    """Of two records with unlike values each value is a bound; the bound itself is left open."""
    twins = unlike(door, (sieve,), journey)
    edges = [_comparable(_value(each, sieve)) for each in twins]
    if None in edges or type(edges[0]) is not type(edges[1]):
        raise Skipped("there is no order among the values")
    pairs = list(zip(twins, edges, strict=True))
    for twin, edge in pairs:
        _insist_bounded(door, sieve, (edge, _value(twin, sieve)), pairs, journey)
    if isinstance(edges[0], datetime):
        _insist_bounded(door, sieve, _elsewhere(sieve, edges[0]), pairs, journey)


def _elsewhere(sieve: Filter, edge: datetime) -> tuple[datetime, str]:
    """A bound that is an hour beyond a moment, and reads otherwise where it is told (RFC 3339)."""
    is_least = sieve.test in (Test.LEAST, Test.ABOVE)
    there = timezone(timedelta(hours=-11 if is_least else 12))
    bound = edge + timedelta(hours=1 if is_least else -1)
    return bound, bound.astimezone(there).isoformat()


def _insist_bounded(
    door: Door,
    sieve: Filter,
    bound: tuple[Any, Any],
    pairs: list[tuple[Twin, Any]],
    journey: Journey,
) -> None:
    """``bound``: what it means, and how it is written."""
    edge, written = bound
    is_beyond = _BEYOND[sieve.test]

    def misfit(item: Mapping[str, Any]) -> Filter | None:
        value = _comparable(item.get(field_of(sieve)))
        is_odd = item.get(field_of(sieve)) is None or (
            type(value) is type(edge) and is_beyond(value, edge)
        )
        return sieve if is_odd else None

    is_open = not _INCLUSIVE.search(plain(sieve.parameter))
    within = [
        each for each, own in pairs if not is_beyond(own, edge) and not (is_open and own == edge)
    ]
    _insist_sieved(door, _asked(sieve, written), misfit, within, journey)


def field_of(sieve: Filter) -> str:
    """The field of a record that a filter asks for."""
    return str(sieve.at[0])


def _value(twin: Twin, sieve: Filter) -> Any:
    return twin.seen.get(field_of(sieve))


def _asked(sieve: Filter, value: Any) -> str:
    return f"{quote(sieve.parameter, safe='')}={quote(scalar_text(value), safe='')}"


def _comparable(value: Any) -> Any:
    """A number, a moment or a day; None for what has no order that all agree on."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    found = moment(value)
    return found if found is not None else day_in(value)
