"""Where the requests of one operation are served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from mockserver.behaviour import SUCCESSES, Absences, Outcome, Task, Worker
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
    Violation,
    Wish,
    choose_asked,
    choose_content,
    choose_success,
    compose,
    violations_line,
)
from mockserver.routing import Match
from mockserver.schema import Validators
from mockserver.spec.model import (
    Content,
    Example,
    Location,
    Operation,
    Parameter,
    SecurityScheme,
)

SOURCE = "X-Mock-Source"
_REDIRECTION = 300  # RFC 9110 §15: what is below it went well
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
    absences: Absences
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
        path = request.path[len(match.base_path) :]
        is_show = self._is_show(preference)
        if self._keeps_absences and not is_show:
            self._office.absences.insist(request.method, path)
        outcome = None if is_show else self._acted(reading, match, request)
        wish = self._wish(reading, preference)
        value, source = self._value(outcome, content, wish)
        headers = tuple(self._headers(outcome, choice, wish))
        response = compose(choice.status, content, value, headers)
        answer = Answer(response, self._operation, source)
        answer = self._checked(answer, self._office.judge.violations(content, value))
        went_well = response.status < _REDIRECTION
        if went_well and self._keeps_absences and not is_show:
            self._office.absences.note(request.method, path, value)
        return self._told(answer, request, preference)

    def _acted(self, reading: Reading, match: Match, request: Request) -> Outcome | None:
        """What became of the records; None where there are none."""
        if self._worker is None or self._action is None:
            return None
        key = _key(self._worker.collection, reading, match)
        body, media_type = reading.body, reading.media_type
        return self._worker.act(Task(self._action, request.path, key, body, media_type))

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
        if outcome is not None and self._tells_record(outcome, content):
            return outcome.value, "record"
        if content is None:
            return None, "empty"
        shown = self._office.sampler.body(content, wish)
        return shown.value, shown.source

    def _tells_record(self, outcome: Outcome, content: Content | None) -> bool:
        """Of a record that is gone another body may be declared, such as {deleted: true}."""
        if content is None or self._action is not Action.DELETE:
            return True
        return self._office.sampler.fits(content.schema, outcome.value)

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
    def _keeps_absences(self) -> bool:
        """Where no collection knows what was deleted."""
        return self._worker is None

    @cached_property
    def _last_variable(self) -> str:
        """The variable that ends the path and so selects what is answered; empty without one."""
        last = self._operation.template.rsplit("/", 1)[-1]
        return last[1:-1] if last.startswith("{") and last.endswith("}") else ""

    def _paired(self, reading: Reading) -> Iterator[str]:
        """The names of the request's examples that this request equals."""
        for parameter in self._shown_parameters:
            sent = reading.parameters.get((parameter.location, parameter.name))
            yield from (each.name for each in parameter.examples if each.value == sent)
        for each in self._shown_bodies if reading.body is not None else ():
            if each.value == reading.body:
                yield each.name

    @cached_property
    def _shown_parameters(self) -> tuple[Parameter, ...]:
        """Those that the document shows examples of."""
        return tuple(each for each in self._operation.parameters if each.examples)

    @cached_property
    def _shown_bodies(self) -> tuple[Example, ...]:
        """The examples of what is sent, in whichever media type."""
        body = self._operation.request_body
        return tuple(each for content in body.content for each in content.examples) if body else ()

    def _checked(self, answer: Answer, found: tuple[Violation, ...]) -> Answer:
        """The mock may not lie: what breaks the document is told, or not sent at all."""
        if not found:
            return answer
        members = [violation.member() for violation in found]
        sentences = tuple(violation.sentence for violation in found)
        if self._office.options.errors:
            detail = f"The answer would break the document: {'; '.join(sentences)}"
            extensions = {"validation": members}
            raise Rejection(Problem(500, detail, BROKEN_ANSWER, extensions=extensions))
        lines = (*answer.response.headers, *violations_line("response", members))
        response = replace(answer.response, headers=Headers(lines))
        return replace(answer, response=response, violations=sentences)

    def _told(self, answer: Answer, request: Request, preference: Preference) -> Answer:
        """The answer with the headers that explain it, delayed if that is preferred."""
        told = []
        if preference.applied:
            told.append(("Preference-Applied", _ascii(preference.applied)))
        if preference.explain or SOURCE in request.headers:
            told.append((SOURCE, answer.source))
        if not told and not preference.wait:
            return answer
        headers = Headers((*answer.response.headers, *told))
        response = replace(answer.response, headers=headers, delay=preference.wait or 0.0)
        return replace(answer, response=response)


def _ascii(text: str) -> str:
    """RFC 9110 §5.5: a field value is visible ASCII; the rest is spelled out, and cut.

    Line ends above all: a seed in the query may hold them, and they would begin another field.
    """
    return text.encode("unicode_escape").decode()[:1000]


def _values(reading: Reading) -> Mapping[str, Any]:
    """The request's values by name; those of the body give way to parameters."""
    body = reading.body if isinstance(reading.body, Mapping) else {}
    return {**body, **{name: value for (_, name), value in reading.parameters.items()}}


def _key(collection: Collection, reading: Reading, match: Match) -> str:
    """The value that selects a record: the text of the path where nobody declared its parameter."""
    name = collection.key_parameter
    sent = unquote(match.path_values.get(name, ""))
    return str(reading.parameters.get((Location.PATH, name), sent))
