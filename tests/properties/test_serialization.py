"""Laws of the room: what is written is read back, and nothing but its own errors comes out."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http import Headers
from mockserver.serialization import (
    BodyError,
    Part,
    Shape,
    Style,
    StyleError,
    boundary_for,
    coerce,
    decode_cookie,
    decode_form,
    decode_header,
    decode_json,
    decode_multipart,
    decode_path,
    decode_query,
    decode_xml,
    encode_cookie,
    encode_form,
    encode_header,
    encode_json,
    encode_multipart,
    encode_path,
    encode_query,
    parse_query,
    property_names,
    shape,
    value_to_xml,
    xml_to_value,
)
from mockserver.serialization.coercion import fits
from mockserver.serialization.expansion import shape_of
from mockserver.serialization.style import styles_of

# --- styles: every cell of location, style, explode and shape, and what it cannot carry


def texts_of(value):
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else [value]


def anything(_value):
    return False


def empty(value):
    return value in ([], {})


def alone(value):
    """An array of one empty string looks like an empty array."""
    return value == [""]


def either(*conditions):
    return lambda value: any(condition(value) for condition in conditions)


def within(delimiter):
    return lambda value: (
        not isinstance(value, str) and any(delimiter in text for text in texts_of(value))
    )


def outer_blanks(value):
    return any(text != text.strip(" \t") for text in texts_of(value))


def empty_items(value):
    return isinstance(value, list) and "" in value


def equals_in_names(value):
    return isinstance(value, dict) and any("=" in name for name in value)


def strange_names(value):
    names = value if isinstance(value, dict) else ()
    return any(not name or "[" in name or "]" in name for name in names)


ANY_TEXT = st.text(max_size=6)
HOSTILE = st.text(st.sampled_from(" ,;.=&+%|[]#/?\t~ü€😀2Ca"), max_size=6)
FIELD_TEXT = st.text(st.sampled_from("ab ,;=\t\xff%2C\"'"), max_size=6)
COOKIE_TEXT = st.text(st.sampled_from("ab=%2C!#&+/[]'"), max_size=6)
URL_TEXT = ANY_TEXT | HOSTILE

CELLS = [
    ("path", "simple", False, URL_TEXT, alone),
    ("path", "simple", True, URL_TEXT, alone),
    ("path", "label", False, URL_TEXT, anything),
    ("path", "label", True, URL_TEXT, anything),
    ("path", "matrix", False, URL_TEXT, anything),
    ("path", "matrix", True, URL_TEXT, anything),
    ("path", "spaceDelimited", False, URL_TEXT, either(alone, within(" "))),
    ("path", "pipeDelimited", False, URL_TEXT, either(alone, within("|"))),
    ("path", "tabDelimited", False, URL_TEXT, either(alone, within("\t"))),
    ("query", "form", False, URL_TEXT, empty),
    ("query", "form", True, URL_TEXT, empty),
    ("query", "spaceDelimited", False, URL_TEXT, either(empty, within(" "))),
    ("query", "spaceDelimited", True, URL_TEXT, empty),
    ("query", "pipeDelimited", False, URL_TEXT, either(empty, within("|"))),
    ("query", "pipeDelimited", True, URL_TEXT, empty),
    ("query", "tabDelimited", False, URL_TEXT, either(empty, within("\t"))),
    ("query", "tabDelimited", True, URL_TEXT, empty),
    ("query", "deepObject", True, URL_TEXT, either(empty, strange_names)),
    ("header", "simple", False, FIELD_TEXT, either(outer_blanks, empty_items, within(","))),
    (
        *("header", "simple", True, FIELD_TEXT),
        either(outer_blanks, empty_items, within(","), equals_in_names),
    ),
    ("cookie", "form", False, URL_TEXT, empty),
    ("cookie", "form", True, URL_TEXT, empty),
    ("cookie", "cookie", False, COOKIE_TEXT, empty),
    ("cookie", "cookie", True, COOKIE_TEXT, either(empty, equals_in_names)),
]

ENCODERS = {
    "path": encode_path,
    "query": encode_query,
    "header": encode_header,
    "cookie": encode_cookie,
}


def values(text):
    return text | st.lists(text, max_size=3) | st.dictionaries(text, text, max_size=3)


def decode(location, style, name, form, text, properties=None):
    if location == "path":
        return decode_path(style, name, form, text)
    if location == "query":
        return decode_query(style, name, form, parse_query(text), properties)
    if location == "header":
        return decode_header(style, name, form, text)
    return decode_cookie(style, name, form, text, properties)


def identify(cell):
    return "-".join(map(str, cell[:3]))


@pytest.mark.parametrize("cell", CELLS, ids=identify)
@given(data=st.data())
def test_a_cell_carries_every_value_but_those_it_is_known_not_to(cell, data):
    location, name, explode, text, cannot = cell
    value = data.draw(values(text))
    style = Style(name, explode)

    if cannot(value):
        with pytest.raises(StyleError):
            ENCODERS[location](style, "a", value)
        return
    written = ENCODERS[location](style, "a", value)
    properties = tuple(value) if isinstance(value, dict) else None
    assert decode(location, style, "a", shape_of(value), written, properties) == value


@pytest.mark.parametrize("location", ["path", "query"])
@given(value=values(HOSTILE), explode=st.booleans(), data=st.data())
def test_reserved_characters_survive_where_they_are_allowed(location, value, explode, data):
    style = Style(data.draw(st.sampled_from(styles_of(location))), explode, allow_reserved=True)
    try:
        written = ENCODERS[location](style, "a", value)
    except StyleError:
        return
    properties = tuple(value) if isinstance(value, dict) else None
    read = decode(location, style, "a", shape_of(value), written, properties)
    if "%2" not in str(value):  # what is encoded already passes unchanged, as OAS says
        assert read == value


@given(name=URL_TEXT, value=URL_TEXT)
def test_any_name_can_be_sent_in_a_query(name, value):
    written = encode_query(Style("form", explode=True), name, value)

    assert written.isascii()
    assert decode_query(
        Style("form", explode=True), name, Shape.PRIMITIVE, parse_query(written), None
    ) == (value)


@given(
    text=st.text(st.characters(), max_size=20) | HOSTILE | st.text(st.sampled_from("a[]=&;,.%4")),
    location=st.sampled_from(sorted(ENCODERS)),
    explode=st.booleans(),
    form=st.sampled_from(Shape),
    data=st.data(),
)
def test_decoders_raise_nothing_but_style_errors(text, location, explode, form, data):
    name = data.draw(st.sampled_from(styles_of(location)))
    style = Style(name, explode, allow_empty=data.draw(st.booleans()))
    properties = data.draw(st.none() | st.just(("a", "4")))

    with contextlib.suppress(StyleError):
        decode(location, style, "a", form, text, properties)


JSON_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    JSON_SCALARS | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=8,
)


@given(
    value=JSON | st.text(st.characters()) | st.floats() | st.binary(),
    location=st.sampled_from(sorted(ENCODERS)),
    explode=st.booleans(),
    data=st.data(),
)
def test_encoders_raise_nothing_but_style_errors(value, location, explode, data):
    style = Style(data.draw(st.sampled_from(styles_of(location))), explode)

    with contextlib.suppress(StyleError):
        ENCODERS[location](style, data.draw(st.text(st.characters(), max_size=3)), value)


# --- coercion

TYPES = st.sampled_from(["string", "integer", "number", "boolean", "null", "array", "object"])
REFERENCES = st.sampled_from(["A", "B", "C"])
SCHEMAS = st.recursive(
    st.booleans()
    | st.builds(lambda name: {"type": name}, TYPES)
    | st.builds(lambda names: {"type": names}, st.lists(TYPES, min_size=1, unique=True))
    | st.builds(lambda found: {"enum": found}, st.lists(JSON_SCALARS | st.text(), min_size=1))
    | st.builds(lambda name: {"$ref": name}, REFERENCES),
    lambda below: st.fixed_dictionaries(
        {},
        optional={
            "allOf": st.lists(below, max_size=2),
            "anyOf": st.lists(below, max_size=2),
            "oneOf": st.lists(below, max_size=2),
            "items": below,
            "prefixItems": st.lists(below, max_size=2),
            "properties": st.dictionaries(st.sampled_from("abc"), below, max_size=2),
            "additionalProperties": below,
            "required": st.lists(st.sampled_from("abc"), max_size=2),
            "$ref": REFERENCES,
            "type": TYPES,
        },
    ),
    max_leaves=8,
)
TEXT_VALUES = st.recursive(
    st.sampled_from(["", "5", "1.0", "true", "null", "abc", "1e999"]) | st.text(),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from("abc01"), below, max_size=3)
    ),
    max_leaves=6,
)


@given(schema=SCHEMAS, components=st.tuples(SCHEMAS, SCHEMAS, SCHEMAS), value=TEXT_VALUES)
def test_coercion_ends_whatever_schema_and_value_are(schema, components, value):
    resolve = dict(zip("ABC", components, strict=True)).__getitem__

    coerced = coerce(value, schema, resolve)

    assert shape(schema, resolve) in Shape
    assert property_names(schema, resolve) != ()
    if isinstance(value, str):
        assert isinstance(coerced, (str, int, float, list, type(None)))


def no_reference(reference):
    raise AssertionError(reference)


@given(value=JSON_SCALARS)
def test_a_scalar_is_found_again_by_its_type(value):
    names = {type(None): "null", bool: "boolean", int: "integer", float: "number"}
    schema = {"type": names[type(value)]}

    coerced = coerce(encode_json(value).decode(), schema, no_reference)

    assert (type(coerced), coerced) == (type(value), value)


@given(text=st.text(), schema=SCHEMAS.filter(lambda schema: "$ref" not in str(schema)))
def test_a_string_that_fits_is_never_lost_to_a_misfit(text, schema):
    if fits(text, schema, no_reference):
        assert fits(coerce(text, schema, no_reference), schema, no_reference)


# --- bodies


@given(JSON)
def test_json_is_read_as_it_was_written(value):
    assert decode_json(encode_json(value)) == value
    assert decode_json(encode_json(value, indent=2)) == value


JSON_PIECES = st.lists(
    st.sampled_from(
        [
            *('{"a":', "{", "}", "[", "]", ",", ":", '"', '"b"', "1", "-", "1e9999", "NaN"),
            *("Infinity", "\\", "\\ud800", "\\u00e9", "\n", " ", "null", "é", "\x00", "9" * 500),
        ]
    ),
    max_size=20,
).map("".join)


@given(st.binary() | JSON_PIECES.map(str.encode))
def test_whatever_comes_as_json_is_read_or_refused(body):
    with contextlib.suppress(BodyError):
        value = decode_json(body)
        assert decode_json(encode_json(value)) == value


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_form_is_read_as_it_was_written(pairs):
    assert decode_form(encode_form(pairs)).decoded() == tuple(pairs)


@given(st.binary() | HOSTILE.map(str.encode), st.sampled_from(["utf-8", "latin1", "ascii", "x"]))
def test_whatever_comes_as_a_form_is_read_or_refused(body, charset):
    with contextlib.suppress(BodyError):
        assert decode_form(body, charset).decoded() is not None


PARTS = st.builds(
    Part,
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=5),
    st.binary(max_size=20) | st.sampled_from([b"\r\n", b"--", b"\r\n--"]),
    st.none() | st.text(string.printable[:-5] + "ü", max_size=5),
    st.just(Headers()) | st.just(Headers([("Content-Type", "a/b")])),
)


@given(st.lists(PARTS, max_size=4))
def test_parts_are_read_as_they_were_written(parts):
    boundary = boundary_for(parts)
    try:
        body = encode_multipart(parts, boundary)
    except BodyError:
        assert any("%" in f"{part.name}{part.filename}" for part in parts)
        return
    read = decode_multipart(body, boundary)
    assert [(part.name, part.content, part.filename) for part in read] == [
        (part.name, part.content, part.filename) for part in parts
    ]


MULTIPART_PIECES = st.lists(
    st.sampled_from(
        [
            *(b"--B", b"--", b"\r\n", b"\n", b" ", b'Content-Disposition: form-data; name="a"'),
            *(b"\r\n\r\n", b"content", b"A: b", b";", b'"', b"\\", b"\xff", b"\x00", b":"),
        ]
    ),
    max_size=20,
).map(b"".join)


@given(st.binary() | MULTIPART_PIECES, st.just("B") | st.text(st.characters()), st.booleans())
def test_whatever_comes_as_multipart_is_read_or_refused(body, boundary, named):
    with contextlib.suppress(BodyError):
        parts = decode_multipart(body, boundary, named=named)
        assert all(isinstance(part.content, bytes) for part in parts)


XML_SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "xml": {"attribute": True}},
        "size": {"type": "integer"},
        "note": {"type": "string", "xml": {"name": "n", "namespace": "urn:n", "prefix": "n"}},
        "tags": {"type": "array", "items": {"type": "string"}, "xml": {"wrapped": True}},
        "more": {"type": "array", "items": {"type": ["boolean", "null"]}},
        "child": {"$ref": "self"},
    },
}
XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=["Cc"])
    | st.sampled_from("\r\n\t<>&\"']"),
    max_size=6,
)
XML_LEAF = st.fixed_dictionaries(
    {},
    optional={
        "id": XML_TEXT,
        "size": st.integers(),
        "note": XML_TEXT,
        "tags": st.lists(XML_TEXT, max_size=3),
        "more": st.lists(st.booleans() | st.none(), min_size=1, max_size=3),
    },
)
XML_VALUES = XML_LEAF | st.builds(lambda leaf, child: {**leaf, "child": child}, XML_LEAF, XML_LEAF)


def xml_self(_reference):
    return XML_SCHEMA


@given(XML_VALUES)
def test_xml_is_read_as_it_was_written(value):
    body = value_to_xml(value, XML_SCHEMA, xml_self, "r")

    assert xml_to_value(decode_xml(body), XML_SCHEMA, xml_self, "r") == value


XML_PIECES = st.lists(
    st.sampled_from(
        [
            *("<a>", "</a>", "<a/>", '<a b="1">', "<size>", "</size>", "<", ">", "&lt;", "&x;"),
            *(
                "<!DOCTYPE a>",
                "<!--x-->",
                "<?xml version='1.0' encoding='utf-7'?>",
                "<![CDATA[x]]>",
            ),
            *("text", "\x00", "é", '<x:a xmlns:x="y">', "</x:a>", "<tags>", "</tags>"),
        ]
    ),
    max_size=15,
).map(lambda pieces: "".join(pieces).encode())


@given(st.binary() | XML_PIECES | XML_PIECES.map(lambda body: b"<r>" + body + b"</r>"))
def test_whatever_comes_as_xml_is_read_or_refused(body):
    with contextlib.suppress(BodyError):
        xml_to_value(decode_xml(body), XML_SCHEMA, xml_self)


@given(JSON | st.text(st.characters()), SCHEMAS.filter(lambda schema: "$ref" not in str(schema)))
def test_whatever_is_written_as_xml_is_xml_or_refused(value, schema):
    with contextlib.suppress(BodyError):
        decode_xml(value_to_xml(value, schema, no_reference))
