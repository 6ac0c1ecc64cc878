"""From a value to the bytes of a response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from mockserver.http import Headers, Response
from mockserver.media import MediaType
from mockserver.problem import MEDIA_TYPE, Problem
from mockserver.response.choice import Choice
from mockserver.schema import Direction, Validators
from mockserver.serialization import encode_json, value_to_xml
from mockserver.spec.model import Content
from mockserver.spec.schema import JsonSchema, Schema

EXPLANATION = "X-Mock-Explanation"
_NO_BODY = frozenset((204, 205, 304))
_LONGEST = 1000  # characters of an explanation: clients bound the lines of a header


def compose(
    status: int, content: Content | None, value: Any, headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    """The response that carries a value; nothing where the status has no body (RFC 9110 §6.4)."""
    if content is None or status in _NO_BODY:
        return Response(status, Headers(headers))
    media_type = _concrete(content.media_type)
    lines = (("Content-Type", str(media_type)), *headers)
    return Response(status, Headers(lines), _encode(value, media_type, content.schema))


def _concrete(media_type: MediaType) -> MediaType:
    return MediaType("application", "json") if media_type.is_range else media_type


def _encode(value: Any, media_type: MediaType, schema: Schema | None) -> bytes:
    """JSON for JSON; elsewhere text is itself, objects are XML, and JSON is the last resort."""
    if isinstance(value, bytes):
        return value
    if media_type.is_json:
        return encode_json(value)
    if value is None:
        return b""
    if isinstance(value, str) and not (media_type.is_xml and schema and not _is_markup(value)):
        return value.encode()
    return _xml(value, schema) if media_type.is_xml and schema else encode_json(value)


def _is_markup(text: str) -> bool:
    return text.lstrip().startswith("<")


def _xml(value: Any, schema: Schema) -> bytes:
    def resolve(reference: str) -> JsonSchema:
        target = schema.schemas.named(reference)
        return target.lifted if target else True

    target = schema.follow(schema.lifted) if isinstance(schema.lifted, dict) else None
    name = str((target or schema).node.pointer[-1])
    return value_to_xml(value, schema.lifted, resolve, name if name != "schema" else "xml")


def compose_problem(
    choice: Choice, problem: Problem, headers: tuple[tuple[str, str], ...], validators: Validators
) -> Response:
    """A refusal: as the document declares it where a problem fits in there, else as a problem.

    What the declared body has no room for stands in a header.
    """
    detail, extensions = _text(problem.detail), _text(problem.extensions)
    told = Problem(choice.status, detail, problem.type, problem.title, extensions)
    declared = choice.response.content if choice.response else ()
    for content in declared:
        if content.media_type.is_json and _fits(content, told.members(), validators):
            return compose(choice.status, content, told.members(), headers)
    for content in declared:
        for example in content.examples:
            if _fits(content, example.value, validators):
                explained = (EXPLANATION, quote(detail[:_LONGEST], safe=_HEADER_TEXT))
                return compose(choice.status, content, example.value, (*headers, explained))
    lines = (("Content-Type", MEDIA_TYPE), *headers)
    return Response(choice.status, Headers(lines), told.body())


# RFC 9110 §5.5: visible ASCII and spaces; the rest is percent-encoded.
_HEADER_TEXT = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")


def _text(value: Any) -> Any:
    """The value with lone surrogates spelled out: a caller in this process may have sent them."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, Mapping):
        return {name: _text(each) for name, each in value.items()}
    return [_text(each) for each in value] if isinstance(value, list | tuple) else value


def _fits(content: Content, value: Any, validators: Validators) -> bool:
    schema = content.schema
    return schema is None or validators.of(schema, Direction.RESPONSE).is_valid(value)
