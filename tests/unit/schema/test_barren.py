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
