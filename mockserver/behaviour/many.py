"""What is to be done to many records, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.behaviour.grounds import key_of, typed
from mockserver.behaviour.task import Outcome, Tally, Task
from mockserver.collection import Action, Collection, Many, Part
from mockserver.store import Records


def each_of(task: Task, collection: Collection, records: Records) -> Iterator[Task]:
    """The task of each record; a key of no record that is to be deleted is passed over."""
    if task.part.many is Many.RECORDS:
        bodies = task.body if isinstance(task.body, list) else ()
        yield from (_written(task, collection, body) for body in bodies)
        return
    for key in _keys(task, collection, records):
        if records.get(key) is not None:
            yield _one(task, Action.DELETE, key)


def tally_of(
    task: Task, collection: Collection, records: Records, done: Sequence[Outcome]
) -> Tally:
    """What became of them; ``done`` are the outcomes one by one."""
    born = [key for each in done for key in each.born]
    gone = [key for each in done for key in each.gone]
    keys = (key_of(collection, each.record) for each in done if each.record is not None)
    deleted, noted = set(gone), {*born, *gone}
    changed = [key for key in keys if key is not None and key not in noted]
    is_keys = task.part.many is Many.KEYS
    asked = dict.fromkeys(_keys(task, collection, records)) if is_keys else ()
    missed = [key for key in asked if key not in deleted]
    types = collection.key_types
    groups = (born, changed, gone, missed)
    return Tally(*(tuple(typed(key, types) for key in each) for each in groups))


def _written(task: Task, collection: Collection, body: Any) -> Task:
    """A record without a key is made, whatever is done to those that have one."""
    key = key_of(collection, body) if isinstance(body, Mapping) else None
    if task.part.action is Action.CREATE or key is None:
        return _one(task, Action.CREATE)._replace(body=body)
    return _one(task, task.part.action, key)._replace(body=body)


def _one(task: Task, action: Action, key: str = "") -> Task:
    part = Part(
        action=action,
        parents=task.part.parents,
        key_parameter=task.part.action.value if key else "",
        key_in_body=False,
        record_at=None,
        sent_at=(),
        schema=None,
        may_create=task.part.may_create,
    )
    return task._replace(part=part, key=key, listing=None)


def _keys(task: Task, collection: Collection, records: Records) -> Iterator[str]:
    if task.part.many is Many.ALL:
        yield from [key for key, _ in records.page()]
        return
    named = task.part.keys_parameter
    sent = task.values.get(named) if named else task.body
    for each in sent if isinstance(sent, list | tuple) else (sent,):
        key = each.get(collection.key) if isinstance(each, Mapping) else each
        if key is not None:
            yield from (str(key),) if isinstance(sent, list | tuple) else str(key).split(",")
