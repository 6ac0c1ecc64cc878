"""One run against a target: is it there, what does it know, what does it break."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from urllib.parse import quote

from mockserver import pointer as pointers
from mockserver.collection import Action, Collection
from mockserver.errors import TargetError
from mockserver.http import Headers, Request, Response
from mockserver.schema import Validators
from mockserver.spec.model import Operation, Spec
from mockserver.transport import Client, Target, curl, diagnose
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
from mockserver.verify.fuzz_plan import PHASES, FuzzPlan
from mockserver.verify.journey import Answer, Sides
from mockserver.verify.lifecycle import Course, Ledger, lifecycle, play
from mockserver.verify.preflight import Preflight
from mockserver.verify.replay import Ground, replays

PROFILES = {"pr": ("examples", "coverage"), "nightly": PHASES}
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))  # RFC 9110 §9.2.1
_ONLY_READ = (
    "Only what reads was tested. --allow-writes, --adopt or a reset option lets verify write to a "
    "target beyond this machine."
)
_PROBED = 5
_TIMEOUT = 10.0
_LEAST = 0.5
"""In less time, honest answers would be taken for none."""
_SHARE = 0.25
"""How much of the time may go by before the run itself begins, but for the request under way."""
_LONG = 12
"""So many characters in another order are nobody's key but by a miracle."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to verify where; ``max_time`` is in seconds and bounds the whole run.

    ``oracle`` answers as the document and the fixtures say; without it records are not followed.
    ``every`` are all collections of the document, those without fixtures too. ``nonce`` is what no
    other run has: unique values are made with it. ``is_seeded``: the target was reset, and so
    holds the fixtures; ``is_own``: nobody else works with it, and all may be deleted.
    ``selected`` are the labels of the operations that are judged, all when None.
    """

    spec: Spec
    collections: tuple[Collection, ...]
    base_url: str
    headers: tuple[tuple[str, str], ...] = ()
    seed: int = 1
    max_time: float | None = None
    oracle: Answer | None = None
    every: tuple[Collection, ...] = ()
    nonce: str = ""
    profile: str = "nightly"
    is_seeded: bool = False
    is_own: bool = True
    read_only: bool = False
    selected: frozenset[str] | None = None
    timeout: float = _TIMEOUT
    settle: float = 0.0
    max_response_time: float | None = None
    reset: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What the target said when it was asked for records of the fixtures.

    ``values`` are the keys that it knows, by path parameter; ``paths`` the templates of the items
    of which it knows some. The run has to end at the ``deadline``, on the monotonic clock.
    """

    values: Mapping[str, tuple[Any, ...]]
    paths: frozenset[str]
    events: tuple[Event, ...]
    deadline: float


def survey(plan: Plan) -> Survey:
    """Ask for some records of each fixture file. Raises TargetError when nothing answers."""
    if plan.reset:
        plan.reset()
    scout = _Scout(plan)
    if plan.oracle is not None:
        scout.events.extend(Preflight(plan.spec, scout.target).check())
    asked = [(each, fetch) for each in plan.collections if (fetch := _fetch(each))]
    for collection, fetch in asked:
        scout.look(collection, fetch)
    values: dict[str, tuple[Any, ...]] = {}
    for collection, keys in scout.keys.items():
        name = collection.key_parameter
        values[name] = tuple(dict.fromkeys((*values.get(name, ()), *keys)))
    paths = frozenset(_item_path(each) for each in scout.keys)
    return Survey(values, paths, tuple(scout.events), scout.deadline)


def verify(plan: Plan, found: Survey) -> Iterator[Event]:
    """Yield what happens, that of the survey first. Raises TargetError when the target is gone."""
    from mockserver.verify.fuzz import fuzz  # half a second that no mistaken flag is to cost

    yield from found.events
    if plan.read_only:
        yield Warned(_ONLY_READ)
    own: list[Event] = []
    for event in _unless(_followed(plan, found), _identities(found.events)):
        own.append(event)
        yield event
    requests = sum(each.cases for each in own if isinstance(each, OperationTested))
    left = found.deadline - time.monotonic()
    if left < _LEAST:
        yield RunFinished("max_time", plan.seed, requests)
        return
    if plan.reset:
        plan.reset()
    told = _identities((*found.events, *own))
    for event in _unless(fuzz(_fuzzing(plan, found, left)), told):
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


def _fuzzing(plan: Plan, found: Survey, left: float) -> FuzzPlan:
    """What is left to Schemathesis."""
    return FuzzPlan(
        base_url=plan.base_url,
        root=plan.spec.root.value,
        location=plan.spec.file,
        headers=plan.headers,
        seed=plan.seed,
        max_time=None if plan.max_time is None else left,
        phases=PROFILES[plan.profile],
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
    evidence = Evidence(plan.headers)
    ledger = Ledger()
    atlas = Atlas(plan.every or plan.collections, validators, plan.read_only, plan.is_own)
    with Client(Target(plan.base_url, plan.headers, plan.timeout)) as client:
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
            answers=Answers(evidence.secrets, validators),
            evidence=evidence,
            base_url=plan.base_url,
            headers=plan.headers,
            seed=plan.seed,
            nonce=plan.nonce,
            selected=lambda label: plan.selected is None or label in plan.selected,
            is_over=lambda: time.monotonic() > found.deadline,
        )
        ground = Ground(atlas, plan.is_seeded)
        yield from play(course, ledger, "replay", lambda each: replays(ground, each))
        yield from lifecycle(course, ledger)


