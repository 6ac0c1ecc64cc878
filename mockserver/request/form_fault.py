"""What is wrong in a form that its schema does not say: media types of parts, empty fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver import media
from mockserver.media import MediaType
from mockserver.serialization import Part, decode_multipart
from mockserver.spec.model import Content
from mockserver.violation import Violation

MULTIPART = "multipart/form-data"


def may_have_faults(media_type: MediaType, content: Content) -> bool:
    """Whether bodies of a media type can have faults that ``form_faults`` would tell."""
    fields = content.schema.schemas.fields(content.schema) if content.schema else {}
    return bool(fields) or media_type.essence == MULTIPART


def form_faults(
    body: bytes, media_type: MediaType, content: Content, value: Any
) -> Iterator[Violation]:
    """The faults of a form that could be read; none of a body that is no form."""
    if isinstance(value, Mapping):
        yield from _empty_fields(value, content)
    if media_type.essence == MULTIPART and any(_allowed(content).values()):
        for part in decode_multipart(body, media_type.parameter("boundary") or ""):
            yield from _part_faults(part, content)


def _allowed(content: Content) -> Mapping[str, tuple[MediaType, ...]]:
    """Media types and ranges of each part that an encoding names them for."""
    return {name: media_types(each.content_type) for name, each in content.encoding.items()}


def media_types(content_type: str) -> tuple[MediaType, ...]:
    """OAS 3.1 §4.8.15.1: one media type, a range, or several of them between commas."""
    return tuple(each.media_type for each in media.parse_accept(content_type))


def _part_faults(part: Part, content: Content) -> Iterator[Violation]:
    """A part that names a media type has to name an allowed one."""
    allowed = _allowed(content).get(part.name or "", ())
    named = part.headers.get("Content-Type")
    sent = media.parse(named or "")
    if named is None or not allowed:
        return
    if sent is None or not any(each.covers_essence(sent) for each in allowed):
        expected = " or ".join(map(str, allowed))
        message = f"this part is sent as {named}, expected {expected}"
        yield Violation("body", (part.name or "",), "contentType", message, content.origin)


def _empty_fields(value: Mapping[str, Any], content: Content) -> Iterator[Violation]:
    """Swagger 2.0, Parameter Object: ``allowEmptyValue: false`` forbids ``name=`` in a form."""
    fields = content.schema.schemas.fields(content.schema) if content.schema else {}
    for name, node in fields.items():
        allows = node.get("allowEmptyValue")
        if value.get(name) == "" and allows is not None and allows.value is False:
            message = "the value is empty, which allowEmptyValue forbids"
            yield Violation("body", (name,), "allowEmptyValue", message, node.origin)
