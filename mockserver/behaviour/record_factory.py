"""How a record comes from a body: what is kept, what is filled in, what the server sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from mockserver.collection import Action, Collection, Part
from mockserver.collection.action_effects import moments_after, states_after
from mockserver.collection.inclusion import DELETING
from mockserver.collection.shape import Member, Shape, sent_shapes
from mockserver.collection.template import Chance, Ingredients, fill, number_in
from mockserver.patch import PatchError, json_patch, merge_patch
from mockserver.store import Record

_WHOLE = (Action.CREATE, Action.REPLACE)
"""What is sent a whole record, in the order in which their defaults count."""

_NOTHING: Mapping[Any, Any] = {}
_OBJECT = (dict, Mapping)
"""A dictionary, which nearly all are, is told at once; to ask an abstract class takes longer."""


class Making(NamedTuple):
    """What a record is made with.

    ``number`` gives the next number of the field and the template that ask for one; ``whole``
    completes a record by what its schema requires; ``owned`` are fields with keys of the records
    above.
    """

    now: datetime
    random: Chance
    number: Callable[[str, str], int]
    whole: Callable[[Record], Record]
    owned: Mapping[str, Any] = _NOTHING


class RecordFactory:
    """Makes the records of one collection."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._defaults = _defaults(collection)
        self._states = _states(collection)
        first = {name: _first(collection.shape.members[name]) for name in collection.counters}
        self._begins = {**self._defaults, **self._states, **first}
        self._members = collection.shape.members

    def new(self, body: Any, making: Making) -> Record:
        """A record for a body: the server's fields are made, what is left out has its default."""
        made = {**making.owned, **self._made(making), **self._chosen_key(body)}
        record = {**self._begins, **self._kept(body), **made}
        return self._in_order(self._completed(record, making))

    def replaced(self, record: Record, body: Any, making: Making) -> Record:
        """The record with a body in its place; what the server has set stays.

        A body that is no object, or none at all, says nothing of the record.
        """
        if not isinstance(body, Mapping):
            return self._touched(record, record, making)
        server = self._collection.made_by_server
        kept = {name: value for name, value in record.items() if name in server}
        after = {**self._defaults, **self._kept(body), **making.owned, **kept}
        return self._touched(record, self._completed(after, making), making)

    def updated(self, record: Record, body: Any, making: Making) -> Record:
        """The record with the fields of a body put in place of its own; others stay."""
        return self._touched(record, {**record, **self._kept(body)}, making)

    def joined(self, record: Record, body: Any, making: Making) -> Record:
        """The record with the members of a body's objects in place of their own; others stay.

        JSON:API §9.2.1: attributes that a request leaves out have the values they had.
        """
        after = dict(record)
        for name, value in self._kept(body).items():
            own = record.get(name)
            is_both = isinstance(own, Mapping) and isinstance(value, Mapping)
            after[name] = {**own, **value} if is_both else value  # type: ignore[dict-item]
        return self._touched(record, after, making)

    def merged(self, record: Record, body: Any, making: Making) -> Record:
        """The record with a merge patch applied (RFC 7396); what it removes has its default."""
        patch = self._kept(body)
        removed = {name: self._defaults[name] for name in self._defaults if _removes(patch, name)}
        return self._touched(record, {**removed, **merge_patch(record, patch)}, making)

    def patched(self, record: Record, body: Any, making: Making) -> Record:
        """The record with a JSON patch applied (RFC 6902). Raises PatchError."""
        after = json_patch(record, body)
        if not isinstance(after, Mapping):
            raise PatchError("the patch makes something else than an object of the record")
        server = self._collection.made_by_server
        kept = {name: value for name, value in record.items() if name in server}
        changed = {name: value for name, value in after.items() if name not in server}
        return self._touched(record, {**self._kept(changed), **kept}, making)

    def done(self, record: Record, body: Any, part: Part, making: Making) -> Record:
        """The record after an action, in the state that its name says where the body does not."""
        sent = body if isinstance(body, _OBJECT) else {}
        moment = fill("{now}", Ingredients(making.now, making.random))
        told = {**dict(part.states), **dict.fromkeys(part.moments, moment)}
        own = {name: value for name, value in told.items() if name not in sent}
        return self._in_order({**record, **own})

    def deleted(self, record: Record, making: Making) -> Record:
        """The record as a list shows it that is asked for what was deleted."""
        shape = self._collection.shape
        moment = fill("{now}", Ingredients(making.now, making.random))
        moments = dict.fromkeys(moments_after(DELETING, shape), moment)
        told = {**states_after(DELETING, shape), **moments}
        return self._in_order({**record, **told})

    def _kept(self, body: Any) -> dict[str, Any]:
        """The fields of a body that the record may have and the client may set."""
        sent = body if isinstance(body, _OBJECT) else {}
        collection = self._collection
        known, server, is_open = self._members, collection.made_by_server, collection.shape.is_open
        return {
            name: value
            for name, value in sent.items()
            if name not in server and (name in known or is_open)
        }

    def _chosen_key(self, body: Any) -> Mapping[str, Any]:
        """The key that the client sends, where it may."""
        if not self._collection.key_may_be_sent:
            return _NOTHING
        key = self._collection.key
        sent = body.get(key) if isinstance(body, _OBJECT) else None
        return {key: sent} if sent is not None else _NOTHING

    def _made(self, making: Making) -> dict[str, Any]:
        made: dict[str, Any] = {}
        usual = Ingredients(making.now, making.random)
        for name, template in self._collection.generate.items():
            ingredients = usual
            if "{next}" in template:
                ingredients = usual._replace(highest=making.number(name, template) - 1)
            made[name] = fill(template, ingredients)
        return made

    def _completed(self, record: Mapping[str, Any], making: Making) -> Mapping[str, Any]:
        """With what the schema requires, where the document is all that is known of a record."""
        missing = self._collection.shape.required.difference(record)
        if not missing:
            return record
        begun = {**record, **self._begun(missing)}
        whole = making.whole(begun)
        return {**begun, **{name: whole[name] for name in missing if name in whole}}

    def _begun(self, missing: Iterable[str]) -> Mapping[str, Any]:
        """Of a field with a few values the first one: documents list the states in their order."""
        members = self._collection.shape.members
        listed = ((name, members[name].value("enum")) for name in missing if name in members)
        return {name: values[0] for name, values in listed if values}

    def _touched(self, before: Record, after: Mapping[str, Any], making: Making) -> Record:
        """With the key it had, and the fields that move on every change set to a later moment."""
        key = self._collection.key
        touched = {**after, **{name: before[name] for name in (key,) if name in before}}
        for name in self._collection.touch:
            moment = _later_than(before.get(name), making.now)
            template = self._collection.generate.get(name, "{now}")
            touched[name] = fill(template, Ingredients(moment, making.random))
        for name, grows in self._collection.counters.items():
            number = before.get(name)
            if grows and isinstance(number, int):
                touched[name] = number + 1
        return self._in_order(touched)

    def _in_order(self, record: Mapping[str, Any]) -> Record:
        """In the order of the schema, so that records read as the document does."""
        members = self._members
        known = {name: record[name] for name in members if name in record}
        return known if len(known) == len(record) else {**known, **record}


