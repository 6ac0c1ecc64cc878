"""One run against a target: what of the document does it break."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from threading import Thread

from mockserver.errors import TargetError, UsageError
from mockserver.http import SAFE
from mockserver.schema import Validators
from mockserver.transport import Client
from mockserver.verify.cases.trespass import Stranger
from mockserver.verify.course import Course, course_of
from mockserver.verify.events import (
    Event,
    FailureFound,
    LeftBehind,
    OperationTested,
    PhaseStarted,
    RunFinished,
    SeenAgain,
    Warned,
)
from mockserver.verify.fuzz.onlooker import Onlooker
from mockserver.verify.fuzz.plan import PHASES as FUZZED
from mockserver.verify.fuzz.plan import FuzzPlan
from mockserver.verify.fuzz.reserve import Reserve, reserve_of
from mockserver.verify.fuzz.shadow import Shadow
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.inputs.leeway import leeways
from mockserver.verify.interruption import deferred
from mockserver.verify.judging.tally import tally
from mockserver.verify.judging.unseen import unseen
from mockserver.verify.judging.verdict import Verdict
from mockserver.verify.ledger import Ledger
from mockserver.verify.lifecycle import play
from mockserver.verify.plan import LEAST, LIFECYCLE, REPLAY, TRESPASS, Plan, Somebody
from mockserver.verify.recordings.confirmation import Confirmation
from mockserver.verify.recordings.recorder import Recorder
from mockserver.verify.recordings.recording import Recording
from mockserver.verify.recordings.repetition import Repetition
from mockserver.verify.stories import stories
from mockserver.verify.target.leftovers import Leftovers
from mockserver.verify.target.preflight import Preflight
from mockserver.verify.target.survey import Survey

_ENGINE = "mockserver.verify.fuzz.engine"
"""Is loaded while the phases before it wait for answers: it takes half a second."""
_KEPT, _MOST_KEPT = 0.1, 5.0
"""The part of the time that is kept for sending again what failed, and the most of it."""
_ASKING = 2
"""So many ask the target at once: the run itself, and the reserve of what is made up."""
_ONLY_READ = "Only what reads was tested{}."
_SOMEBODYS = (
    "No generated request was sent to {}: the run can make no record of its own for it. "
    "A reset option lets it change those that are there."
)
_FAR = (
    ". --allow-writes, --adopt or a reset option lets verify write to a target beyond this machine"
)


def verify(plan: Plan, found: Survey) -> Iterator[Event]:
    """Yield what happens, that of the survey first; in the end what is left at the target.

    Raises TargetError when the target is gone, UsageError where a file of the user's fails.
    """
    if any(each in FUZZED for each in plan.chosen_phases):
        Thread(target=import_module, args=(_ENGINE,), daemon=True).start()
    with Client(replace(plan.hurried, connections=_ASKING)) as client:
        course = course_of(plan, client.send, found.deadline)
        recorder = Recorder(plan.spec, course.atlas, plan.base_url, course.evidence, course.hooks)
        told: list[Event] = []
        ledger = Ledger()
        try:
            try:
                with closing(_run(plan, found, course, ledger, recorder)) as events:
                    for event in events:
                        told.append(event)
                        if isinstance(event, RunFinished) and event.reason != "interrupted":
                            _insist_admitted(plan)
                        if isinstance(event, RunFinished) and event.reason == "completed":
                            yield from _unseen(plan, course, told)
                        yield _recorded(recorder, event)
            finally:
                _clear_hooked(course, ledger)
        except (TargetError, UsageError, KeyboardInterrupt):
            with deferred():  # who asks again is told of it, too
                yield from _left(plan, ledger, course.atlas)
            raise
        yield from _left(plan, ledger, course.atlas)


def _insist_admitted(plan: Plan) -> None:
    """What was taken as a proof at first is so at the end. Raises UsageError.

    Else what was refused in the meantime would be blamed on the target.
    """
    if not (plan.wallets or plan.headers):
        return
    try:
        Preflight(plan.spec, plan.target).admitted()
    except TargetError:
        return
    except UsageError as error:
        told = "the credentials were taken when the run began, and are refused at its end, so that "
        told = f"{told}findings may be due to that. Give some that last, or have verify.yaml say "
        raise UsageError(f"{told}how a token is asked for. {error}") from error


def _clear_hooked(course: Course, ledger: Ledger) -> None:
    """Delete what hooks have made: until now somebody may have needed it."""
    if course.hooks is None:
        return
    leftovers = Leftovers(course.atlas, ledger.left, ledger.kept)
    leftovers.hear_all(course.hooks.take_written())
    leftovers.clear(course.sides.target, course.until())


def _left(plan: Plan, ledger: Ledger, atlas: Atlas) -> Iterator[LeftBehind]:
    """What the run leaves at the target."""
    told = Leftovers(atlas, ledger.left, ledger.kept).told(is_reset=plan.reset is not None)
    if told:
        yield told


def _recorded(recorder: Recorder, event: Event) -> Event:
    """An event in a form that can be kept."""
    if isinstance(event, OperationTested):
        return recorder.sampled(event)
    return recorder.recorded(event) if isinstance(event, FailureFound) else event


def _unseen(plan: Plan, course: Course, events: Sequence[Event]) -> Iterator[Event]:
    """Statuses that no answer had, of operations of which all was tried and nothing is broken."""
    if plan.read_only or not plan.has(LIFECYCLE):
        return
    excluded = frozenset(_excluded(plan))
    excluded |= {each.operation for each in events if isinstance(each, FailureFound)}
    tallies = tally(events)
    if not any(each in FUZZED for each in plan.chosen_phases):
        excluded |= {each for each in tallies if course.atlas.by_label(each) is None}
    for operation in plan.spec.operations:
        if operation.label in tallies and operation.label not in excluded:
            yield from unseen(operation, tallies[operation.label], course.atlas)


def _run(
    plan: Plan, found: Survey, course: Course, ledger: Ledger, recorder: Recorder
) -> Generator[Event]:
    yield from found.events
    yield from _told_before(plan)
    own: list[Event] = []
    followed = _followed(plan, course, ledger)
    for event in _unless(_hooked(course, followed), _identities(found.events)):
        own.append(event)
        yield event
    requests = sum(each.cases for each in own if isinstance(each, OperationTested))
    fuzzed = tuple(each for each in plan.chosen_phases if each in FUZZED)
    if not fuzzed:
        yield RunFinished("completed", plan.seed, requests)
        return
    if found.deadline - time.monotonic() < LEAST:
        yield RunFinished("max_time", plan.seed, requests)
        return
    if plan.reset:
        plan.reset()
        course.sides.made.clear()
    if course.hooks:
        if plan.reset:
            course.hooks.take_written()  # it is gone
        course.hooks.before_operations(plan.is_selected)
    told = _identities((*found.events, *own))
    made_up = _fuzzed(plan, found, course, fuzzed, ledger, recorder)
    for event in _unless(made_up, told):
        yield _summed(event, requests)


def _told_before(plan: Plan) -> Iterator[Event]:
    """What of the plan is not done as somebody may think."""
    if plan.read_only:
        reason = f", as {plan.read_only_by} asks" if plan.read_only_by else _FAR
        yield Warned(_ONLY_READ.format(reason))
    if plan.own and plan.own.idle:
        yield Warned(f"{plan.own.file}: verify decides of {', '.join(plan.own.idle)} itself.")


def _hooked(course: Course, events: Generator[Event]) -> Iterator[Event]:
    """Call what is to be called before a phase, as that begins. Raises UsageError."""
    with closing(events):
        for event in events:
            yield event
            if isinstance(event, PhaseStarted) and course.hooks:
                course.hooks.before_phase(event.phase)


def _fuzzed(
    plan: Plan,
    found: Survey,
    course: Course,
    phases: tuple[str, ...],
    ledger: Ledger,
    recorder: Recorder,
) -> Iterator[Event]:
    """What comes of requests that are made up, each failure when it has been seen again."""
    from mockserver.verify.fuzz.engine import fuzz  # see _ENGINE

    leftovers = Leftovers(course.atlas, ledger.left, ledger.kept)
    shadow = (
        Shadow(course.atlas, plan.oracle, course.sides.pairs, plan.is_seeded)
        if plan.oracle
        else None
    )
    off = plan.own.off if plan.own else frozenset[str]()
    reserve = None if plan.is_expendable else reserve_of(course, has_oracle=plan.oracle is not None)
    beyond = tuple(_beyond(plan, reserve)) if reserve else ()
    if beyond:
        yield Warned(_SOMEBODYS.format(", ".join(beyond)))
    onlooker = Onlooker(
        plan.spec, plan.base_url, leftovers, ledger.undeclared, shadow, off, reserve
    )
    left = found.deadline - time.monotonic()
    fuzz_plan = replace(
        _fuzzing(plan, found, max(left - _reserved(left), LEAST / 2), phases),
        look=onlooker.look,
        hear=onlooker.hear,
        aim=onlooker.aim,
        excluded=frozenset((*_excluded(plan), *beyond)),
    )
    stranger_way = replace(plan.way, credentials=None)
    with Client(replace(plan.target, headers=(), way=stranger_way)) as stranger:
        verdict = Verdict(course.answers, plan.max_response_time)
        repetition = Repetition(plan.spec, course, stranger.send, verdict, leftovers)

        def is_broken(recording: Recording) -> bool:
            onlooker.expect(recording)
            return repetition.is_broken(recording)

        confirmation = Confirmation(is_broken, found.deadline)
        events = _hooked(course, fuzz(fuzz_plan))
        try:
            confirmed = confirmation.of(
                recorder.recorded(each) if isinstance(each, FailureFound) else each
                for each in events
            )
            for event in confirmed:
                if isinstance(event, RunFinished):
                    yield from onlooker.told()
                yield event
        finally:
            _put_away(reserve, leftovers, course)


def _put_away(reserve: Reserve | None, leftovers: Leftovers, course: Course) -> None:
    """Delete what requests have made. Who interrupts this does not wait for it."""
    try:
        if reserve is not None:
            reserve.close(leftovers)
    except KeyboardInterrupt:
        leftovers.leave()
        raise
    leftovers.clear(course.sides.target, course.until())


def _beyond(plan: Plan, reserve: Reserve) -> Iterator[str]:
    """What would change records that are somebody's, and nothing else."""
    left_out = frozenset(_excluded(plan))
    for operation in plan.spec.operations:
        if operation.label not in left_out and reserve.is_out_of_reach(operation):
            yield operation.label


