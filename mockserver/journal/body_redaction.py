"""Values and bodies without what their schema calls secret: ``writeOnly``, or a password."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote_plus

from mockserver import media
from mockserver.errors import DocumentError
from mockserver.journal.secret_texts import REDACTED, Secrets
from mockserver.serialization import (
    BodyError,
    Part,
    decode_json,
    decode_multipart,
    encode_json,
    encode_multipart,
)
from mockserver.spec.schema import Schema

FORM = "application/x-www-form-urlencoded"
_INNER = ("items", "additionalProperties")
_COMPOSED = ("allOf", "anyOf", "oneOf")


def is_secret(schema: Schema, lifted: Any) -> bool:
    """Whether a schema, or one it is composed of, says that its value is not to be shown."""
    return any(is_marked(part) for part in _parts(schema, lifted))


def is_marked(part: Mapping[str, Any]) -> bool:
    """Whether a schema object says so itself."""
    return part.get("writeOnly") is True or part.get("format") == "password"


def beneath(schema: Schema, lifted: Any) -> Iterator[Mapping[str, Any]]:
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


def without_in_form(body: bytes, names: frozenset[str], found: Secrets) -> bytes:
    """A form without the values of these fields."""
    try:
        return without_in_query(body.decode(), names, found).encode()
    except UnicodeDecodeError:
        return body


def _secret_names(schema: Schema, parts: list[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        for name, lifted in part.get("properties", {}).items():
            if is_secret(schema, lifted):
                yield name


_PAIR = re.compile(r"([^&=]+)=([^&]*)")


def without_in_query(query: str, names: frozenset[str], found: Secrets) -> str:
    """A query without the values of these parameters."""
    if not names or not query:
        return query

    def cleaned(match: re.Match[str]) -> str:
        if unquote_plus(match[1]) not in names:
            return match[0]
        found.note(unquote_plus(match[2]))
        return f"{match[1]}={quote(REDACTED)}"

    return _PAIR.sub(cleaned, query)


def cleaned(value: Any, schema: Schema, lifted: list[Any], found: Secrets) -> Any:
    """The value without members that one of the schemas for it calls secret."""
    parts = list(_parts(schema, *lifted))
    if isinstance(value, Mapping):
        return {name: _member(name, each, schema, parts, found) for name, each in value.items()}
    if isinstance(value, list):
        items = [part["items"] for part in parts if isinstance(part.get("items"), dict)]
        return [cleaned(each, schema, items, found) for each in value] if items else value
    return value


def _member(
    name: str, value: Any, schema: Schema, parts: list[Mapping[str, Any]], found: Secrets
) -> Any:
    below = [part["properties"][name] for part in parts if name in part.get("properties", {})]
    more = (part.get("additionalProperties") for part in parts)
    below = below or [each for each in more if isinstance(each, dict)]
    if value is not None and any(is_secret(schema, each) for each in below):
        found.note(value)
        return REDACTED
    return cleaned(value, schema, below, found) if below else value


def without_in_body(
    body: bytes, media_type: media.MediaType, schema: Schema, found: Secrets
) -> bytes:
    """The body without what its schema calls secret; as it is where it cannot be read."""
    form = next((each for fits, each in _FORMS if fits(media_type)), None)
    try:
        return form(body, media_type, schema, found) if form else body
    except (BodyError, DocumentError):
        return found.without_in(body)  # what was found until then


def _in_json(body: bytes, _: media.MediaType, schema: Schema, found: Secrets) -> bytes:
    value = decode_json(body)
    clean = cleaned(value, schema, [schema.lifted], found)
    return body if clean == value else encode_json(clean)


def _in_form(body: bytes, _: media.MediaType, schema: Schema, found: Secrets) -> bytes:
    parts = list(_parts(schema, schema.lifted))
    return without_in_form(body, frozenset(_secret_names(schema, parts)), found)


def _in_xml(body: bytes, _: media.MediaType, schema: Schema, found: Secrets) -> bytes:
    from mockserver.serialization import decode_xml, value_to_xml, xml_to_value
    from mockserver.serialization.xml_document import local_name

    root, resolve = decode_xml(body), schema.schemas.resolve
    value = xml_to_value(root, schema.lifted, resolve)
    clean = cleaned(value, schema, [schema.lifted], found)
    if clean == value:
        return body
    return value_to_xml(clean, schema.lifted, resolve, local_name(root.tag))


def _in_parts(body: bytes, media_type: media.MediaType, schema: Schema, found: Secrets) -> bytes:
    boundary = media_type.parameter("boundary") or ""
    parts = decode_multipart(body, boundary)
    known = list(_parts(schema, schema.lifted))
    clean = tuple(_cleaned_part(each, schema, known, found) for each in parts)
    return body if clean == parts else encode_multipart(clean, boundary)


def _cleaned_part(
    part: Part, schema: Schema, parts: list[Mapping[str, Any]], found: Secrets
) -> Part:
    try:
        value = decode_json(part.content)
    except BodyError:
        value = None
    if not isinstance(value, dict | list):  # what looks like a number may be a password
        value = part.content.decode(errors="replace")
    clean = _member(part.name or "", value, schema, parts, found)
    if clean == value:
        return part
    return replace(part, content=clean.encode() if isinstance(clean, str) else encode_json(clean))


_FORMS: tuple[
    tuple[
        Callable[[media.MediaType], bool],
        Callable[[bytes, media.MediaType, Schema, Secrets], bytes],
    ],
    ...,
] = (
    (lambda each: each.is_json, _in_json),
    (lambda each: each.essence == FORM, _in_form),
    (lambda each: each.essence == "multipart/form-data", _in_parts),
    (lambda each: each.is_xml, _in_xml),
)
