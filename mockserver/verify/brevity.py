"""The shortest telling of what is broken: no more of its story than shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.verify.cases.case import Case
from mockserver.verify.course import Course
from mockserver.verify.failure import shown
from mockserver.verify.ledger import Ledger
from mockserver.verify.sides.parts import Place
from mockserver.verify.walk import Trace, walk


def shortened(
    course: Course, ledger: Ledger, case: Case, certain: list[Trace], tellings: list[Trace]
) -> Iterator[Trace]:
    """Each of what is ``certain`` as it is told shortest, though somebody interrupts meanwhile.

    Of several tellings, and of more that leave out what they can. A record that comes of an
    earlier story brings along what that one has changed of it, and not what it has read, so that a
    telling on records of its own is better. What hangs on moments is left as it is.
    """
    for number, first in enumerate(certain):
        same = [each for each in tellings if each.broken.identity == first.broken.identity]
        own = min((each for each in same if each.attempt), default=None, key=_length)
        found: list[Trace] = []
        try:
            if own is not None and not case.is_raced:
                found = _Telling(course, ledger, case, own).without()
        except KeyboardInterrupt:
            yield from certain[number:]
            raise
        yield min([*found, *same] or [first], key=_length)


def _length(trace: Trace) -> tuple[int, int]:
    """Exchanges, then octets of what was sent."""
    return len(trace.trail), sum(len(each.request.body) for each in trace.trail)


@dataclass(frozen=True)
class _Telling:
    """A telling of a story that shows what is broken, to be told in less."""

    course: Course
    ledger: Ledger
    case: Case
    trace: Trace

    def without(self) -> list[Trace]:
        """What shows it without the parts before; with half of them, half of those, and so on."""
        parts = self._parts()
        return (self._with([]) or self._halved(parts)) if parts else []

    def _halved(self, kept: list[Place]) -> list[Trace]:
        half = len(kept) // 2
        for some in (kept[half:], kept[:half]) if half else ():
            found = self._with(some)
            if found:
                return [*found, *self._halved(some)]
        return []

    def _parts(self) -> list[Place]:
        """Those before what is broken; none where they send nothing that is told."""
        trail = self.trace.trail
        parts = self.trace.parts.before(len(trail) - 1)
        sent = {id(each) for part in parts for each in trail[part.begin : part.end]}
        is_told = not sent.isdisjoint(map(id, shown(self.trace)))
        return [each.place for each in parts] if is_told else []

    def _with(self, kept: list[Place]) -> list[Trace]:
        """What shows it of a telling with some of the parts before, and none of those after."""
        if self.course.is_over():
            return []
        parts, last = self.trace.parts, len(self.trace.trail) - 1
        before = {each.place for each in parts.before(last)}
        omitted = frozenset(before.difference(kept).union(parts.after(last)))
        told = walk(self.course, self.ledger, self.case, self.trace.attempt, omitted).traces
        return [each for each in told if self._is_same(each)]

    def _is_same(self, other: Trace) -> bool:
        """Whether that shows it, too: what is blamed was asked."""
        broken = other.broken
        is_asked = any(each.operation is broken.operation for each in other.trail)
        return is_asked and broken.identity == self.trace.broken.identity
