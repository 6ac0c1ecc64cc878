"""How a record comes from a body: what is kept, what is filled in, what the server sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from mockserver.clock import Clock
from mockserver.collection import Action, Collection
from mockserver.collection.shape import Member, Shape, sent_shapes
from mockserver.collection.template import Ingredients, fill, number_in
from mockserver.store import Record


class Changes:
    """Makes the records of one collection."""

    def __init__(self, collection: Collection, clock: Clock, random: Random) -> None:
        self._collection = collection
        self._clock = clock
        self._random = random
        self._defaults = _defaults(collection)

    def new(self, body: Any, present: Sequence[Record]) -> Record:
        """A record for a body: the server's fields are made, what is left out has its default."""
        return self._in_order({**self._defaults, **self._kept(body), **self._made(present)})

    def replaced(self, record: Record, body: Any) -> Record:
        """The record with a body in its place; what the server has set stays."""
        server = self._collection.made_by_server
        kept = {name: value for name, value in record.items() if name in server}
        return self._touched(record, {**self._defaults, **self._kept(body), **kept})

    def updated(self, record: Record, body: Any) -> Record:
        """The record with the fields of a body put in place of its own; others stay."""
        return self._touched(record, {**record, **self._kept(body)})

    def merged(self, record: Record, body: Any) -> Record:
        """The record with a merge patch applied (RFC 7396); what it removes has its default."""
        patch = self._kept(body)
        removed = {name: self._defaults[name] for name in self._defaults if _removes(patch, name)}
        return self._touched(record, {**removed, **merge_patch(record, patch)})

    def _kept(self, body: Any) -> dict[str, Any]:
        """The fields of a body that the record may have and the client may set."""
        sent = body if isinstance(body, dict) else {}
        collection = self._collection
        known, server = collection.shape.members, collection.made_by_server
        return {
            name: value
            for name, value in sent.items()
            if name not in server and (name in known or collection.shape.is_open)
        }

    def _made(self, present: Sequence[Record]) -> dict[str, Any]:
        now = self._clock.now()
        made: dict[str, Any] = {}
        for name, template in self._collection.generate.items():
            highest = _highest(name, template, present)
            made[name] = fill(template, Ingredients(now, self._random, highest))
        return made

    def _touched(self, before: Record, after: Mapping[str, Any]) -> Record:
        """With the key it had, and the fields that move on every change set to a later moment."""
        key = self._collection.key
        touched = {**after, **{name: before[name] for name in (key,) if name in before}}
        for name in self._collection.touch:
            moment = _later_than(before.get(name), self._clock.now())
            template = self._collection.generate.get(name, "{now}")
            touched[name] = fill(template, Ingredients(moment, self._random))
        return self._in_order(touched)

    def _in_order(self, record: Mapping[str, Any]) -> Record:
        """In the order of the schema, so that records read as the document does."""
        members = self._collection.shape.members
        known = {name: record[name] for name in members if name in record}
        return {**known, **record}


def _highest(name: str, template: str, present: Sequence[Record]) -> int:
    """The greatest number of a field so far, for ``{next}``; looked for only where it is used."""
    if "{next}" not in template:
        return 0
    return max((number_in(template, record.get(name)) for record in present), default=0)


def _later_than(previous: Any, now: datetime) -> datetime:
    """Now, or a millisecond after the previous moment: two changes in one are told apart."""
    try:
        before = datetime.fromisoformat(previous)
        before = before if before.tzinfo else before.replace(tzinfo=UTC)
        return max(now, before + timedelta(milliseconds=1))
    except (TypeError, ValueError, OverflowError):  # no moment, or the last one that there is
        return now


def _removes(patch: Mapping[str, Any], name: str) -> bool:
    return name in patch and patch[name] is None


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396 §2: objects merge, null removes, anything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def _defaults(collection: Collection) -> dict[str, Any]:
    """What a field is when it is left out: the default of the body, of the record, else null."""
    creates = (each for each, action in collection.actions.items() if action is Action.CREATE)
    bodies = [shape for operation in creates for shape in sent_shapes(operation)]
    found: dict[str, Any] = {}
    for name, member in collection.shape.members.items():
        declared = [each.members[name] for each in bodies if name in each.members]
        with_default = next((each for each in (*declared, member) if each.has("default")), None)
        if with_default:
            found[name] = with_default.value("default")
        elif _is_null_when_absent(member, collection.shape, name):
            found[name] = None
    return found


def _is_null_when_absent(member: Member, shape: Shape, name: str) -> bool:
    return name in shape.required and member.is_nullable
