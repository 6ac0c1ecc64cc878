import pytest

from mockserver.serialization import (
    EMPTY,
    MISSING,
    Shape,
    Style,
    StyleError,
    decode_cookie,
    decode_header,
    decode_path,
    decode_query,
    parse_query,
)

FORM = Style("form", explode=True)
CSV = Style("form", explode=False)
SIMPLE = Style("simple", explode=False)
MATRIX = Style("matrix", explode=False)


def query(style, shape, text, properties=None, name="a"):
    return decode_query(style, name, shape, parse_query(text), properties)


def refusal(decode, *arguments):
    with pytest.raises(StyleError) as caught:
        decode(*arguments)
    return caught.value.detail


def test_an_encoded_comma_is_data():
    assert query(CSV, Shape.ARRAY, "a=x%2Cy,z") == ["x,y", "z"]
    assert decode_path(SIMPLE, "a", Shape.ARRAY, "x%2Cy,z") == ["x,y", "z"]


def test_a_plus_is_a_space_in_a_query_only():
    assert query(FORM, Shape.PRIMITIVE, "a=x+y%2Bz") == "x y+z"
    assert decode_path(SIMPLE, "a", Shape.PRIMITIVE, "x+y") == "x+y"
    assert decode_cookie(FORM, "a", Shape.PRIMITIVE, "a=x+y") == "x+y"


def test_names_are_compared_decoded():
    assert query(FORM, Shape.PRIMITIVE, "%66%C3%BC+r=1", name="fü r") == "1"
    assert decode_path(MATRIX, "f,r", Shape.PRIMITIVE, ";f%2Cr=1") == "1"


@pytest.mark.parametrize(
    ("text", "value"),
    [("", MISSING), ("b=1", MISSING), ("a", ""), ("a=", ""), ("&&a=1&", "1"), ("a=b=c", "b=c")],
)
def test_absent_and_empty_are_told_apart(text, value):
    assert query(FORM, Shape.PRIMITIVE, text) == value


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (Shape.PRIMITIVE, "a=", EMPTY),
        (Shape.PRIMITIVE, "a", EMPTY),
        (Shape.ARRAY, "a=", EMPTY),
        (Shape.ARRAY, "a=&a=b", ["", "b"]),
        (Shape.OBJECT, "a=", EMPTY),
        (Shape.OBJECT, "a=&R=1", {"R": "1"}),
        (Shape.PRIMITIVE, "a=1", "1"),
        (Shape.PRIMITIVE, "b=", MISSING),
    ],
)
def test_an_allowed_empty_value_means_unused_rather_than_an_empty_string(shape, text, value):
    style = Style("form", explode=True, allow_empty=True)

    assert query(style, shape, text, ("R",)) == value


def test_an_allowed_empty_value_is_ignored_where_the_style_has_no_empty_form():
    style = Style("pipeDelimited", explode=False, allow_empty=True)

    assert query(style, Shape.ARRAY, "a=") == [""]


def test_one_empty_text_is_an_array_of_it_and_an_object_of_nothing():
    assert query(FORM, Shape.ARRAY, "a=") == [""]
    assert query(CSV, Shape.ARRAY, "a=") == [""]
    assert query(CSV, Shape.OBJECT, "a=") == {}
    assert decode_path(MATRIX, "a", Shape.ARRAY, ";a") == [""]
    assert decode_path(Style("label", explode=True), "a", Shape.ARRAY, ".") == [""]


def test_a_name_that_repeats_makes_an_array_where_the_schema_leaves_it_open():
    assert query(FORM, Shape.ANY, "a=1&a=2") == ["1", "2"]
    assert query(FORM, Shape.ANY, "a=1,2") == "1,2"
    assert decode_path(Style("matrix", explode=True), "a", Shape.ANY, ";a=1;a=2") == ["1", "2"]


@pytest.mark.parametrize("shape", [Shape.PRIMITIVE, Shape.ARRAY])
def test_a_name_that_repeats_is_refused_where_one_is_meant(shape):
    detail = refusal(query, CSV, shape, "a=1&a=2&a=3")

    assert detail == "it is sent 3 times where it is expected once"


def test_an_exploded_object_takes_its_own_members_only():
    assert query(FORM, Shape.OBJECT, "R=1&other=2&G=3", ("R", "G")) == {"R": "1", "G": "3"}
    assert query(FORM, Shape.OBJECT, "other=2", ("R", "G")) is MISSING
    assert query(FORM, Shape.OBJECT, "", None) is MISSING


