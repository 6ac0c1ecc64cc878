"""The answer of one operation: its body and headers, held against the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockserver.behaviour import Outcome
from mockserver.errors import Rejection
from mockserver.http import Headers, Request, Response
from mockserver.mock.case import Answer, Case
from mockserver.mock.presenter import Presenter
from mockserver.mock.toolkit import Toolkit
from mockserver.patch import merge_patch
from mockserver.problem import Problem
from mockserver.request import NO_PREFERENCE, Preference
from mockserver.response import Sample, compose, violations_line
from mockserver.scenario import Decision, apply_fault
from mockserver.serialization import MISSING, encode_json
from mockserver.spec.model import Content, Operation
from mockserver.violation import Violation

SOURCE = "X-Mock-Source"
BROKEN_ANSWER = "urn:mockserver:invalid-response"


class ResponseBuilder:
    """Makes the response that tells what became of a request, as the operation declares it."""

    def __init__(self, operation: Operation, presenter: Presenter | None, toolkit: Toolkit) -> None:
        self._operation = operation
        self._presenter = presenter
        self._toolkit = toolkit

    def answer(self, case: Case, outcome: Outcome | None) -> Answer:
        """The response that tells an outcome, or shows what the document declares."""
        headers = self._lines(outcome, case)
        sample, found = self._sample(case, outcome)
        value = sample.value
        respond = case.respond
        if respond.patch is not MISSING:
            value = merge_patch(value, respond.patch)
            found = self._toolkit.judge.violations(case.content, value)
        response = _composed(case, value, headers)
        answer = Answer(response, self._operation, sample.source, value=value)
        return self._checked(answer, found) if found and not respond.undeclared else answer

    def kept(self, case: Case, content: Content, value: Any) -> Answer:
        """The response that carries what somebody has put there."""
        headers = tuple(self._headers(None, case))
        if case.respond.patch is not MISSING and content.media_type.is_json:
            value = merge_patch(value, case.respond.patch)
        response = compose(case.choice.status, content, value, headers)
        answer = Answer(response, self._operation, "record", value=value)
        return self._checked(answer, self._toolkit.judge.violations(content, value))

    def _sample(self, case: Case, outcome: Outcome | None) -> tuple[Sample, tuple[Violation, ...]]:
        """The first body that conforms, else the last resort, with what is wrong with it."""
        if case.respond.body is not MISSING:
            sample = Sample(case.respond.body, "scenario")
            return sample, self._toolkit.judge.violations(case.content, sample.value)
        if case.content is None:
            return Sample(None, "empty"), ()
        if outcome is not None and self._presenter is not None:
            plain = self._presenter.plain(outcome, case.content)
            if plain and not self._toolkit.judge.violations(case.content, plain.value):
                return plain, ()
        first: tuple[Sample, tuple[Violation, ...]] | None = None
        for sample in self._candidates(case, outcome, case.content):
            found = self._toolkit.judge.violations(case.content, sample.value)
            if not found:
                return sample, found
            first = first or (sample, found)
        return first or (Sample(None, "empty"), ())

    def _candidates(
        self, case: Case, outcome: Outcome | None, content: Content
    ) -> Iterator[Sample]:
        if outcome is None or self._presenter is None:
            yield self._toolkit.sampler.body(content, case.wish)
        else:
            yield from self._presenter.candidates(outcome, content, case.wish)

    def _lines(self, outcome: Outcome | None, case: Case) -> tuple[tuple[str, str], ...]:
        """The headers; where nobody else has a word those of the outcome."""
        declared = case.choice.response
        is_declared = declared is not None and bool(declared.headers)
        if outcome is None or outcome.page is not None or case.respond.headers or is_declared:
            return tuple(self._headers(outcome, case))
        return outcome.headers

    def _headers(self, outcome: Outcome | None, case: Case) -> Iterator[tuple[str, str]]:
        """The rule's, those of the outcome, then the declared ones that neither sets."""
        own = [*case.respond.headers]
        taken = {name.lower() for name, _ in own}
        of_outcome = outcome.headers if outcome else ()
        own += [self._placed(*each, case) for each in of_outcome if each[0].lower() not in taken]
        if outcome is not None and outcome.page is not None:
            own += outcome.page.headers
        yield from own
        unsaid = outcome.page.unsaid if outcome is not None and outcome.page is not None else ()
        set_already = {name.lower() for name in (*(each for each, _ in own), *unsaid)}
        declared = case.choice.response
        for name, value in self._toolkit.sampler.headers(declared, case.wish) if declared else ():
            if name.lower() not in set_already:
                yield name, value

    def _placed(self, name: str, value: str, case: Case) -> tuple[str, str]:
        """A Location with scheme and host where its declared schema asks for a whole URI."""
        declared = (
            case.choice.response.headers if name == "Location" and case.choice.response else ()
        )
        schema = next(
            (each.any_schema for each in declared if each.name.lower() == "location"), None
        )
        sampler = self._toolkit.sampler
        if schema is None or sampler.fits(schema, value):
            return name, value
        whole = case.request.origin + case.request.prefix + value
        return name, whole if sampler.fits(schema, whole) else value

    def _checked(self, answer: Answer, found: tuple[Violation, ...]) -> Answer:
        """The mock may not lie: what breaks the document is told, or not sent at all."""
        if not found:
            return answer
        members = [violation.member() for violation in found]
        sentences = tuple(violation.sentence for violation in found)
        if self._toolkit.options.errors:
            detail = f"The answer would break the document: {'; '.join(sentences)}"
            extensions = {"validation": members}
            raise Rejection(Problem(500, detail, BROKEN_ANSWER, extensions=extensions))
        lines = (*answer.response.headers, *violations_line("response", members))
        response = replace(answer.response, headers=Headers(lines))
        return answer._replace(response=response, violations=sentences)


def told(answer: Answer, request: Request, preference: Preference) -> Answer:
    """The answer with the headers that explain it, delayed if that is preferred."""
    if preference is NO_PREFERENCE and SOURCE not in request.headers:
        return answer
    told = []
    if preference.applied:
        told.append(("Preference-Applied", preference.applied))
    if preference.explain or SOURCE in request.headers:
        told.append((SOURCE, answer.source))
    if not told and not preference.wait:
        return answer
    headers = Headers((*answer.response.headers, *told))
    response = replace(answer.response, headers=headers, delay=preference.wait or 0.0)
    return answer._replace(response=response)


def decided(answer: Answer, decision: Decision) -> Answer:
    """The answer as the rules want it sent: later, or broken."""
    response = replace(answer.response, delay=answer.response.delay + decision.delay)
    if decision.fault is not None:
        response = apply_fault(response, decision.fault)
    return answer._replace(response=response, rule=decision.source)


def _composed(case: Case, value: Any, headers: tuple[tuple[str, str], ...]) -> Response:
    if case.content is None and case.respond.body is not MISSING:
        json = encode_json(value)
        lines = (("Content-Type", "application/json"), *headers)
        return Response(case.choice.status, Headers(lines), json)
    return compose(case.choice.status, case.content, value, headers)
