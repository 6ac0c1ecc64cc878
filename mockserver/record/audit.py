"""Exchanges held against the document: where each belongs, and what it breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from mockserver.errors import Rejection
from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange
from mockserver.record.inspection import Inspector, Refusal
from mockserver.routing import Match, Place, Router
from mockserver.schema import Validators
from mockserver.serialization.coding import decoded
from mockserver.spec.model import Operation, Spec
from mockserver.violation import Violation


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a request belongs in the document, and what is wrong with it already."""

    match: Match | None
    refusal: Refusal

    @property
    def operation(self) -> Operation | None:
        """The operation, None for what the document does not have."""
        return self.match.operation if self.match else None


class Auditor:
    """Judges both directions; ``added`` are fields that every request gets on its way."""

    def __init__(self, spec: Spec, added: Iterable[tuple[str, str]] = ()) -> None:
        self.spec = spec
        self._added = tuple(added)
        self._validators = Validators(lenient=True)
        self._inspectors: dict[Operation, Inspector] = {}

    @cached_property
    def router(self) -> Router:
        """The map of the document's paths."""
        bases = (path for server in self.spec.servers for path in server.base_paths)
        return Router(self.spec.operations, bases)

    def passage(self, request: Request) -> Passage:
        """Where a request belongs. OPTIONS needs no place in a document (RFC 9110 §9.3.7)."""
        place: Place | None = None
        try:
            place = self.router.find(request.path, request.prefix)
            match = place.match(request.method, request)
        except Rejection as rejection:
            if place is not None and request.method == "OPTIONS":
                return Passage(None, Refusal())
            said = f"request: {rejection.problem.detail}"
            return Passage(None, Refusal((said,), rejection))
        inspector = self._inspector(match.operation)
        return Passage(match, inspector.of_request(match, self._complete(request)))

    def response(self, operation: Operation | None, request: Request, answer: Response) -> Refusal:
        """What is wrong with an answer; nothing where the document has no operation for it."""
        if operation is None:
            return Refusal()
        return self._inspector(operation).of_response(request, answer)

    def complaints(self, request: Request) -> tuple[str, ...]:
        """What is wrong with a request, in sentences."""
        return self.passage(request).refusal.sentences

    def violations(
        self, operation: Operation, request: Request, response: Response
    ) -> tuple[Violation, ...]:
        """What is wrong with an answer, each with its line."""
        return self._inspector(operation).violations(request, response)

    def audited(self, exchange: Exchange) -> Exchange:
        """An exchange that somebody else recorded, with its operation and all that it breaks."""
        passage = self.passage(exchange.request)
        refusal = self.response(passage.operation, exchange.request, exchange.response)
        return exchange._replace(
            operation=passage.operation.label if passage.operation else "",
            violations=(*passage.refusal.sentences, *refusal.sentences),
        )

    def _complete(self, request: Request) -> Request:
        """The request with what is added to it, and with its body as it is to be read."""
        added = (each for each in self._added if each[0] not in request.headers)
        headers, body = decoded(Headers((*request.headers, *added)), request.body)
        return replace(request, headers=headers, body=body)

    def _inspector(self, operation: Operation) -> Inspector:
        if operation not in self._inspectors:
            schemes = self.spec.security_schemes
            self._inspectors[operation] = Inspector(operation, self._validators, schemes)
        return self._inspectors[operation]
