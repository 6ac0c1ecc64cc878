"""Recorded traffic at the target of a plan, in the place of the plan's phases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mockserver.errors import TargetError
from mockserver.record import Auditor
from mockserver.verify.conclusion import IDLE, Conclusion
from mockserver.verify.events import LeftBehind
from mockserver.verify.plan import Plan
from mockserver.verify.recordings.recording import Recording, Traffic
from mockserver.verify.recordings.repetition import Outcome
from mockserver.verify.target.preflight import Preflight
from mockserver.verify.traffic.playback import Replaying, replay
from mockserver.verify.traffic.recorded import Owners, Tape

TRAFFIC = "traffic"


def replayed_plan(plan: Plan) -> Plan:
    """The plan as reports and baselines know it: the traffic is its phase and its profile."""
    return replace(plan, phases=(TRAFFIC,), profile=TRAFFIC)


def replayed(plan: Plan, files: tuple[Path, ...], base_url: str, until: str = "") -> Conclusion:
    """What comes of the traffic at the plan's target; of the plan's phases none is run.

    The entry at the place ``until`` is the last, if there is one. Raises UsageError for an archive
    that cannot be read and TargetError when nothing answers.
    """
    auditor = Auditor(plan.spec, plan.headers)
    tape = Tape(files, plan.spec, Owners(plan.every), base_url, until)
    _ = tape.selections  # a file that cannot be read is told before anything is sent
    if plan.reset:
        plan.reset()
    tuple(Preflight(plan.spec, plan.target).check())
    return replay(_replaying(plan, auditor), tape)


def replayed_again(
    plan: Plan,
    name: str,
    recording: Recording,
    traffic: Traffic,
    tell: Callable[[LeftBehind], object],
) -> Outcome:
    """Whether what traffic has shown is so still; raises what ``replayed`` raises.

    ``tell`` is called with what is left at the target.
    """
    files = tuple(map(Path, traffic.files))
    found = replayed(plan, files, traffic.base_url, traffic.until)
    tell(found.left)
    if found.reason == "unreachable":
        raise TargetError(found.trouble)
    if any(each.evidence and each.evidence.replay == name for each in found.findings):
        return Outcome(is_broken=True)
    if recording.operation in found.statuses:
        return Outcome(is_broken=False)
    told = (each.message for each in found.findings if each.rule in (IDLE, "traffic-withheld"))
    return Outcome(is_broken=False, untold=next(told, "its request was not sent"))


def _replaying(plan: Plan, auditor: Auditor) -> Replaying:
    return Replaying(
        spec=plan.spec,
        target=plan.target,
        judge=auditor,
        settle=plan.settle,
        seed=plan.seed,
        nonce=plan.nonce,
        max_time=plan.max_time,
        max_response_time=plan.max_response_time,
        is_seeded=plan.is_seeded,
        is_own=plan.is_own,
        read_only=plan.read_only,
        read_only_by=plan.read_only_by,
        selected=plan.selected,
    )
