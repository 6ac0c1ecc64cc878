"""A proxy that holds what goes through it against the document, in both directions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

from mockserver.clock import Clock, SystemClock
from mockserver.errors import Rejection, StoreError, TargetError
from mockserver.http import Request, Response
from mockserver.journal import Exchange, Journal
from mockserver.journal.journal import Redact
from mockserver.problem import Problem
from mockserver.record.audit import Auditor, Passage
from mockserver.record.forwarding import Forwarder
from mockserver.response import problem_response
from mockserver.routing import Router
from mockserver.spec.model import Spec
from mockserver.transport import Target, is_late

UNREACHABLE = "urn:mockserver:upstream-unreachable"
LATE = "urn:mockserver:upstream-timeout"
UPSTREAM, PROXY, SCENARIO = "upstream", "proxy", "scenario"
# The server that sends the answer on tells these of itself.
_TOLD_BY_EACH = ("Date", "Server")


class Steering(Protocol):
    """What rules make of a request: another answer, or a change of the one there is."""

    @property
    def rule(self) -> str:
        """Which rules it comes from."""
        ...

    @property
    def instead(self) -> Response | None:
        """The answer that comes in the place of the target's."""
        ...

    def applied(self, response: Response) -> Response:
        """The answer as the rules want it sent."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with where it came from and what it breaks."""

    response: Response
    source: str
    violations: tuple[str, ...] = ()


class Proxy:
    """Forwards requests to a target, and notes what the document does not promise.

    ``is_strict``: what breaks the document is answered with a problem, a request before it is
    forwarded. The journal is told of each exchange.
    """

    def __init__(
        self,
        spec: Spec,
        target: Target,
        *,
        journal: Journal | None = None,
        clock: Clock | None = None,
        is_strict: bool = False,
    ) -> None:
        self.spec = spec
        self.target = target
        self.journal = journal or Journal()
        self._clock = clock or SystemClock()
        self._is_strict = is_strict
        self._forwarder = Forwarder(target)
        self._auditor = Auditor(spec, target.headers)

    @property
    def router(self) -> Router:
        """The map of the document's paths."""
        return self._auditor.router

    def respond(
        self,
        request: Request,
        session: str = "",
        steering: Steering | None = None,
        redact: Redact | None = None,
    ) -> Response:
        """The target's answer, or what ``steering`` makes of it; noted for a session.

        ``redact`` takes out what may not leave this process. Never raises for what a client can
        send.
        """
        moment, begun = self._clock.now(), perf_counter()
        passage = self._auditor.passage(request)
        instead = steering.instead if steering else None
        answer = Answer(instead, SCENARIO) if instead else self._answer(request, passage)
        if steering:
            answer = replace(answer, response=steering.applied(answer.response))
        exchange = Exchange(
            moment=moment,
            request=request,
            response=answer.response,
            operation=passage.operation.label if passage.operation else "",
            source=answer.source,
            violations=(*passage.refusal.sentences, *answer.violations),
            duration=perf_counter() - begun,
            rule=steering.rule if steering else "",
            session=session,
        )
        with suppress(StoreError):  # the target has answered, whoever cannot write it down
            self.journal.add(exchange, redact)
        return _for_door(answer.response)

    def _answer(self, request: Request, passage: Passage) -> Answer:
        rejection = passage.refusal.rejection
        if self._is_strict and rejection and passage.operation:
            return Answer(problem_response(rejection), PROXY)
        try:
            received = self._forwarder.forward(request)
        except (TargetError, ValueError) as error:
            return _unanswered(error)
        refusal = self._auditor.response(passage.operation, request, received)
        if self._is_strict and refusal.rejection:
            return Answer(problem_response(refusal.rejection), PROXY, refusal.sentences)
        return Answer(self._forwarder.returned(received), UPSTREAM, refusal.sentences)


def _unanswered(error: TargetError | ValueError) -> Answer:
    """RFC 9110 §15.6.3 and §15.6.5: no answer, or none in time."""
    if is_late(error):
        problem = Problem(504, str(error), LATE)
    else:
        problem = Problem(502, str(error), UNREACHABLE)
    return Answer(problem_response(Rejection(problem)), PROXY, (f"upstream: {error}",))


def _for_door(response: Response) -> Response:
    headers = response.headers
    for name in _TOLD_BY_EACH:
        headers = headers.without(name)
    return replace(response, headers=headers)
