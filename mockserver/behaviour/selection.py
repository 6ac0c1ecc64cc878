"""Which records of a list are asked for, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Any

from mockserver.collection.filtering import TESTS, Filter, Test, field_of
from mockserver.collection.listing import Listing
from mockserver.collection.naming import plain
from mockserver.collection.role import Role
from mockserver.pointer import at

Record = Mapping[str, Any]

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""RFC 3339 §5.6; to Python some texts of digits are dates as well, and others like them none."""

_DESCENDING = frozenset(("desc", "descending", "-1", "dsc", "reverse", "true"))
_ASCENDING = frozenset(("asc", "ascending", "1"))
_NAMES = ("id", "name", "key", "slug", "code", "login")
_NEWEST = frozenset(("newest", "latest", "recent", "mostrecent"))
_OLDEST = frozenset(("oldest", "earliest"))


def select(
    listing: Listing, records: Sequence[Record], values: Mapping[str, Any]
) -> Sequence[Record]:
    """The records that pass all filters and hold the text searched for, in the order wished."""
    kept: Sequence[Record] = records
    asked = _asked(listing, values)
    if asked:
        kept = [each for each in records if _passes(listing, _flat(listing, each), asked)]
    words = asked_for(listing, Role.SEARCH, values)
    if isinstance(words, str) and words.strip():
        kept = [each for each in kept if words.strip().lower() in _text_of(each)]
    for name, is_falling in reversed(tuple(orders(listing, values))):
        measured = [(each, _measure(_flat(listing, each).get(name))) for each in kept]
        kept = _sorted(measured, is_falling=is_falling)
    return kept


def _flat(listing: Listing, record: Record) -> Record:
    """The record with what it holds in its ``attributes`` beside them, where it has such."""
    inner = record.get("attributes") if listing.has_attributes else None
    return {**inner, **record} if isinstance(inner, Mapping) else record


def asked_for(listing: Listing, role: Role, values: Mapping[str, Any]) -> Any:
    """What was sent for a role, else the parameter's default."""
    window = listing.windows.get(role)
    if window is None:
        return None
    sent = values.get(window.parameter)
    if window.inside and isinstance(sent, Mapping):
        sent = sent.get(window.inside)
    elif window.inside:
        sent = values.get(window.written)
    return window.default if sent is None else sent


# --- filters


def _asked(listing: Listing, values: Mapping[str, Any]) -> list[tuple[Filter, Any]]:
    """The filters that anything is wanted of, with that."""
    wanted = ((each, values.get(each.parameter, each.default)) for each in listing.filters)
    return [
        (each, value)
        for each, value in wanted
        if value is not None and not (isinstance(value, str) and value in each.every)
    ]


def _passes(listing: Listing, record: Record, asked: list[tuple[Filter, Any]]) -> bool:
    for each, wanted in asked:
        if each.is_open:
            if not _holds_all(listing, record, wanted):
                return False
        elif not _holds(at(record, each.at), each.test, wanted):
            return False
    return True


def _holds_all(listing: Listing, record: Record, wanted: Any) -> bool:
    """A filter object: each member names a field; one that names none says nothing."""
    spelled = {plain(name): name for name in listing.fields}
    for name, value in wanted.items() if isinstance(wanted, Mapping) else ():
        at = field_of(name, spelled)
        if at and not _holds(record.get(str(at[0])), Test.EQUAL, value):
            return False
    return True


