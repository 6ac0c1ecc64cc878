"""Paths that select their record by the query: ``GET /item?id=3``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mockserver.collection.naming import plain, words
from mockserver.collection.shape import Member, Shape
from mockserver.spec.model import Location, Operation

_KEYS = frozenset(("id", "uuid", "guid", "sid", "key", "code", "slug"))


def selectors_of(operations: Iterable[Operation], shape: Shape) -> Mapping[str, str]:
    """The parameters that all of the operations require, each with the field that it selects by.

    A parameter that is no field, such as the version of an API, says nothing of a record.
    """
    required = [frozenset(_required(each)) for each in operations]
    names = required[0].intersection(*required[1:]) if required else ()
    found = ((name, _field(name, shape)) for name in sorted(names))
    return {name: field for name, field in found if field}


def _required(operation: Operation) -> Iterator[str]:
    for each in operation.parameters:
        if each.location is Location.QUERY and each.required:
            yield each.name


def _field(name: str, shape: Shape) -> str:
    """Of the same name, or a key by its last word: ``item_id`` selects by ``id``."""
    spelled = {plain(each): each for each, member in shape.members.items() if _is_scalar(member)}
    last = words(name)[-1:]
    candidates = (plain(name), *(each for each in last if each in _KEYS))
    return next((spelled[each] for each in candidates if each in spelled), "")


def _is_scalar(member: Member) -> bool:
    return not member.types & {"object", "array", "boolean"}
