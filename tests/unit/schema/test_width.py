"""What would take gigabytes to be written down is known before, and left alone."""

import pytest

from mockserver.schema.barren import barren, conflict
from mockserver.schema.canonical import canonicalize
from mockserver.schema.width import WIDEST, is_wide, narrowed, ways, wide


def named(*names):
    return {"type": "object", "properties": {each: {"type": "string"} for each in names}}


def pairs(count, word="anyOf"):
    """A million ways for twenty."""
    found = [
        {word: [{**named(f"{side}{number}"), "required": [f"{side}{number}"]} for side in "ab"]}
        for number in range(count)
    ]
    return {"allOf": found}


@pytest.mark.parametrize(
    ("schema", "fit"),
    [
        (True, 1),
        ({}, 1),
        (named("a", "b"), 1),
        (pairs(3), 8),
        (pairs(4, "oneOf"), 16),
        ({"anyOf": [pairs(2), pairs(3)]}, 12),
        ({"not": {"allOf": [{"type": "string"}, {"type": "null"}]}}, 2),
        ({"if": pairs(1), "then": pairs(1), "else": {}}, 2 * 2 + 3 * 3),
        ({"dependentSchemas": {"a": pairs(1), "b": {}}}, 3 * 2),
        ({"dependentRequired": {"a": ["b"], "b": ["c"]}}, 4),
        ({"properties": {"a": pairs(3)}}, 1),
        ({"allOf": [{"$ref": "#/$defs/P"}, pairs(1)], "$defs": {"P": pairs(3)}}, 16),
        ({"$ref": "#/$defs/P", "$defs": {"P": {"anyOf": [{"$ref": "#/$defs/P"}, {}]}}}, 2),
        ({"$ref": "#/$defs/gone"}, 1),
    ],
)
def test_ways_to_fit_are_multiplied(schema, fit):
    assert ways(schema).fit == fit


def test_a_long_row_of_definitions_costs_no_frames():
    row = {f"D{each}": {"allOf": [{"$ref": f"#/$defs/D{each + 1}"}]} for each in range(5000)}
    assert ways({"$ref": "#/$defs/D0", "$defs": {**row, "D5000": pairs(3)}}).fit == 8


def test_what_is_wide_is_so_wherever_it_stands():
    deep = {"properties": {"a": {"items": pairs(20)}}}
    assert wide({"A": deep, "B": pairs(5)}) == {"A"}
    assert is_wide(deep)
    assert not is_wide(pairs(14))
    assert ways(pairs(14)).fit == WIDEST


def test_it_is_not_reduced_and_nothing_is_said_of_it():
    with pytest.raises(ValueError, match="more than 16,384 ways"):
        canonicalize(pairs(20))
    assert conflict(pairs(20)) == ""
    clash = {"allOf": [{"type": "string"}, {"type": "null"}]}
    found = barren({"A": {**pairs(20), "not": {}}, "B": clash})
    assert [each.name for each in found] == ["B"]


def test_what_refers_to_it_is_not_taken_for_more_than_it_is():
    """Were the wide one anything, one of these would be all that a `oneOf` has twice."""
    schemas = {"A": pairs(20), "B": {"not": {"$ref": "#/$defs/A"}}}
    assert list(barren(schemas)) == []


def test_the_first_of_each_is_left():
    assert narrowed({"items": {"oneOf": [1, 2]}, "anyOf": [{"a": 1}, {}], "enum": [1, 2]}) == {
        "items": {"oneOf": [1]},
        "anyOf": [{"a": 1}],
        "enum": [1, 2],
    }


def test_names_and_values_that_look_like_keywords_are_left():
    schema = {"properties": {"if": {}, "anyOf": {"type": "null"}}, "const": {"anyOf": [1, 2]}}
    assert narrowed(schema) == schema
