"""Where the requests of one operation are served."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from mockserver.behaviour import READING, SUCCESSES, Outcome, Task, Worker, insist, note
from mockserver.collection import Action, Part
from mockserver.errors import Rejection
from mockserver.http import Headers, Response
from mockserver.mock.case import Answer, Case
from mockserver.mock.conditions import NO_VERSION, Conditions, Version
from mockserver.mock.duty import Duty
from mockserver.mock.office import Office
from mockserver.mock.presenter import Presenter
from mockserver.mock.repetition import Repetition
from mockserver.mock.steering import Steering
from mockserver.mock.teller import Teller, decided, told
from mockserver.mock.visit import Visit
from mockserver.mock.wisher import Wisher
from mockserver.problem import Problem
from mockserver.request import Guard, Preference, Reader, Reading, read_preference, refuse
from mockserver.response import Choice, choose_asked, choose_content, choose_success
from mockserver.routing import Match
from mockserver.scenario import Call, Decision, Respond
from mockserver.spec.model import Location, Operation
from mockserver.store import World, WritableWorld

_FAILURE = 400
_REDIRECTION = 300  # RFC 9110 §15: what is below it went well
_CREATED = 201
FULL = "urn:mockserver:session-full"
_NOTHING_DECIDED = Respond()
_NOTHING: Mapping[str, Any] = {}


class Desk:
    """Where the requests of one operation are served; compiled when the first one comes."""

    def __init__(self, operation: Operation, duty: Duty | None, office: Office) -> None:
        self._operation = operation
        self._duty = duty
        self._office = office
        options = office.options
        self._reader = Reader(operation, office.validators)
        self._guard = Guard(operation, office.schemes, options.credentials)
        touch = duty.worker.collection.touch if duty else ()
        self._conditions = Conditions(operation, touch, always=options.etags)
        self._repetition = Repetition(operation, always=options.idempotency)
        patterns = {each.pattern.upper() for each in operation.responses}
        presenter = Presenter(duty, office.sampler) if duty else None
        self._teller = Teller(operation, presenter, office)
        self._wisher = Wisher(operation, options)
        self._fetches = duty is None and office.keeping.fetches(operation)
        self._may_conflict = not patterns.isdisjoint(("409", "4XX", "DEFAULT"))

    def serve(self, match: Match, visit: Visit) -> Answer:
        """Admit, read, decide, act, choose, compose, check. Raises Rejection and DocumentError."""
        self._guard.admit(visit.request)
        preference = read_preference(visit.request)
        reading = self._reader.read(match, visit.request)
        if reading.violations:
            raise refuse(reading.violations)
        decision = self._decision(reading, visit, preference)
        answer = self._acted(self._case(match, visit, reading, preference, decision))
        answer = told(answer, visit.request, preference)
        return decided(answer, decision) if decision else answer

    def shown(self, match: Match, visit: Visit) -> Answer:
        """What a safe operation answers when no rule has a word. Raises as ``serve`` does."""
        preference = read_preference(visit.request)
        reading = self._reader.read(match, visit.request)
        return self._acted(self._case(match, visit, reading, preference, None))

    def steer(self, match: Match, visit: Visit) -> Steering | None:
        """What rules make of a request that another answers; None where they leave it alone."""
        preference = read_preference(visit.request)
        reading = self._reader.read(match, visit.request)
        decision = self._decision(reading, visit, preference)
        if decision is None or not (decision.respond and decision.respond.is_show):
            return None if decision is None else Steering(decision)
        case = self._case(match, visit, reading, preference, decision)
        return Steering(decision, self._teller.answer(case, None).response)

    def _decision(self, reading: Reading, visit: Visit, preferred: Preference) -> Decision | None:
        script, request = self._office.script, visit.request
        if script.is_silent(visit.world, preferred.scenario):
            return None
        call = Call(self._operation.label, reading.parameters, request.headers, reading.body)
        return script.decision(call, visit, preferred.scenario)

    def _case(
        self,
        match: Match,
        visit: Visit,
        reading: Reading,
        preference: Preference,
        decision: Decision | None,
    ) -> Case:
        respond = decision.respond if decision and decision.respond else _NOTHING_DECIDED
        is_usual = preference.code is None and respond.status is None
        choice = self._usual if is_usual else self._choice(preference, respond)
        declared = choice.response.content if choice.response else ()
        return Case(
            visit=visit,
            match=match,
            path=visit.request.path[len(match.base_path) :],
            reading=reading,
            preference=preference,
            respond=respond,
            choice=choice,
            content=choose_content(declared, visit.request),
            wisher=self._wisher,
        )

    def _acted(self, case: Case) -> Answer:
        """The answer, with what it changes: wholly, or not at all when it is refused.

        Where the document declares failures alone there is no word for having done anything.
        """
        is_show = case.respond.is_show or self._is_show(case.preference)
        if is_show or (self._changes and self._usual.status >= _FAILURE):
            return self._teller.answer(case, None)
        world = case.visit.world
        self._office.lineage.insist(case.match, self._operation, world, case.visit.seed)
        if self._changes:
            with world.change() as writing:
                return self._changed(case, writing)
        if self._duty is None:
            insist(world, case.request.method, case.path)
            found = self._office.keeping.recall(case, world) if self._fetches else None
            answer = self._teller.kept(case, *found) if found else self._teller.answer(case, None)
            versioned = self._conditions.versioned(answer.response, case.request.headers)
            return answer._replace(response=versioned)
        return self._read(case, self._duty, world)

    def _changed(self, case: Case, writing: WritableWorld) -> Answer:
        if writing.session:
            self._bound(writing)
        if not self._repetition.heeds:
            return self._written(case, writing)
        repeated = self._repetition.recall(case.visit.request, writing)
        if repeated is not None:
            return Answer(repeated, self._operation, "repetition")
        answer = self._written(case, writing)
        self._repetition.note(case.visit.request, answer.response, writing)
        return answer

    def _bound(self, world: WritableWorld) -> None:
        """A session has room for so many changes. Raises Rejection 507 beyond that."""
        most = self._office.options.bounds.writes
        if world.next_number("writes") > most:
            detail = f"The session '{world.session}' was changed {most} times: reset or end it."
            raise Rejection(Problem(507, detail, FULL))

    @cached_property
    def _changes(self) -> bool:
        """Whether something may be different after a request: safe methods apart."""
        if self._duty is not None:
            return self._duty.part.action not in READING
        return self._operation.method not in ("GET", "HEAD", "OPTIONS", "TRACE", "QUERY")

    def _read(self, case: Case, duty: Duty, world: World) -> Answer:
        outcome = duty.worker.read(self._task(case, duty), world, case.visit.seed)
        version = self._conditions.version(_told_by(outcome))
        if self._conditions.is_known(case.request.headers, version):
            return Answer(Response(304, Headers(version.lines)), self._operation, "empty")
        return self._teller.answer(case, _versioned(outcome, version))

    def _written(self, case: Case, world: WritableWorld) -> Answer:
        seed = case.visit.seed
        if self._duty is None:
            insist(world, case.request.method, case.path)
            put = self._office.keeping.put(case, self._operation)
            answer = self._teller.kept(case, *put) if put else self._teller.answer(case, None)
            if answer.response.status < _REDIRECTION:
                note(world, case.request.method, case.path, answer.value)
                self._office.keeping.note(case, self._operation, world)
            return answer
        task = self._task(case, self._duty)
        worker = self._duty.worker
        if task.part.key_parameter:
            present = worker.present(task, world, seed)
            self._conditions.insist(case.request.headers, present)
            case = self._creating(case) if present is None and task.part.may_create else case
        outcome = worker.write(task, world, case.visit.moment, seed)
        for key in outcome.gone:
            self._office.lineage.end(worker.collection, (*task.parents, key), world, seed)
        for key in outcome.born:
            self._office.lineage.begin(worker.collection, (*task.parents, key), world, seed)
        is_left = outcome.record is not None and self._operation.method != "DELETE"
        version = self._conditions.version(outcome.record) if is_left else NO_VERSION
        return self._teller.answer(case, _versioned(outcome, version))

    def _creating(self, case: Case) -> Case:
        """A PUT that makes what was not there says so where it can (RFC 9110 §9.3.4)."""
        is_left_open = case.respond.status is None and case.preference.code is None
        for declared in self._operation.responses if is_left_open else ():
            if declared.pattern == str(_CREATED):
                content = choose_content(declared.content, case.request)
                return case._replace(choice=Choice(_CREATED, declared), content=content)
        return case

    def _task(self, case: Case, duty: Duty) -> Task:
        reading, part, request = case.reading, duty.part, case.visit.request
        has_key = bool(part.key_parameter or part.key_in_body)
        return Task(
            part=part,
            base=case.match.base_path,
            origin=request.origin if part.action is Action.LIST else "",
            path=request.prefix + request.path,
            query=request.query,
            parents=_parents(part, reading, case.match) if part.parents else (),
            key=_key(part, duty.worker, reading, case.match) if has_key else "",
            body=_at(reading.body, part.sent_at) if part.sent_at else reading.body,
            media_type=reading.media_type,
            values=_query_values(reading) if reading.parameters else _NOTHING,
            conflicts=self._may_conflict,
            listing=duty.listing,
            is_seen=has_key and "If-Match" in request.headers,
            where=None if duty.fields is None else _sought(duty.fields, reading, case.match),
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
        wanted = SUCCESSES[self._duty.part.action] if self._duty else ()
        return choose_success(self._operation, wanted)


def _told_by(outcome: Outcome) -> Any:
    return list(outcome.page.items) if outcome.page is not None else outcome.record


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


def _key(part: Part, worker: Worker, reading: Reading, match: Match) -> str:
    """The value that selects a record, in the path or, where that has none, in the body."""
    if part.key_in_body:
        sent = _at(reading.body, part.sent_at)
        return str(sent.get(worker.collection.key, "")) if isinstance(sent, Mapping) else ""
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
