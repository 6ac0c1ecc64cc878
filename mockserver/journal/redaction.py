"""Exchanges without what is secret in them, for whoever looks at them from outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote_plus

from mockserver import media
from mockserver.errors import DocumentError
from mockserver.http import Headers, Request, Response
from mockserver.journal.exchange import Exchange
from mockserver.serialization import BodyError, decode_json, encode_json
from mockserver.spec.model import Content, Location, Operation, Parameter, Spec
from mockserver.spec.schema import Schema

REDACTED = "[redacted]"
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

_FORM = "application/x-www-form-urlencoded"
_INNER = ("items", "additionalProperties")
_COMPOSED = ("allOf", "anyOf", "oneOf")
_SHORTEST = 6
"""A shorter secret is not looked for in other texts: it stands in many by chance."""


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
        found = _Secrets()
        request = self.request(exchange.request, operation, found)
        response = self.response(exchange.response, operation, found)
        lines = Headers((name, found.without(value)) for name, value in response.headers)
        response = replace(response, headers=lines, body=found.without_in(response.body))
        violations = tuple(map(found.without, exchange.violations))
        return exchange._replace(request=request, response=response, violations=violations)

    def request(
        self, request: Request, operation: Operation | None, found: _Secrets | None = None
    ) -> Request:
        """A request without secrets."""
        secrets = found if found is not None else _Secrets()
        names = self._parameters(operation)
        query = self._query | names.get(Location.QUERY, frozenset())
        headers = self._headers | {each.lower() for each in names.get(Location.HEADER, ())}
        body = operation.request_body if operation else None
        sent = request.headers.get("Content-Type")
        return replace(
            request,
            query=_without_in_query(request.query, query, secrets),
            headers=_without_in_headers(request.headers, headers, secrets),
            body=self._body(request.body, sent, body.content if body else (), secrets),
        )

    def response(
        self, response: Response, operation: Operation | None, found: _Secrets | None = None
    ) -> Response:
        """A response without secrets."""
        secrets = found if found is not None else _Secrets()
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
        query = _without_in_query(request.query, self._query, _Secrets())
        return replace(request, query=query).target

    def _body(
        self, body: bytes, sent: str | None, contents: Iterable[Content], found: _Secrets
    ) -> bytes:
        media_type = media.parse(sent or "") if body else None
        if media_type is not None and media_type.essence == _FORM:
            body = _without_in_form(body, PARAMETERS, found)
        schema = _schema(media_type, contents)
        if schema is None or media_type is None or not self._may_hold_secrets(schema):
            return body
        return _without_in_body(body, media_type, schema, found)

    def _may_hold_secrets(self, schema: Schema) -> bool:
        """Looked up once: most schemas have none, and their bodies need not be read."""
        known = self._secretive.get(schema.address)
        if known is None:
            try:
                known = any(_is_marked(part) for part in _beneath(schema, schema.lifted))
            except DocumentError:
                known = True
            self._secretive[schema.address] = known
        return known


@dataclass(slots=True)
class _Secrets:
    """The texts that were taken out, so that they can be found elsewhere."""

    texts: set[str] = field(default_factory=set)
    _written: tuple[str, ...] = ()
    _count: int = 0

    def note(self, value: Any) -> None:
        """Remember a value that is secret, and what it is made of."""
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                self.note(each)
        elif isinstance(value, str) and len(value) >= _SHORTEST:
            self.texts.add(value)

    def without(self, text: str) -> str:
        """A text without them, plain or percent-encoded."""
        for form in self._forms():
            text = text.replace(form, REDACTED)
        return text

    def _forms(self) -> tuple[str, ...]:
        """As they may be written, the longest first."""
        if len(self.texts) != self._count:
            ordered = sorted(self.texts, key=len, reverse=True)
            each_way = ((one, quote(one, safe=""), quote(one, safe=" ")) for one in ordered)
            self._written = tuple(dict.fromkeys(form for forms in each_way for form in forms))
            self._count = len(self.texts)
        return self._written

    def without_in(self, body: bytes) -> bytes:
        """A body without them, where it is text."""
        if not self.texts or not body:
            return body
        try:
            return self.without(body.decode()).encode()
        except UnicodeDecodeError:
            return body


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


def is_secret(schema: Schema, lifted: Any) -> bool:
    """Whether a schema, or one it is composed of, says that its value is not to be shown."""
    return any(_is_marked(part) for part in _parts(schema, lifted))


def _is_marked(part: Mapping[str, Any]) -> bool:
    return part.get("writeOnly") is True or part.get("format") == "password"


def _beneath(schema: Schema, lifted: Any) -> Iterator[Mapping[str, Any]]:
    """The schema with those of all members and elements, however deep; each once."""
    waiting = [lifted]
    seen: set[int] = set()
    while waiting:
        for part in _parts(schema, waiting.pop()):
            if id(part) in seen:
                continue
            seen.add(id(part))
            yield part
            waiting += part.get("properties", {}).values()
            waiting += [part[keyword] for keyword in _INNER if isinstance(part.get(keyword), dict)]


def _parts(schema: Schema, *lifted: Any) -> Iterator[Mapping[str, Any]]:
    """Lifted schemas, what they refer to, and what they are composed of; each once."""
    waiting = list(lifted)
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        target = schema.follow(part)
        waiting += [target.lifted] if target is not None else []
        waiting += [each for keyword in _COMPOSED for each in part.get(keyword, ())]


def _cleaned(value: Any, schema: Schema, lifted: list[Any], found: _Secrets) -> Any:
    """The value without members that one of the schemas for it calls secret."""
    parts = list(_parts(schema, *lifted))
    if isinstance(value, Mapping):
        return {name: _member(name, each, schema, parts, found) for name, each in value.items()}
    if isinstance(value, list):
        items = [part["items"] for part in parts if isinstance(part.get("items"), dict)]
        return [_cleaned(each, schema, items, found) for each in value] if items else value
    return value


def _member(
    name: str, value: Any, schema: Schema, parts: list[Mapping[str, Any]], found: _Secrets
) -> Any:
    below = [part["properties"][name] for part in parts if name in part.get("properties", {})]
    more = (part.get("additionalProperties") for part in parts)
    below = below or [each for each in more if isinstance(each, dict)]
    if value is not None and any(is_secret(schema, each) for each in below):
        found.note(value)
        return REDACTED
    return _cleaned(value, schema, below, found) if below else value


def _without_in_body(
    body: bytes, media_type: media.MediaType, schema: Schema, found: _Secrets
) -> bytes:
    try:
        if media_type.is_json:
            value = decode_json(body)
            cleaned = _cleaned(value, schema, [schema.lifted], found)
            return body if cleaned == value else encode_json(cleaned)
        if media_type.essence == _FORM:
            parts = list(_parts(schema, schema.lifted))
            return _without_in_form(body, frozenset(_secret_names(schema, parts)), found)
    except (BodyError, DocumentError):
        return body
    return body


def _without_in_form(body: bytes, names: frozenset[str], found: _Secrets) -> bytes:
    try:
        return _without_in_query(body.decode(), names, found).encode()
    except UnicodeDecodeError:
        return body


def _secret_names(schema: Schema, parts: list[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        for name, lifted in part.get("properties", {}).items():
            if is_secret(schema, lifted):
                yield name


def _schema(sent: media.MediaType | None, contents: Iterable[Content]) -> Schema | None:
    """The schema of the declared content that was sent, the most specific first."""
    fitting = [each for each in contents if sent and each.media_type.covers_essence(sent)]
    if not fitting:
        return None
    return max(fitting, key=lambda each: each.media_type.specificity).schema


def _without_in_headers(headers: Headers, names: Iterable[str], found: _Secrets) -> Headers:
    secret = frozenset(names)
    lines = []
    for name, value in headers:
        if name.lower() in secret:
            found.note(value)
            found.note(value.partition(" ")[2])  # the credentials behind the scheme
            value = REDACTED  # noqa: PLW2901  the line without its secret
        lines.append((name, value))
    return Headers(lines)


_PAIR = re.compile(r"([^&=]+)=([^&]*)")


def _without_in_query(query: str, names: frozenset[str], found: _Secrets) -> str:
    if not names or not query:
        return query

    def cleaned(match: re.Match[str]) -> str:
        if unquote_plus(match[1]) not in names:
            return match[0]
        found.note(unquote_plus(match[2]))
        return f"{match[1]}={quote(REDACTED)}"

    return _PAIR.sub(cleaned, query)
