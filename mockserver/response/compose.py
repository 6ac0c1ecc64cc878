"""From a value to the bytes of a response."""

from __future__ import annotations

from typing import Any

from mockserver import media
from mockserver.errors import Rejection
from mockserver.http import Headers, Response
from mockserver.media import MediaType
from mockserver.problem import Problem
from mockserver.response.choice import NOT_ACCEPTABLE
from mockserver.serialization import BodyError, encode_json
from mockserver.serialization.text import encode_text
from mockserver.spec.model import Content
from mockserver.spec.schema import Schema

_NO_BODY = frozenset((204, 205, 304))


def compose(
    status: int, content: Content | None, value: Any, headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    """The response that carries a value; nothing where the status has no body (RFC 9110 §6.4).

    Raises Rejection 406 for a value that the media type cannot carry.
    """
    if content is None:
        return Response(status, Headers(headers))
    media_type = content.media_type
    if media_type.is_range:
        media_type = media.usual(media_type)
    lines = (("Content-Type", media_type.written), *headers)
    if status in _NO_BODY:
        return Response(status, Headers(headers if content.schema else lines))
    try:
        if media_type.is_json and not isinstance(value, bytes):
            body = encode_json(value)
        else:
            body = _encode(value, media_type, content)
    except BodyError as error:
        detail = f"What is answered here cannot be sent as {media_type}: {error.detail}"
        raise Rejection(Problem(406, detail, NOT_ACCEPTABLE)) from error
    return Response(status, Headers(lines), body)


def _encode(value: Any, media_type: MediaType, content: Content) -> bytes:
    """What is no JSON: text is itself, objects are XML, and JSON is the last resort."""
    schema = content.schema
    if isinstance(value, bytes):
        return value
    if value is None:
        return b""
    if isinstance(value, str) and not (media_type.is_xml and schema and not _is_markup(value)):
        return encode_text(value, media_type.parameter("charset"))
    if content.item_schema is not None and isinstance(value, list):
        return _sequence(value, media_type)
    return _xml(value, schema) if media_type.is_xml and schema else encode_json(value)


def _is_markup(text: str) -> bool:
    return text.lstrip().startswith("<")


def _xml(value: Any, schema: Schema) -> bytes:
    from mockserver.serialization import value_to_xml

    # OAS names no root without an xml object; this is the name that Prism's users know.
    return value_to_xml(value, schema.lifted, schema.schemas.resolve, "xml")


def _sequence(items: list[Any], media_type: MediaType) -> bytes:
    from mockserver.serialization import encode_sequence, framing

    form = framing(media_type)
    return encode_sequence(items, form) if form else encode_json(items)
