"""One document, its records, and the answers that follow from both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from time import perf_counter

from mockserver.behaviour import ON_PATHS, Grounds, RecordService
from mockserver.clock import Clock, SystemClock
from mockserver.collection import (
    Collection,
    find_fixtures,
    infer,
    read_fixture,
)
from mockserver.errors import DocumentError, Rejection, StoreError
from mockserver.finding import has_errors
from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange, Journal
from mockserver.journal.redaction import Redaction
from mockserver.mock.active_rules import STEPS, ActiveRules
from mockserver.mock.case import Answer
from mockserver.mock.cors import preflight, shared
from mockserver.mock.freshness import Freshness, reusable
from mockserver.mock.generated_records import GeneratedRecords
from mockserver.mock.lineage import Lineage
from mockserver.mock.operation_handler import OperationHandler
from mockserver.mock.options import Options
from mockserver.mock.record_binding import RecordBindings
from mockserver.mock.request_context import SETTINGS, RequestContext, Watch, plain, session_of
from mockserver.mock.stored_bodies import StoredBodies
from mockserver.mock.toolkit import Toolkit
from mockserver.problem import Problem
from mockserver.quantity import many
from mockserver.request import read_preference
from mockserver.response import (
    Judge,
    Sampler,
    Wish,
    choose_failure,
    compose_refusal,
    problem_response,
)
from mockserver.routing import Place, Router, methods_of
from mockserver.scenario import NO_SCENARIOS, Scenarios, find_scenarios, read_scenarios
from mockserver.schema import Validators
from mockserver.spec.brokenness import MISHAPS, blamed
from mockserver.spec.load import load_spec
from mockserver.spec.model import Operation, Spec
from mockserver.spec.node import Library
from mockserver.store import MemoryTables, SessionRefused, Sessions, Tables, World
from mockserver.validate.fixtures import examine_fixtures

BROKEN = "urn:mockserver:broken-operation"
UNAVAILABLE = "urn:mockserver:store-unavailable"
BAD_SESSION = "urn:mockserver:bad-session"
COPIED = (SETTINGS, STEPS, *ON_PATHS)
"""What a session takes along from the common world, beside the records."""


class Mock:
    """Answers requests as a document says, from the records of its collections.

    ``collections`` are those with fixtures; the others are found in the document. ``tables``,
    ``journal`` and ``clock`` are all that changes, and are handed in.
    """

    def __init__(  # noqa: PLR0913  all that changes is handed in, each by its name
        self,
        spec: Spec,
        collections: Iterable[Collection] = (),
        *,
        tables: Tables | None = None,
        journal: Journal | None = None,
        clock: Clock | None = None,
        options: Options | None = None,
        scenarios: Scenarios = NO_SCENARIOS,
    ) -> None:
        self.spec = spec
        self.collections = tuple(collections)
        self.tables = tables or MemoryTables()
        self.journal = journal or Journal(self.tables)
        self.clock = clock or SystemClock()
        self.options = options or Options()
        self.sessions = Sessions(self.tables, SystemClock(), self.options.bounds, COPIED)
        self.active_rules = ActiveRules(spec, scenarios, self.options.scenario)
        self.fixtures: Path | None = None
        self._every: tuple[Collection, ...] = ()
        self.is_replaced = False  # by one that was made of files as they are now
        self._handlers: dict[Operation, OperationHandler] = {}
        self._common = World(self.tables)
        self._seed = str(self.options.seed)

    @classmethod
    def load(  # noqa: PLR0913  what may be chosen, each by its name
        cls,
        document: str | Path = "openapi.yaml",
        fixtures: str | Path | None = None,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        options: Options | None = None,
        library: Library | None = None,
        tables: Tables | None = None,
    ) -> Mock:
        """A mock of a document at a path, with the fixture file or folder at another, or none.

        ``options`` have a seed of their own, which counts when they are given; ``library`` says
        how documents are read, from disk without it; ``tables`` is where state lives, in memory
        without it. Raises DocumentError for what cannot be read, UsageError for fixtures that are
        not there, or a scenario.
        """
        spec = load_spec(str(document), library)
        files = find_fixtures(Path(fixtures)) if fixtures is not None else ()
        read = [read_fixture(path) for path in files]
        play = find_scenarios(Path(fixtures)) if fixtures is not None else None
        scenarios = read_scenarios(play, spec) if play else NO_SCENARIOS
        binding, faults = examine_fixtures(spec, read)
        findings = (*faults, *scenarios.findings)
        if has_errors(findings):
            raise DocumentError(findings)
        chosen = options or Options(seed=seed)
        if chosen.scenario:
            scenarios.named(chosen.scenario)
        mock = cls(
            spec,
            binding.collections,
            clock=clock,
            options=chosen,
            tables=tables,
            scenarios=scenarios,
        )
        mock.fixtures = Path(fixtures) if fixtures is not None else None
        mock._every = binding.every
        return mock

    @cached_property
    def _toolkit(self) -> Toolkit:
        validators = Validators(lenient=True)
        sampler = Sampler(validators, self.options.locale)
        return Toolkit(
            options=self.options,
            validators=validators,
            judge=Judge(validators),
            sampler=sampler,
            active_rules=self.active_rules,
            lineage=Lineage(lambda: self._by_item, lambda: tuple(self.services.values())),
            stored=StoredBodies(
                self.spec.operations, validators, lambda each: self._bindings.of(each) is None
            ),
            schemes=self.spec.security_schemes,
        )

    @cached_property
    def router(self) -> Router:
        """The map of its paths."""
        bases = (path for server in self.spec.servers for path in server.base_paths)
        return Router(self.spec.operations, bases)

    @cached_property
    def kept(self) -> tuple[Collection, ...]:
        """All collections of which records are kept: those with fixtures, and the document's."""
        if self._every:
            return self._every
        files = {each.path: each.fixture for each in self.collections if each.fixture}
        return infer(self.spec, files)

    @cached_property
    def services(self) -> Mapping[str, RecordService]:
        """Who acts on the records of a collection, by its path."""
        options = self.options
        sampler = self._toolkit.sampler
        maker = GeneratedRecords(
            sampler, self.kept, options.records, url=self._url, dynamic=options.dynamic
        )
        grounds = Grounds(maker, strict=options.strict)
        return {each.path: RecordService(each, grounds, maker) for each in self.kept}

    @property
    def _url(self) -> str:
        """What stands before the paths of the document where nobody asks: its first server."""
        server = next(iter(self.spec.servers), None)
        if server is not None and server.url.startswith("http") and "{" not in server.url:
            return server.url.rstrip("/")
        paths = server.base_paths if server is not None else ()
        return "http://localhost" + next(iter(paths), "").rstrip("/")

    @cached_property
    def _by_item(self) -> Mapping[str, RecordService]:
        return {each.item_path: self.services[each.path] for each in self.kept if each.item_path}

    def summary(self) -> str:
        """What is served, in a line for people."""
        records = sum(len(each.records) for each in self.collections)
        name = self.spec.title or self.spec.file
        operations = many(len(self.spec.operations), "operation")
        return f"{name}: {operations}, {many(records, 'fixture record')}"

    def world(self, session: str = "") -> World:
        """The state that a session sees; the common one without a name."""
        return World(self.tables, session) if session else self._common

    def seed_of(self, world: World) -> str:
        """What the made values of a world derive from."""
        chosen = world.get(SETTINGS, "seed")
        return self._seed if chosen is None else str(chosen)

    def respond(self, request: Request) -> Response:
        """Answer a request. Never raises for what a client can send."""
        begun, version = perf_counter(), self.tables.version
        request = plain(request)
        session, asked = session_of(request)
        answer = self._answer(asked, session)
        response = answer.response.without_body() if request.method == "HEAD" else answer.response
        response = shared(request, response) if self.options.cors else response
        if session:
            response = response.beneath(asked.prefix.removeprefix(request.prefix))
        exchange = Exchange(
            moment=self.clock.now(),
            request=request,
            response=response,
            operation=answer.operation.label if answer.operation else "",
            source=answer.source,
            violations=answer.violations,
            duration=perf_counter() - begun,
            rule=answer.rule,
            session=session,
        )
        self._remember(exchange)
        if session or version is None or version != self.tables.version:
            return response
        return reusable(response, Freshness(self, exchange, version))

    def _remember(self, exchange: Exchange) -> None:
        """In the journal of its session; in the common one where that was never opened."""
        try:
            if exchange.session and not self.sessions.knows(exchange.session):
                exchange = exchange._replace(session="")
            self.journal.add(exchange, self.redaction.exchange)
        except StoreError:
            return  # the answer says already that the state is out of reach

    @cached_property
    def redaction(self) -> Redaction:
        """Takes out what is secret by this document."""
        return Redaction(self.spec)

    def _answer(self, request: Request, session: str) -> Answer:
        operation = None
        about = self._about(request) if request.method == "OPTIONS" else None
        if about is not None:
            return about
        try:
            world = self.opened(session) if session else self._common
            place = self.router.find(request.path, request.prefix)
            if request.method == "OPTIONS" and "OPTIONS" not in place.routes:
                return _allowing(place.methods)
            match = place.match(request.method, request)
            operation = match.operation
            context = RequestContext(request, world, Watch(world, self.clock), self.seed_of(world))
            answer = self.handler(operation).serve(match, context)
            return self._headed(answer, place, context) if operation.method == "HEAD" else answer
        except Rejection as rejection:
            return self._refused(operation, rejection, request)
        except MISHAPS as mishap:
            error = blamed(mishap, self.spec.root.document)
            problem = Problem(500, f"The document is broken here: {error}", BROKEN)
            return self._refused(None, Rejection(problem), request)
        except StoreError as error:
            problem = Problem(503, str(error), UNAVAILABLE)
            return self._refused(operation, Rejection(problem, ("Retry-After", "1")), request)

    def _about(self, request: Request) -> Answer | None:
        """What OPTIONS is answered whatever the document has there: to browsers, and to ``*``."""
        asked = preflight(request) if self.options.cors else None
        if asked:
            return Answer(asked, None, "preflight")
        if request.path == "*":
            return _allowing(methods_of(each.method for each in self.spec.operations))
        return None

    def _headed(self, answer: Answer, place: Place, context: RequestContext) -> Answer:
        """An answer to HEAD with the content that GET has there, and so its fields (§9.3.2)."""
        response = answer.response
        if response.body or not response.is_success or answer.rule or "GET" not in place.routes:
            return answer
        match = place.match("GET", context.request)
        like = self.handler(match.operation).shown(match, context).response
        if not like.is_success:  # 304 to whoever knows it
            return answer._replace(response=like)
        told = {name.lower() for name, _ in like.headers}  # what HEAD made up of itself does not
        own = [line for line in response.headers if line[0].lower() not in told]
        headers = Headers((*like.headers, *own))
        return answer._replace(response=replace(response, headers=headers, body=like.body))

    def opened(self, session: str) -> World:
        """The world of a session, begun if it was not. Raises Rejection for one that cannot be."""
        try:
            self.sessions.open(session)
        except SessionRefused as refused:
            raise Rejection(Problem(400, str(refused), BAD_SESSION)) from refused
        return self.world(session)

    def handler(self, operation: Operation) -> OperationHandler:
        """Who answers the requests of an operation."""
        handler = self._handlers.get(operation)
        if handler is None:
            handler = self._handlers[operation] = OperationHandler(
                operation, self._bindings.of(operation), self._toolkit
            )
        return handler

    @cached_property
    def _bindings(self) -> RecordBindings:
        return RecordBindings(self.kept, self.services)

    def _refused(
        self, operation: Operation | None, rejection: Rejection, request: Request
    ) -> Answer:
        """As the document declares it; an example of that may be asked for by name and code."""
        told: tuple[str, ...] = (rejection.problem.detail,)
        try:
            choice = choose_failure(operation, rejection.problem.status, rejection.instead)
            wish = self._wish(choice.status, request)
            sampler = self._toolkit.sampler
            response = compose_refusal(choice, rejection, request, sampler, wish)
        except MISHAPS as mishap:  # the declared refusal is broken itself
            response = problem_response(rejection)
            told = (*told, str(blamed(mishap, self.spec.root.document)))
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


def _allowing(methods: Iterable[str]) -> Answer:
    """OPTIONS on a path that does not declare it, or on ``*``: its methods (RFC 9110 §9.3.7)."""
    headers = Headers((("Allow", ", ".join(methods)),))
    return Answer(Response(204, headers), None, "options")
