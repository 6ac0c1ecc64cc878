import pytest

from mockserver.serialization import StyleError, parse_query


def test_pairs_keep_their_order_and_their_raw_text():
    query = parse_query("b=1%2C2&a=x+y&b=&c")

    assert query.raw == "b=1%2C2&a=x+y&b=&c"
    assert [(pair.name, pair.raw) for pair in query.pairs] == [
        ("b", "1%2C2"),
        ("a", "x+y"),
        ("b", ""),
        ("c", ""),
    ]
    assert query.decoded() == (("b", "1,2"), ("a", "x y"), ("b", ""), ("c", ""))


@pytest.mark.parametrize("raw", ["%zz=1", "a%=1", "%ff=1", "%ed%a0%80=1", "\udc80=1"])
def test_a_broken_name_is_refused(raw):
    with pytest.raises(StyleError):
        parse_query(raw)


@pytest.mark.parametrize("value", ["%zz", "%4", "%C3", "%ed%b0%80", "\ud800"])
def test_a_broken_value_is_refused_when_it_is_read(value):
    query = parse_query(f"a={value}")

    with pytest.raises(StyleError):
        query.decoded()


def test_text_that_should_have_been_encoded_is_read_as_it_is():
    assert parse_query("ü=a/b?c").decoded() == (("ü", "a/b?c"),)
