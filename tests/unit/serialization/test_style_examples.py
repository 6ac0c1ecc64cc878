"""The table "Style Examples" of OAS 3.1.2 and 3.2.1, row by row, in both directions."""

import pytest

from mockserver.serialization import (
    Shape,
    Style,
    StyleError,
    decode_cookie,
    decode_path,
    decode_query,
    encode_cookie,
    encode_path,
    encode_query,
    parse_query,
)

EMPTY_STRING = ""
STRING = "blue"
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

# location, style, explode, then the columns: empty string, string, array, object; None is n/a
TABLE = [
    (
        *("path", "matrix", False, ";color", ";color=blue", ";color=blue,black,brown"),
        ";color=R,100,G,200,B,150",
    ),
    (
        *("path", "matrix", True, ";color", ";color=blue"),
        *(";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ),
    ("path", "label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("path", "label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("path", "simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("path", "simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    (
        *("query", "form", False, "color=", "color=blue", "color=blue,black,brown"),
        "color=R,100,G,200,B,150",
    ),
    (
        *("query", "form", True, "color=", "color=blue"),
        *("color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ),
    (
        *("query", "spaceDelimited", False, None, None),
        *("color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    ),
    (
        *("query", "pipeDelimited", False, None, None),
        *("color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ),
    (
        *("query", "deepObject", True, None, None, None),
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
    ),
    ("cookie", "cookie", False, "color=", "color=blue", None, None),
    (
        *("cookie", "cookie", True, "color=", "color=blue"),
        *("color=blue; color=black; color=brown", "R=100; G=200; B=150"),
    ),
]

SHAPES = (
    (EMPTY_STRING, Shape.PRIMITIVE),
    (STRING, Shape.PRIMITIVE),
    (ARRAY, Shape.ARRAY),
    (OBJECT, Shape.OBJECT),
)

CELLS = [
    pytest.param(location, Style(name, explode), value, shape, text, id=f"{name}-{explode}-{value}")
    for location, name, explode, *texts in TABLE
    for text, (value, shape) in zip(texts, SHAPES, strict=True)
    if text is not None
]


def encode(location, style, value):
    encoders = {"path": encode_path, "query": encode_query, "cookie": encode_cookie}
    return encoders[location](style, "color", value)


def decode(location, style, shape, text):
    if location == "path":
        return decode_path(style, "color", shape, text)
    if location == "query":
        return decode_query(style, "color", shape, parse_query(text), ("R", "G", "B"))
    return decode_cookie(style, "color", shape, text, ("R", "G", "B"))


def as_texts(value):
    return {key: str(number) for key, number in value.items()} if value is OBJECT else value


@pytest.mark.parametrize(("location", "style", "value", "shape", "text"), CELLS)
def test_a_cell_of_the_table_is_written_as_the_table_says(location, style, value, shape, text):
    assert encode(location, style, value) == text
    assert shape in Shape


@pytest.mark.parametrize(("location", "style", "value", "shape", "text"), CELLS)
def test_a_cell_of_the_table_is_read_as_the_table_says(location, style, value, shape, text):
    assert decode(location, style, shape, text) == as_texts(value)


@pytest.mark.parametrize("style", ["matrix", "label", "simple"])
@pytest.mark.parametrize("explode", [False, True])
def test_undefined_is_empty_text_in_a_path_as_3_2_has_it(style, explode):
    assert decode_path(Style(style, explode), "color", Shape.ARRAY, "") == []
    assert decode_path(Style(style, explode), "color", Shape.OBJECT, "") == {}


@pytest.mark.parametrize(
    ("text", "style", "shape", "value"),
    [
        ("color=blue|black|brown", "pipeDelimited", Shape.ARRAY, ARRAY),
        ("color=blue%7cblack|brown", "pipeDelimited", Shape.ARRAY, ARRAY),
        ("color=blue+black%20brown", "spaceDelimited", Shape.ARRAY, ARRAY),
        ("color=blue%09black%09brown", "tabDelimited", Shape.ARRAY, ARRAY),
        ("color[R]=100&color[G]=200", "deepObject", Shape.OBJECT, {"R": "100", "G": "200"}),
    ],
)
def test_what_earlier_versions_show_unencoded_is_read_as_well(text, style, shape, value):
    assert decode_query(Style(style, explode=False), "color", shape, parse_query(text), ()) == value


@pytest.mark.parametrize("style", ["spaceDelimited", "pipeDelimited", "tabDelimited"])
def test_an_undefined_cell_is_read_as_form_is(style):
    query = parse_query("color=blue&color=black&color=brown")

    assert decode_query(Style(style, explode=True), "color", Shape.ARRAY, query, None) == ARRAY


def test_a_style_foreign_to_its_location_says_which_ones_are_known_there():
    with pytest.raises(StyleError) as caught:
        decode_path(Style("form", explode=True), "color", Shape.ARRAY, "blue")

    assert caught.value.detail == (
        "style 'form' is not for a path parameter; use simple, label, matrix, "
        "spaceDelimited, pipeDelimited, tabDelimited"
    )
