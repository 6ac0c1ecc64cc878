"""List, create, fetch, replace, patch and delete on the records of a collection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from mockserver.behaviour.absence import aside
from mockserver.behaviour.claims import Claims
from mockserver.behaviour.grounds import Grounds, Maker
from mockserver.behaviour.listing import ListPage, page
from mockserver.behaviour.many import each_of, tally_of
from mockserver.behaviour.record_change import RecordChange, present
from mockserver.behaviour.record_factory import RecordFactory
from mockserver.behaviour.refusals import not_found, patch_refused, unique_taken
from mockserver.behaviour.task import Outcome, Task
from mockserver.collection import Action, Collection
from mockserver.patch import PatchError
from mockserver.store import Ground, Record, UniqueTaken, World, WritableWorld


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
    def _factory(self) -> RecordFactory:
        return RecordFactory(self.collection)

    def ground(self, parents: tuple[str, ...], seed: str) -> Ground:
        """What the collection holds beneath these parents before anybody has written to it."""
        return self._grounds.of(self.collection, parents, seed)

    def home(
        self, parents: tuple[str, ...], key: str, world: World | WritableWorld
    ) -> tuple[str, ...]:
        """The keys of the records above one, of which its path may tell fewer."""
        if not self.collection.is_shallow or len(parents) == len(self.collection.parents):
            return parents
        return self._claims.home(key, world)

    def placed(self, task: Task, world: World | WritableWorld) -> Task:
        """The task with all that its record lies below."""
        if not self.collection.is_shallow:
            return task
        return task._replace(parents=self.home(task.parents, task.key, world))

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
        change = RecordChange(self.collection, self._factory, self._maker, world, task, now, seed)
        ground = self.ground(task.parents, seed)
        try:
            self._claims.insist_free(task, world, seed)
            outcome = change.act(ground)
        except UniqueTaken as taken:
            raise unique_taken(self.collection, taken) from taken
        except PatchError as error:
            raise patch_refused(error) from error
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
        return present(self.collection, task, world.records(ground), ground)

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


def _is_meant(record: Record, where: Mapping[str, str]) -> bool:
    return all(str(record.get(field)) == value for field, value in where.items())
