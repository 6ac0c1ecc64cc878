"""Where the requests of one operation are served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mockserver.behaviour import SUCCESSES, Outcome, Task, Worker
from mockserver.collection import Action, Collection
from mockserver.errors import Rejection
from mockserver.http import Headers, Request, Response
from mockserver.mock.options import Options
from mockserver.problem import Problem
from mockserver.request import Guard, Preference, Reader, Reading, read_preference, refuse
from mockserver.response import (
    Choice,
    Judge,
    Sampler,
    Wish,
    choose_asked,
    choose_content,
    choose_success,
    compose,
)
from mockserver.routing import Match
from mockserver.schema import Validators
from mockserver.spec.model import Content, Location, Operation, SecurityScheme

VIOLATIONS = "X-Mock-Violations"
SOURCE = "X-Mock-Source"
BROKEN_ANSWER = "urn:mockserver:invalid-response"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response with what the journal tells about it."""

    response: Response
    operation: Operation | None
    source: str
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """What all desks of a mock share."""

    options: Options
    validators: Validators
    judge: Judge
    sampler: Sampler
    schemes: Mapping[str, SecurityScheme]


class Desk:
    """Where the requests of one operation are served; compiled when the first one comes."""

    def __init__(
        self, operation: Operation, worker: Worker | None, action: Action | None, office: Office
    ) -> None:
        self._operation = operation
        self._worker = worker
        self._action = action
        self._office = office
        self._reader = Reader(operation, office.validators)
        self._guard = Guard(operation, office.schemes, office.options.credentials)

    def serve(self, match: Match, request: Request) -> Answer:
        """Admit, read, act, choose, compose, check. Raises Rejection and DocumentError."""
        self._guard.admit(request)
        preference = read_preference(request)
        reading = self._reader.read(match, request)
        if reading.violations:
            raise refuse(reading.violations)
        choice = self._choice(preference)
        content = choose_content(choice.response.content if choice.response else (), request)
        outcome = self._acted(reading, request, preference)
        wish = self._wish(reading, preference)
        value, source = self._value(outcome, content, wish)
        headers = tuple(self._headers(outcome, choice, wish))
        response = compose(choice.status, content, value, headers)
        violations = self._office.judge.violations(content, value)
        answer = Answer(response, self._operation, source, violations)
        return self._told(answer, request, preference)

    def _acted(self, reading: Reading, request: Request, preference: Preference) -> Outcome | None:
        """What became of the records; None where there are none, or the client asks for a show."""
        if self._worker is None or self._action is None or self._is_show(preference):
            return None
        return self._worker.act(_task(self._action, self._worker.collection, reading, request))

    def _is_show(self, preference: Preference) -> bool:
        """Whether another answer is preferred than the one that the records give."""
        other = preference.code is not None and preference.code != self._usual.status
        return other or preference.example is not None or bool(preference.dynamic)

    def _choice(self, preference: Preference) -> Choice:
        """Made before anything is done: what cannot be answered must not change a record."""
        if preference.code is not None:
            return choose_asked(self._operation, preference.code)
        return self._usual

    @cached_property
    def _usual(self) -> Choice:
        return choose_success(self._operation, SUCCESSES[self._action] if self._action else ())

    def _value(
        self, outcome: Outcome | None, content: Content | None, wish: Wish
    ) -> tuple[Any, str]:
        if outcome is not None:
            return outcome.value, "record"
        if content is None:
            return None, "empty"
        shown = self._office.sampler.body(content, wish)
        return shown.value, shown.source

    def _headers(
        self, outcome: Outcome | None, choice: Choice, wish: Wish
    ) -> Iterator[tuple[str, str]]:
        """Those of the outcome, then the declared ones that it does not set."""
        own = outcome.headers if outcome else ()
        yield from own
        set_already = {name.lower() for name, _ in own}
        for name, value in (
            self._office.sampler.headers(choice.response, wish) if choice.response else ()
        ):
            if name.lower() not in set_already:
                yield name, value

    def _wish(self, reading: Reading, preference: Preference) -> Wish:
        options = self._office.options
        return Wish(
            values=_values(reading),
            key_parameter=self._last_variable,
            paired=frozenset(self._paired(reading)),
            example=preference.example,
            dynamic=options.dynamic if preference.dynamic is None else preference.dynamic,
            seed=preference.seed or str(options.seed),
        )

    @cached_property
    def _last_variable(self) -> str:
        """The variable that ends the path and so selects what is answered; empty without one."""
        last = self._operation.template.rsplit("/", 1)[-1]
        return last[1:-1] if last.startswith("{") and last.endswith("}") else ""

    def _paired(self, reading: Reading) -> Iterator[str]:
        """The names of the request's examples that this request equals."""
        for parameter in self._operation.parameters:
            sent = reading.parameters.get((parameter.location, parameter.name))
            yield from (each.name for each in parameter.examples if each.value == sent)
        body = self._operation.request_body
        for content in body.content if body and reading.body is not None else ():
            yield from (each.name for each in content.examples if each.value == reading.body)

    def _told(self, answer: Answer, request: Request, preference: Preference) -> Answer:
        """The answer with the headers that explain it, delayed if that is preferred."""
        if answer.violations and self._office.options.errors:
            raise _broken(answer)
        lines = list(answer.response.headers)
        if answer.violations:
            lines.append((VIOLATIONS, _ascii("; ".join(answer.violations))))
        if preference.applied:
            lines.append(("Preference-Applied", _ascii(preference.applied)))
        if preference.explain or SOURCE in request.headers:
            lines.append((SOURCE, answer.source))
        response = replace(answer.response, headers=Headers(lines), delay=preference.wait or 0.0)
        return replace(answer, response=response)


def _broken(answer: Answer) -> Rejection:
    detail = f"The answer would break the document: {'; '.join(answer.violations)}"
    validation = [{"location": ["response"], "message": each} for each in answer.violations]
    return Rejection(Problem(500, detail, BROKEN_ANSWER, extensions={"validation": validation}))


def _ascii(text: str) -> str:
    """RFC 9110 §5.5: a field value is visible ASCII; the rest is spelled out, and cut."""
    return text.encode("ascii", "backslashreplace").decode()[:1000]


def _values(reading: Reading) -> Mapping[str, Any]:
    """The request's values by name; those of the body give way to parameters."""
    body = reading.body if isinstance(reading.body, Mapping) else {}
    return {**body, **{name: value for (_, name), value in reading.parameters.items()}}


def _task(action: Action, collection: Collection, reading: Reading, request: Request) -> Task:
    key = reading.parameters.get((Location.PATH, collection.key_parameter), "")
    return Task(action, request.path, str(key), reading.body, reading.media_type)
