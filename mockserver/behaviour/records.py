"""List, create, fetch, replace, patch and delete on the records of a collection."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote

from mockserver.behaviour.absence import aside, set_aside
from mockserver.behaviour.change import Changes, Making, highest
from mockserver.behaviour.claims import Claims
from mockserver.behaviour.grounds import Grounds, Maker, key_of, owned_fields, typed
from mockserver.behaviour.listing import ListPage, page
from mockserver.behaviour.many import each_of, tally_of
from mockserver.behaviour.task import Outcome, Task
from mockserver.collection import Action, Collection
from mockserver.collection.template import Draw
from mockserver.errors import Rejection
from mockserver.media import MediaType
from mockserver.patch import PatchError
from mockserver.problem import Problem
from mockserver.store import Ground, Record, UniqueTaken, World, WritableRecords, WritableWorld

RECORD_NOT_FOUND = "urn:mockserver:record-not-found"
CONFLICT = "urn:mockserver:conflict"
KEY_MISSING = "urn:mockserver:key-missing"
BAD_PATCH = "urn:mockserver:patch-not-applicable"
_MERGE_PATCH = "application/merge-patch+json"
_JSON_PATCH = "application/json-patch+json"
_JSON_API = "application/vnd.api+json"
_ATTEMPTS = 100
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")  # RFC 3986 §2.3: what is never escaped
_VARIABLE = re.compile(r"\{[^}/]+\}")


class RecordService:
    """Acts on the records of one collection, in whichever world it is told to."""

    def __init__(self, collection: Collection, grounds: Grounds, maker: Maker) -> None:
        self.collection = collection
        self._grounds = grounds
        self._maker = maker

    @cached_property
    def _claims(self) -> Claims:
        return Claims(self.collection, self._grounds)

    @cached_property
    def _changes(self) -> Changes:
        return Changes(self.collection)

    def ground(self, parents: tuple[str, ...], seed: str) -> Ground:
        """What the collection holds beneath these parents before anybody has written to it."""
        return self._grounds.of(self.collection, parents, seed)

    def read(self, task: Task, world: World | WritableWorld, seed: str) -> Outcome:
        """List or fetch. Raises Rejection 404 without the record."""
        ground = self.ground(task.parents, seed)
        if task.part.action is Action.LIST:
            return world.at_once(lambda: self._list(task, world, ground))
        records = world.records(ground)
        found = self._found(records.get(task.key), task.key)
        is_record = self.collection.fixture is not None or records.is_changed(task.key)
        return Outcome(found, is_record=is_record)

    def write(self, task: Task, world: WritableWorld, now: datetime, seed: str) -> Outcome:
        """Create, replace, patch or delete.

        Raises Rejection: 404 without the record, 409 for a unique value that is taken.
        """
        if task.part.many is not None:
            return self._write_many(task, world, now, seed)
        turn = _Turn(self.collection, self._changes, self._maker, world, task, now, seed)
        ground = self.ground(task.parents, seed)
        try:
            self._claims.insist_free(task, world, seed)
            outcome = turn.act(ground)
        except UniqueTaken as taken:
            raise self._conflict(taken) from taken
        except PatchError as error:
            raise Rejection(Problem(422, f"{error}.", BAD_PATCH)) from error
        self._claims.note(task, world, outcome.record)
        return outcome

    def _write_many(self, task: Task, world: WritableWorld, now: datetime, seed: str) -> Outcome:
        """One after the other, and none where one is refused."""
        known = world.records(self.ground(task.parents, seed))
        tasks = each_of(task, self.collection, known)
        done = [self.write(each, world, now, seed) for each in tasks]
        records = [each.record for each in done if each.record is not None]
        every = Outcome(
            records[0] if records else None,
            gone=tuple(key for each in done for key in each.gone),
            born=tuple(key for each in done for key in each.born),
            tally=tally_of(task, self.collection, known, done),
        )
        if not task.part.tells_list:
            return every
        if task.listing is None:
            return every._replace(record=None, page=ListPage(tuple(records), len(records), {}, ()))
        told = page(task.listing, records, {}, (task.path, ""))
        return every._replace(record=None, page=told)

    def present(self, task: Task, world: WritableWorld, seed: str) -> Record | None:
        """The record that a change is about; None where a PUT would make it, or there is no key.

        A record that nobody has seen is not in the way of one that is put there.
        """
        if not task.part.key_parameter:
            return None
        ground = self.ground(task.parents, seed)
        return _present(self.collection, task, world.records(ground), ground)

    def _list(self, task: Task, world: World | WritableWorld, ground: Ground) -> Outcome:
        records = world.records(ground)
        rows, beside = records.all(), self._aside(task, world, ground)
        if beside:
            rows = [*rows, *beside]
        if task.where:
            rows = [each for each in rows if _is_meant(each, task.where)]
        is_untouched = self.collection.fixture is None and records.is_untouched()
        if task.listing is None:
            shown = ListPage(tuple(rows), len(rows), {}, ())
        else:
            target = (task.path, task.query)
            shown = page(task.listing, rows, task.values, target, task.origin)
        if is_untouched and task.where is not None and not shown.items:
            return Outcome(is_record=False)  # nobody has said that there is nothing to see
        is_whole = is_untouched and task.where is None and len(shown.items) == len(rows)
        return Outcome(page=shown, is_record=not is_untouched, is_whole=is_whole)

    def _aside(self, task: Task, world: World | WritableWorld, ground: Ground) -> list[Record]:
        """What was deleted, where the list is asked for it."""
        flag = task.listing.keeps_deleted if task.listing else ""
        return aside(world, ground) if flag and task.values.get(flag) is True else []

    def _found(self, record: Record | None, key: str) -> Record:
        if record is None:
            raise not_found(self.collection, key)
        return record

    def _conflict(self, taken: UniqueTaken) -> Rejection:
        collection = self.collection
        detail = (
            f"'{taken.field}' is unique in {collection.path}, "
            f"and '{taken.value}' is that of {collection.key} '{taken.holder}'."
        )
        extensions = {"field": taken.field, "holder": taken.holder}
        return Rejection(Problem(409, detail, CONFLICT, extensions=extensions))


@dataclass(slots=True, eq=False)
class _Turn:
    """One change to a collection."""

    _collection: Collection
    _changes: Changes
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
            record = self._changes.new(self._task.body, self._making(ground))
            record, key = self._keyed(record, ground)
            record = self._settled(record)
            is_taken = records.get(key) is not None and _is_listed(records, ground, key)
            if not is_taken or not self._refuses(key):
                records.put(key, record, insist=self._insists)
                return Outcome(record, headers=self._location(key), born=(key,))
            if not self._is_made(key):
                raise self._taken(key)
        path, field = self._collection.path, self._collection.key
        detail = f"{path} has no free key: '{field}' of every new record is taken."
        raise Rejection(Problem(409, detail, CONFLICT))

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
        is_ours = collection.fixture is None
        if key is not None and not (is_ours and self._is_made(key) and self._is_unfit(record)):
            return record, key
        if is_ours:
            return self._numbered(record, ground)
        file = collection.fixture.file if collection.fixture else "a fixture file"
        detail = (
            f"'{collection.key}' selects the records of {collection.path} and has no value; "
            f"send it, or let {file} generate it."
        )
        raise Rejection(Problem(422, detail, KEY_MISSING))

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
        keys = (*self._task.parents, key)
        values = [each if _PLAIN.fullmatch(each) else quote(each, safe="") for each in keys]
        path = _form(self._collection.item_path) % tuple(values)
        return (("Location", self._task.base + path),)

    def _replace(self, ground: Ground, records: WritableRecords) -> Outcome:
        before = _present(self._collection, self._task, records, ground)
        if before is None and self._task.part.may_create:
            record = dict(self._changes.new(self._task.body, self._making(ground)))
            if self._collection.key:
                record[self._collection.key] = typed(self._task.key, self._collection.key_types)
            settled = self._settled(record)
            records.put(self._task.key, settled, insist=self._insists)
            key, is_told = self._task.key, self._task.part.tells_creation
            return Outcome(settled, headers=self._location(key) if is_told else (), born=(key,))
        return self._changed(
            records,
            lambda record: self._changes.replaced(record, self._task.body, self._making(ground)),
        )

    def _patch(self, ground: Ground, records: WritableRecords) -> Outcome:
        patch = {
            _MERGE_PATCH: self._merged,
            _JSON_PATCH: self._stepped,
            _JSON_API: self._changes.joined,
        }.get(_essence(self._task.media_type), self._changes.updated)
        part, body = self._task.part, self._task.body
        is_deed = bool(part.states or part.moments)

        def change(record: Record) -> Record:
            self._insist_undone(record)
            making = self._making(ground)
            after = patch(record, body, making)
            return self._changes.done(after, body, part, making) if is_deed else after

        return self._changed(records, change)

    def _insist_undone(self, record: Record) -> None:
        """Raises Rejection 409 where an action was done before, and the document has that word."""
        part = self._task.part
        is_in = bool(part.states) and all(record.get(name) == each for name, each in part.states)
        if part.is_once and is_in:
            told = ", ".join(f"'{name}' is {each!r}" for name, each in part.states)
            raise Rejection(Problem(409, f"{told} of this record already.", CONFLICT))

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
        after = self._changes.patched(record, body, making)
        for name in after:
            is_good = name not in record or self._maker.fits(self._collection, record, name)
            if is_good and not self._maker.fits(self._collection, after, name):
                raise PatchError(f"the patch gives '{name}' a value that the document forbids")
        return self._complete(record, after)

    def _merged(self, record: Record, body: Any, making: Making) -> Record:
        """The record with a merge patch applied, in which null takes away (RFC 7396 §1)."""
        return self._complete(record, self._changes.merged(record, body, making))

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
            kept = self._changes.deleted(record, self._making(ground))
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

    def _taken(self, key: str) -> Rejection:
        path, field = self._collection.path, self._collection.key
        detail = f"{path} has a record with the {field} '{key}' already."
        return Rejection(Problem(409, detail, CONFLICT))


@lru_cache(4096)
def _form(path: str) -> str:
    """A path to be filled in with a value for each of its variables."""
    return "%s".join(part.replace("%", "%%") for part in _VARIABLE.split(path))


def _present(
    collection: Collection, task: Task, records: WritableRecords, ground: Ground
) -> Record | None:
    """The record of a key; where 201 tells of a new one, only what was listed or written before."""
    may_be_new = task.part.tells_creation and not collection.is_singleton
    is_unseen = may_be_new and not (task.is_seen or _is_listed(records, ground, task.key))
    return None if is_unseen else records.get(task.key)


def _is_meant(record: Record, where: Mapping[str, str]) -> bool:
    return all(str(record.get(field)) == value for field, value in where.items())


def _is_listed(records: WritableRecords, ground: Ground, key: str) -> bool:
    """Whether a record is there, and not only would be if it were asked for."""
    return key in ground.rows or records.is_changed(key)


def not_found(collection: Collection, key: str) -> Rejection:
    """The refusal for a record that is not there, with what was searched."""
    searched = collection.fixture.file if collection.fixture else "those that are made up"
    if collection.is_singleton:
        detail = f"What {collection.path} held here was deleted by an earlier request."
        return Rejection(Problem(404, detail, RECORD_NOT_FOUND))
    named = f"has the {collection.key} '{key}'" if collection.key else f"is named '{key}'"
    detail = (
        f"No record of {collection.path} {named}; "
        f"searched {'those of ' if collection.fixture else ''}{searched} "
        "and those made since the start."
    )
    extensions: Mapping[str, Any] = {
        "collection": collection.path,
        "key": key,
        "searched": searched,
    }
    return Rejection(Problem(404, detail, RECORD_NOT_FOUND, extensions=extensions))


def _essence(media_type: MediaType | None) -> str:
    return media_type.essence if media_type else ""
