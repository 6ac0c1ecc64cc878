"""One document, its records, and the answers that follow from both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from random import Random

from mockserver.behaviour import Absences, Worker
from mockserver.clock import Clock, SystemClock
from mockserver.collection import Action, Collection, bind, find_fixtures, read_fixture
from mockserver.errors import DocumentError, Rejection, StoreError
from mockserver.finding import has_errors
from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange, Journal
from mockserver.mock.cors import preflight, shared
from mockserver.mock.desk import Answer, Desk, Office
from mockserver.mock.options import Options
from mockserver.problem import Problem
from mockserver.request import read_preference
from mockserver.response import (
    Judge,
    Sampler,
    Wish,
    choose_failure,
    compose_refusal,
    problem_response,
)
from mockserver.routing import Place, Router
from mockserver.schema import Validators
from mockserver.spec.load import load_spec
from mockserver.spec.model import Operation, Spec
from mockserver.spec.node import Library
from mockserver.store import MemoryStore, Store
from mockserver.validate.fixtures import check_fixtures

BROKEN = "urn:mockserver:broken-operation"
UNAVAILABLE = "urn:mockserver:store-unavailable"


class Mock:
    """Answers requests as a document says, from the records of its collections.

    ``store``, ``journal``, ``clock`` and ``random`` are all that changes, and are handed in.
    """

    def __init__(  # noqa: PLR0913  all that changes is handed in, each by its name
        self,
        spec: Spec,
        collections: Iterable[Collection] = (),
        *,
        store: Store | None = None,
        journal: Journal | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
        options: Options | None = None,
    ) -> None:
        self.spec = spec
        self.collections = tuple(collections)
        self.store = store or MemoryStore()
        self.journal = journal or Journal()
        self.clock = clock or SystemClock()
        self.options = options or Options()
        self._random = random or Random(self.options.seed)
        self._desks: dict[Operation, Desk] = {}
        self._fill()

    @classmethod
    def load(
        cls,
        document: str | Path = "openapi.yaml",
        fixtures: str | Path | None = None,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        options: Options | None = None,
        library: Library | None = None,
    ) -> Mock:
        """A mock of a document at a path, with the fixture file or folder at another, or none.

        ``options`` have a seed of their own, which counts when they are given; ``library`` says
        how documents are read, from disk without it. Raises
        DocumentError for what cannot be read, UsageError for fixtures that are not there.
        """
        spec = load_spec(str(document), library)
        files = find_fixtures(Path(fixtures)) if fixtures is not None else ()
        read = [read_fixture(path) for path in files]
        findings = check_fixtures(spec, read)
        if has_errors(findings):
            raise DocumentError(findings)
        binding = bind(spec, read)
        chosen = options or Options(seed=seed)
        return cls(spec, binding.collections, clock=clock, options=chosen)

    @cached_property
    def _office(self) -> Office:
        validators = Validators()
        schemes = self.spec.security_schemes
        return Office(
            options=self.options,
            validators=validators,
            judge=Judge(validators),
            sampler=Sampler(validators),
            absences=Absences(self.store),
            schemes=schemes,
        )

    @cached_property
    def router(self) -> Router:
        """The map of its paths."""
        bases = (path for server in self.spec.servers for path in server.base_paths)
        return Router(self.spec.operations, bases)

    def summary(self) -> str:
        """What is served, in a line for people."""
        records = sum(len(each.fixture.records) for each in self.collections)
        name = self.spec.title or self.spec.file
        operations = _many(len(self.spec.operations), "operation")
        return f"{name}: {operations}, {_many(records, 'fixture record')}"

    def respond(self, request: Request) -> Response:
        """Answer a request. Never raises for what a client can send."""
        answer = self._answer(request)
        response = _without_body(answer.response) if request.method == "HEAD" else answer.response
        response = shared(request, response) if self.options.cors else response
        label = answer.operation.label if answer.operation else ""
        moment = self.clock.now()
        self.journal.add(
            Exchange(moment, request, response, label, answer.source, answer.violations)
        )
        return response

    def _answer(self, request: Request) -> Answer:
        operation = None
        asked = preflight(request) if self.options.cors else None
        if asked:
            return Answer(asked, None, "preflight")
        try:
            place = self.router.find(request.path)
            if request.method == "OPTIONS" and "OPTIONS" not in place.routes:
                return _options(place)
            match = place.match(request.method)
            operation = match.operation
            return self._desk(operation).serve(match, request)
        except Rejection as rejection:
            return self._refused(operation, rejection, request)
        except DocumentError as error:
            problem = Problem(500, f"The document is broken here: {error}", BROKEN)
            return self._refused(None, Rejection(problem), request)
        except StoreError as error:
            problem = Problem(503, str(error), UNAVAILABLE)
            return self._refused(operation, Rejection(problem, ("Retry-After", "1")), request)

    def _desk(self, operation: Operation) -> Desk:
        if operation not in self._desks:
            worker, action = self._worker(operation)
            self._desks[operation] = Desk(operation, worker, action, self._office)
        return self._desks[operation]

    def _worker(self, operation: Operation) -> tuple[Worker | None, Action | None]:
        for collection in self.collections:
            action = collection.actions.get(operation)
            if action:
                return Worker(collection, self.store, self.clock, self._random), action
        return None, None

    def _refused(
        self, operation: Operation | None, rejection: Rejection, request: Request
    ) -> Answer:
        """As the document declares it; an example of that may be asked for by name and code."""
        told: tuple[str, ...] = (rejection.problem.detail,)
        try:
            choice = choose_failure(operation, rejection.problem.status)
            wish = self._wish(choice.status, request)
            sampler = self._office.sampler
            response = compose_refusal(choice, rejection, request, sampler, wish)
        except DocumentError as error:  # the declared refusal is broken itself
            response = problem_response(rejection)
            told = (*told, str(error))
        except Rejection as other:  # there is no such example
            response = problem_response(other)
        return Answer(response, operation, "problem", told)

    def _wish(self, status: int, request: Request) -> Wish:
        seed = str(self.options.seed)
        try:
            preference = read_preference(request)
        except Rejection:
            return Wish(seed=seed)
        example = preference.example if preference.code == status else None
        return Wish(example=example, seed=seed)

    def _fill(self) -> None:
        """Put the fixture records into the store; those of one key: the first."""
        for collection in self.collections:
            for record in collection.fixture.records:
                key = str(record.value.get(collection.key))
                self.store.insert(collection.path, key, record.value, ())


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _options(place: Place) -> Answer:
    """OPTIONS on a path that does not declare it tells its methods (RFC 9110 §9.3.7)."""
    headers = Headers((("Allow", ", ".join(place.methods)),))
    return Answer(Response(204, headers), None, "options")


def _without_body(response: Response) -> Response:
    """RFC 9110 §9.3.2: the header of GET, and its length, without the content.

    A 204 has no length (§8.6), and where there is no content none need be told.
    """
    if not response.body:
        return response
    length = str(len(response.body))
    headers = response.headers.replacing("Content-Length", length)
    return replace(response, headers=headers, body=b"")
