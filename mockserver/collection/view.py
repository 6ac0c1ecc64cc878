"""Records at other paths: lists (``/pets/findByStatus``), deeds (``/orders/{id}/pay``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from mockserver.collection.action_effects import moments_of, said_of_again, states_of
from mockserver.collection.bulk import bulk_part, homes
from mockserver.collection.collection import Collection
from mockserver.collection.descent import descend
from mockserver.collection.kinship import parent_fields
from mockserver.collection.listing import Listing, compile_listing
from mockserver.collection.pair import shape_of, variables
from mockserver.collection.part import Action, Part
from mockserver.collection.record import answered, lists
from mockserver.collection.shape import Shape
from mockserver.errors import DocumentError
from mockserver.pointer import Pointer
from mockserver.spec.model import Operation
from mockserver.spec.schema import Schema
from mockserver.value import dataclass

_DOING = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True)
class View:
    """What an operation is to the records of a collection which is not at its path.

    ``fields``, of a list: variable of its path to the field of a record that has to have its
    value.
    """

    collection: Collection
    part: Part
    listing: Listing | None = None
    fields: Mapping[str, str] | None = None


class Views:
    """Finds the views among the operations that have no part in a collection of their own."""

    def __init__(self, collections: Iterable[Collection]) -> None:
        self._collections = tuple(collections)

    def of(self, operation: Operation) -> View | None:
        """The view that an operation is: it answers with a list of what a collection fetches.

        By the very schema, not by one that is like it: a search answers with what it likes.
        """
        try:
            if operation.method == "GET":
                return self._view(operation)
            return self._deed(operation) or self._bulk(operation)
        except DocumentError:  # its own schemas are broken, which another answer tells
            return None

    def bulk(self, operation: Operation) -> View | None:
        """The view that an operation is when it acts on many records at once."""
        try:
            return self._bulk(operation)
        except DocumentError:
            return None

    def _view(self, operation: Operation) -> View | None:
        schema = answered(operation)
        for place, item in lists(schema) if schema else ():
            collection = self._by_record.get(item.node.followed().address)
            if collection is not None and collection.parts and collection.key:
                return _made(operation, collection, place, item)
        return None

    def _deed(self, operation: Operation) -> View | None:
        """What is done to one record, at a path beneath its own, and answered with that record.

        Not where 201 tells that another one was made of it.
        """
        above, _, action = operation.template.rpartition("/")
        collection = self._by_item.get(shape_of(above))
        is_told = not any(each.pattern == "201" for each in operation.responses)
        if collection is None or variables(action) or operation.method not in _DOING or not is_told:
            return None
        schema = answered(operation)
        if schema is None or not (collection.parts and collection.key):
            return None
        place = _place_of(collection.schema, schema)
        return None if place is None else View(collection, _done(operation, place, collection))

    def _bulk(self, operation: Operation) -> View | None:
        """What is done to many records at once, at the path of their collection or beneath it."""
        for home in homes(operation):
            collection = self._by_path.get(shape_of(home))
            part = bulk_part(operation, collection) if collection is not None else None
            if collection is None or part is None:
                continue
            listing = None
            if part.tells_list and part.record_at:
                key = collection.key
                listing = compile_listing(operation, part.record_at, part.schema, key)
            return View(collection, part, listing)
        return None

    @cached_property
    def _by_path(self) -> Mapping[str, Collection]:
        return {shape_of(each.path): each for each in self._collections if not each.is_singleton}

    @cached_property
    def _by_item(self) -> Mapping[str, Collection]:
        return {shape_of(each.item_path): each for each in self._collections if each.item_path}

    @cached_property
    def _by_record(self) -> Mapping[str, Collection]:
        """The collections at the top by the schema that they fetch; no schema is judged for it."""
        found: dict[str, Collection] = {}
        for collection in self._collections:
            for operation, action in collection.operations.items():
                if action is Action.FETCH and not collection.parents:
                    address = _answered_address(operation)
                    if address:
                        found.setdefault(address, collection)
        return found


def _answered_address(operation: Operation) -> str:
    try:
        schema = answered(operation)
        return schema.node.followed().address if schema else ""
    except DocumentError:
        return ""


def _place_of(record: Schema, schema: Schema) -> Pointer | None:
    """Where an answer holds what is written as the very schema of a record; None: nowhere."""
    wanted = record.node.followed().address
    for place in ((), *((name,) for name in Shape.of(schema).members)):
        found = descend(schema, place)
        if found is not None and found.node.followed().address == wanted:
            return place
    return None


def _done(operation: Operation, place: Pointer, collection: Collection) -> Part:
    *parents, key = variables(operation.template)
    shape = collection.shape
    return Part(
        action=Action.PATCH,
        parents=tuple(parents),
        key_parameter=key,
        key_in_body=False,
        record_at=place,
        sent_at=place,
        schema=collection.schema,
        may_create=False,
        states=tuple(states_of(operation, collection.path, shape).items()),
        moments=moments_of(operation, collection.path, shape),
        is_once=bool(said_of_again(operation)),
    )


def _made(
    operation: Operation, collection: Collection, place: Pointer, item: Schema
) -> View | None:
    fields = parent_fields(operation.template, collection.shape, collection.key)
    if set(variables(operation.template)) - set(fields):
        return None
    part = Part(
        action=Action.LIST,
        parents=(),
        key_parameter="",
        key_in_body=False,
        record_at=place,
        sent_at=(),
        schema=item,
        may_create=False,
    )
    return View(collection, part, compile_listing(operation, place, item, collection.key), fields)
