import pytest

from mockserver.collection.shape import Member
from mockserver.verify.inputs.candidates import candidates


def values(schema, drawn):
    return [each.value for each in candidates("field", Member((schema,)), drawn)]


def wrong(schema, drawn):
    found = candidates("field", Member((schema,)), drawn)
    return [each.value for each in found if each.needed is False]


def test_what_is_nearly_of_an_enum_is_tried():
    schema = {"type": "string", "enum": ["open", "shut"]}
    assert {"OPEN", "open ", "!open"} <= set(wrong(schema, "open"))


def test_what_nearly_fits_a_pattern_is_tried():
    tried = wrong({"type": "string", "pattern": "^[A-Z][0-9]{2}$"}, "A12")
    assert {"a12", "!A12", "A12!"} <= set(tried)
    assert not {"A12\n", "A\u0661\u0662"} & set(tried)


@pytest.mark.parametrize(
    ("kind", "drawn", "text"),
    [("integer", 7, "7"), ("number", 1.5, "1.5"), ("boolean", True, "true")],
)
def test_a_text_that_reads_like_the_value_is_tried(kind, drawn, text):
    assert text in wrong({"type": kind}, drawn)


def test_what_is_nearly_right_within_an_object_or_a_list_is_tried():
    part = {"type": "object", "properties": {"kind": {"enum": ["a"], "type": "string"}}}
    assert {"kind": "A"} in wrong(part, {"kind": "a"})
    items = {"type": "string", "pattern": "^a$", "minLength": 1}
    tried = wrong({"type": "array", "items": items}, ["a", "a"])
    assert ["A", "a"] in tried
    assert ["", "a"] in tried


def test_the_edges_of_members_are_tried_in_the_first_element_of_a_list():
    line = {"type": "object", "properties": {"count": {"type": "integer", "maximum": 9}}}
    tried = values({"type": "array", "items": line}, [{"count": 2}, {"count": 3}])
    rest = {"count": 3}
    assert all(each in tried for each in ([{"count": 9}, rest], [{"count": 10}, rest], [{}, rest]))


def test_an_object_that_says_so_takes_more_members():
    schema = {"type": "object", "properties": {"a": {}}, "additionalProperties": True}
    assert {"a": 1, "zz_more": "kept"} in values(schema, {"a": 1})
    assert not any(
        "zz_more" in str(each)
        for each in values({**schema, "additionalProperties": False}, {"a": 1})
    )


def test_a_list_of_one_more_or_less_breaks_nothing_else():
    words = {"type": "string", "maxLength": 5}
    schema = {"type": "array", "items": words, "uniqueItems": True, "minItems": 2, "maxItems": 12}
    tried = [each for each in values(schema, ["solar", "lunar"]) if isinstance(each, list)]
    (more,) = (each for each in tried if len(each) == 13)
    assert len({*more}) == 13
    assert max(map(len, more)) == 5
    assert ["solar"] in tried


def test_a_map_of_one_more_or_less_breaks_nothing_else():
    schema = {"type": "object", "minProperties": 2, "maxProperties": 3,
              "additionalProperties": {"type": "integer"}}  # fmt: skip
    tried = [each for each in values(schema, {"a": 1, "b": 2}) if isinstance(each, dict)]
    assert [{*each.values()} for each in tried if len(each) == 4] == [{1}]
    assert {"a": 1} in tried
    found = values({**schema, "minProperties": 0}, {})
    assert any(isinstance(each, dict) and len(each) == 4 for each in found)


def test_no_value_is_tried_twice():
    tried = values({"type": ["string", "null"], "enum": ["a", None], "pattern": "a"}, "a")
    assert len(tried) == len({(type(each), str(each)) for each in tried})


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_true_is_tried_for_a_number_by_itself(kind):
    found = [
        each.trial for each in candidates("n", Member(({"type": kind},)), 1) if each.value is True
    ]
    assert found == ["true in the place of a number"]
