"""The records of one collection, beneath certain parents, as a request means them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.refused import broken, conflict, listed, not_found
from mockserver.behaviour import RecordService, Task, key_of, typed
from mockserver.collection import Action, Collection, Part, without
from mockserver.errors import Rejection
from mockserver.schema import Direction
from mockserver.store import Ground, Record, Records, UniqueTaken, WritableWorld

ONLY = "-"
"""What the one record of a collection without keys is called in a path."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection with its parents and what it held at the start."""

    name: str
    context: AdminContext
    service: RecordService
    parents: tuple[str, ...]
    ground: Ground

    @property
    def collection(self) -> Collection:
        """The collection."""
        return self.service.collection

    def rows(self, records: Records) -> list[tuple[str, Record]]:
        """All records with their keys."""
        if not self.collection.is_singleton:
            return records.page()
        only = records.get("")
        return [] if only is None else [(ONLY, only)]

    def key(self, named: str) -> str:
        """The key that a path names."""
        return "" if self.collection.is_singleton and named == ONLY else named

    def row(self, records: Records, key: str, record: Record) -> Mapping[str, Any]:
        """A record as it is told."""
        stored = "" if self.collection.is_singleton else key
        changed = records.is_changed(stored)
        return {"key": stored or ONLY, "record": record, "changed": changed}

    def judge(self, record: Record, *below: Any) -> list[dict[str, Any]]:
        """What is wrong with a record by its schema."""
        validator = self.context.control.validators.of(self.collection.schema, Direction.RESPONSE)
        shown = without(record, self.collection.secrets)
        return [broken(each, *below) for each in validator.violations(shown)]

    def insist(self, record: Record) -> None:
        """Raises Rejection for a record that breaks its schema."""
        errors = self.judge(record)
        if errors:
            raise misfit(self.name, errors)

    def keyed(self, record: Mapping[str, Any], key: str) -> Record:
        """The record under a key. Raises Rejection where it has another one."""
        field = self.collection.key
        if not field:
            return dict(record)
        own = key_of(self.collection, record)
        if own is not None and own != key:
            raise conflict(f"The record has the {field} '{own}', and the path names '{key}'.")
        return {field: typed(key, self.collection.key_types), **record}

    def put(self, writing: WritableWorld, key: str, record: Record) -> None:
        """Write a record. Raises Rejection for a unique value that is taken."""
        try:
            writing.records(self.ground).put(key, record)
        except UniqueTaken as taken:
            raise conflict(
                f"'{taken.field}' is unique in {self.collection.path}, "
                f"and '{taken.value}' is that of '{taken.holder}'."
            ) from taken

    def completed(self, writing: WritableWorld, body: Mapping[str, Any]) -> Record:
        """A new record with what the mock makes itself; what is given is kept as it is."""
        if self._is_whole(body):
            return body
        collection = self.collection
        own = (collection.key, *collection.unique)
        sent = {name: value for name, value in body.items() if name not in own}
        task = Task(_creating(self), collection.path, parents=self.parents, body=sent)
        moment, seed = (
            self.context.control.now(self.context.world),
            self.context.mock.seed_of(self.context.world),
        )
        try:
            made = self.service.write(task, writing, moment, seed).record or {}
        except Rejection:  # it cannot make one, so all has to be given
            return body
        key = key_of(collection, made)
        if key is not None:
            writing.records(self.ground).delete(key)
        return self._mended({**made, **body}, body, key)

    def _mended(self, record: Record, given: Mapping[str, Any], key: str | None) -> Record:
        """With members of a made record in place of those that do not fit and were not given."""
        errors = self.judge(record)
        names = {each["pointer"].split("/")[1] for each in errors if each["pointer"]} - set(given)
        made = (self.ground.get(key) if key is not None and names else None) or {}
        left = {name: value for name, value in record.items() if name not in names}
        return {**left, **{name: made[name] for name in names if name in made}}

    def _is_whole(self, body: Mapping[str, Any]) -> bool:
        collection = self.collection
        made = {collection.key, *collection.generate, *collection.shape.required} - {""}
        return made <= body.keys()


def shelf(context: AdminContext) -> Shelf:
    """The shelf that a request means. Raises Rejection."""
    name, collection = named(context)
    parents = tuple(map(str, context.query("parent", [])))
    if len(parents) != len(collection.parents):
        needed = ", then ".join(f"?parent={name.upper()}" for name in collection.parents)
        advice = f"name those above by {needed}" if needed else "there are none above to be named"
        raise conflict(f"{collection.path} has {len(collection.parents)} variables: {advice}.")
    service = context.control.service(collection)
    ground = service.ground(parents, context.mock.seed_of(context.world))
    return Shelf(name, context, service, parents, ground)


def named(context: AdminContext) -> tuple[str, Collection]:
    """The collection that the path names. Raises Rejection."""
    wanted = context.path("name")
    for name, collection in context.control.collections.items():
        if wanted in (name, collection.path):
            return name, collection
    raise not_found("collection", wanted, context.control.collections.keys())


def misfit(name: str, errors: list[dict[str, Any]]) -> Rejection:
    """The refusal of records that break their schema."""
    sentences = (f"{each['pointer'] or '/'}: {each['message']}" for each in errors)
    return conflict(listed(f"No such record can be one of {name}", sentences), errors)


def _creating(shelf: Shelf) -> Part:
    return Part(
        Action.CREATE, shelf.collection.parents, "", False, None, (), None, may_create=False
    )
