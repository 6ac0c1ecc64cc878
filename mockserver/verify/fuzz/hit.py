"""A check of Schemathesis that failed on one answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemathesis.baseline import failure_identity
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.openapi.checks import JsonSchemaError, MissingHeaders

from mockserver import pointer
from mockserver.http import Request, Response
from mockserver.verify.evidence import Sent, as_request, as_response
from mockserver.verify.fuzz.promise import Breach, Place, Promises
from mockserver.verify.recordings.recording import Passage

if TYPE_CHECKING:
    from schemathesis.core.failures import Failure
    from schemathesis.engine.recorder import CheckFailureInfo, ScenarioRecorder
    from schemathesis.generation.case import Case

Identity = tuple[str, ...]
_HEADERS = "response_headers_conformance"
_WHOLE = "the whole body"
_FAILED = "not_a_server_error"
_AIMED = ("negative_data_rejection",)
"""The checks of requests that were made to break one keyword, which the coverage phase names."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A check that failed on one case; what the case was to break, where that is known."""

    check: str
    failure: Failure
    case: Case[Any]
    request: Request
    response: Response
    steps: tuple[Sent, ...]
    trail: tuple[Passage, ...]

    @property
    def label(self) -> str:
        """The operation that failed it."""
        return self.failure.operation or self.case.operation.label

    @property
    def is_foreign(self) -> bool:
        """Whether it was sent with a method that the path does not declare."""
        declared: str = self.case.operation.method
        return self.request.method.upper() != declared.upper()

    @property
    def is_below(self) -> bool:
        """Whether what was asked for lies below a record, such as its photo."""
        path: str = self.case.operation.path
        return not path.rstrip("/").endswith("}")

    @property
    def size(self) -> int:
        """What makes it a long one to read."""
        return len(self.request.target) + len(self.request.body)

    @property
    def instance(self) -> str | None:
        """The pointer to the value in the answer that its schema refuses; of a field from it on."""
        field = (self.header,) if self.header else ()
        if isinstance(self.failure, JsonSchemaError):
            return pointer.text((*field, *self.failure.instance_path))
        return pointer.text(field) if field else None

    @property
    def header(self) -> str:
        """The field of the answer that the check is about; empty where it is about another part."""
        if isinstance(self.failure, MissingHeaders):
            return self.failure.missing_headers[0]
        if self.check != _HEADERS or not isinstance(self.failure, JsonSchemaError):
            return ""
        declared = self.case.operation.responses.find_by_status_code(self.response.status)
        schema = self.failure._root_schema  # noqa: SLF001 - nothing else tells
        named = declared.headers.items() if declared else ()
        return next((name for name, each in named if each.schema == schema), "")

    @property
    def breach(self) -> Breach:
        """What the place of the broken promise is found by."""
        aim = self.case.meta.phase.data if self.case.meta else None
        is_exact = isinstance(aim, CoveragePhaseData) and self.check in _AIMED
        return Breach(
            check=self.check,
            path=self.case.operation.path,
            method=self.case.operation.method,
            status=self.response.status,
            content_type=self.response.headers.get("Content-Type") or "",
            location=getattr(aim, "parameter_location", None) or "",
            name=self.header or getattr(aim, "parameter", None) or "",
            keyword=getattr(aim, "location", None) or "" if is_exact else "",
        )

    @property
    def identities(self) -> tuple[Identity, Identity]:
        """What tells it from others: by the keyword that was aimed at, and as Schemathesis does."""
        breach, wide = self.breach, failure_identity(self.failure, self.check)
        aim = (breach.location, breach.name, breach.keyword) if breach.keyword else ()
        return (*wide, *aim), wide

    @property
    def message(self) -> str:
        """One line. Schema and value are left out of it: place and excerpt show them."""
        if isinstance(self.failure, JsonSchemaError):
            told, field = self.failure.validation_message, self.header
            return f"{field}: {told}" if field else f"{told} (at {self.instance or _WHOLE})"
        aim = self.case.meta.phase.data if self.case.meta else None
        if self.check == _FAILED and isinstance(aim, CoveragePhaseData) and self._is_odd:
            return f"Sent: {aim.description}"
        return self.failure.message or f"Received: {self.response.status}"

    @property
    def _is_odd(self) -> bool:
        """Whether the request was made to break what the document says."""
        return self.case.meta is not None and self.case.meta.generation.mode.is_negative

    def place(self, promises: Promises) -> Place:
        """Where in the document the broken promise is written."""
        found = promises.broken(self.breach)
        if not isinstance(self.failure, JsonSchemaError):
            return found
        names = self.failure._name_to_uri or {}  # noqa: SLF001 - nothing else tells
        return promises.bundled(self.failure.schema_path, names, found)


def hits(recorder: ScenarioRecorder) -> Iterator[Hit]:
    """The checks that failed in one scenario."""
    exchanges = recorder.interactions
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                received = exchanges[case_id].response
                assert received is not None, "a check judges an answer"  # noqa: S101 - their law
                yield Hit(
                    check.name,
                    check.failure_info.failure,
                    recorder.cases[case_id].value,
                    as_request(exchanges[case_id].request),
                    as_response(received),
                    tuple(exchanges[step.case_id].request for step in check.failure_info.steps),
                    tuple(_passages(recorder, check.failure_info, case_id)),
                )


def _passages(recorder: ScenarioRecorder, info: CheckFailureInfo, last: str) -> Iterator[Passage]:
    """The exchanges that the failure needs, the last of them the one that was judged."""
    steps = [each.case_id for each in info.steps]
    for case_id in steps if last in steps else [*steps, last]:
        exchange = recorder.interactions[case_id]
        if exchange.response is not None:
            label = recorder.cases[case_id].value.operation.label
            request, response = as_request(exchange.request), as_response(exchange.response)
            yield Passage(label, request, response, is_entire=True)
