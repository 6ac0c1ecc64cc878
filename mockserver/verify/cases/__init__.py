"""The cases of one collection: short stories on fresh records, each with one thing to find out."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.collection import Collection
from mockserver.verify.atlas import Atlas
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.change import changes
from mockserver.verify.cases.creation import creations
from mockserver.verify.cases.deletion import deletions
from mockserver.verify.cases.listing import listings
from mockserver.verify.cases.method import methods
from mockserver.verify.cases.oddity import oddities
from mockserver.verify.cases.reading import readings
from mockserver.verify.cases.replacement import replacements
from mockserver.verify.cases.stranger import strangers
from mockserver.verify.cases.taken import taken

__all__ = ["Case", "cases"]

_ROUNDS = (
    creations,
    readings,
    strangers,
    changes,
    replacements,
    taken,
    deletions,
    listings,
    oddities,
    methods,
)


def cases(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """All that can be tried of a collection, the simplest first."""
    for each in _ROUNDS:
        yield from each(atlas, collection)
