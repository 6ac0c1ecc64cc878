"""The lives of records at a target and at the oracle: differences are failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from mockserver.collection import Collection
from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.generation import Unsatisfiable
from mockserver.verify.brevity import shortened
from mockserver.verify.cases.case import Case
from mockserver.verify.course import Course
from mockserver.verify.events import (
    Event,
    FailureFound,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
    SeenAgain,
    Unchecked,
    Warned,
)
from mockserver.verify.failure import failure, signature
from mockserver.verify.ledger import Ledger
from mockserver.verify.sides.dialogue import Broken
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.spares import Spares
from mockserver.verify.walk import Walked, close, walk

_REFUSED = 400  # RFC 9110 §15.5
_ENOUGH = 3
_ATTEMPTS = 3
_SPARES = 12

Stories = Callable[[Collection | None], Iterator[Case]]
"""The cases of a collection; of None those that belong to none."""


def play(course: Course, ledger: Ledger, phase: str, stories: Stories) -> Iterator[Event]:
    """A phase of stories. Raises TargetError when the target goes away, UsageError of a hook."""
    yield PhaseStarted(phase)
    count, reason = 0, ""
    ledger.spares = Spares(_SPARES)
    try:
        for case in _chosen(course, stories):
            if course.is_over():
                reason = "time ran out"
                break
            for event in _told(course, ledger, replace(case, phase=phase)):
                count += isinstance(event, FailureFound)
                yield event
    except (TargetError, UsageError, KeyboardInterrupt):
        yield from _tested(ledger, phase)
        raise
    finally:
        _clear(course, ledger)
    yield from _tested(ledger, phase)
    yield from map(Unchecked, ledger.unchecked())
    yield from ledger.undeclared.noticed()
    yield PhaseFinished(phase, "failure" if count else "success", reason)


def _clear(course: Course, ledger: Ledger) -> None:
    """Put away the records that no story needs any more."""
    journey = Journey(course.atlas, course.sides, course.answers, Random(0), "", ledger.spares)
    close(course, ledger, journey, is_sound=False)
    ledger.spares = Spares()


def _tested(ledger: Ledger, phase: str) -> Iterator[Event]:
    """What was answered so far, counted anew from here on."""
    for label, statuses in ledger.statuses.items():
        taken = {status: count for status, count in statuses.items() if status < _REFUSED}
        yield OperationTested(phase, label, statuses.total(), dict(statuses), taken)
    ledger.statuses.clear()


def _chosen(course: Course, stories: Stories) -> Iterator[Case]:
    """Those of the operations that were chosen; a collection that cannot be read costs its own."""
    for collection in (*course.atlas.collections, None):
        try:
            found = list(stories(collection))
        except (DocumentError, Unsatisfiable):
            continue
        for number, case in enumerate(found):
            if course.selected(case.operation):
                path = collection.path if collection else ""
                yield replace(case, collection=path, number=number)


def _told(course: Course, ledger: Ledger, case: Case) -> Iterator[Event]:
    """One story; where it breaks, again on fresh records before that counts, thrice at most.

    A step on the way that breaks a promise of an operation that was not chosen is left alone.
    What comes of chance records alone may not come a second time: it counts when several stories
    have come upon it. What comes of chance moments comes each time where there is no care at all;
    where it seldom does, it is worth a word. What a target goes away over cannot be seen again, and
    is told all the same.
    """
    first = walk(course, ledger, case, 0)
    judged = [each for each in first.traces if course.selected(each.broken.operation.label)]
    fresh = [each for each in judged if ledger.is_new(*each.broken.identity)]
    yield from (_again(case, each.broken) for each in judged if each not in fresh)
    if not (fresh or first.gone):
        return
    needed = _ATTEMPTS if case.is_raced else 1
    wanted = {each.broken.identity[:2] for each in fresh}
    tellings = [first] if first.gone else _tellings(course, ledger, case, wanted, needed)
    gone = tellings[-1].gone
    if gone:
        yield from (failure(course, case, each) for each in fresh)
        raise gone
    again = Counter(fault for each in tellings for fault in each.faults)
    certain = []
    for trace in fresh:
        broken, mark = trace.broken, trace.broken.identity
        if again[mark[:2]] >= needed or ledger.doubt(mark) >= _ENOUGH:
            ledger.settle(mark)
            certain.append(trace)
        elif ledger.doubts[mark] == 1:
            told = course.evidence.line(f"{broken.operation.label}: {broken.fault.message}")
            yield Warned(f"{told} ({case.name}); {_why(course)}.")
    traces = [trace for each in tellings for trace in each.traces]
    for trace in shortened(course, ledger, case, certain, traces):
        yield failure(course, case, trace)


def _tellings(
    course: Course, ledger: Ledger, case: Case, wanted: set[tuple[str, str]], needed: int
) -> list[Walked]:
    """The story told again until all that is wanted came as often as needed, thrice at most."""
    found: list[Walked] = []
    for attempt in range(1, _ATTEMPTS + 1):
        found.append(walk(course, ledger, case, attempt))
        came = Counter(fault for each in found for fault in each.faults)
        if found[-1].gone or all(came[each] >= needed for each in wanted):
            break
    return found


def _again(case: Case, broken: Broken) -> SeenAgain:
    return SeenAgain(broken.operation.label, broken.fault.check, signature(case, broken))


def _why(course: Course) -> str:
    """Why it was not seen again."""
    if course.is_over():
        return "time ran out before it was sent again"
    return "it did not happen a second time"