def _holds(value: Any, test: Test, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return all(
            _holds(_inner(value, name), _inner_test(name), each) for name, each in wanted.items()
        )
    if test is Test.NOT:
        return not _holds(value, Test.EQUAL, wanted)
    several = wanted if isinstance(wanted, list | tuple) else (wanted,)
    if not several:
        return True
    candidates = tuple(_candidates(value))
    return any(_is(each, test, one) for one in several for each in candidates) or (
        test is Test.EQUAL and _is_one_of(candidates, wanted)
    )


def _inner_test(name: str) -> Test:
    return TESTS.get(plain(name), Test.EQUAL)


def _inner(value: Any, name: str) -> Any:
    """``created[gte]`` tests the field itself, ``address[city]`` what is in it."""
    if plain(name) in TESTS:
        return value
    return value.get(name) if isinstance(value, Mapping) else None


def _is_one_of(candidates: Sequence[Any], wanted: Any) -> bool:
    """A comma divides several values where none has it."""
    if not isinstance(wanted, str) or "," not in wanted:
        return False
    pieces = [piece.strip() for piece in wanted.split(",")]
    return any(_is(each, Test.EQUAL, piece) for each in candidates for piece in pieces)


def _candidates(value: Any) -> Iterator[Any]:
    """A list has what each of its elements has, an object what names it."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _candidates(each)
    elif isinstance(value, Mapping):
        yield from (value[name] for name in _NAMES if name in value)
    else:
        yield value


def _is(value: Any, test: Test, wanted: Any) -> bool:
    if test is Test.EQUAL:
        same_kind = isinstance(value, bool) == isinstance(wanted, bool)
        return (same_kind and bool(value == wanted)) or (
            value is not None and _text(value) == _text(wanted)
        )
    if test in _TEXT_TESTS:
        return value is not None and _TEXT_TESTS[test](_text(value).lower(), _text(wanted).lower())
    ours, theirs = _measure(value), _measure(wanted)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return False
    low, same = ours[1] < theirs[1], ours[1] == theirs[1]
    verdicts: Mapping[Test, bool] = {
        Test.LEAST: not low,
        Test.MOST: low or same,
        Test.ABOVE: not low and not same,
        Test.BELOW: low,
    }
    return verdicts[test]


_TEXT_TESTS: Mapping[Test, Callable[[str, str], bool]] = {
    Test.CONTAINS: lambda value, wanted: wanted in value,
    Test.STARTS: str.startswith,
    Test.ENDS: str.endswith,
}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _measure(value: Any) -> tuple[str, Any] | None:
    """What can be compared, with the kind of its scale; None for what has no order."""
    if value is None or isinstance(value, Mapping | list):
        return None
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int | float):
        return "number", value
    text = str(value)
    try:
        moment = datetime.fromisoformat(text) if _DATED.match(text) else None
    except ValueError:
        moment = None
    if moment:
        return "moment", moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return "text", text.lower()


def _text_of(value: Any) -> str:
    """All text of a record, in small letters, a line each."""
    if isinstance(value, str):
        return value.lower()
    parts: Iterable[Any] = ()
    if isinstance(value, Mapping):
        parts = value.values()
    elif isinstance(value, list | tuple):
        parts = value
    return "\n".join(found for each in parts if (found := _text_of(each)))


# --- order


def orders(listing: Listing, values: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The fields to sort by, the first of most weight, and whether the greatest comes first."""
    asked = asked_for(listing, Role.SORT, values)
    direction = _text(asked_for(listing, Role.DIRECTION, values) or "").lower()
    window = listing.windows.get(Role.DIRECTION)
    is_falling = direction in _DESCENDING and plain(window.parameter if window else "") not in (
        "ascending",
        "asc",
    )
    wishes = asked if isinstance(asked, list | tuple) else str(asked or "").split(",")
    spelled = {plain(name): name for name in listing.fields}
    for wish in wishes:
        found = _order(str(wish).strip(), spelled)
        if found:
            yield found[0], found[1] != is_falling
    if asked is None and is_falling and listing.key:
        moments = [
            spelled[name] for name in ("createdat", "created", "datecreated") if name in spelled
        ]
        yield (moments[0] if moments else listing.key), True


def _order(wish: str, spelled: Mapping[str, str]) -> tuple[str, bool] | None:
    """``price``, ``-price``, ``price:desc``, ``price desc``, ``price_desc``, ``newest``."""
    bare, is_falling = wish.lstrip("+-"), wish.startswith("-")
    if plain(bare) in _NEWEST | _OLDEST:
        created = next((spelled[n] for n in ("createdat", "created", "date") if n in spelled), None)
        return (created, plain(bare) in _NEWEST) if created else None
    field = _sort_field(bare, spelled)
    if field:
        return field, is_falling
    for divider in (":", " ", ".", "_", "-", "|"):
        head, _, tail = bare.rpartition(divider)
        field = _sort_field(head, spelled) if tail.lower() in _DESCENDING | _ASCENDING else None
        if field:
            return field, tail.lower() in _DESCENDING
    return None


def _sort_field(name: str, spelled: Mapping[str, str]) -> str | None:
    own = plain(name)
    candidates = (own, f"{own}at", f"{own}on", f"date{own}", f"{own}date") if own else ()
    return next((spelled[each] for each in candidates if each in spelled), None)


def _sorted(measured: list[tuple[Record, Any]], *, is_falling: bool) -> list[Record]:
    """Stable; what has no value comes last in both directions, kinds apart from one another."""
    present = [(each, found) for each, found in measured if found is not None]
    absent = [each for each, found in measured if found is None]
    present.sort(key=cmp_to_key(_compare), reverse=is_falling)
    return [*(each for each, _ in present), *absent]


def _compare(one: tuple[Record, Any], other: tuple[Record, Any]) -> int:
    (kind, value), (other_kind, other_value) = one[1], other[1]
    if kind != other_kind:
        return -1 if kind < other_kind else 1
    return -1 if value < other_value else int(value > other_value)
