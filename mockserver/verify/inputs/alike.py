"""More values like one that fits: for lists of several, and for objects with names of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from mockserver.collection.shape import Member

_MANY = 12
_MOST = 300
"""More is not sent."""
_NAMES = ("Alpha", "beta_two", "gammaThree", "DELTA-4", "eta theta", "\u00e9psilon")
"""What somebody may turn to lower case, take apart or trim."""
_PLAIN = ("Alpha", "beta")
_FIRST = {"string": "One", "integer": 1, "number": 1.5, "boolean": True}


def several(member: Member, drawn: list[Any]) -> list[Any]:
    """A list of as many elements as it may have, or of twelve; no two are the same if need be."""
    most = member.value("maxItems")
    count = min(most, _MANY) if isinstance(most, int) else _MANY
    choices = member.element.choices if member.element else []
    if choices and member.value("uniqueItems"):
        return [each for each in choices if each is not None][:count]
    return [nth(member.element, drawn[0], number) for number in range(count)]


def counted(member: Member, drawn: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Lists of one element more or less than there may be, else like one that fits."""
    least, most = member.value("minItems"), member.value("maxItems")
    if isinstance(most, int) and most < _MOST:
        yield (
            "too many elements",
            [nth(member.element, drawn[0], number) for number in range(most + 1)],
        )
    if isinstance(least, int) and 1 < least <= len(drawn):
        yield "too few elements", drawn[: least - 1]


def numbered(member: Member, drawn: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects of one member more or less than there may be, where those are the client's own."""
    least, most = member.value("minProperties"), member.value("maxProperties")
    value = next(iter(drawn.values()), None) or next(_values(member))
    if isinstance(most, int) and most < _MOST:
        names = (f"{_PLAIN[0]}{number}" for number in range(most + 1))
        yield "too many members", dict.fromkeys(names, value)
    if isinstance(least, int) and 1 < least <= len(drawn):
        yield "too few members", dict(islice(drawn.items(), least - 1))


def nth(member: Member | None, value: Any, number: int) -> Any:
    """A value like another, which differs for each number but for what has few values."""
    choices = [each for each in member.choices if each is not None] if member else []
    if choices:
        return choices[number % len(choices)]
    if isinstance(value, bool):
        return value is (number % 2 == 0)
    if isinstance(value, int | float):
        return value + number
    if isinstance(value, str):
        return _text(member, value, str(number))
    if isinstance(value, dict) and member is not None:
        inner = member.members
        return {name: nth(inner.get(name), each, number) for name, each in value.items()}
    return value


def _text(member: Member | None, value: str, ending: str) -> str:
    """The text with another ending, as it is where its form is not free."""
    if member is not None and any(map(member.has, ("format", "pattern"))):
        return value
    most = member.value("maxLength") if member else None
    whole = f"{value}{ending}"
    return whole if not isinstance(most, int) else f"{value[: max(most - len(ending), 0)]}{ending}"


def named(member: Member, drawn: Any) -> Iterator[dict[str, Any]]:
    """Objects whose members are the client's own, with names of many kinds and of few.

    Their values are like one that was drawn, or else of the type that is declared.
    """
    held = member.held
    if held is None:
        return
    known = drawn.values() if isinstance(drawn, dict) else ()
    most = member.value("maxProperties")
    for value in islice(chain(known, _values(member)), 1):
        for names in (_NAMES, _PLAIN):
            kept = names[:most] if isinstance(most, int) else names
            yield {name: nth(held, value, number) for number, name in enumerate(kept)}


def _values(member: Member) -> Iterator[Any]:
    """What the client's own members may be: a text, if nothing else is said."""
    types = member.held.types if member.held else ()
    return iter([_FIRST[each] for each in sorted(types) if each in _FIRST] or [_FIRST["string"]])
