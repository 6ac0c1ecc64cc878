"""The cases of one collection: short stories on fresh records, each with one thing to find out."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.collection import Collection
from mockserver.verify.cases.case import Case
from mockserver.verify.cases.change import changes
from mockserver.verify.cases.condition import conditions
from mockserver.verify.cases.creation import creations
from mockserver.verify.cases.credential import credentials
from mockserver.verify.cases.deed import deeds
from mockserver.verify.cases.deletion import deletions
from mockserver.verify.cases.form import forms
from mockserver.verify.cases.history import histories
from mockserver.verify.cases.job import jobs
from mockserver.verify.cases.kin import kin
from mockserver.verify.cases.listing import listings
from mockserver.verify.cases.many import together
from mockserver.verify.cases.merging import mergings
from mockserver.verify.cases.method import methods
from mockserver.verify.cases.need import needs
from mockserver.verify.cases.oddity import oddities
from mockserver.verify.cases.reading import readings
from mockserver.verify.cases.remaining import remains
from mockserver.verify.cases.repetition import repetitions
from mockserver.verify.cases.replacement import replacements
from mockserver.verify.cases.single import singles
from mockserver.verify.cases.stranger import strangers
from mockserver.verify.cases.taken import taken
from mockserver.verify.cases.upload import uploads
from mockserver.verify.cases.wire import wires
from mockserver.verify.inputs.atlas import Atlas

__all__ = ["Case", "cases"]

_ROUNDS = (
    creations,
    readings,
    strangers,
    changes,
    mergings,
    forms,
    replacements,
    taken,
    deletions,
    listings,
    kin,
    conditions,
    deeds,
    repetitions,
    together,
    histories,
    jobs,
    uploads,
    credentials,
    oddities,
    methods,
    needs,
    wires,
    remains,
)


def cases(atlas: Atlas, collection: Collection) -> Iterator[Case]:
    """All that can be tried of a collection, the simplest first."""
    if collection.is_singleton:
        yield from singles(atlas, collection)
        return
    for each in _ROUNDS:
        yield from each(atlas, collection)
