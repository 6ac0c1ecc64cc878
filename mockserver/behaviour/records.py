"""List, create, fetch, replace, patch and delete on the records of a collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from mockserver.behaviour.change import Changes
from mockserver.clock import Clock
from mockserver.collection import Action, Collection
from mockserver.errors import Rejection
from mockserver.media import MediaType
from mockserver.problem import Problem
from mockserver.store import Change, Record, Store, UniqueTaken

RECORD_NOT_FOUND = "urn:mockserver:record-not-found"
CONFLICT = "urn:mockserver:conflict"
KEY_MISSING = "urn:mockserver:key-missing"
_MERGE_PATCH = "application/merge-patch+json"
_ATTEMPTS = 100

SUCCESSES: Mapping[Action, tuple[int, ...]] = {
    Action.LIST: (200,),
    Action.CREATE: (201, 200),
    Action.FETCH: (200,),
    Action.REPLACE: (200, 204),
    Action.PATCH: (200, 204),
    Action.DELETE: (204, 200, 202),
}
"""The statuses that tell of an action done, the likeliest first (RFC 9110 §9.3)."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: to the record of ``key`` or, without one, to the collection at ``path``.

    ``path`` is the request's own; ``body`` is a JSON value.
    """

    action: Action
    path: str
    key: str = ""
    body: Any = None
    media_type: MediaType | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: the body, and the headers that belong to it."""

    value: Any = None
    headers: tuple[tuple[str, str], ...] = ()


class Worker:
    """Acts on the records of one collection."""

    def __init__(self, collection: Collection, store: Store, clock: Clock, random: Random) -> None:
        self.collection = collection
        self._store = store
        self._changes = Changes(collection, clock, random)
        self._acts: Mapping[Action, Callable[[Task], Outcome]] = {
            Action.LIST: self._list,
            Action.CREATE: self._create,
            Action.FETCH: self._fetch,
            Action.REPLACE: self._replace,
            Action.PATCH: self._patch,
            Action.DELETE: self._delete,
        }

    def act(self, task: Task) -> Outcome:
        """Do it. Raises Rejection: 404 without the record, 409 for a unique value that is taken."""
        try:
            return self._acts[task.action](task)
        except UniqueTaken as taken:
            raise self._conflict(taken) from taken

    def _list(self, _task: Task) -> Outcome:
        return Outcome(list(self._store.records(self.collection.path)))

    def _fetch(self, task: Task) -> Outcome:
        record = self._store.get(self.collection.path, task.key)
        return Outcome(self._found(record, task.key))

    def _create(self, task: Task) -> Outcome:
        path = self.collection.path
        for _ in range(_ATTEMPTS):
            record = self._changes.new(task.body, self._store.records(path))
            key = self._key_of(record)
            if self._store.insert(path, key, record, self.collection.unique):
                location = f"{task.path.rstrip('/')}/{quote(key, safe='')}"
                return Outcome(record, (("Location", location),))
            if self.collection.key not in self.collection.generate:
                detail = f"{path} has a record with the {self.collection.key} '{key}' already."
                raise Rejection(Problem(409, detail, CONFLICT))
        detail = f"{path} has no free key: '{self.collection.key}' of every new record is taken."
        raise Rejection(Problem(409, detail, CONFLICT))

    def _key_of(self, record: Record) -> str:
        """The key of a new record. Raises Rejection 422 where neither server nor client made it."""
        collection = self.collection
        key = record.get(collection.key)
        if key is None or key == "":
            detail = (
                f"'{collection.key}' selects the records of {collection.path} and has no value; "
                f"send it, or let {collection.fixture.file} generate it."
            )
            raise Rejection(Problem(422, detail, KEY_MISSING))
        return str(key)

    def _replace(self, task: Task) -> Outcome:
        return self._change(task.key, lambda record: self._changes.replaced(record, task.body))

    def _patch(self, task: Task) -> Outcome:
        patched = self._changes.merged if _is_merge(task) else self._changes.updated
        return self._change(task.key, lambda record: patched(record, task.body))

    def _change(self, key: str, change: Change) -> Outcome:
        collection = self.collection
        record = self._store.update(collection.path, key, change, collection.unique)
        return Outcome(self._found(record, key))

    def _delete(self, task: Task) -> Outcome:
        record = self._found(self._store.get(self.collection.path, task.key), task.key)
        if not self._store.delete(self.collection.path, task.key):
            raise self._not_found(task.key)
        return Outcome(record)

    def _found(self, record: Record | None, key: str) -> Record:
        if record is None:
            raise self._not_found(key)
        return record

    def _not_found(self, key: str) -> Rejection:
        collection = self.collection
        searched = collection.fixture.file
        detail = (
            f"No record of {collection.path} has the {collection.key} '{key}'; "
            f"searched those of {searched} and those made since the start."
        )
        extensions = {"collection": collection.path, "key": key, "searched": searched}
        return Rejection(Problem(404, detail, RECORD_NOT_FOUND, extensions=extensions))

    def _conflict(self, taken: UniqueTaken) -> Rejection:
        collection = self.collection
        detail = (
            f"'{taken.field}' is unique in {collection.path}, "
            f"and '{taken.value}' is that of {collection.key} '{taken.holder}'."
        )
        extensions = {"field": taken.field, "holder": taken.holder}
        return Rejection(Problem(409, detail, CONFLICT, extensions=extensions))


def _is_merge(task: Task) -> bool:
    return task.media_type is not None and task.media_type.essence == _MERGE_PATCH
