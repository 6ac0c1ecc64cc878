"""Many records at once: ``POST /pets/bulk``, ``DELETE /pets?ids=1``, ``POST /pets/bulk-delete``."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.collection.bulk_outcome import bulk_members
from mockserver.collection.collection import Collection
from mockserver.collection.descent import descend, element, is_list, member
from mockserver.collection.naming import plain, singular, words
from mockserver.collection.pair import variables
from mockserver.collection.part import Action, BulkMember, Many, Part
from mockserver.collection.record import answered, is_same, lists, record_at, resembles, sent
from mockserver.collection.shape import Shape
from mockserver.pointer import Pointer
from mockserver.spec.model import Location, Operation
from mockserver.spec.schema import Schema

_ACTIONS = {
    "POST": Action.CREATE,
    "PUT": Action.REPLACE,
    "PATCH": Action.PATCH,
    "DELETE": Action.DELETE,
}
_DELETING = frozenset(("delete", "remove", "destroy", "purge"))
_KEYS = frozenset(("id", "ids", "key", "keys", "uuids", "items"))


def homes(operation: Operation) -> Iterator[str]:
    """The paths of which collections an operation may mean: its own, and that above a word."""
    template = operation.template.rstrip("/")
    yield template
    for divider in ("/", ":"):
        above, _, last = template.rpartition(divider)
        if above and last and not variables(last):
            yield above


def bulk_part(operation: Operation, collection: Collection) -> Part | None:
    """What an operation does to many records of a collection; None where it does not."""
    action = _ACTIONS.get(operation.method)
    if action is None or not (collection.parts and collection.key):
        return None
    is_deleting = bool(_DELETING & set(words(operation.template.rpartition("/")[2])))
    if is_deleting or action is Action.DELETE:
        return _deleting(operation, collection)
    body = sent(operation)
    found = _records_in(body, collection) if body else None
    return None if found is None else _part(operation, collection, action, Many.RECORDS, found)


def _deleting(operation: Operation, collection: Collection) -> Part | None:
    body = sent(operation)
    found = _keys_in(body, collection) if body else None
    if found is not None:
        return _part(operation, collection, Action.DELETE, Many.KEYS, found)
    asked = [each for each in operation.parameters if each.location is Location.QUERY]
    named = [each.name for each in asked if _names_keys(each.name, collection)]
    if named:
        return _part(operation, collection, Action.DELETE, Many.KEYS, (), named[0])
    is_all = operation.method == "DELETE" and not asked and body is None
    return _part(operation, collection, Action.DELETE, Many.ALL, ()) if is_all else None


def _records_in(body: Schema, collection: Collection) -> Pointer | None:
    """Where a body has a list of records; None where it has none."""
    places = lists(body)
    found = (place for place, item in places if _is_record(item, collection))
    return next(found, None)


def _is_record(item: Schema, collection: Collection) -> bool:
    shape = Shape.of(item)
    is_like = bool(shape.members) and resembles(shape, collection.shape)
    return is_like or is_same(item, collection.schema)


def _keys_in(body: Schema, collection: Collection) -> Pointer | None:
    """Where a body has a list of keys; None where it has none."""
    if is_list(body):
        item = element(body)
        return () if item is None or not Shape.of(item).members else None
    for name in Shape.of(body).members:
        below = member(body, name)
        if below is not None and is_list(below) and _names_keys(name, collection):
            return (name,)
    return None


def _names_keys(name: str, collection: Collection) -> bool:
    """``ids``, ``petIds``, the key's own name, or what the records are called."""
    noun = plain(singular(collection.pair.noun))
    own = plain(collection.key)
    spelled = plain(name)
    return spelled in {*_KEYS, own, f"{own}s", f"{noun}{own}", f"{noun}{own}s", f"{noun}ids"}


def _part(
    operation: Operation,
    collection: Collection,
    action: Action,
    many: Many,
    sent_at: Pointer,
    keys_parameter: str = "",
) -> Part:
    place, schema, is_list = _told(operation, collection)
    return Part(
        action=action,
        parents=variables(operation.template),
        key_parameter="",
        key_in_body=False,
        record_at=place,
        sent_at=sent_at,
        schema=schema,
        may_create=action is Action.REPLACE,
        many=many,
        keys_parameter=keys_parameter,
        tells_list=is_list,
        bulk_members=_bulk_members(operation, action, collection),
    )


def _bulk_members(
    operation: Operation, action: Action, collection: Collection
) -> tuple[BulkMember, ...]:
    schema = answered(operation)
    return () if schema is None else bulk_members(schema, action, collection.key_types)


def _told(
    operation: Operation, collection: Collection
) -> tuple[Pointer | None, Schema | None, bool]:
    """Where an answer has the records, or one of them, and whether it is a list of them."""
    schema = answered(operation)
    if schema is None:
        return None, None, False
    for place, item in lists(schema):
        if _is_record(item, collection):
            return place, item, True
    one = record_at(schema, collection.schema, collection.pair)
    return one, None if one is None else descend(schema, one), False
