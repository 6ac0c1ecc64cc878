"""A request read against its operation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from mockserver.errors import Rejection
from mockserver.http import Request
from mockserver.media import MediaType
from mockserver.problem import Problem
from mockserver.request.body import UNSUPPORTED, BodyReader
from mockserver.request.parameters import ParameterReader, Sources, read_query
from mockserver.routing import Match
from mockserver.schema import Validators
from mockserver.serialization import MISSING, StyleError
from mockserver.spec.model import Location, Operation
from mockserver.violation import Violation

BAD_QUERY = "urn:mockserver:unreadable-query"


class Reading(NamedTuple):
    """What a request says: typed values, its body, and all that is wrong with them."""

    parameters: Mapping[tuple[Location, str], Any]
    body: Any
    media_type: MediaType | None
    violations: tuple[Violation, ...]


class Reader:
    """Reads the requests of one operation; its parts are compiled when first needed."""

    def __init__(self, operation: Operation, validators: Validators) -> None:
        self._operation = operation
        self._validators = validators

    def read(self, match: Match, request: Request) -> Reading:
        """Decode and judge. Raises Rejection for what cannot be read at all."""
        parameters, violations = self._read_parameters(match, request)
        if self._body is None:
            self._insist_on_no_body(request)
            return Reading(parameters, None, None, violations)
        body, media_type, found = self._body.read(request)
        return Reading(parameters, body, media_type, (*violations, *found))

    def _insist_on_no_body(self, request: Request) -> None:
        """RFC 9110 §15.5.16: no media type is supported where no body is declared."""
        sent = request.headers.get("Content-Type")
        if request.body and sent:
            detail = f"{self._operation.label} takes no body; this request has one of {sent}."
            raise Rejection(Problem(415, detail, UNSUPPORTED))

    @cached_property
    def _parameters(self) -> tuple[ParameterReader, ...]:
        path = self._operation.template.partition("#")[0]  # a fragment is not sent
        return tuple(
            ParameterReader(each, self._validators)
            for each in self._operation.parameters
            if each.location is not Location.PATH or f"{{{each.name}}}" in path
        )

    @cached_property
    def _body(self) -> BodyReader | None:
        body = self._operation.request_body
        return BodyReader(body, self._validators) if body else None

    def _read_parameters(
        self, match: Match, request: Request
    ) -> tuple[dict[tuple[Location, str], Any], tuple[Violation, ...]]:
        if not (self._parameters or request.query):
            return {}, ()
        sources = _sources(match, request)
        values: dict[tuple[Location, str], Any] = {}
        violations: list[Violation] = []
        for reader in self._parameters:
            value, found = reader.read(sources)
            violations.extend(found)
            if value is not MISSING:
                values[reader.parameter.location, reader.parameter.name] = value
        return values, tuple(violations)


def _sources(match: Match, request: Request) -> Sources:
    try:
        return Sources(match.path_values, read_query(request), request)
    except StyleError as error:
        detail = f"The query cannot be read: {error.detail}"
        raise Rejection(Problem(400, detail, BAD_QUERY)) from error
