"""One change to the records of a collection: create, replace, patch or delete."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from mockserver.behaviour.absence import set_aside
from mockserver.behaviour.grounds import Maker, key_of, owned_fields, typed
from mockserver.behaviour.record_factory import Making, RecordFactory, highest
from mockserver.behaviour.refusals import (
    already_done,
    key_missing,
    key_taken,
    no_free_key,
    not_found,
)
from mockserver.behaviour.task import Outcome, Task
from mockserver.collection import Action, Collection
from mockserver.collection.template import Draw
from mockserver.media import MediaType
from mockserver.patch import PatchError
from mockserver.store import Ground, Record, WritableRecords, WritableWorld

_MERGE_PATCH = "application/merge-patch+json"
_JSON_PATCH = "application/json-patch+json"
_JSON_API = "application/vnd.api+json"
_ATTEMPTS = 100
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")  # RFC 3986 §2.3: what is never escaped
_VARIABLE = re.compile(r"\{[^}/]+\}")


@dataclass(slots=True, eq=False)
class RecordChange:
    """One change to a collection."""

    _collection: Collection
    _factory: RecordFactory
    _maker: Maker
    _world: WritableWorld
    _task: Task
    _now: datetime
    _seed: str

    def act(self, ground: Ground) -> Outcome:
        """Do what the task says."""
        records = self._world.records(ground)
        match self._task.part.action:
            case Action.CREATE:
                return self._create(ground, records)
            case Action.REPLACE:
                return self._replace(ground, records)
            case Action.PATCH:
                return self._patch(ground, records)
        return self._delete(ground, records)

    def _create(self, ground: Ground, records: WritableRecords) -> Outcome:
        for _ in range(_ATTEMPTS):
            record = self._factory.new(self._task.body, self._making(ground))
            record, key = self._keyed(record, ground)
            record = self._settled(record)
            is_taken = records.get(key) is not None and _is_listed(records, ground, key)
            if not is_taken or not self._refuses(key):
                records.put(key, record, insist=self._insists)
                return Outcome(record, headers=self._location(key), born=(key,))
            if not self._is_made(key):
                raise key_taken(self._collection, key)
        raise no_free_key(self._collection)

    def _refuses(self, key: str) -> bool:
        """A key the server makes is never one that is taken; the client's may replace a record.

        That is where nobody has said what else should become of it: neither a fixture file nor
        a declared status.
        """
        return not self._collection.is_singleton and (self._is_made(key) or self._insists)

    @property
    def _insists(self) -> bool:
        """Whether somebody has said what becomes of a value that is taken."""
        return self._task.conflicts or self._collection.fixture is not None

    def _is_made(self, key: str) -> bool:
        """Whether the server made a key, and may make another."""
        body, field = self._task.body, self._collection.key
        is_sent = isinstance(body, Mapping) and str(body.get(field)) == key
        return field in self._collection.generate and not is_sent

    def _keyed(self, record: Record, ground: Ground) -> tuple[Record, str]:
        """The record with its key. Raises Rejection 422 where nobody made one."""
        collection = self._collection
        key = key_of(collection, record)
        fixture = collection.fixture
        is_ours = fixture is None or collection.key not in (fixture.generate or ())
        is_unfit = key is not None and is_ours and self._is_made(key) and self._is_unfit(record)
        if key is not None and not is_unfit:
            return record, key
        if fixture is None or is_unfit:
            return self._numbered(record, ground)
        raise key_missing(collection)

    def _is_unfit(self, record: Record) -> bool:
        """Whether the document does not take the key that a template made."""
        return not self._maker.fits(self._collection, record, self._collection.key)

    def _numbered(self, record: Record, ground: Ground) -> tuple[Record, str]:
        """The record with a key of the form that the document shows, its number at the last."""
        collection = self._collection
        number = self._world.next_number(f"{ground.name}|created")
        if not collection.key:
            return record, f"new-{number}"
        made = self._maker.key(collection, f"new-{number}", self._seed)
        records = self._world.records(ground)
        if made is None or _is_listed(records, ground, str(made)):
            made = typed(str(len(ground.rows) + number), collection.key_types)
        return {**record, collection.key: made}, str(made)

    def _location(self, key: str) -> tuple[tuple[str, str], ...]:
        if self._collection.is_singleton or not self._collection.item_path:
            return ()
        keys = self._collection.told_by((*self._task.parents, key))
        values = [each if _PLAIN.fullmatch(each) else quote(each, safe="") for each in keys]
        path = _form(self._collection.item_path) % tuple(values)
        return (("Location", self._task.base + path),)

    def _replace(self, ground: Ground, records: WritableRecords) -> Outcome:
        before = present(self._collection, self._task, records, ground)
        if before is None and self._task.part.may_create:
            record = dict(self._factory.new(self._task.body, self._making(ground)))
            if self._collection.key:
                record[self._collection.key] = typed(self._task.key, self._collection.key_types)
            settled = self._settled(record)
            records.put(self._task.key, settled, insist=self._insists)
            key, is_told = self._task.key, self._task.part.tells_creation
            return Outcome(settled, headers=self._location(key) if is_told else (), born=(key,))
        return self._changed(
            records,
            lambda record: self._factory.replaced(record, self._task.body, self._making(ground)),
        )

    def _patch(self, ground: Ground, records: WritableRecords) -> Outcome:
        patch = {
            _MERGE_PATCH: self._merged,
            _JSON_PATCH: self._stepped,
            _JSON_API: self._factory.joined,
        }.get(_essence(self._task.media_type), self._factory.updated)
        part, body = self._task.part, self._task.body
        is_deed = bool(part.states or part.moments)

        def change(record: Record) -> Record:
            self._insist_undone(record)
            making = self._making(ground)
            after = patch(record, body, making)
            return self._factory.done(after, body, part, making) if is_deed else after

        return self._changed(records, change)

    def _insist_undone(self, record: Record) -> None:
        """Raises Rejection 409 where an action was done before, and the document has that word."""
        part = self._task.part
        is_in = bool(part.states) and all(record.get(name) == each for name, each in part.states)
        if part.is_once and is_in:
            raise already_done(part)

    def _changed(self, records: WritableRecords, change: Callable[[Record], Record]) -> Outcome:
        before = records.get(self._task.key)
        if before is None:
            raise not_found(self._collection, self._task.key)
        after = self._settled(change(before), before)
        records.put(self._task.key, after, insist=self._insists)
        return Outcome(after)

    def _stepped(self, record: Record, body: Any, making: Making) -> Record:
        """The record with a JSON patch applied, which no schema of a body can judge beforehand.

        Raises PatchError where the patch fails, or makes of a good record one that is not.
        """
        after = self._factory.patched(record, body, making)
        for name in after:
            is_good = name not in record or self._maker.fits(self._collection, record, name)
            if is_good and not self._maker.fits(self._collection, after, name):
                raise PatchError(f"the patch gives '{name}' a value that the document forbids")
        return self._complete(record, after)

    def _merged(self, record: Record, body: Any, making: Making) -> Record:
        """The record with a merge patch applied, in which null takes away (RFC 7396 §1)."""
        return self._complete(record, self._factory.merged(record, body, making))

    def _complete(self, record: Record, after: Record) -> Record:
        """What a patch makes of a record. Raises PatchError where that lacks what it has to have.

        ``after`` is returned where the record before lacked it as well.
        """
        for name in self._collection.shape.required:
            if name in record and name not in after:
                raise PatchError(f"the patch takes '{name}' away, which the document requires")
        return after

    def _settled(self, record: Record, before: Record | None = None) -> Record:
        """What can be answered with as it is; a fixture file's records are somebody's word."""
        if self._collection.fixture is not None:
            return record
        return self._maker.settled(self._collection, record, before or {}, self._seed)

    def _delete(self, ground: Ground, records: WritableRecords) -> Outcome:
        record = records.get(self._task.key)
        if record is None:
            raise not_found(self._collection, self._task.key)
        records.delete(self._task.key)
        listing = self._collection.listing
        if listing is not None and listing.keeps_deleted:
            kept = self._factory.deleted(record, self._making(ground))
            set_aside(self._world, ground, self._task.key, kept)
        return Outcome(record, gone=(self._task.key,))

    def _making(self, ground: Ground) -> Making:
        number = self._world.next_number(f"{ground.name}|changes")
        random = Draw(f"{self._seed}|{ground.name}|{number}")

        def next_number(field: str, template: str) -> int:
            name = f"{ground.name}|{field}"
            begun = self._world.get("numbers", name, inherited=True)
            present = () if begun is not None else ground.rows.values()
            return self._world.next_number(name, highest(field, template, present))

        def whole(record: Record) -> Record:
            return self._maker.whole(self._collection, record, self._seed, str(number))

        owned = owned_fields(self._collection, self._task.parents)
        return Making(self._now, random, next_number, whole, owned)


@lru_cache(4096)
def _form(path: str) -> str:
    """A path to be filled in with a value for each of its variables."""
    return "%s".join(part.replace("%", "%%") for part in _VARIABLE.split(path))


def present(
    collection: Collection, task: Task, records: WritableRecords, ground: Ground
) -> Record | None:
    """The record of a key; where 201 tells of a new one, only what was listed or written before."""
    may_be_new = task.part.tells_creation and not collection.is_singleton
    is_unseen = may_be_new and not (task.is_seen or _is_listed(records, ground, task.key))
    return None if is_unseen else records.get(task.key)


def _is_listed(records: WritableRecords, ground: Ground, key: str) -> bool:
    """Whether a record is there, and not only would be if it were asked for."""
    return key in ground.rows or records.is_changed(key)


def _essence(media_type: MediaType | None) -> str:
    return media_type.essence if media_type else ""
