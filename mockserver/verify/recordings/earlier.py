"""A recording of an earlier run, sent to a target."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from mockserver.errors import UsageError
from mockserver.http import SAFE
from mockserver.transport import Client
from mockserver.verify.cases.trespass import Stranger
from mockserver.verify.course import course_of
from mockserver.verify.events import LeftBehind
from mockserver.verify.interruption import deferred
from mockserver.verify.judging.verdict import Verdict
from mockserver.verify.plan import Plan
from mockserver.verify.recordings.recording import Recording
from mockserver.verify.recordings.repetition import Outcome, Repetition
from mockserver.verify.target.leftovers import TIDYING, Leftovers
from mockserver.verify.target.preflight import Preflight


def again(plan: Plan, recording: Recording, tell: Callable[[LeftBehind], object]) -> Outcome:
    """What comes of it now; ``tell`` is called with what is left at the target, however it ends.

    Raises UsageError where it cannot be done as asked, TargetError when the target is gone.
    """
    writes = any(each.request.method not in SAFE for each in recording.steps)
    if plan.read_only and writes:
        far = f"{plan.base_url} is beyond this machine; --allow-writes lets it"
        asked = f"{plan.read_only_by} asks for what reads alone"
        raise UsageError(f"this writes, and {asked if plan.read_only_by else far}")
    if plan.reset:
        plan.reset()
    for _ in Preflight(plan.spec, plan.target).check():
        pass  # only what would end a run is of interest
    nobody = replace(plan.target, headers=(), way=replace(plan.way, credentials=None))
    with Client(plan.target) as client, Client(nobody) as bare:
        course = replace(course_of(plan, client.send), until=lambda: time.monotonic() + TIDYING)
        leftovers = Leftovers(course.atlas)
        verdict = Verdict(course.answers, plan.max_response_time)
        try:
            with _stranger(plan) as other, deferred() as interruption:
                repetition = Repetition(
                    plan.spec, course, bare.send, verdict, leftovers, plan.is_seeded, other
                )
                outcome = repetition.outcome(recording)
                interruption.heed()
                return outcome
        finally:
            if course.hooks:
                leftovers.hear_all(course.hooks.take_written())
            try:
                leftovers.clear(client.send, course.until())
            finally:
                if left := leftovers.told(is_reset=plan.reset is not None):
                    tell(left)


@contextmanager
def _stranger(plan: Plan) -> Iterator[Stranger | None]:
    """The second identity, where verify.yaml has one."""
    somebody = plan.stranger
    if somebody is None:
        yield None
        return
    with Client(somebody.target) as client:
        yield Stranger(client.send, somebody.shown, somebody.may)
