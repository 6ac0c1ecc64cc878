import pytest

from mockserver.serialization import Shape, property_names, settled, shape
from mockserver.serialization.shapes import in_place, types

COMPONENTS = {
    "Name": {"type": "string"},
    "Pet": {"type": "object", "properties": {"name": {"$ref": "Name"}}},
    "Cat": {"allOf": [{"$ref": "Pet"}, {"properties": {"claws": {"type": "integer"}}}]},
    "Dog": {"allOf": [{"$ref": "Pet"}, {"properties": {"bark": {"type": "string"}}}]},
    "Any": {"oneOf": [{"$ref": "Cat"}, {"$ref": "Dog"}]},
    "Self": {"$ref": "Self"},
    "Alias": {"$ref": "Name"},
    "Ring": {"anyOf": [{"$ref": "Ring"}, {"type": "string"}]},
    "Round": {"allOf": [{"$ref": "Round"}, {"type": "array"}]},
}


def resolve(reference):
    return COMPONENTS[reference]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, Shape.ANY),
        (False, Shape.ANY),
        ({}, Shape.ANY),
        ({"type": "integer"}, Shape.PRIMITIVE),
        ({"type": ["integer", "null"]}, Shape.PRIMITIVE),
        ({"type": ["string", "number"]}, Shape.PRIMITIVE),
        ({"type": ["array", "null"]}, Shape.ARRAY),
        ({"type": "object"}, Shape.OBJECT),
        ({"type": ["array", "string"]}, Shape.ANY),
        ({"enum": ["a", 1, None]}, Shape.PRIMITIVE),
        ({"const": []}, Shape.ARRAY),
        ({"properties": {}}, Shape.OBJECT),
        ({"items": True}, Shape.ARRAY),
        ({"items": True, "properties": {}}, Shape.ANY),
        ({"anyOf": [{"type": "array"}, {"type": "null"}]}, Shape.ARRAY),
        ({"anyOf": [{"type": "array"}, {"type": "string"}]}, Shape.ANY),
        ({"allOf": [{"type": ["array", "string"]}, {"type": "string"}]}, Shape.PRIMITIVE),
        ({"$ref": "Name"}, Shape.PRIMITIVE),
        ({"$ref": "Cat"}, Shape.OBJECT),
        ({"$ref": "Any"}, Shape.OBJECT),
        ({"$ref": "Self"}, Shape.ANY),
        ({"$ref": "Ring"}, Shape.ANY),
        ({"$ref": "Round"}, Shape.ARRAY),
    ],
)
def test_the_shape_is_what_the_types_leave(schema, expected):
    assert shape(schema, resolve) is expected


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ({"$ref": "Any"}, ("name", "claws", "bark")),
        ({"$ref": "Pet"}, ("name",)),
        ({"type": "object"}, None),
        ({"properties": {"a": True}, "additionalProperties": False}, ("a",)),
        ({"properties": {"a": True}, "additionalProperties": True}, None),
        ({"properties": {"a": True}, "patternProperties": {"^x": True}}, None),
        ({"$ref": "Self"}, None),
        (True, None),
    ],
)
def test_the_names_of_members_are_gathered_unless_they_are_open(schema, names):
    assert property_names(schema, resolve) == names


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, True),
        ({"$ref": "Name"}, {"type": "string"}),
        ({"$ref": "Alias"}, {"type": "string"}),
        ({"$ref": "Self"}, {"$ref": "Self"}),
        ({"$ref": "Name", "maxLength": 3}, {"$ref": "Name", "maxLength": 3}),
    ],
)
def test_a_schema_that_only_refers_to_another_is_that_one(schema, expected):
    assert settled(schema, resolve) == expected


def test_all_that_speaks_of_a_value_is_found_in_order():
    found = in_place({"title": "mine", "$ref": "Cat"}, resolve)

    assert found == (
        {"title": "mine", "$ref": "Cat"},
        COMPONENTS["Cat"],
        {"$ref": "Pet"},
        COMPONENTS["Pet"],
        {"properties": {"claws": {"type": "integer"}}},
    )


def test_branches_can_be_left_out():
    assert in_place({"$ref": "Any"}, resolve, branches=False) == (
        {"$ref": "Any"},
        COMPONENTS["Any"],
    )


def test_a_number_may_be_an_integer():
    assert types({"type": "number"}, resolve) == {"number", "integer"}
    assert types({"type": "number", "enum": [1.0, 2]}, resolve) == {"integer"}


def test_many_references_to_the_same_schema_cost_little():
    levels = {f"L{n}": {"anyOf": [{"$ref": f"L{n + 1}"}, {"$ref": f"L{n + 1}"}]} for n in range(60)}
    levels["L60"] = {"type": "array"}

    assert shape({"$ref": "L0"}, levels.__getitem__) is Shape.ARRAY
