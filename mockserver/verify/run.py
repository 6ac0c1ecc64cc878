"""One run against a target: what of the document does it break."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mockserver.schema import Validators
from mockserver.transport import Client
from mockserver.verify.answers import Answers
from mockserver.verify.atlas import Atlas
from mockserver.verify.events import (
    Event,
    FailureFound,
    OperationTested,
    RunFinished,
    Warned,
)
from mockserver.verify.evidence import Evidence
from mockserver.verify.fuzz.plan import PHASES as FUZZED
from mockserver.verify.fuzz.plan import FuzzPlan
from mockserver.verify.lifecycle import Course, Ledger, lifecycle, play
from mockserver.verify.plan import LIFECYCLE, REPLAY, Plan
from mockserver.verify.replay import Ground, replays
from mockserver.verify.sides import Sides
from mockserver.verify.survey import LEAST, Survey

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))  # RFC 9110 §9.2.1
_ONLY_READ = (
    "Only what reads was tested. --allow-writes, --adopt or a reset option lets verify write to a "
    "target beyond this machine."
)


def verify(plan: Plan, found: Survey) -> Iterator[Event]:
    """Yield what happens, that of the survey first. Raises TargetError when the target is gone."""
    from mockserver.verify.fuzz.engine import fuzz  # half a second that no mistaken flag is to cost

    yield from found.events
    if plan.read_only:
        yield Warned(_ONLY_READ)
    own: list[Event] = []
    for event in _unless(_followed(plan, found), _identities(found.events)):
        own.append(event)
        yield event
    requests = sum(each.cases for each in own if isinstance(each, OperationTested))
    left = found.deadline - time.monotonic()
    fuzzed = tuple(each for each in plan.chosen_phases if each in FUZZED)
    if not fuzzed:
        yield RunFinished("completed", plan.seed, requests)
        return
    if left < LEAST:
        yield RunFinished("max_time", plan.seed, requests)
        return
    if plan.reset:
        plan.reset()
    told = _identities((*found.events, *own))
    for event in _unless(fuzz(_fuzzing(plan, found, left, fuzzed)), told):
        yield _summed(event, requests)


def _summed(end: Event, requests: int) -> Event:
    """The end with the requests that were made before."""
    return replace(end, requests=end.requests + requests) if isinstance(end, RunFinished) else end


def _unless(events: Iterable[Event], told: frozenset[tuple[str, str]]) -> Iterator[Event]:
    """Those that were not told before."""
    for event in events:
        if not (isinstance(event, FailureFound) and _identity(event) in told):
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
        is_verified=plan.is_verified,
        way=plan.way,
        path_values=found.values,
        unique=frozenset(name for each in plan.collections for name in each.unique),
        request_timeout=plan.timeout,
        excluded=frozenset(_excluded(plan)),
        probes_methods=plan.is_own and not plan.read_only,
    )


def _identity(failure: FailureFound) -> tuple[str, str]:
    """What makes two failures one for a reader who has yet to mend the first."""
    return failure.operation, failure.check


def _followed(plan: Plan, found: Survey) -> Iterator[Event]:
    """What comes of the records that are there, and of those that are made."""
    if plan.oracle is None:
        return
    validators = Validators(lenient=True)
    evidence = Evidence(plan.headers, plan.way.credentials)
    ledger = Ledger()
    atlas = Atlas(plan.every or plan.collections, validators, plan.read_only, plan.is_own)
    with Client(plan.target) as client:
        course = Course(
            atlas=atlas,
            sides=Sides(
                target=client.send,
                oracle=plan.oracle,
                headers=plan.headers,
                settle=plan.settle,
                sleep=time.sleep,
                base_url=plan.base_url,
                limit=plan.max_response_time,
            ),
            answers=Answers(evidence.given, validators),
            evidence=evidence,
            base_url=plan.base_url,
            headers=plan.headers,
            seed=plan.seed,
            nonce=plan.nonce,
            selected=lambda label: plan.selected is None or label in plan.selected,
            is_over=lambda: time.monotonic() > found.deadline,
        )
        ground = Ground(atlas, plan.is_seeded)
        if REPLAY in plan.chosen_phases:
            yield from play(course, ledger, REPLAY, lambda each: replays(ground, each))
        if LIFECYCLE in plan.chosen_phases:
            yield from lifecycle(course, ledger)


def _excluded(plan: Plan) -> Iterator[str]:
    """The operations that may not be called: those nobody chose, and those that do harm."""
    for operation in plan.spec.operations:
        is_chosen = plan.selected is None or operation.label in plan.selected
        is_safe = operation.method in _SAFE
        is_harmful = operation.method == "DELETE" and not plan.is_own
        if not is_chosen or is_harmful or (plan.read_only and not is_safe):
            yield operation.label
