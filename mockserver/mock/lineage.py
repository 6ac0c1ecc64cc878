"""Records beneath others: what lies beneath a record that is not there is not there either."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import unquote

from mockserver.behaviour import RecordService, forget, not_found
from mockserver.collection import Collection
from mockserver.routing import Match
from mockserver.spec.model import Operation
from mockserver.store import World, WritableWorld

_VARIABLE = re.compile(r"\{([^}/]+)\}")


class Lineage:
    """Knows which collections the variables of a path select from.

    ``services`` tells the one of each collection by the path of its items, ``every`` all of them.
    """

    def __init__(
        self,
        services: Callable[[], Mapping[str, RecordService]],
        every: Callable[[], Iterable[RecordService]] = tuple,
    ) -> None:
        self._services = services
        self._every = every
        self._above: dict[str, tuple[tuple[RecordService, tuple[str, ...]], ...]] = {}

    def insist(self, match: Match, operation: Operation, world: World, seed: str) -> None:
        """Raises Rejection 404 where a record above is not there."""
        template = operation.template
        if template not in self._above:
            self._above[template] = tuple(self._of(template))
        for service, names in self._above[template]:
            *parents, key = (unquote(match.path_values.get(name, "")) for name in names)
            ground = service.ground(service.home(tuple(parents), key, world), seed)
            if world.records(ground).get(key) is None:
                raise not_found(service.collection, key)

    def begin(
        self, collection: Collection, keys: tuple[str, ...], world: WritableWorld, seed: str
    ) -> None:
        """Nothing lies beneath a record that somebody has just made.

        ``keys`` are those of the records above and, at last, its own.
        """
        for service in self._beneath.get(collection.item_path, ()):
            if not service.collection.is_singleton:
                world.records(service.ground(keys, seed)).empty()

    def end(
        self, collection: Collection, keys: tuple[str, ...], world: WritableWorld, seed: str
    ) -> None:
        """What lies beneath a record goes with it, and is not there when that is made again.

        ``keys`` are those of the records above and, at last, its own.
        """
        forget(world, collection.item_at(keys))
        self._empty(collection, keys, world, seed)

    def _empty(
        self, collection: Collection, keys: tuple[str, ...], world: WritableWorld, seed: str
    ) -> None:
        for service in self._beneath.get(collection.item_path, ()):
            records = world.records(service.ground(keys, seed))
            if service.collection.is_singleton:
                records.renew("")
                continue
            for key, _ in records.page():
                self._empty(service.collection, (*keys, key), world, seed)
            records.empty()

    @cached_property
    def _beneath(self) -> Mapping[str, tuple[RecordService, ...]]:
        """The collections right beneath the records of each, by the path of its items."""
        found: dict[str, tuple[RecordService, ...]] = {}
        for each in self._every():
            above = self._nearest(each.collection)
            if above is not None:
                found[above] = (*found.get(above, ()), each)
        return found

    def _nearest(self, collection: Collection) -> str | None:
        """The items that a collection lies beneath, where their path has all of its variables."""
        segments = collection.path.split("/")
        for length in range(len(segments) - 1, 1, -1):
            above = "/".join(segments[:length])
            service = self._by_shape.get(_shape(above))
            if service is not None:
                is_all = len(_VARIABLE.findall(above)) == len(collection.parents)
                return service.collection.item_path if is_all else None
        return None

    @cached_property
    def _by_shape(self) -> Mapping[str, RecordService]:
        return {_shape(path): service for path, service in self._services().items()}

    def _of(self, template: str) -> Iterator[tuple[RecordService, tuple[str, ...]]]:
        """The collections above a path, each with the variables that lead to its record."""
        segments = template.split("/")
        for length in range(2, len(segments)):
            above = "/".join(segments[:length])
            service = self._by_shape.get(_shape(above))
            if service is not None and _has_records(service.collection):
                yield service, tuple(_VARIABLE.findall(above))


def _has_records(collection: Collection) -> bool:
    return bool(collection.parts) and collection.has_schema and not collection.is_singleton


def _shape(path: str) -> str:
    return _VARIABLE.sub("{}", path)
