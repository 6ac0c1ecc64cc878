import pytest

from mockserver.serialization import (
    MISSING,
    Shape,
    Style,
    StyleError,
    decode_query,
    encode_query,
    parse_query,
)

DEEP = Style("deepObject", explode=True)


def read(text, shape=Shape.OBJECT):
    return decode_query(DEEP, "f", shape, parse_query(text), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("f[a]=1&f%5Bb%5D=2&g[a]=3", {"a": "1", "b": "2"}),
        ("f[a][b][c]=x+y", {"a": {"b": {"c": "x y"}}}),
        ("f[a]=1&f[a]=2", {"a": ["1", "2"]}),
        ("f[a][]=1", {"a": ["1"]}),
        ("f[a][]=1&f[a][]=2&f[b]=3", {"a": ["1", "2"], "b": "3"}),
        ("f[a][0]=x&f[a][1]=y", {"a": {"0": "x", "1": "y"}}),
        ("f[a]=", {"a": ""}),
        ("fx[a]=1", MISSING),
    ],
)
def test_brackets_become_objects(text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("f[]=a&f[]=b", ["a", "b"]), ("f[1]=b&f[0]=a", ["a", "b"]), ("f[0][x]=1", [{"x": "1"}])],
)
def test_an_array_at_the_top_is_read_from_empty_or_counting_brackets(text, value):
    assert read(text, Shape.ARRAY) == value


def test_where_the_schema_leaves_it_open_the_brackets_decide():
    assert read("f[a]=1", Shape.ANY) == {"a": "1"}
    assert read("f=1", Shape.ANY) == "1"
    assert read("f=1", Shape.PRIMITIVE) == "1"


@pytest.mark.parametrize(
    ("text", "shape", "detail"),
    [
        ("f=1", Shape.OBJECT, "it is sent without brackets; write f[member]=value"),
        (
            "f[a=1",
            Shape.OBJECT,
            "the brackets of 'f[a' do not match; write name[member]=value",
        ),
        ("f[a]b=1", Shape.OBJECT, "the brackets of 'f[a]b' do not match; write name[member]=value"),
        (
            "f[a]=1&f[a][b]=2",
            Shape.OBJECT,
            "'f[a][b]' needs an object where another pair puts a value",
        ),
        (
            "f[a][b]=1&f[a]=2",
            Shape.OBJECT,
            "'f[a]' puts a value where another pair needs an object",
        ),
        (
            "f[a][]=1&f[a][b]=2",
            Shape.OBJECT,
            "it mixes empty brackets, which make an array, with named ones",
        ),
        (
            "f[][a]=1",
            Shape.OBJECT,
            "'f[][a]' nests deeper than 32 levels or has empty brackets before its last ones",
        ),
        (
            "f[a]=1",
            Shape.ARRAY,
            "its brackets hold names where an array's hold nothing or 0, 1, 2 ...",
        ),
    ],
)
def test_what_makes_no_object_is_refused_in_one_sentence(text, shape, detail):
    with pytest.raises(StyleError) as caught:
        read(text, shape)

    assert caught.value.detail == detail


def test_nesting_is_bounded():
    with pytest.raises(StyleError, match="nests deeper than 32 levels"):
        read("f" + "[a]" * 33 + "=1")
    ring = {}
    ring["a"] = ring
    with pytest.raises(StyleError, match="nests deeper than 32 levels"):
        encode_query(DEEP, "f", ring)


def test_nested_values_are_written_with_empty_brackets_for_arrays():
    text = encode_query(DEEP, "f", {"a": {"b": 1}, "c": ["x", True]})

    assert text == "f%5Ba%5D%5Bb%5D=1&f%5Bc%5D%5B%5D=x&f%5Bc%5D%5B%5D=true"


@pytest.mark.parametrize("value", [{"a]": 1}, {"": 1}, {"a": [{"b": 1}]}, {"a": {}}, {}])
def test_what_brackets_cannot_say_is_refused(value):
    with pytest.raises(StyleError):
        encode_query(DEEP, "f", value)
