"""What a client sends and no answer shows: the texts of members that are writeOnly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.collection.shape import Member
from mockserver.pointer import text as pointer_text

_LEAST = 8
"""Fewer letters may be in an answer by chance."""


def hidden(fields: Mapping[str, Member], record: Mapping[str, Any]) -> dict[str, str]:
    """The texts of what is writeOnly, each with the name of its member (OAS 3.1 §4.8.24.4)."""
    found = ((name, record.get(name)) for name, member in fields.items() if member.is_write_only)
    return {text: name for name, text in found if isinstance(text, str) and len(text) >= _LEAST}


def places(value: Any, text: str, place: tuple[str | int, ...] = ()) -> Iterator[str]:
    """The pointers to where a text is within the texts of a value in JSON."""
    if isinstance(value, str) and text in value:
        yield pointer_text(place)
    for key, each in _members(value):
        yield from places(each, text, (*place, key))


def _members(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, list):
        return enumerate(value)
    return value.items() if isinstance(value, dict) else ()