def _reserved(left: float) -> float:
    """The seconds that are kept for sending again what failed."""
    return min(left * _KEPT, _MOST_KEPT) if left < float("inf") else 0.0


def _summed(end: Event, requests: int) -> Event:
    """The end with the requests that were made before."""
    return replace(end, requests=end.requests + requests) if isinstance(end, RunFinished) else end


def _unless(events: Iterable[Event], told: frozenset[tuple[str, str]]) -> Iterator[Event]:
    """With what was told before as what is seen again."""
    for event in events:
        if isinstance(event, FailureFound) and _identity(event) in told:
            yield SeenAgain(event.operation, event.check)
        else:
            yield event


def _identities(events: Iterable[Event]) -> frozenset[tuple[str, str]]:
    return frozenset(_identity(each) for each in events if isinstance(each, FailureFound))


def _fuzzing(plan: Plan, found: Survey, left: float, phases: tuple[str, ...]) -> FuzzPlan:
    """What is left to Schemathesis."""
    return FuzzPlan(
        base_url=plan.base_url,
        root=plan.spec.root.value,
        location=plan.spec.file,
        headers=plan.headers,
        seed=plan.seed,
        max_time=None if plan.max_time is None else left,
        phases=phases,
        max_examples=plan.max_examples,
        workers=plan.workers,
        max_response_time=plan.max_response_time,
        is_verified=plan.is_verified,
        way=plan.way,
        wallets=plan.wallets,
        secret_fields=plan.spec.credential_fields,
        own=plan.own,
        prepared=plan.hooks.prepared if plan.hooks else {},
        path_values=found.values,
        leeways=leeways(plan.spec, plan.every or plan.collections, Validators(lenient=True)),
        unique=frozenset(name for each in plan.collections for name in each.unique),
        request_timeout=plan.timeout,
        probes_methods=not plan.read_only,
        is_expendable=plan.is_expendable,
    )


