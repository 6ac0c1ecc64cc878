import pytest

from mockserver.serialization import (
    BodyError,
    Shape,
    Style,
    decode_form,
    decode_query,
    encode_form,
)


def test_a_form_is_pairs():
    assert decode_form(b"a=x+y&b=%C3%BC&b").decoded() == (("a", "x y"), ("b", "ü"), ("b", ""))


def test_a_form_is_read_by_styles_as_a_query_is():
    form = decode_form(b"ids=1,2&name=x")

    assert decode_query(Style("form", explode=False), "ids", Shape.ARRAY, form, None) == ["1", "2"]


@pytest.mark.parametrize("charset", ["iso-8859-1", "ISO-8859-1", "windows-1252"])
def test_older_charsets_are_known(charset):
    assert decode_form(b"a=%FC&b=\xfc", charset).decoded() == (("a", "ü"), ("b", "ü"))


@pytest.mark.parametrize(
    ("body", "charset", "detail"),
    [
        (b"a=%zz", "utf-8", "'%zz' has a '%' without two hexadecimal digits at character 1; "),
        (b"a=%ff", "utf-8", "'%ff' is no UTF-8 text once its percent-escapes are decoded"),
        (b"a=\xff", "utf-8", "it is no UTF-8 text at byte 3"),
        (b"a=1", "utf-7", "its charset 'utf-7' is not known here; send UTF-8"),
        (b"a=1", "\x00", "its charset '\\x00' is not known here; send UTF-8"),
        (b"a=%81", "windows-1252", "'%81' is no CP1252 text once its percent-escapes are decoded"),
    ],
)
def test_a_broken_form_is_refused_at_once(body, charset, detail):
    with pytest.raises(BodyError) as caught:
        decode_form(body, charset)

    assert caught.value.detail.startswith(detail)


def test_a_form_is_written_with_plus_for_space():
    assert encode_form([("foo", "a + b"), ("bar", "true")]) == b"foo=a+%2B+b&bar=true"
    with pytest.raises(BodyError):
        encode_form([("a", "\ud800")])


def test_what_is_no_text_is_not_written():
    with pytest.raises(BodyError) as caught:
        encode_form([("a", "\ud800")])
    assert "lone surrogate" in caught.value.detail
