"""What clients in use write where RFC 6570 would have it otherwise."""

import pytest

from mockserver.serialization import Query, Shape, Style, coerce, decode_query, parse_query


def resolve(_reference):
    return True


@pytest.mark.parametrize(
    "items",
    [{"type": "integer"}, {"enum": ["a", "b"]}, {"type": "boolean"}],
)
def test_one_empty_text_is_no_item_where_none_may_be_empty(items):
    assert coerce([""], {"type": "array", "items": items}, resolve) == []


@pytest.mark.parametrize("items", [{"type": "string"}, {}, {"enum": ["", "a"]}])
def test_one_empty_text_is_an_item_where_it_may_be_one(items):
    assert coerce([""], {"type": "array", "items": items}, resolve) == [""]


def test_more_than_one_text_are_all_items():
    assert coerce(["", "1"], {"type": "array", "items": {"type": "integer"}}, resolve) == ["", 1]


def test_an_object_whose_delimiters_are_escaped_is_read():
    query: Query = parse_query("o=name%2CRex%2Cage%2C7")
    style = Style("form", explode=False)
    found = decode_query(style, "o", Shape.OBJECT, query, None)
    assert found == {"name": "Rex", "age": "7"}
