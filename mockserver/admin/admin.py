"""The administration: a request in, a response out, by its own document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from random import Random, SystemRandom

from mockserver.admin import pulse
from mockserver.admin.access import Access
from mockserver.admin.context import AdminContext, Reply, SharedContext
from mockserver.admin.document import admin_router, admin_spec
from mockserver.admin.handlers import HANDLERS
from mockserver.admin.place import READY, owns
from mockserver.admin.refused import conflict, told
from mockserver.errors import DocumentError, Rejection, StoreError
from mockserver.http import Headers, Request, Response
from mockserver.mock import Mock, Reloading
from mockserver.mock.control import Control
from mockserver.problem import Problem
from mockserver.request import Reader, Reading, refuse
from mockserver.response import (
    Choice,
    Sampler,
    Wish,
    choose_content,
    choose_success,
    compose,
    compose_refusal,
)
from mockserver.routing import Match
from mockserver.scenario import Serving
from mockserver.schema import Validators
from mockserver.spec.model import Location, Operation

_UNAVAILABLE = "urn:mockserver:store-unavailable"
_ALWAYS = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))


class Admin:
    """Looks after one mock, or after that of the moment where it follows its files.

    ``serving`` says what the server around can do, ``random`` makes the names that nobody gave,
    ``begun`` is when the server did, now without it.
    """

    def __init__(
        self,
        mock: Mock | Reloading,
        access: Access | None = None,
        *,
        serving: Serving | None = None,
        random: Random | None = None,
        begun: datetime | None = None,
    ) -> None:
        self._access = access or Access()
        self._serving = serving or Serving()
        self._random = random or SystemRandom()
        self._begun = begun or datetime.now(UTC)
        self._looked_after = mock
        self._known: SharedContext | None = None

    @staticmethod
    def owns(path: str) -> bool:
        """Whether a path is one of the administration."""
        return owns(path)

    def respond(self, request: Request, peer: str = "") -> Response:
        """Answer a request of whoever has the address ``peer``. Never raises for what is sent."""
        operation = None
        try:
            if _plain(request.path) != READY:
                self._access.admit(request, peer)
            place = admin_router().find(_plain(request.path), request.prefix)
            if request.method == "OPTIONS":
                return _finished(Response(204, Headers((("Allow", ", ".join(place.methods)),))))
            match = place.match(request.method)
            operation = match.operation
            response = self._answer(match, request)
        except Rejection as rejection:
            response = self._refused(operation, rejection, request)
        except DocumentError as error:
            broken = conflict(f"The document is broken here: {error}", map(told, error.findings))
            response = self._refused(operation, broken, request)
        except StoreError as error:
            problem = Problem(503, str(error), _UNAVAILABLE)
            response = self._refused(operation, Rejection(problem), request)
        return _finished(_without_body(response) if request.method == "HEAD" else response)

    def _shared(self) -> SharedContext:
        """What is known about the mock of the moment."""
        looked_after, known = self._looked_after, self._known
        reloading = looked_after if isinstance(looked_after, Reloading) else None
        mock = looked_after.mock if isinstance(looked_after, Reloading) else looked_after
        if known is None or known.mock is not mock:
            known = self._known = SharedContext(
                control=Control(mock),
                redaction=mock.redaction,
                serving=self._serving,
                random=self._random,
                begun=self._begun,
                document=admin_spec().root.document,
                reloading=reloading,
            )
        return known

    @cached_property
    def _validators(self) -> Validators:
        return Validators()

    @cached_property
    def _sampler(self) -> Sampler:
        return Sampler(self._validators)

    @cached_property
    def _readers(self) -> dict[Operation, Reader]:
        return {each: Reader(each, self._validators) for each in admin_spec().operations}

    def _answer(self, match: Match, request: Request) -> Response:
        operation = match.operation
        reading = self._readers[operation].read(match, request)
        if reading.violations:
            raise refuse(reading.violations)
        content = choose_content(choose_success(operation).response.content, request)  # type: ignore[union-attr]
        context = AdminContext(self._shared(), request, reading, _session(reading))
        found = HANDLERS[operation.id](context)
        pulse.remember(context.mock, request)
        reply = found if isinstance(found, Reply) else Reply(found)
        status = reply.status or choose_success(operation).status
        return compose(status, content, reply.value, reply.headers)

    def _refused(
        self, operation: Operation | None, rejection: Rejection, request: Request
    ) -> Response:
        """By its own status: the document declares a default for all that it does not name."""
        status = rejection.problem.status
        choice = Choice(status, operation.response(status) if operation else None)
        return compose_refusal(choice, rejection, request, self._sampler, Wish())


def _plain(path: str) -> str:
    return path.rstrip("/") or "/"


def _session(reading: Reading) -> str:
    named = reading.parameters.get((Location.QUERY, "session"))
    return str(named or reading.parameters.get((Location.HEADER, "X-Mock-Session")) or "")


def _without_body(response: Response) -> Response:
    """RFC 9110 §9.3.2: the header of GET, with its length."""
    length = str(len(response.body))
    return replace(response, headers=response.headers.replacing("Content-Length", length), body=b"")


def _finished(response: Response) -> Response:
    return replace(response, headers=Headers((*response.headers, *_ALWAYS)))
