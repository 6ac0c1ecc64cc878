"""Both directions of one operation held against the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mockserver import media
from mockserver.errors import DocumentError, Rejection
from mockserver.http import Request, Response
from mockserver.media import MediaType
from mockserver.problem import Problem
from mockserver.request import Guard, Reader, refuse
from mockserver.request.codec import decode
from mockserver.request.fields import field_violations
from mockserver.routing import Match
from mockserver.schema import Direction, Validators
from mockserver.serialization import BodyError
from mockserver.spec.model import Content, Operation, ResponseObject, SecurityScheme
from mockserver.violation import Violation, of_answer

BROKEN_ANSWER = "urn:mockserver:invalid-response"
_NO_BODY = frozenset((204, 205, 304))
_STREAM = "text/event-stream"  # OAS 3.2 §4.14: what its schema describes is each of its events


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request, or an answer, breaks the document: the sentences, and how to say so."""

    sentences: tuple[str, ...] = ()
    rejection: Rejection | None = None


class Inspector:
    """Looks at the requests and the answers of one operation."""

    def __init__(
        self,
        operation: Operation,
        validators: Validators,
        schemes: Mapping[str, SecurityScheme],
    ) -> None:
        self.operation = operation
        self._validators = validators
        self._schemes = schemes

    def of_request(self, match: Match, request: Request) -> Refusal:
        """What is wrong with a request: its credentials, its parameters, its body."""
        try:
            faults = [*self._credentials(request), *self._contents(match, request)]
        except DocumentError as error:
            return Refusal((f"request: the document is broken here: {error}",))
        sentences = tuple(sentence for refusal in faults for sentence in refusal.sentences)
        return Refusal(sentences, faults[0].rejection if faults else None)

    def of_response(self, request: Request, response: Response) -> Refusal:
        """What is wrong with an answer: its status, its media type, its headers, its body."""
        try:
            found = self.violations(request, response)
        except DocumentError as error:
            return Refusal((f"response: the document is broken here: {error}",))
        if not found:
            return Refusal()
        sentences = tuple(each.sentence for each in found)
        members = [each.member() for each in found]
        detail = f"{'; '.join(sentences)}."
        problem = Problem(500, detail, BROKEN_ANSWER, "Invalid response", {"validation": members})
        return Refusal(sentences, Rejection(problem))

    def violations(self, request: Request, response: Response) -> tuple[Violation, ...]:
        """What is wrong with an answer, each with its line. Raises DocumentError."""
        return tuple(self._violations(request, response))

    @cached_property
    def _guard(self) -> Guard:
        return Guard(self.operation, self._schemes)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.operation, self._validators)

    def _credentials(self, request: Request) -> Iterator[Refusal]:
        try:
            self._guard.admit(request)
        except Rejection as rejection:
            yield Refusal((f"request: {rejection.problem.detail}",), rejection)

    def _contents(self, match: Match, request: Request) -> Iterator[Refusal]:
        try:
            found = self._reader.read(match, request).violations
        except Rejection as rejection:
            yield Refusal((f"request: {rejection.problem.detail}",), rejection)
            return
        if found:
            yield Refusal(tuple(map(_sentence, found)), refuse(found))

    def _violations(self, request: Request, response: Response) -> Iterator[Violation]:
        declared = self.operation.response(response.status)
        if declared is None:
            if self.operation.responses and not _is_revalidation(request, response):
                yield self._undeclared(response.status)
            return
        yield from field_violations(declared, response.headers, self._validators)
        if request.method != "HEAD" and response.status not in _NO_BODY and declared.content:
            yield from self._body(declared, response)

    def _undeclared(self, status: int) -> Violation:
        known = ", ".join(each.pattern for each in self.operation.responses)
        message = f"{status} is not declared; declared: {known}"
        return of_answer("status", (), "status", message, self.operation.origin)

    def _body(self, declared: ResponseObject, response: Response) -> Iterator[Violation]:
        sent = media.parse(response.headers.get("Content-Type") or "")
        if not response.body:
            yield from _empty(declared)
            return
        content = _fitting(declared, sent)
        if content is None:
            yield _unfitting(declared, response)
        elif response.headers.get("Content-Encoding") not in (None, "identity"):
            coding = response.headers.get("Content-Encoding")
            message = f"it is encoded as {coding}, which cannot be read here"
            yield of_answer("body", (), "encoding", message, content.origin)
        elif content.schema is not None and sent is not None and sent.essence != _STREAM:
            yield from self._value(response.body, sent, content)

    def _value(self, body: bytes, sent: MediaType, content: Content) -> Iterator[Violation]:
        try:
            value = decode(body, sent, content)
        except BodyError as error:
            message = f"it cannot be read as {sent.essence}: {error.detail}"
            yield of_answer("body", (), "format", message, content.origin)
            return
        if isinstance(value, bytes) or content.schema is None:
            return
        judge = self._validators.of(content.schema, Direction.RESPONSE)
        for each in judge.violations(value):
            yield of_answer("body", each.pointer, each.keyword, each.message, each.origin)


def _sentence(violation: Violation) -> str:
    return f"request {violation.sentence} ({violation.origin})"


def _is_revalidation(request: Request, response: Response) -> bool:
    """RFC 9110 §15.4.5: 304 is part of what a conditional request is, whatever is declared."""
    return response.status == 304 and any(  # noqa: PLR2004
        name in request.headers for name in ("If-None-Match", "If-Modified-Since")
    )


def _fitting(declared: ResponseObject, sent: MediaType | None) -> Content | None:
    """The declared content that a media type belongs to, the most specific one."""
    fitting = [
        each
        for each in declared.content
        if (sent and each.media_type.covers_essence(sent)) or str(each.media_type) == "*/*"
    ]
    return max(fitting, key=lambda each: each.media_type.specificity, default=None)


def _unfitting(declared: ResponseObject, response: Response) -> Violation:
    sent = response.headers.get("Content-Type")
    known = ", ".join(str(each.media_type) for each in declared.content)
    told = f"media type {sent} is not declared" if sent else "there is no Content-Type"
    message = f"{told}; declared: {known}"
    return of_answer("header", ("Content-Type",), "media-type", message, declared.origin)


def _empty(declared: ResponseObject) -> Iterator[Violation]:
    """No content at all is no JSON; of other media types it may be all there is."""
    if all(each.media_type.is_json and each.schema for each in declared.content):
        known = ", ".join(str(each.media_type) for each in declared.content)
        yield of_answer("body", (), "required", f"it is empty; declared: {known}", declared.origin)
