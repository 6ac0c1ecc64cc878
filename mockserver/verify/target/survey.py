"""What a target knows before anything is tested: is it there, which records has it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from mockserver import pointer as pointers
from mockserver.collection import Action, Collection
from mockserver.errors import TargetError, UsageError
from mockserver.http import Headers, Request, Response
from mockserver.spec.model import Operation, Spec
from mockserver.transport import Client, curl, diagnose
from mockserver.verify.events import Event, FailureFound, Warned
from mockserver.verify.evidence import Evidence
from mockserver.verify.plan import TRESPASS, Plan, Somebody
from mockserver.verify.recordings.recording import Passage
from mockserver.verify.target.preflight import Preflight

_PROBED = 5
_SHARE = 0.25
"""How much of the time may go by before the run itself begins, but for the request under way."""
_LONG = 12
"""So many characters in another order are nobody's key but by a miracle."""


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
    is_whole = plan.oracle is not None or plan.workers > 1
    if is_whole:
        Preflight(plan.spec, plan.hurried).ready()
    if plan.reset:
        plan.reset()
    scout = _Scout(plan)
    if is_whole:
        scout.events.extend(Preflight(plan.spec, scout.target).check())
    if plan.stranger and plan.has(TRESPASS):
        _insist_known(plan.spec, plan.stranger)
    asked = [(each, fetch) for each in plan.collections if (fetch := _fetch(each))]
    for collection, fetch in asked:
        scout.look(collection, fetch)
    values: dict[str, tuple[Any, ...]] = {}
    for collection, keys in scout.keys.items():
        name = collection.key_parameter
        values[name] = tuple(dict.fromkeys((*values.get(name, ()), *keys)))
    paths = frozenset(_item_path(each) for each in scout.keys)
    return Survey(values, paths, tuple(scout.events), scout.deadline)


def _insist_known(spec: Spec, somebody: Somebody) -> None:
    """The second identity is let in. Raises UsageError."""
    try:
        tuple(Preflight(spec, somebody.target).check())
    except UsageError as error:
        raise UsageError(f"the stranger of verify.yaml proves nothing: {error}") from error


def _fetch(collection: Collection) -> Operation | None:
    """What answers with one record, where its path says no more than the key."""
    if "{" in collection.path or not collection.records:
        return None
    fetches = (each for each, action in collection.actions.items() if action is Action.FETCH)
    return next(fetches, None)


def _item_path(collection: Collection) -> str:
    return f"{collection.path}/{{{collection.key_parameter}}}"


def _limit(plan: Plan) -> float:
    return plan.max_time or float("inf")


class _Scout:
    """Asks for records, and gathers what is known then."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._shown = Evidence(plan.headers, plan.wallets, plan.spec.credential_fields)
        self.keys: dict[Collection, tuple[Any, ...]] = {}
        self.events: list[Event] = []
        start, limit = time.monotonic(), _limit(plan)
        self.deadline = start + limit
        self._enough = start + limit * _SHARE
        self.target = plan.hurried

    def look(self, collection: Collection, fetch: Operation) -> None:
        """Find the keys that the target knows, and whether it knows one that nobody has."""
        with Client(self.target) as client:
            answers = tuple(self._answers(client, collection))
            keys = tuple(key for key, answer in answers if answer.is_success)
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
        if answer is not None and answer.is_success:
            shown = Request("GET", request.path, headers=Headers(self.plan.headers))
            yield FailureFound(
                phase="",
                operation=fetch.label,
                check="unknown_key_found",
                title="A record that does not exist is found",
                message=f"answered {answer.status} to a made-up {collection.key_parameter}; "
                f"answer {declared.pattern}, as declared for what does not exist",
                curl=curl(shown, self.plan.base_url),
                response=self._shown.response(answer),
                status=answer.status,
                schema_pointer=pointers.text((*fetch.node.pointer, "responses", declared.pattern)),
                trail=(Passage(fetch.label, request, answer),),
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
