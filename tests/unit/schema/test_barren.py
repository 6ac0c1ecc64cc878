import pytest

from mockserver.schema.barren import Barren, barren

CLASH = {"allOf": [{"type": "integer"}, {"type": "string"}]}


def test_the_place_where_nothing_fits_is_told_with_its_keywords():
    schemas = {"Page": {"type": "object", "required": ["total"], "properties": {"total": CLASH}}}
    assert list(barren(schemas)) == [Barren("Page", ("properties", "total"), ("type",))]


def test_what_only_refers_to_such_a_place_is_not_told():
    holder = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/$defs/A"}}}
    assert [each.name for each in barren({"A": CLASH, "B": holder})] == ["A"]


@pytest.mark.parametrize("schema", [False, {"not": {}}, {"additionalProperties": False}, {}])
def test_what_forbids_on_purpose_is_not_told(schema):
    assert list(barren({"One": {"properties": {"a": schema}}})) == []


def test_schemas_that_cannot_be_read_are_left_alone():
    assert list(barren({"One": {"type": 7}})) == []


def test_a_pattern_that_cannot_be_read_hides_nothing_that_is_told_of_other_schemas():
    schemas = {"A": CLASH, "B": {"pattern": "("}, "C": {"pattern": "^[^]$", "type": "string"}}
    assert [each.name for each in barren(schemas)] == ["A"]


def test_nothing_is_told_of_what_says_less_for_want_of_a_pattern_that_can_be_read():
    choice = {"oneOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/C"}]}
    schemas = {"A": choice, "B": {"pattern": "(1"}, "C": {"pattern": "(2"}, "D": CLASH}
    assert [each.name for each in barren(schemas)] == ["D"]


def test_a_pattern_in_the_spelling_of_ecma_262_counts_as_it_is():
    clash = {"type": "string", "pattern": "^[^]$", "enum": ["ab"]}
    assert [each.name for each in barren({"A": clash})] == ["A"]
