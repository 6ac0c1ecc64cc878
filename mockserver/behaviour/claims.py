"""Values that are unique below all parents together, keys among them: who has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.behaviour.grounds import Grounds, key_of
from mockserver.behaviour.task import Task
from mockserver.collection import Action, Collection
from mockserver.store import UniqueTaken, World, WritableWorld

CLAIMS = "claims"
"""The kind of values that a world has for who was given what last."""
_BAR = "\x1f"  # as in the names of grounds


class Claims:
    """Those of one collection whose records lie below others."""

    def __init__(self, collection: Collection, grounds: Grounds) -> None:
        self._collection = collection
        self._grounds = grounds
        self._wide = collection.unique_everywhere if collection.parents else frozenset()

    def insist_free(self, task: Task, world: WritableWorld, seed: str) -> None:
        """Raises UniqueTaken for a value of a record below other parents."""
        for field, value in self._sent(task) if task.conflicts else ():
            for parents, key in self._holders(field, value, world):
                ground = self._grounds.of(self._collection, parents, seed)
                record = world.records(ground).get(key)
                if parents != task.parents and record is not None and record.get(field) == value:
                    raise UniqueTaken(field, value, key)

    def note(self, task: Task, world: WritableWorld, record: Mapping[str, Any] | None) -> None:
        """Remember who has what was sent."""
        key = key_of(self._collection, record) if record is not None else None
        for field, value in self._held(task, key) if key is not None else ():
            world.put(CLAIMS, self._name(field, value), [list(task.parents), key])

    def home(self, key: str, world: World | WritableWorld) -> tuple[str, ...]:
        """The keys of the records that one lies below; none where nobody knows them."""
        found = self._holders(self._collection.key, key, world)
        return next((parents for parents, _ in found), ())

    def _held(self, task: Task, key: str) -> Iterator[tuple[str, Any]]:
        """What a record has that tells it among all; its key, where that alone is in its path."""
        yield from self._sent(task)
        if self._collection.is_shallow and task.part.action is Action.CREATE:
            yield self._collection.key, key

    def _sent(self, task: Task) -> Iterator[tuple[str, Any]]:
        sent = task.body if self._wide and isinstance(task.body, Mapping) else {}
        return ((name, sent[name]) for name in sorted(self._wide & sent.keys()))

    def _holders(
        self, field: str, value: Any, world: World | WritableWorld
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        """Who may have a value: who was given it last, and whose fixture has it."""
        claim = world.get(CLAIMS, self._name(field, value), inherited=True)
        if claim is not None:
            yield tuple(claim[0]), claim[1]
        for each in self._collection.records:
            owners, key = self._collection.parents_of(each.value), each.value.get(field)
            is_own = key == value or (field == self._collection.key and str(key) == value)
            if is_own and owners is not None:
                yield owners, str(each.value.get(self._collection.key))

    def _name(self, field: str, value: Any) -> str:
        return _BAR.join((self._collection.path, field, str(value)))