def _identity(failure: FailureFound) -> tuple[str, str]:
    """What makes two failures one for a reader who has yet to mend the first."""
    return failure.operation, failure.check


def _followed(plan: Plan, course: Course, ledger: Ledger) -> Generator[Event]:
    """What comes of the records that are there, and of those that are made."""
    for phase in (REPLAY, LIFECYCLE):
        if plan.has(phase):
            told = stories(course, phase, is_seeded=plan.is_seeded)
            yield from play(course, ledger, phase, told)
    if plan.stranger and plan.has(TRESPASS):
        yield from _trespassing(plan.stranger, course, ledger)


def _trespassing(somebody: Somebody, course: Course, ledger: Ledger) -> Iterator[Event]:
    """What a second identity reaches."""
    with Client(somebody.target) as client:
        stranger = Stranger(client.send, somebody.shown, somebody.may)
        told = stories(course, TRESPASS, stranger=stranger)
        yield from play(course, ledger, TRESPASS, told)


def _excluded(plan: Plan) -> Iterator[str]:
    """The operations that may not be called: those nobody chose, and those that do harm."""
    for operation in plan.spec.operations:
        is_safe = operation.method in SAFE
        if not plan.is_selected(operation.label) or (plan.read_only and not is_safe):
            yield operation.label