def highest(name: str, template: str, present: Iterable[Record]) -> int:
    """The greatest number of a field so far, for ``{next}``."""
    return max((number_in(template, record.get(name)) for record in present), default=0)


def _first(member: Member) -> int:
    """The number of the first version: 1, unless that is too little."""
    least = member.value("minimum")
    return max(1, least) if isinstance(least, int) else 1


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


def _defaults(collection: Collection) -> dict[str, Any]:
    """What a field is when it is left out: the default of the body, of the record, else null."""
    actions = collection.actions.items()
    whole = (op for kind in _WHOLE for op, action in actions if action is kind)
    bodies = [shape for operation in whole for shape in sent_shapes(operation)]
    found: dict[str, Any] = {}
    for name, member in collection.shape.members.items():
        declared = [each.members[name] for each in bodies if name in each.members]
        with_default = next((each for each in (*declared, member) if each.has("default")), None)
        if with_default:
            found[name] = with_default.value("default")
        elif _is_null_when_absent(member, collection.shape, name):
            found[name] = None
    return found


def _states(collection: Collection) -> dict[str, Any]:
    """The first state of each field that the server alone sets: documents list them in order."""
    members = collection.shape.members.items()
    listed = ((name, each.value("enum")) for name, each in members if each.is_read_only)
    return {name: values[0] for name, values in listed if values}


def _is_null_when_absent(member: Member, shape: Shape, name: str) -> bool:
    return name in shape.required and member.is_nullable
