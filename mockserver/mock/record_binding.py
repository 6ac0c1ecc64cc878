"""What an operation has to do with records."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.behaviour import RecordService
from mockserver.collection import Part
from mockserver.collection.listing import Listing
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
