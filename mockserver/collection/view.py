"""Lists of a collection's records at other paths: ``/pets/findByStatus``, ``/owners/{id}/pets``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mockserver.collection.collection import Collection
from mockserver.collection.kinship import parent_fields
from mockserver.collection.listing import Listing, compile_listing
from mockserver.collection.pair import variables
from mockserver.collection.part import Action, Part
from mockserver.collection.record import answered, lists
from mockserver.errors import DocumentError
from mockserver.pointer import Pointer
from mockserver.spec.model import Operation
from mockserver.spec.schema import Schema


@dataclass(frozen=True, slots=True)
class View:
    """What an operation is that lists records of a collection which is not at its path.

    ``fields``: variable of its path to the field of a record that has to have its value.
    """

    collection: Collection
    part: Part
    listing: Listing
    fields: Mapping[str, str]


class Views:
    """Finds the views among the operations that have no part in a collection of their own."""

    def __init__(self, collections: Iterable[Collection]) -> None:
        self._collections = tuple(collections)

    def of(self, operation: Operation) -> View | None:
        """The view that an operation is: it answers with a list of what a collection fetches.

        By the very schema, not by one that is like it: a search answers with what it likes.
        """
        try:
            return self._view(operation) if operation.method == "GET" else None
        except DocumentError:  # its own schemas are broken, which another answer tells
            return None

    def _view(self, operation: Operation) -> View | None:
        schema = answered(operation)
        for place, item in lists(schema) if schema else ():
            collection = self._by_record.get(item.node.followed().address)
            if collection is not None and collection.parts and collection.key:
                return _made(operation, collection, place, item)
        return None

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
