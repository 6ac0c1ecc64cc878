"""The cases of each phase that follows records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from mockserver.collection import Collection
from mockserver.verify.cases import Case, cases
from mockserver.verify.cases.before import changes_before
from mockserver.verify.cases.trespass import Stranger, trespasses
from mockserver.verify.course import Course
from mockserver.verify.lifecycle import Stories
from mockserver.verify.plan import REPLAY, TRESPASS
from mockserver.verify.prepared import prepared
from mockserver.verify.replay import Ground, replays


def stories(
    course: Course, phase: str, *, is_seeded: bool = False, stranger: Stranger | None = None
) -> Stories:
    """What is told of a collection in a phase; none where a stranger is needed and missing.

    ``is_seeded``: the records of the target are the fixtures.
    """
    ground = Ground(course.atlas, is_seeded)

    def of(collection: Collection | None) -> Iterator[Case]:
        if collection is None:
            return _prepared(course, phase)
        if phase == REPLAY:
            return replays(ground, collection)
        if phase != TRESPASS:
            seeded = changes_before(course.atlas, collection) if is_seeded else ()
            return chain(cases(course.atlas, collection), seeded)
        return trespasses(course.atlas, collection, stranger) if stranger else iter(())

    return of


def _prepared(course: Course, phase: str) -> Iterator[Case]:
    """What belongs to no collection: that which hooks have prepared."""
    if course.hooks is None or phase == TRESPASS:
        return iter(())
    return prepared(course.spec, course.hooks, reads=phase == REPLAY)
