"""How the requests of one operation are answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from mockserver.behaviour import READING, SUCCESSES, Outcome, RecordService, Task, insist, note
from mockserver.collection import Action, Part
from mockserver.errors import Rejection
from mockserver.http import Headers
from mockserver.mock.body_wishes import BodyWishes
from mockserver.mock.case import Answer, Case
from mockserver.mock.conditions import NO_VERSION, Conditions, Version, unmodified
from mockserver.mock.presenter import Presenter
from mockserver.mock.record_binding import RecordBinding
from mockserver.mock.repetition import Repetition
from mockserver.mock.request_context import RequestContext
from mockserver.mock.response_builder import ResponseBuilder, decided, told
from mockserver.mock.steering import Steering
from mockserver.mock.toolkit import Toolkit
from mockserver.problem import Problem
from mockserver.request import Guard, Preference, Reader, Reading, read_preference, refuse
from mockserver.response import Choice, choose_asked, choose_content, choose_success
from mockserver.routing import Match
from mockserver.scenario import Call, Decision, Respond
from mockserver.serialization import MISSING
from mockserver.spec.model import Location, Operation
from mockserver.store import World, WritableWorld

_FAILURE = 400
_REDIRECTION = 300  # RFC 9110 §15: what is below it went well
_CREATED = 201
_NOT_MODIFIED = 304
FULL = "urn:mockserver:session-full"
_NOTHING_DECIDED = Respond()
_NOTHING: Mapping[str, Any] = {}


class OperationHandler:
    """Answers the requests of one operation; compiled when the first one comes."""

    def __init__(
        self, operation: Operation, binding: RecordBinding | None, toolkit: Toolkit
    ) -> None:
        self._operation = operation
        self._binding = binding
        self._toolkit = toolkit
        options = toolkit.options
        self._reader = Reader(operation, toolkit.validators)
        self._guard = Guard(operation, toolkit.schemes, options.credentials)
        touch = binding.service.collection.touch if binding else ()
        self._conditions = Conditions(operation, touch, always=options.etags)
        self._repetition = Repetition(operation, always=options.idempotency)
        patterns = {each.pattern.upper() for each in operation.responses}
        presenter = Presenter(binding, toolkit.sampler) if binding else None
        self._builder = ResponseBuilder(operation, presenter, toolkit)
        self._wishes = BodyWishes(operation, options)
        self._fetches = binding is None and toolkit.stored.fetches(operation)
        self._may_conflict = not patterns.isdisjoint(("409", "4XX", "DEFAULT"))

    def serve(self, match: Match, context: RequestContext) -> Answer:
        """Admit, read, decide, act, choose, compose, check. Raises Rejection and DocumentError."""
        self._guard.admit(context.request)
        preference = read_preference(context.request)
        reading = self._reader.read(match, context.request)
        if reading.violations:
            raise refuse(reading.violations)
        decision = self._decision(reading, context, preference)
        answer = self._acted(self._case(match, context, reading, preference, decision))
        answer = told(answer, context.request, preference)
        return decided(answer, decision) if decision else answer

    def shown(self, match: Match, context: RequestContext) -> Answer:
        """What a safe operation answers when no rule has a word. Raises as ``serve`` does."""
        preference = read_preference(context.request)
        reading = self._reader.read(match, context.request)
        return self._acted(self._case(match, context, reading, preference, None))

    def steer(self, match: Match, context: RequestContext) -> Steering | None:
        """What rules make of a request that another answers; None where they leave it alone."""
        preference = read_preference(context.request)
        reading = self._reader.read(match, context.request)
        decision = self._decision(reading, context, preference)
        if decision is None or not (decision.respond and decision.respond.is_show):
            return None if decision is None else Steering(decision)
        case = self._case(match, context, reading, preference, decision)
        return Steering(decision, self._builder.answer(case, None).response)

    def _decision(
        self, reading: Reading, context: RequestContext, preferred: Preference
    ) -> Decision | None:
        rules, request = self._toolkit.active_rules, context.request
        if rules.is_silent(context.world, preferred.scenario):
            return None
        call = Call(self._operation.label, reading.parameters, request.headers, reading.body)
        return rules.decision(call, context, preferred.scenario)

    def _case(
        self,
        match: Match,
        context: RequestContext,
        reading: Reading,
        preference: Preference,
        decision: Decision | None,
    ) -> Case:
        respond = decision.respond if decision and decision.respond else _NOTHING_DECIDED
        is_usual = preference.code is None and respond.status is None
        choice = self._usual if is_usual else self._choice(preference, respond)
        declared = choice.response.content if choice.response else ()
        return Case(
            context=context,
            match=match,
            path=context.request.path[len(match.base_path) :],
            reading=reading,
            preference=preference,
            respond=respond,
            choice=choice,
            content=choose_content(declared, context.request),
            wishes=self._wishes,
        )

    def _acted(self, case: Case) -> Answer:
        """The answer, with what it changes: wholly, or not at all when it is refused.

        Where the document declares failures alone there is no word for having done anything.
        """
        is_show = case.respond.is_show or self._is_show(case.preference)
        if is_show or (self._changes and self._usual.status >= _FAILURE):
            return self._builder.answer(case, None)
        world = case.context.world
        self._toolkit.lineage.insist(case.match, self._operation, world, case.context.seed)
        if self._changes:
            with world.change() as writing:
                return self._changed(case, writing)
        if self._binding is None:
            insist(world, case.request.method, case.path)
            found = self._toolkit.stored.recall(case, world) if self._fetches else None
            answer = self._builder.kept(case, *found) if found else self._builder.answer(case, None)
            response = self._conditions.versioned(answer.response)
            version = Version(response.headers.get("ETag") or "")
            return self._current(answer._replace(response=response), version, case)
        return self._read(case, self._binding, world)

    def _changed(self, case: Case, writing: WritableWorld) -> Answer:
        if writing.session:
            self._bound(writing)
        if not self._repetition.heeds:
            return self._written(case, writing)
        repeated = self._repetition.recall(case.context.request, writing)
        if repeated is not None:
            return Answer(repeated, self._operation, "repetition")
        answer = self._written(case, writing)
        self._repetition.note(case.context.request, answer.response, writing)
        return answer

    def _bound(self, world: WritableWorld) -> None:
        """A session has room for so many changes. Raises Rejection 507 beyond that."""
        most = self._toolkit.options.bounds.writes
        if world.next_number("writes") > most:
            detail = f"The session '{world.session}' was changed {most} times: reset or end it."
            raise Rejection(Problem(507, detail, FULL))

    @cached_property
    def _changes(self) -> bool:
        """Whether something may be different after a request: safe methods apart."""
        if self._binding is not None:
            return self._binding.part.action not in READING
        return self._operation.method not in ("GET", "HEAD", "OPTIONS", "TRACE", "QUERY")

    def _read(self, case: Case, binding: RecordBinding, world: World) -> Answer:
        task = binding.service.placed(self._task(case, binding), world)
        outcome = binding.service.read(task, world, case.context.seed)
        told_of = _told_by(outcome)
        self._conditions.expect(case.request.headers, told_of)
        version = self._conditions.version(told_of)
        if case.respond.patch is not MISSING:
            version = version.patched(case.respond.patch)
        return self._current(
            self._builder.answer(case, _versioned(outcome, version)), version, case
        )

    def _current(self, answer: Answer, version: Version, case: Case) -> Answer:
        """The answer, or that it is not modified, to who has this version and asks for no code."""
        is_free = answer.response.is_success and case.preference.code is None
        told = version._replace(tag=answer.response.headers.get("ETag") or version.tag)
        if not (is_free and self._conditions.is_known(case.request.headers, told)):
            return answer
        declared = self._operation.response(_NOT_MODIFIED)
        bare = case._replace(choice=Choice(_NOT_MODIFIED, declared), content=None)
        is_meant = declared is not None and declared.pattern.lower() != "default"
        own = self._builder.answer(bare, None).response.headers if is_meant else Headers()
        return Answer(unmodified(answer.response, own), self._operation, "empty")

    def _written(self, case: Case, world: WritableWorld) -> Answer:
        seed = case.context.seed
        if self._binding is None:
            insist(world, case.request.method, case.path)
            put = self._toolkit.stored.put(case, self._operation)
            answer = self._builder.kept(case, *put) if put else self._builder.answer(case, None)
            if answer.response.status < _REDIRECTION:
                note(world, case.request.method, case.path, answer.value)
                self._toolkit.stored.note(case, self._operation, world)
            return answer
        service = self._binding.service
        task = service.placed(self._task(case, self._binding), world)
        if task.part.key_parameter:
            present = service.present(task, world, seed)
            self._conditions.insist(case.request.headers, present)
            case = self._creating(case) if present is None and task.part.may_create else case
        outcome = service.write(task, world, case.context.moment, seed)
        for key in outcome.gone:
            self._toolkit.lineage.end(service.collection, (*task.parents, key), world, seed)
        for key in outcome.born:
            self._toolkit.lineage.begin(service.collection, (*task.parents, key), world, seed)
        is_left = outcome.record is not None and self._operation.method != "DELETE"
        version = self._conditions.version(outcome.record) if is_left else NO_VERSION
        return self._builder.answer(case, _versioned(outcome, version))

    def _creating(self, case: Case) -> Case:
        """A PUT that makes what was not there says so where it can (RFC 9110 §9.3.4)."""
        is_left_open = case.respond.status is None and case.preference.code is None
        for declared in self._operation.responses if is_left_open else ():
            if declared.pattern == str(_CREATED):
                content = choose_content(declared.content, case.request)
                return case._replace(choice=Choice(_CREATED, declared), content=content)
        return case

    def _task(self, case: Case, binding: RecordBinding) -> Task:
        reading, part, request = case.reading, binding.part, case.context.request
        has_key = bool(part.key_parameter or part.key_in_body)
        return Task(
            part=part,
            base=case.match.base_path,
            origin=request.origin if part.action is Action.LIST else "",
            path=request.prefix + request.path,
            query=request.query,
            parents=_parents(part, reading, case.match) if part.parents else (),
            key=_key(part, binding.service, reading, case.match) if has_key else "",
            body=_at(reading.body, part.sent_at) if part.sent_at else reading.body,
            media_type=reading.media_type,
            values=_query_values(reading) if reading.parameters else _NOTHING,
            conflicts=self._may_conflict,
            listing=binding.listing,
            is_seen=has_key and "If-Match" in request.headers,
            where=None if binding.fields is None else _sought(binding.fields, reading, case.match),
        )

    def _is_show(self, preference: Preference) -> bool:
        """Whether another answer is preferred than the one that the records give."""
        other = preference.code is not None and preference.code != self._usual.status
        return other or preference.example is not None or bool(preference.dynamic)

    def _choice(self, preference: Preference, respond: Respond) -> Choice:
        """Made before anything is done: what cannot be answered must not change a record."""
        if respond.status is not None:
            return Choice(respond.status, self._operation.response(respond.status))
        if preference.code is not None:
            return choose_asked(self._operation, preference.code)
        return self._usual

    @cached_property
    def _usual(self) -> Choice:
        """How all goes well: one of the declared answers, even where only failures are declared."""
        wanted = SUCCESSES[self._binding.part.action] if self._binding else ()
        return choose_success(self._operation, wanted)


def _told_by(outcome: Outcome) -> Any:
    """The record, or the records of a list with what is told beside them: a total may change."""
    if outcome.page is None:
        return outcome.record
    items, beside = list(outcome.page.items), [*outcome.page.members.values()]
    beside.extend(outcome.page.headers)
    return [items, beside] if beside else items


def _versioned(outcome: Outcome, version: Version) -> Outcome:
    lines = version.lines
    return outcome._replace(headers=(*outcome.headers, *lines)) if lines else outcome


def _parents(part: Part, reading: Reading, match: Match) -> tuple[str, ...]:
    return tuple([_path_value(name, reading, match) for name in part.parents])


def _query_values(reading: Reading) -> Mapping[str, Any]:
    sent = reading.parameters.items()
    return {name: each for (place, name), each in sent if place is Location.QUERY}


def _sought(fields: Mapping[str, str], reading: Reading, match: Match) -> Mapping[str, str]:
    """The fields that the records of a view have to have, with their values."""
    return {field: _path_value(name, reading, match) for name, field in fields.items()}


def _key(part: Part, service: RecordService, reading: Reading, match: Match) -> str:
    """The value that selects a record, in the path or, where that has none, in the body."""
    if part.key_in_body:
        sent = _at(reading.body, part.sent_at)
        return str(sent.get(service.collection.key, "")) if isinstance(sent, Mapping) else ""
    return _path_value(part.key_parameter, reading, match) if part.key_parameter else ""


def _path_value(name: str, reading: Reading, match: Match) -> str:
    """The text of the path where nobody declared its parameter; of the query where it has none."""
    if name not in match.path_values:
        return str(reading.parameters.get((Location.QUERY, name), ""))
    sent = unquote(match.path_values[name])
    return str(reading.parameters.get((Location.PATH, name), sent))


def _at(body: Any, pointer: tuple[Any, ...]) -> Any:
    """The part of a body that a pointer leads to; the body itself where it leads nowhere."""
    found = body
    for token in pointer:
        if not isinstance(found, Mapping) or token not in found:
            return body
        found = found[token]
    return found
