"""Exchanges without what is secret in them, for whoever looks at them from outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mockserver import media
from mockserver.errors import DocumentError
from mockserver.http import Headers, Request, Response
from mockserver.journal.body_redaction import (
    FORM,
    beneath,
    is_marked,
    is_secret,
    without_in_body,
    without_in_form,
    without_in_query,
)
from mockserver.journal.exchange import Exchange
from mockserver.journal.secret_texts import REDACTED, Secrets
from mockserver.spec.model import Content, Location, Operation, Parameter, Spec
from mockserver.spec.schema import Schema

__all__ = ["HEADERS", "PARAMETERS", "REDACTED", "Redaction"]

HEADERS = frozenset(
    "api-key authorization cookie proxy-authorization set-cookie x-access-token "
    "x-amz-security-token x-api-key x-auth-token x-csrf-token x-goog-api-key "
    "x-mock-admin-token x-xsrf-token".split()
)
"""Header fields that carry secrets whatever a document says, in lower case."""

PARAMETERS = frozenset(
    "access_token api_key apikey client_assertion client_secret id_token password "
    "refresh_token".split()
)
"""Parameters of queries and forms that do so, too (RFC 6749 §2.3.1, §4.3, §6, RFC 6750 §2)."""


class Redaction:
    """Takes secrets out: credentials, and what a schema calls ``writeOnly`` or a password."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        schemes = spec.security_schemes.values()
        keys = [each for each in schemes if each.location is not None and each.parameter]
        named = (each.parameter.lower() for each in keys if each.location is Location.HEADER)
        self._headers = HEADERS | frozenset(named)
        asked = frozenset(each.parameter for each in keys if each.location is Location.QUERY)
        self._query = PARAMETERS | asked
        self._secretive: dict[str, bool] = {}
        self._named: dict[Operation | None, Mapping[Location, frozenset[str]]] = {}

    def exchange(self, exchange: Exchange) -> Exchange:
        """The exchange without secrets; what its answer and its violations repeat is gone, too."""
        operation = self._spec.operation(exchange.operation) if exchange.operation else None
        found = Secrets()
        request = self.request(exchange.request, operation, found)
        response = self.response(exchange.response, operation, found)
        lines = Headers((name, found.without(value)) for name, value in response.headers)
        response = replace(response, headers=lines, body=found.without_in(response.body))
        violations = tuple(map(found.without, exchange.violations))
        return exchange._replace(request=request, response=response, violations=violations)

    def request(
        self, request: Request, operation: Operation | None, found: Secrets | None = None
    ) -> Request:
        """A request without secrets."""
        secrets = found if found is not None else Secrets()
        names = self._parameters(operation)
        query = self._query | names.get(Location.QUERY, frozenset())
        headers = self._headers | {each.lower() for each in names.get(Location.HEADER, ())}
        body = operation.request_body if operation else None
        sent = request.headers.get("Content-Type")
        return replace(
            request,
            query=without_in_query(request.query, query, secrets),
            headers=_without_in_headers(request.headers, headers, secrets),
            body=self._body(request.body, sent, body.content if body else (), secrets),
        )

    def response(
        self, response: Response, operation: Operation | None, found: Secrets | None = None
    ) -> Response:
        """A response without secrets."""
        secrets = found if found is not None else Secrets()
        declared = operation.response(response.status) if operation else None
        sent = response.headers.get("Content-Type")
        contents = declared.content if declared else ()
        return replace(
            response,
            headers=_without_in_headers(response.headers, self._headers, secrets),
            body=self._body(response.body, sent, contents, secrets),
        )

    def _parameters(self, operation: Operation | None) -> Mapping[Location, frozenset[str]]:
        if operation not in self._named:
            self._named[operation] = _secret_parameters(operation)
        return self._named[operation]

    def target(self, request: Request) -> str:
        """Path and query without credentials."""
        if not (self._query and request.query):
            return request.target
        query = without_in_query(request.query, self._query, Secrets())
        return replace(request, query=query).target

    def _body(
        self, body: bytes, sent: str | None, contents: Iterable[Content], found: Secrets
    ) -> bytes:
        media_type = media.parse(sent or "") if body else None
        if media_type is not None and media_type.essence == FORM:
            body = without_in_form(body, PARAMETERS, found)
        schema = _schema(media_type, contents)
        if schema is None or media_type is None or not self._may_hold_secrets(schema):
            return body
        return without_in_body(body, media_type, schema, found)

    def _may_hold_secrets(self, schema: Schema) -> bool:
        """Looked up once: most schemas have none, and their bodies need not be read."""
        known = self._secretive.get(schema.address)
        if known is None:
            try:
                known = any(is_marked(part) for part in beneath(schema, schema.lifted))
            except DocumentError:
                known = True
            self._secretive[schema.address] = known
        return known


def _secret_parameters(operation: Operation | None) -> Mapping[Location, frozenset[str]]:
    if operation is None:
        return {}
    try:
        secret = [each for each in operation.parameters if _is_secret_parameter(each)]
    except DocumentError:
        return {}
    places = {each.location for each in secret}
    return {
        place: frozenset(each.name for each in secret if each.location is place) for place in places
    }


def _is_secret_parameter(parameter: Parameter) -> bool:
    schema = parameter.any_schema
    return schema is not None and is_secret(schema, schema.lifted)


def _schema(sent: media.MediaType | None, contents: Iterable[Content]) -> Schema | None:
    """The schema of the declared content that was sent, the most specific first."""
    fitting = [each for each in contents if sent and each.media_type.covers_essence(sent)]
    if not fitting:
        return None
    return max(fitting, key=lambda each: each.media_type.specificity).schema


def _without_in_headers(headers: Headers, names: Iterable[str], found: Secrets) -> Headers:
    secret = frozenset(names)
    lines = []
    for name, value in headers:
        if name.lower() in secret:
            found.note(value)
            found.note(value.partition(" ")[2])  # the credentials behind the scheme
            value = REDACTED  # noqa: PLW2901  the line without its secret
        lines.append((name, value))
    return Headers(lines)