def test_an_exploded_object_of_open_names_takes_what_is_left():
    left = parse_query("page=1&R=2&a+b=3").without({"page"})

    assert decode_query(FORM, "a", Shape.OBJECT, left, None) == {"R": "2", "a b": "3"}


def test_a_member_that_repeats_is_a_list_for_validation_to_judge():
    assert query(FORM, Shape.OBJECT, "R=1&R=2&G=3", ("R", "G")) == {"R": ["1", "2"], "G": "3"}
    assert decode_path(SIMPLE, "a", Shape.OBJECT, "R,1,R,2") == {"R": ["1", "2"]}


@pytest.mark.parametrize(
    ("style", "shape", "text", "detail"),
    [
        (
            Style("label", explode=False),
            Shape.ARRAY,
            "blue",
            "'blue' does not start with '.', as its style does",
        ),
        (MATRIX, Shape.PRIMITIVE, "", "'' does not start with ';', as its style does"),
        (MATRIX, Shape.PRIMITIVE, ";b=1", "it names 'b' where only 'a' is expected"),
        (
            SIMPLE,
            Shape.OBJECT,
            "R,1,G",
            "'R,1,G' has 3 items, but an object's names and values alternate",
        ),
        (
            Style("simple", explode=True),
            Shape.OBJECT,
            "R=1,G",
            "the object's member 'G' has no '='; write it name=value",
        ),
        (
            SIMPLE,
            Shape.PRIMITIVE,
            "100%",
            (
                "'100%' has a '%' without two hexadecimal digits at character 4; "
                "write a percent sign as '%25'"
            ),
        ),
        (
            SIMPLE,
            Shape.PRIMITIVE,
            "%ed%a0%80",
            "'%ed%a0%80' is no UTF-8 text once its percent-escapes are decoded",
        ),
    ],
)
def test_text_without_its_style_s_form_is_refused_in_one_sentence(style, shape, text, detail):
    assert refusal(decode_path, style, "a", shape, text) == detail


def test_a_broken_value_costs_only_its_own_parameter():
    sent = parse_query("bad=%zz&a=1")

    assert decode_query(FORM, "a", Shape.PRIMITIVE, sent, None) == "1"
    assert "'%zz'" in refusal(decode_query, FORM, "bad", Shape.PRIMITIVE, sent, None)


@pytest.mark.parametrize(
    ("style", "shape", "text", "value"),
    [
        ("simple", Shape.PRIMITIVE, "  a, b ", "a, b"),
        ("simple", Shape.ARRAY, "a ,\tb,, c,", ["a", "b", "c"]),
        ("simple", Shape.ARRAY, " ", []),
        ("simple", Shape.ARRAY, "%2C", ["%2C"]),
        ("simple", Shape.OBJECT, "R, 100, G,", {"R": "100", "G": ""}),
        ("simple", Shape.OBJECT, "", {}),
        ("pipeDelimited", Shape.ARRAY, "a|b", ["a", "b"]),
        ("spaceDelimited", Shape.ARRAY, "a  b", ["a", "b"]),
    ],
)
def test_a_header_is_read_without_decoding_and_white_space(style, shape, text, value):
    assert decode_header(Style(style, explode=False), "X-A", shape, text) == value


def test_a_header_s_exploded_object_is_read():
    style = Style("simple", explode=True)

    assert decode_header(style, "X-A", Shape.OBJECT, "R=100, G=2=0") == {"R": "100", "G": "2=0"}


def test_a_header_with_a_lone_surrogate_is_refused():
    detail = refusal(decode_header, SIMPLE, "X-A", Shape.PRIMITIVE, "a\udc80")

    assert detail == r"'a\udc80' holds a lone surrogate, which is no text"


@pytest.mark.parametrize(
    ("style", "shape", "value"),
    [
        (FORM, Shape.PRIMITIVE, "x y"),
        (Style("cookie", explode=True), Shape.PRIMITIVE, "x%20y"),
        (FORM, Shape.ANY, "x y"),
    ],
)
def test_only_the_form_style_decodes_a_cookie(style, shape, value):
    assert decode_cookie(style, "a", shape, "junk=%zz;a=x%20y; lone; %zz=1") == value


def test_a_cookie_that_is_not_sent_is_missing():
    assert decode_cookie(FORM, "a", Shape.PRIMITIVE, "") is MISSING
    assert decode_cookie(FORM, "a", Shape.PRIMITIVE, "b=1; a") is MISSING


def test_a_cookie_array_is_split_at_commas_without_explode():
    assert decode_cookie(CSV, "a", Shape.ARRAY, "b=1; a=x,y%2Cz") == ["x", "y,z"]