def _excluded(plan: Plan) -> Iterator[str]:
    """The operations that may not be called: those nobody chose, and those that do harm."""
    for operation in plan.spec.operations:
        is_chosen = plan.selected is None or operation.label in plan.selected
        is_safe = operation.method in _SAFE
        is_harmful = operation.method == "DELETE" and not plan.is_own
        if not is_chosen or is_harmful or (plan.read_only and not is_safe):
            yield operation.label


def _fetch(collection: Collection) -> Operation | None:
    """What answers with one record, where its path says no more than the key."""
    if "{" in collection.path or not collection.records:
        return None
    fetches = (each for each, action in collection.actions.items() if action is Action.FETCH)
    return next(fetches, None)


def _item_path(collection: Collection) -> str:
    return f"{collection.path}/{{{collection.key_parameter}}}"


class _Scout:
    """Asks for records, and gathers what is known then."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.keys: dict[Collection, tuple[Any, ...]] = {}
        self.events: list[Event] = []
        start, limit = time.monotonic(), plan.max_time or float("inf")
        self.deadline = start + limit
        self._enough = start + limit * _SHARE
        self.target = Target(plan.base_url, plan.headers, max(_LEAST, min(plan.timeout, limit)))

    def look(self, collection: Collection, fetch: Operation) -> None:
        """Find the keys that the target knows, and whether it knows one that nobody has."""
        with Client(self.target) as client:
            answers = tuple(self._answers(client, collection))
            keys = tuple(key for key, answer in answers if _is_success(answer))
            if keys:
                self.keys[collection] = keys
                self.events.extend(self._stranger(client, collection, fetch))
            elif answers:
                self.events.append(_absent(collection, *answers[0]))

    def _answers(self, client: Client, collection: Collection) -> Iterator[tuple[Any, Response]]:
        """To the first records, as long as the time lasts."""
        for record in collection.records[:_PROBED]:
            key = record.value.get(collection.key)
            answer = _send(client, _request(collection, key))
            if answer is not None:
                yield key, answer
            if time.monotonic() > self._enough:
                return
            if answer is None:
                client.send(Request("GET", "/"))  # a server that answers nothing is none
                return

    def _stranger(
        self, client: Client, collection: Collection, fetch: Operation
    ) -> Iterator[FailureFound]:
        """A key that was made up is not found, where the document has a word for that."""
        declared = fetch.response(404)
        is_late = time.monotonic() > self._enough
        if is_late or declared is None or declared.pattern == "default":
            return
        key = collection.records[0].value.get(collection.key)
        request = _request(collection, _made_up(key, Random(self.plan.seed)))
        answer = _send(client, request)
        if answer is not None and _is_success(answer):
            shown = Request("GET", request.path, headers=Headers(self.plan.headers))
            yield FailureFound(
                phase="",
                operation=fetch.label,
                check="unknown_key_found",
                title="A record that does not exist is found",
                message=f"answered {answer.status} to a made-up {collection.key_parameter}; "
                f"answer {declared.pattern}, as declared for what does not exist",
                curl=curl(shown, self.plan.base_url),
                response=Evidence(self.plan.headers).response(answer),
                status=answer.status,
                schema_pointer=pointers.text((*fetch.node.pointer, "responses", declared.pattern)),
            )


def _request(collection: Collection, key: Any) -> Request:
    return Request("GET", f"{collection.path}/{quote(str(key), safe='')}")


def _send(client: Client, request: Request) -> Response | None:
    """The answer, None from a server that is there but gives none: that is for the run to tell."""
    try:
        return client.send(request)
    except TargetError as error:
        trouble = diagnose(error)
        if trouble is None or not trouble.reached:
            raise
        return None


def _is_success(response: Response) -> bool:
    """RFC 9110 §15.3."""
    return response.status // 100 == 2  # noqa: PLR2004


def _absent(collection: Collection, key: Any, answer: Response) -> Warned:
    """An unseeded target is no broken promise, but the run has less to go by."""
    return Warned(
        f"The target knows none of the first records of {collection.source}: "
        f"GET {_request(collection, key).path} was answered with {answer.status}. "
        "More is tested when it holds them."
    )


def _made_up(key: Any, random: Random) -> Any:
    """A key of the same form, as far as there is one, which no record has."""
    if isinstance(key, int):
        return random.randrange(10**9, 2**31)
    *head, tail = re.split(r"(?<=[^0-9A-Za-z])(?=[0-9A-Za-z]*$)", str(key))
    if len(tail) < _LONG:
        return f"{key}{random.randrange(10**11, 10**12)}"
    return "".join((*head, *random.sample(tail, len(tail))))
