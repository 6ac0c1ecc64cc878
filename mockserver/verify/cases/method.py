"""Cases of methods and parameters that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mockserver.collection import Action, Collection
from mockserver.verify.atlas import Atlas, Door
from mockserver.verify.cases.case import Case
from mockserver.verify.dialogue import Skipped
from mockserver.verify.journey import Journey

_METHODS = ("DELETE", "PUT", "PATCH", "POST", "TRACE")


def methods(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """What can be tried of a path beyond what it declares."""
    for door in atlas.doors(collection, (Action.FETCH, Action.LIST)):
        yield Case("an unknown parameter is survived", door.label, partial(_asked_oddly, door))
        for method in _METHODS:
            case = partial(_undeclared, door, method)
            yield Case(f"{method} is refused unless declared", door.label, case)


def _asked_oddly(door: Door, journey: Journey) -> None:
    """Parameters that nobody declared may be refused or passed over."""
    collection = door.collection
    is_item = door.part.action is Action.FETCH
    twin = journey.make(collection) if is_item else None
    parents = twin.parents if twin else journey.parents(collection)
    path = journey.path(door, parents, twin.keys if twin else None)
    for query in ("zz_unknown=1", "zz_unknown", "%00=%ff", "zz_unknown[]=1&zz_unknown[]=2"):
        journey.ask(door.operation, path, query=query, is_lawful=False)


def _undeclared(door: Door, method: str, journey: Journey) -> None:
    """Only on what this run made itself: a server that takes it may well do it."""
    path_item = door.operation.path_item
    if path_item.get(method.lower()) is not None or journey.atlas.read_only:
        raise Skipped("it is declared")
    collection = door.collection
    if door.part.action is Action.LIST and method in ("DELETE", "PUT", "PATCH"):
        if not journey.atlas.is_own:
            raise Skipped("it might do something to all records")
        parents, keys = journey.parents(collection), None
        twin = None
    elif door.part.action is Action.LIST:
        parents, keys, twin = journey.parents(collection), None, None
    else:
        twin = journey.make(collection)
        parents, keys = twin.parents, twin.keys
    path = journey.path(door, parents, keys)
    both = journey.ask(door.operation, path, method=method, is_lawful=False)
    if both.target.is_success and not both.oracle.is_success:
        told = f"answered {both.target.status} to {method}, which the path does not declare"
        journey.broken(door.operation, "unsupported_method", f"{told}; answer 405")
    if twin is not None:
        journey.fetch(twin)
