"""What an operation has to do with records."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.behaviour import RecordService
from mockserver.collection import Collection, Part, Views
from mockserver.collection.listing import Listing
from mockserver.spec.model import Operation
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class RecordBinding:
    """Who acts, as which part, and how a list goes about it.

    ``fields`` are those of the records that a path elsewhere selects by, by its variables; None
    where the path is the collection's own.
    """

    service: RecordService
    part: Part
    listing: Listing | None = None
    fields: Mapping[str, str] | None = None


class RecordBindings:
    """Finds what operations have to do with the records of some collections.

    ``services`` are who acts on the records of each, by its path.
    """

    def __init__(
        self, collections: tuple[Collection, ...], services: Mapping[str, RecordService]
    ) -> None:
        self._services = services
        self._views = Views(collections)
        self._owners = {each: owner for owner in collections for each in owner.operations}

    def of(self, operation: Operation) -> RecordBinding | None:
        """What one has to do with them; None where that is nothing."""
        collection = self._owners.get(operation)
        part = collection.parts.get(operation) if collection and collection.has_schema else None
        many = self._views.bulk(operation) if collection and collection.is_singleton else None
        if many is not None:
            return RecordBinding(self._services[many.collection.path], many.part, many.listing)
        if collection is not None and part is not None:
            return RecordBinding(self._services[collection.path], part, collection.listing)
        view = self._views.of(operation)
        if view is None:
            return None
        service = self._services[view.collection.path]
        return RecordBinding(service, view.part, view.listing, view.fields)
