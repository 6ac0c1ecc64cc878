"""Cases of methods and parameters that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.draw import body_for
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import Both
from mockserver.verify.sides.dialogue import Skipped
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.twin import Twin

_TRACE = "TRACE"
"""In a short run tried of a record alone: it is the server's to refuse, not the operation's."""
_METHODS = ("DELETE", "PUT", "PATCH", "POST", _TRACE, "HEAD")
_HARMFUL = ("DELETE", "PUT", "PATCH")
"""On a collection they might do something to all records."""
_WISHES = {Action.FETCH: "text/html", Action.LIST: "application/xml, image/*;q=0.5"}
_QUERIES = ("zz_unknown=1&zz_other&zz_list[]=1&zz_list[]=2", "%00=%ff")
_USUAL = ("limit", "offset", "page", "per_page", "size", "sort")
"""What a service may read although its document does not say so, and fail over."""
_PACKED = (("Accept-Encoding", "gzip"),)


def methods(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of a path beyond what it declares."""
    for door in atlas.doors(collection, (Action.FETCH, Action.LIST)):
        yield Case("unknown parameters are survived", door.label, partial(_asked_oddly, door))
        case = partial(_all_undeclared, door)
        yield Case("what is not declared is refused", door.label, case)


def _target(door: Door, journey: Journey) -> tuple[Twin | None, Both]:
    """A fresh record where the path is that of one; the path."""
    if door.part.action is Action.LIST:
        return None, journey.path(door, journey.parents(door.collection))
    twin = journey.some(door.collection)
    return twin, journey.path(door, twin.parents, twin.keys)


def _asked_oddly(door: Door, journey: Journey) -> None:
    """Parameters that nobody declared may be refused or passed over.

    What comes packed where a client takes that says so (RFC 9110 §8.4).
    """
    _, path = _target(door, journey)
    is_each = door.part.action is Action.LIST or journey.atlas.is_thorough
    for query in _odd_queries(door) if is_each else ("&".join(_QUERIES),):
        told = f"with the query {query}"
        journey.ask(door.operation, path, query=query, is_lawful=False, about=told)
    wish = (("Accept", _WISHES[door.part.action]),)
    told = f"with Accept: {_WISHES[door.part.action]}"
    journey.ask(door.operation, path, is_lawful=False, lines=Both(wish, wish), about=told)
    if is_each:
        told = "with Accept-Encoding: gzip"
        journey.ask(door.operation, path, lines=Both(_PACKED, _PACKED), about=told)


def _odd_queries(door: Door) -> Iterator[str]:
    """With the names that are usual where pages are declared, but for those that are."""
    declared = {each.name for each in door.operation.parameters}
    usual = (f"{name}=zz" for name in _USUAL if name not in declared)
    first, *others = _QUERIES
    return iter(["&".join((first, *usual)), *others])


def _all_undeclared(door: Door, journey: Journey) -> None:
    """Only on what this run made itself: a server that takes it may well do it."""
    declared = door.operation.path_item
    found = [each for each in _METHODS if declared.get(each.lower()) is None]
    if door.part.action is Action.LIST and not journey.atlas.is_thorough:
        found = [each for each in found if each != _TRACE]
    if door.part.action is Action.LIST and not journey.atlas.is_expendable:
        found = [each for each in found if each not in _HARMFUL]
    if not found or journey.atlas.read_only:
        raise Skipped("all are declared")
    twin, path = _target(door, journey)
    journey.each(partial(_undeclared, door, method, path, journey) for method in found)
    if twin is not None and not journey.notes:
        journey.fetch(twin)


def _undeclared(door: Door, method: str, path: Both, journey: Journey) -> None:
    """In a short run a PUT that might do something comes with a body alone; others without."""
    options: dict[str, Any] = {"about": f"with {method}, which the path does not declare"}
    ask = partial(journey.ask, door.operation, path, method=method, is_lawful=False)
    whole = _whole(door, journey) if method == "PUT" else {}
    both = ask(**options, **whole)
    if whole and journey.atlas.is_thorough and not both.target.is_success:
        both = ask(**options)
    if both.target.is_success and not both.oracle.is_success:
        told = f"answered {both.target.status} to {method}, which the path does not declare"
        journey.broken(door.operation, "unsupported_method", f"{told}; answer 405")


def _whole(door: Door, journey: Journey) -> dict[str, Any]:
    """A record to be put in the place of another, where records are changed."""
    change = journey.atlas.door(door.collection, Action.PATCH)
    if door.part.action is not Action.FETCH or change is None or change.bodies is None:
        return {}
    body = change.bodies.sent(body_for(change, journey))
    return {"body": Both(body, body), "media_type": change.bodies.media_type}
