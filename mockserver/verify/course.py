"""What the stories of a run are told with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from mockserver.http import Request, Response
from mockserver.schema import Validators
from mockserver.spec.model import Spec
from mockserver.transport import Credentials, proven
from mockserver.verify.evidence import Evidence
from mockserver.verify.hooks import Hooks
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.judging.answers import Answers
from mockserver.verify.plan import SHORT, Plan
from mockserver.verify.sides.sides import Answer, Sides
from mockserver.verify.target.decoding import unpacking
from mockserver.verify.target.leftovers import TIDYING
from mockserver.verify.target.patience import patient


@dataclass(frozen=True)
class Course:
    """What the stories are told with.

    ``selected`` says whether the answers of an operation are judged; ``is_over`` whether the time
    ran out; by ``end``, on the monotonic clock, what was made is put away. ``hooks`` prepare what
    no operation brings about, where something may be written.
    """

    spec: Spec
    atlas: Atlas
    sides: Sides
    answers: Answers
    evidence: Evidence
    base_url: str
    headers: tuple[tuple[str, str], ...] = ()
    credentials: Credentials | None = None
    seed: int = 1
    nonce: str = ""
    selected: Callable[[str], bool] = lambda _: True
    is_over: Callable[[], bool] = lambda: False
    hooks: Hooks | None = None
    until: Callable[[], float] = lambda: float("inf")


def course_of(plan: Plan, target: Answer, deadline: float = float("inf")) -> Course:
    """The course of a plan; ``target`` sends, the ``deadline`` is on the monotonic clock."""
    validators = Validators(lenient=True)
    evidence = Evidence(plan.headers, plan.wallets, plan.spec.credential_fields)
    credentials = plan.way.credentials
    headers = (*plan.headers, *(credentials.steady.lines() if credentials else ()))
    return Course(
        spec=plan.spec,
        atlas=Atlas(
            plan.every or plan.collections,
            validators,
            plan.read_only,
            plan.is_own,
            operations=plan.spec.operations,
            is_thorough=plan.profile != SHORT,
            is_expendable=plan.is_expendable,
        ),
        sides=Sides(
            target=unpacking(patient(target)),
            oracle=_proving(plan.oracle or _mute, credentials),
            headers=headers,
            settle=plan.settle,
            sleep=time.sleep,
            base_url=plan.base_url,
            limit=plan.max_response_time,
        ),
        answers=Answers(evidence.given, validators),
        evidence=evidence,
        base_url=plan.base_url,
        headers=headers,
        credentials=credentials,
        seed=plan.seed,
        nonce=plan.nonce,
        selected=plan.is_selected,
        is_over=lambda: time.monotonic() > deadline,
        hooks=None if plan.read_only else plan.hooks,
        until=lambda: deadline + TIDYING,
    )


def _proving(oracle: Answer, credentials: Credentials | None) -> Answer:
    """The oracle, asked with the credentials that the target is asked with."""
    if credentials is None:
        return oracle
    return lambda request: oracle(proven(request, credentials))


def _mute(_: Request) -> Response:
    """What an oracle answers that cannot tell."""
    return Response(503)
