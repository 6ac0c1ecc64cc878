"""Records beneath others: what lies beneath a record that is not there is not there either."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from urllib.parse import unquote

from mockserver.behaviour import Worker, not_found
from mockserver.collection import Collection
from mockserver.routing import Match
from mockserver.spec.model import Operation
from mockserver.store import World

_VARIABLE = re.compile(r"\{([^}/]+)\}")


class Lineage:
    """Knows which collections the variables of a path select from.

    ``workers`` tells the one of each collection by the path of its items.
    """

    def __init__(self, workers: Callable[[], Mapping[str, Worker]]) -> None:
        self._workers = workers
        self._above: dict[str, tuple[tuple[Worker, tuple[str, ...]], ...]] = {}

    def insist(self, match: Match, operation: Operation, world: World, seed: str) -> None:
        """Raises Rejection 404 where a record above is not there."""
        template = operation.template
        if template not in self._above:
            self._above[template] = tuple(self._of(template))
        for worker, names in self._above[template]:
            *parents, key = (unquote(match.path_values.get(name, "")) for name in names)
            ground = worker.ground(tuple(parents), seed)
            if world.records(ground).get(key) is None:
                raise not_found(worker.collection, key)

    @cached_property
    def _by_shape(self) -> Mapping[str, Worker]:
        return {_shape(path): worker for path, worker in self._workers().items()}

    def _of(self, template: str) -> Iterator[tuple[Worker, tuple[str, ...]]]:
        """The collections above a path, each with the variables that lead to its record."""
        segments = template.split("/")
        for length in range(2, len(segments)):
            above = "/".join(segments[:length])
            worker = self._by_shape.get(_shape(above))
            if worker is not None and _has_records(worker.collection):
                yield worker, tuple(_VARIABLE.findall(above))


def _has_records(collection: Collection) -> bool:
    return bool(collection.parts) and collection.has_schema and not collection.is_singleton


def _shape(path: str) -> str:
    return _VARIABLE.sub("{}", path)
