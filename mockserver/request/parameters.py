"""Decoding parameters as their style says and judging them as their schema says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote

from mockserver.http import Request
from mockserver.request.codec import FORM, decode, is_nested, resolver
from mockserver.request.violation import of_schema
from mockserver.schema import Direction, Validator, Validators
from mockserver.serialization import (
    EMPTY,
    MISSING,
    BodyError,
    Query,
    Style,
    StyleError,
    coerce,
    decode_cookie,
    decode_header,
    decode_path,
    decode_query,
    parse_query,
    property_names,
    settled,
    shape,
)
from mockserver.spec.model import Location, Parameter
from mockserver.violation import Violation


class Sources(NamedTuple):
    """The parts of a request that carry parameters, each read at most once."""

    path_values: Mapping[str, str]
    query: Query
    request: Request


class ParameterReader:
    """Reads one parameter."""

    def __init__(self, parameter: Parameter, validators: Validators) -> None:
        self.parameter = parameter
        self._validators = validators
        self._style = Style(
            parameter.style, parameter.explode, parameter.allow_reserved, parameter.allow_empty
        )
        self._resolve = resolver(parameter.schema)
        lifted = parameter.schema.lifted if parameter.schema else True
        self._lifted = settled(lifted, self._resolve)
        self._shape = shape(self._lifted, self._resolve)
        self._properties = property_names(self._lifted, self._resolve)

    def read(self, sources: Sources) -> tuple[Any, tuple[Violation, ...]]:
        """The value, or MISSING, and what is wrong with it."""
        try:
            raw = self._raw(sources)
        except (StyleError, BodyError) as error:
            return MISSING, (self._violation("style", error.detail),)
        if raw is MISSING:
            return MISSING, self._absent()
        if raw is EMPTY:
            return MISSING, ()
        value = raw if self.parameter.content else coerce(raw, self._lifted, self._resolve)
        return value, self._judge(value)

    @cached_property
    def _is_nested(self) -> bool:
        """OAS 3.1 §4.8.12: lists and objects within one another have no form but deepObject's."""
        if self.parameter.style == "deepObject" or self.parameter.content:
            return False
        return is_nested(self._lifted, self._resolve)

    def _raw(self, sources: Sources) -> Any:
        content = self.parameter.content
        if content is None:
            return self._decoded(sources)
        text = _content_text(self.parameter, sources)
        if text is MISSING:
            return MISSING
        return decode(text.encode(errors="surrogatepass"), content.media_type, content)

    def _decoded(self, sources: Sources) -> Any:
        name, request = self.parameter.name, sources.request
        match self.parameter.location:
            case Location.PATH:
                return decode_path(self._style, name, self._shape, sources.path_values[name])
            case Location.QUERY:
                return decode_query(self._style, name, self._shape, sources.query, self._properties)
            case Location.HEADER:
                value = request.headers.get(name)
                return (
                    MISSING
                    if value is None
                    else decode_header(self._style, name, self._shape, value)
                )
            case Location.COOKIE:
                cookies = "; ".join(request.headers.all("Cookie"))
                return decode_cookie(self._style, name, self._shape, cookies, self._properties)
        return MISSING

    def _absent(self) -> tuple[Violation, ...]:
        if not self.parameter.required:
            return ()
        message = f"the {self.parameter.location} parameter '{self.parameter.name}' is required"
        return (self._violation("required", message),)

    def _judge(self, value: Any) -> tuple[Violation, ...]:
        if self._validator is None or self._is_nested:
            return ()
        found = self._validator.violations(value)
        base = (self.parameter.name,)
        return tuple(of_schema(self.parameter.location, base, each) for each in found)

    @cached_property
    def _validator(self) -> Validator | None:
        schema = self.parameter.any_schema
        return self._validators.of(schema, Direction.REQUEST) if schema else None

    def _violation(self, keyword: str, message: str) -> Violation:
        parameter = self.parameter
        return Violation(parameter.location, (parameter.name,), keyword, message, parameter.origin)


def _content_text(parameter: Parameter, sources: Sources) -> Any:
    """The text of a ``content`` parameter (OAS 3.1 §4.8.12.4), decoded where it is in a URL."""
    match parameter.location:
        case Location.PATH:
            return unquote(sources.path_values[parameter.name])
        case Location.QUERYSTRING:
            return _whole_query(parameter, sources.request.query)
        case Location.HEADER:
            value = sources.request.headers.get(parameter.name)
            return MISSING if value is None else value
    return _plain(parameter, sources)


def _whole_query(parameter: Parameter, query: str) -> Any:
    """OAS 3.2 §4.12.2: a form is what a query string is; any other media type is escaped in it."""
    if not query:
        return MISSING
    is_form = parameter.content is not None and parameter.content.media_type.essence == FORM
    return query if is_form else unquote(query)


def _plain(parameter: Parameter, sources: Sources) -> Any:
    style = Style("form", explode=False)
    text_shape = shape({"type": "string"}, lambda _: True)
    if parameter.location is Location.QUERY:
        return decode_query(style, parameter.name, text_shape, sources.query, None)
    cookies = "; ".join(sources.request.headers.all("Cookie"))
    return decode_cookie(style, parameter.name, text_shape, cookies, None)


def read_query(request: Request) -> Query:
    """The query of a request. Raises StyleError when its escapes cannot be read."""
    return parse_query(request.query)
