import pytest

from mockserver.schema.weight import HEAVIEST, weight

TWICE = {
    f"A{n}": {"allOf": [{"$ref": f"#/$defs/A{n + 1}"}, {"$ref": f"#/$defs/A{n + 1}"}]}
    for n in range(4)
}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, 1),
        ({"allOf": [{}, {}]}, 3),
        ({"not": {}, "if": {}, "then": {}, "else": {}}, 5),
        ({"dependentSchemas": {"a": {}, "b": {}}}, 3),
        ({"properties": {"a": {"allOf": [{}]}}, "items": {}}, 1),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"anyOf": [{}, True]}}}, 4),
        ({"$ref": "#/$defs/A%20b", "$defs": {"A b": {}}}, 2),
        ({"$ref": "#/$defs/A0", "$defs": {**TWICE, "A4": {}}}, 62),
        ({"$defs": {"A": {"$ref": "#/$defs/A"}}}, 2),
        ({"$defs": {"A": {"allOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/A"}]}}}, 5),
        ({"$ref": "#/$defs/gone"}, 2),
        ({"allOf": 1, "not": 2, "dependentSchemas": [], "$ref": 3}, 2),
    ],
)
def test_what_applies_to_one_value_is_counted_and_what_applies_to_its_parts_is_not(
    schema, expected
):
    assert weight(schema) == expected


def test_what_doubles_again_and_again_is_not_counted_to_its_end():
    chain = {
        f"A{n}": {"oneOf": [{"$ref": f"#/$defs/A{n + 1}"}, {"$ref": f"#/$defs/A{n + 1}"}]}
        for n in range(500)
    }
    assert weight({"$ref": "#/$defs/A0", "$defs": {**chain, "A500": {}}}) == HEAVIEST + 1
