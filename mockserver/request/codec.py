"""Bodies as values, by their media type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver import media
from mockserver.collection import Shape as RecordShape
from mockserver.media import MediaType
from mockserver.request.form_fault import media_types
from mockserver.serialization import (
    MISSING,
    BodyError,
    Part,
    Query,
    Schema,
    Shape,
    Style,
    StyleError,
    coerce,
    decode_form,
    decode_json,
    decode_multipart,
    decode_query,
    property_names,
    shape,
)
from mockserver.serialization.coercion import item_schema, member_schema
from mockserver.serialization.text import decode_text
from mockserver.spec.model import Content, Encoding
from mockserver.spec.schema import JsonSchema
from mockserver.spec.schema import Schema as DeclaredSchema

_PLAIN = Encoding("", "form", explode=True, allow_reserved=False)


def decode(body: bytes, media_type: MediaType, content: Content) -> Any:
    """The value of a body sent as a media type that ``content`` is declared for.

    Bytes stay bytes where the media type is none that carries values. Raises BodyError.
    """
    if media_type.is_json:
        return decode_json(body)
    if content.item_schema is not None:
        return _sequence(body, media_type)
    reader = next((each for fits, each in _READERS if fits(media_type)), None)
    return reader(body, media_type, content) if reader else body


def _sequence(body: bytes, media_type: MediaType) -> Any:
    """Items one after another (OAS 3.2 §4.14.3); bytes where it is unknown how they stand."""
    from mockserver.serialization import decode_sequence, framing

    form = framing(media_type)
    return decode_sequence(body, form) if form else body


def unjudged(content: Content, media_type: MediaType) -> frozenset[str]:
    """Fields of a form whose values OAS gives no form: lists and objects within one another."""
    if media_type.essence != FORM or content.schema is None:
        return frozenset()
    resolve, lifted = _resolver(content), _lifted(content)
    names = property_names(lifted, resolve) or ()
    plain = (name for name in names if not _is_encoded(content.encoding.get(name)))
    return frozenset(n for n in plain if is_nested(member_schema(lifted, n, resolve), resolve))


def _is_encoded(encoding: Encoding | None) -> bool:
    return encoding is not None and bool(encoding.content_type or encoding.style == "deepObject")


def is_nested(schema: Schema, resolve: Callable[[str], JsonSchema]) -> bool:
    """Whether a value holds lists or objects, which no style but deepObject can write."""
    below = [member_schema(schema, name, resolve) for name in property_names(schema, resolve) or ()]
    if shape(schema, resolve) is Shape.ARRAY:
        below.append(item_schema(schema, 0, resolve))
    return any(shape(each, resolve) in _EMPTY for each in below)


def _text(body: bytes, media_type: MediaType, content: Content) -> Any:
    text = decode_text(body, media_type.parameter("charset"))
    if _is_structured(content):
        return decode_json(text.encode())
    return coerce(text, _lifted(content), _resolver(content))


def _is_structured(content: Content) -> bool:
    """A schema of an object or a list asks for JSON, whatever the media type says of it."""
    return shape(_lifted(content), _resolver(content)) in (Shape.OBJECT, Shape.ARRAY)


def _xml(body: bytes, media_type: MediaType, content: Content) -> Any:
    from mockserver.serialization import decode_xml, xml_to_value

    root = decode_xml(body, media_type.parameter("charset"))
    return xml_to_value(root, _lifted(content), _resolver(content))


def _form(body: bytes, media_type: MediaType, content: Content) -> Any:
    query = decode_form(body, media_type.parameter("charset") or "utf-8")
    resolve, lifted = _resolver(content), _lifted(content)
    names = property_names(lifted, resolve) or ()
    values: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for name in names:
        is_json = _is_json(content.encoding.get(name, _PLAIN))
        value = _json_field(name, query) if is_json else _field(name, query, content)
        if value is not MISSING:
            values[name] = value
            told |= {name: value} if is_json else {}
    values.update(_rest(query, names))
    return _typed({**_traceless(values, content), **values}, told, content)


def _typed(values: Mapping[str, Any], told: Mapping[str, Any], content: Content) -> Any:
    """Texts as the types that the schema calls for; what was ``told`` as JSON has its own."""
    typed = coerce(values, _lifted(content), _resolver(content))
    return {**typed, **told} if isinstance(typed, dict) else typed


def _traceless(sent: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """Required lists and objects that are empty leave no trace in a form (RFC 6570 §3.2.8)."""
    resolve, lifted = _resolver(content), _lifted(content)
    required = RecordShape.of(content.schema).required if content.schema else ()
    found: dict[str, Any] = {}
    for name in sorted(name for name in required if name not in sent):
        kind = shape(member_schema(lifted, name, resolve), resolve)
        if kind in _EMPTY:
            found[name] = _EMPTY[kind]()
    return found


_EMPTY: Mapping[Shape, Callable[[], Any]] = {Shape.ARRAY: list, Shape.OBJECT: dict}


def _field(name: str, query: Query, content: Content) -> Any:
    """One declared field, or MISSING (OAS 3.1 §4.8.15.1: styles as in a query)."""
    resolve = _resolver(content)
    encoding = content.encoding.get(name, _PLAIN)
    member = member_schema(_lifted(content), name, resolve)
    style = Style(encoding.style, encoding.explode, encoding.allow_reserved)
    try:
        value = decode_query(
            style, name, shape(member, resolve), query, property_names(member, resolve)
        )
    except StyleError as error:
        raise BodyError(f"its field '{name}': {error.detail}") from error
    return value if isinstance(value, str | list | dict) else MISSING


def _is_json(encoding: Encoding) -> bool:
    return any(each.is_json for each in media_types(encoding.content_type)[:1])


def _json_field(name: str, query: Query) -> Any:
    sent = dict(query.decoded()).get(name)
    try:
        return MISSING if sent is None else decode_json(sent.encode())
    except BodyError as error:
        raise BodyError(f"its field '{name}': {error.detail}") from error


def _rest(query: Query, names: tuple[str, ...]) -> dict[str, Any]:
    """Fields that nobody declared: text, or a list where the name comes again."""
    found: dict[str, list[str]] = {}
    for name, value in query.decoded():
        if name not in names and name.partition("[")[0] not in names:
            found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _multipart(body: bytes, media_type: MediaType, content: Content) -> Any:
    boundary = media_type.parameter("boundary")
    if not boundary:
        raise BodyError("its Content-Type names no boundary")
    resolve, lifted = _resolver(content), _lifted(content)
    found: dict[str, list[Any]] = {}
    texts: set[str] = set()
    for part in decode_multipart(body, boundary):
        name, is_json = part.name or "", _is_json_part(part, _usual(part, content))
        found.setdefault(name, []).append(decode_json(part.content) if is_json else _text_of(part))
        texts |= set() if is_json else {name}
    values = {
        name: _one_or_all(parts, member_schema(lifted, name, resolve), content)
        for name, parts in found.items()
    }
    told = {name: value for name, value in values.items() if name not in texts}
    return _typed(values, told, content)


def _usual(part: Part, content: Content) -> str:
    """OAS 3.1 §4.8.15.1: objects are JSON where no encoding says otherwise, values are text."""
    encoding = content.encoding.get(part.name or "", _PLAIN)
    encoded = next((each for each in media_types(encoding.content_type) if not each.is_range), None)
    if encoded:
        return str(encoded)
    resolve = _resolver(content)
    kind = shape(member_schema(_lifted(content), part.name or "", resolve), resolve)
    is_object = kind is Shape.OBJECT and part.content.lstrip().startswith(b"{")
    return "application/json" if is_object else "text/plain"


def _is_json_part(part: Part, usual: str) -> bool:
    """RFC 7578 §4.4: a part says what it is, or is the usual; a file is told by its filename."""
    declared = media.parse(part.headers.get("Content-Type") or usual)
    return declared is not None and declared.is_json and part.filename is None


def _text_of(part: Part) -> str:
    try:
        return part.content.decode()
    except UnicodeDecodeError:
        return part.content.decode("latin-1")


def _one_or_all(parts: list[Any], schema: Schema, content: Content) -> Any:
    """RFC 7578 §4.3: an array is sent as one part for each item."""
    is_array = shape(schema, _resolver(content)) is Shape.ARRAY
    if len(parts) == 1 and not (is_array and not isinstance(parts[0], list)):
        return parts[0]
    return parts


def _lifted(content: Content) -> JsonSchema:
    return content.schema.lifted if content.schema else True


def _resolver(content: Content) -> Callable[[str], JsonSchema]:
    return resolver(content.schema)


def resolver(schema: DeclaredSchema | None) -> Callable[[str], JsonSchema]:
    """What references in a schema lead to; without a schema anything fits."""
    return schema.schemas.resolve if schema else lambda _: True


FORM = "application/x-www-form-urlencoded"
_READERS: tuple[
    tuple[Callable[[MediaType], bool], Callable[[bytes, MediaType, Content], Any]], ...
] = (
    (lambda media_type: media_type.essence == FORM, _form),
    (lambda media_type: media_type.essence == "multipart/form-data", _multipart),
    (lambda media_type: media_type.is_xml, _xml),
    (lambda media_type: media_type.type == "text", _text),
)
