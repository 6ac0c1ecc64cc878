"""What a run has not said or done: what was cut off, not compared with the mock, or left behind."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from mockserver.http import SAFE
from mockserver.verify.events import (
    Compared,
    Event,
    LeftBehind,
    OperationTested,
    PhaseFinished,
    PhaseStarted,
)
from mockserver.verify.plan import LIFECYCLE, REPLAY, TRESPASS, Plan

_NAMED = 6
_WHOLE = ("", "completed")
_ONE_BY_ONE = ("examples", "coverage", "fuzzing")
_SHORT = ("time ran out", "interrupted")
"""Why a phase is over that has not come to its end."""


def limits(plan: Plan, events: Sequence[Event], reason: str) -> Iterator[str]:
    """A sentence for each limit of what a run can tell; none where it could tell all."""
    if plan.workers > 1:
        yield (
            f"{plan.workers} workers: nothing was compared with the mock, as what one request "
            "changes another one sees"
        )
    if plan.stranger and TRESPASS in plan.chosen_phases and not plan.has(TRESPASS):
        why = "several workers have no mock for it" if plan.workers > 1 else "that writes"
        yield f"nothing was asked by the second identity (stranger): {why}"
    if reason not in _WHOLE:
        yield from _cut(plan, events)
    if plan.has(LIFECYCLE) and LIFECYCLE in _ended(events):
        yield from _unjudged(plan, events)
    compared = (each for each in events if isinstance(each, Compared))
    yield from (_compared(each) for each in compared if each.judged or each.unjudged)
    for each in events:
        if isinstance(each, LeftBehind):
            yield from leavings(each)


def leavings(event: LeftBehind) -> Iterator[str]:
    """What is at the target that was not there before."""
    if event.paths:
        named = _listed(event.paths)
        yield f"left at the target, as it could not be deleted: {named}"
    if event.kept:
        named = _listed([f"{count} of {path}" for path, count in event.kept.items()])
        yield (
            f"left at the target, as the document has no way to delete it: {named}; "
            "--reset-url or --reset-cmd brings back what was there"
        )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{', '.join(names[:_NAMED])}{rest}"


def _compared(event: Compared) -> str:
    """How many answers to generated requests were held against the mock, and why others not."""
    reasons = sorted(event.unjudged.items(), key=lambda each: (-each[1], each[0]))
    told = ", ".join(f"{count} {reason}" for reason, count in reasons)
    whole = event.judged + sum(event.unjudged.values())
    rest = f"; not judged: {told}" if told else ""
    return f"compared with the mock: {event.judged} of {whole} generated requests{rest}"


def _ended(events: Iterable[Event]) -> set[str]:
    """The phases that came to their end."""
    return {
        each.phase
        for each in events
        if isinstance(each, PhaseFinished) and each.reason not in _SHORT
    }


def unfinished(plan: Plan, events: Sequence[Event], reason: str) -> tuple[str, ...]:
    """The operations of which not all was tried, in the order of the document."""
    if reason in _WHOLE:
        return ()
    selected = [each.label for each in plan.spec.operations if plan.is_selected(each.label)]
    short, never = _early(plan, events)
    done = [_done(plan, events, each) for each in short]
    return tuple(each for each in selected if never or not all(each in one for one in done))


def _done(plan: Plan, events: Iterable[Event], phase: str) -> Container[str]:
    """The operations that a phase was done with when it ended early, as far as that is known.

    The phases that tell one story after another come back to each operation; those that are made
    up take one operation after another, as many at once as there are workers.
    """
    if phase not in _ONE_BY_ONE:
        return ()
    tested = [e for e in events if isinstance(e, OperationTested) and e.phase == phase]
    return {each.operation for each in tested[: -plan.workers]}


def _early(plan: Plan, events: Sequence[Event]) -> tuple[list[str], list[str]]:
    """The phases that were asked for and ended early, and those that did not begin."""
    begun = {each.phase for each in events if isinstance(each, PhaseStarted)}
    ended = _ended(events)
    wanted = [each for each in plan.chosen_phases if plan.has(each)]
    return (
        [each for each in wanted if each in begun - ended],
        [each for each in wanted if each not in begun],
    )


def _cut(plan: Plan, events: Sequence[Event]) -> Iterator[str]:
    """Phases that were asked for and did not come to their end."""
    short, never = _early(plan, events)
    told = [f"{', '.join(short)} ended early"] if short else []
    told += [f"{', '.join(never)} did not begin"] if never else []
    if told:
        yield f"not all was tried: {'; '.join(told)}"


def _unjudged(plan: Plan, events: Iterable[Event]) -> Iterator[str]:
    """Operations of which the mock knows no more than that the answer has to be declared."""
    followed = {
        each.operation
        for each in events
        if isinstance(each, OperationTested) and each.phase in (REPLAY, LIFECYCLE)
    }
    asked = (each for each in plan.spec.operations if not plan.read_only or each.method in SAFE)
    wanted = [each.label for each in asked if plan.is_selected(each.label)]
    missing = [label for label in wanted if label not in followed]
    if not missing:
        return
    yield (
        f"compared with the mock: {len(wanted) - len(missing)} of {len(wanted)} operations; held "
        f"against the document alone: {_listed(missing)}"
    )
