import pytest

from mockserver.serialization import (
    Style,
    StyleError,
    encode_cookie,
    encode_header,
    encode_path,
    encode_query,
)

FORM = Style("form", explode=True)
CSV = Style("form", explode=False)


def refusal(encode, *arguments):
    with pytest.raises(StyleError) as caught:
        encode(*arguments)
    return caught.value.detail


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "a=5"),
        (-1.5, "a=-1.5"),
        (True, "a=true"),
        (None, "a=null"),
        ("x/y z,ü", "a=x%2Fy%20z%2C%C3%BC"),
        ([1, "a,b"], "a=1&a=a%2Cb"),
        ({"x": [1, 2], "y": "z"}, "x=1&x=2&y=z"),
        ({"x": [1]}, "x=1"),
    ],
)
def test_json_values_are_written_into_a_query(value, text):
    assert encode_query(FORM, "a", value) == text


def test_names_are_encoded_too():
    assert encode_query(FORM, "❤", "love!") == "%E2%9D%A4=love%21"


def test_reserved_characters_stay_where_they_may():
    allowing = Style("form", explode=True, allow_reserved=True)

    assert encode_query(allowing, "a", "x/y?z:@,$&=+#[]^") == "a=x/y?z:@,$%26%3D%2B%23%5B%5D%5E"
    assert (
        encode_path(Style("simple", explode=False, allow_reserved=True), "a", "x/y:,;")
        == "x%2Fy:,;"
    )
    assert (
        encode_path(Style("simple", explode=False, allow_reserved=True), "a", ["x,y", "z;"])
        == "x%2Cy,z;"
    )


def test_with_reserved_characters_what_is_encoded_already_stays_so():
    allowing = Style("form", explode=True, allow_reserved=True)

    # OAS 3.1 Appendix C, "Expansion with Non-RFC6570-Supported Options"
    formulas = {"a": "x%2By", "b": "x/y", "c": "x^y"}
    assert encode_query(allowing, "formulas", formulas) == "a=x%2By&b=x/y&c=x%5Ey"
    assert encode_query(FORM, "a", "x%2By") == "a=x%252By"
    assert encode_query(allowing, "a", "100%") == "a=100%25"


def test_a_dot_is_encoded_where_it_would_separate():
    assert encode_path(Style("label", explode=True), "a", ["1.5", "b"]) == ".1%2E5.b"
    assert encode_path(Style("label", explode=False), "a", ["1.5", "b"]) == ".1.5,b"
    assert encode_path(Style("label", explode=True), "a", "1.5") == ".1.5"


@pytest.mark.parametrize(
    ("style", "explode", "value", "read"),
    [
        ("form", False, [], "<Absent.MISSING: 'missing'>"),
        ("form", True, {}, "<Absent.MISSING: 'missing'>"),
        ("spaceDelimited", False, ["a b"], "['a', 'b']"),
        ("pipeDelimited", False, ["a|b", "c"], "['a', 'b', 'c']"),
    ],
)
def test_what_would_be_read_as_another_value_is_not_written(style, explode, value, read):
    detail = refusal(encode_query, Style(style, explode), "a", value)

    assert detail == (
        f"style {style!r} with explode {str(explode).lower()} cannot carry {value!r}: "
        f"it would be read as {read}"
    )


def test_nested_values_are_for_deep_object_only():
    detail = refusal(encode_query, CSV, "a", [[1]])

    assert detail == "[1] is no string, number, boolean or null; none can stand here"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), "\ud800"])
def test_what_has_no_text_is_refused(value):
    assert refusal(encode_query, FORM, "a", value)


def test_an_integer_beyond_the_interpreter_s_limit_is_refused():
    detail = refusal(encode_query, FORM, "a", 10**5000)

    assert detail == "the integer has more than 4300 digits"


def test_a_header_carries_its_value_as_it_is():
    style = Style("simple", explode=True)

    assert encode_header(style, "X-A", ['W/"1"', "%2C", "caf\xe9"]) == 'W/"1",%2C,caf\xe9'
    assert encode_header(style, "X-A", {"R": 1, "G": "a=b"}) == "R=1,G=a=b"


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x", "\x00", "€", " a", ["a,b"], [""], ["a "]])
def test_a_header_refuses_what_a_field_cannot_carry(value):
    assert refusal(encode_header, Style("simple", explode=False), "X-A", value)


def test_a_cookie_of_style_form_is_encoded_and_one_of_style_cookie_is_not():
    # OAS 3.2, "Parameter Object Examples"
    assert encode_cookie(FORM, "greeting", "Hello, world!") == "greeting=Hello%2C%20world%21"
    plain = {"greeting": "Hello%2C%20world!", "code": 42}
    text = encode_cookie(Style("cookie", explode=True), "cookie", plain)
    assert text == "greeting=Hello%2C%20world!; code=42"


@pytest.mark.parametrize("value", ["a b", "a;b", "a,b", 'a"b', "a\\b", "ü", "a\nb"])
def test_a_plain_cookie_refuses_what_must_be_escaped(value):
    detail = refusal(encode_cookie, Style("cookie", explode=True), "a", value)

    assert detail == f"{value!r} holds a character that may not be sent there"
