import pytest

from mockserver.serialization import coerce, coercion
from mockserver.serialization.coercion import fits, member_schema

COMPONENTS = {
    "Count": {"type": "integer"},
    "Tree": {
        "type": "object",
        "properties": {"size": {"$ref": "Count"}, "child": {"$ref": "Tree"}},
    },
    "Base": {"type": "object", "properties": {"id": {"type": ["string", "integer"]}}},
    "Named": {"allOf": [{"$ref": "Base"}, {"properties": {"id": {"type": "string"}}}]},
    "Nest": {"type": "array", "items": {"$ref": "Nest"}},
    "Loop": {"anyOf": [{"$ref": "Loop"}, {"type": "integer"}]},
}


def resolve(reference):
    return COMPONENTS[reference]


def exactly(value):
    return (type(value), value)


@pytest.mark.parametrize(
    ("text", "schema", "value"),
    [
        ("5", {"type": "integer"}, 5),
        ("1.0", {"type": "integer"}, 1.0),
        ("1e2", {"type": "integer"}, 100.0),
        ("1.5", {"type": "integer"}, "1.5"),
        ("abc", {"type": "integer"}, "abc"),
        ("+1", {"type": "integer"}, "+1"),
        ("1_000", {"type": "integer"}, "1_000"),
        ("", {"type": "integer"}, ""),
        ("5", {"type": "number"}, 5),
        ("5.25", {"type": "number"}, 5.25),
        ("NaN", {"type": "number"}, "NaN"),
        ("1e999", {"type": "number"}, "1e999"),
        ("true", {"type": "boolean"}, True),
        ("True", {"type": "boolean"}, "True"),
        ("1", {"type": "boolean"}, "1"),
        ("null", {"type": "null"}, None),
        ("null", {"type": ["integer", "null"]}, None),
        ("null", {"type": ["string", "null"]}, "null"),
        ("null", {"enum": ["a", None]}, None),
        ("5", {"type": "string"}, "5"),
        ("5", {}, "5"),
        ("5", True, "5"),
        ("5", False, "5"),
        ("5", {"type": ["string", "integer"]}, 5),
        ("007", {"type": ["string", "integer"]}, "007"),
        ("5", {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "integer"}]}, 5),
        ("a", {"oneOf": [{"type": "integer"}, {"type": "string"}]}, "a"),
        ("true", {"oneOf": [{"type": "boolean"}, {"type": "integer"}]}, True),
        ("5", {"allOf": [{"type": ["integer", "string"]}, {"type": "string"}]}, "5"),
        ("5", {"allOf": [{"$ref": "Count"}, {"minimum": 1}]}, 5),
        ("5", {"$ref": "Loop"}, 5),
        ("2", {"enum": [1, 2]}, 2),
        ("2", {"enum": [1, "2", 2]}, 2),
        ("2", {"enum": ["1", "2"]}, "2"),
        ("7", {"type": "integer", "enum": [1, 2]}, 7),
        ("1", {"const": 1}, 1),
        ("1", {"enum": [True, "x"]}, "1"),
        ("5", {"minimum": 1}, "5"),
    ],
)
def test_text_becomes_what_the_schema_calls_for(text, schema, value):
    assert exactly(coerce(text, schema, resolve)) == exactly(value)


def test_digits_are_bounded():
    assert coerce("9" * 400, {"type": "integer"}, resolve) == 10**400 - 1
    assert coerce("9" * 4301, {"type": "integer"}, resolve) == "9" * 4301


def test_one_text_is_the_array_of_it_where_nothing_else_fits():
    integers = {"type": "array", "items": {"type": "integer"}}

    assert coerce("5", integers, resolve) == [5]
    assert coerce("5", {"type": ["array", "string"], "items": {"type": "integer"}}, resolve) == "5"


def test_an_array_of_itself_wraps_a_text_once():
    assert coerce("5", {"$ref": "Nest"}, resolve) == ["5"]


def test_items_follow_prefix_items_and_items():
    schema = {"prefixItems": [{"type": "boolean"}], "items": {"type": "integer"}}

    assert coerce(["true", "2", "x"], schema, resolve) == [True, 2, "x"]


def test_members_follow_properties_then_patterns_then_the_rest():
    schema = {
        "properties": {"a": {"type": "integer"}},
        "patternProperties": {"^b": {"type": "boolean"}, "(?<bad": {"type": "null"}},
        "additionalProperties": {"type": "number"},
    }

    value = coerce({"a": "1", "b1": "true", "c": "1.5", "d": "x"}, schema, resolve)

    assert value == {"a": 1, "b1": True, "c": 1.5, "d": "x"}


def test_a_recursive_schema_ends_with_the_value():
    value = coerce({"size": "1", "child": {"size": "2"}}, {"$ref": "Tree"}, resolve)

    assert value == {"size": 1, "child": {"size": 2}}


def test_all_of_narrows_a_member():
    assert coerce({"id": "5"}, {"$ref": "Base"}, resolve) == {"id": 5}
    assert coerce({"id": "5"}, {"$ref": "Named"}, resolve) == {"id": "5"}


def test_only_the_branch_speaks_that_the_members_do_not_contradict():
    card = {"properties": {"by": {"const": "card"}, "no": {"type": "string"}}, "required": ["by"]}
    account = {"properties": {"by": {"const": "bank"}, "no": {"type": "integer"}}}
    schema = {"oneOf": [card, account]}

    assert coerce({"by": "card", "no": "5"}, schema, resolve) == {"by": "card", "no": "5"}
    assert coerce({"by": "bank", "no": "5"}, schema, resolve) == {"by": "bank", "no": 5}
    assert coerce({"no": "5"}, schema, resolve) == {"no": 5}
    assert coerce({"by": "cash", "no": "5"}, schema, resolve) == {"by": "cash", "no": 5}


def test_counting_names_make_an_array_where_the_schema_wants_one():
    schema = {"type": "array", "items": {"type": "integer"}}

    assert coerce({"1": "20", "0": "10"}, schema, resolve) == [10, 20]
    assert coerce({"1": "20"}, schema, resolve) == {"1": "20"}
    assert coerce({"0": "10"}, {"type": "object"}, resolve) == {"0": "10"}


def test_what_is_typed_already_stays():
    assert coerce(5, {"type": "string"}, resolve) == 5
    assert coerce(None, {"type": "string"}, resolve) is None


def test_equality_is_json_schema_s():
    assert fits(1.0, {"const": 1}, resolve)
    assert not fits(1, {"const": True}, resolve)
    assert not fits("a", {"not": {}, "const": "b"}, resolve)


def test_a_member_nobody_declares_may_be_anything():
    assert member_schema({"properties": {"a": {"type": "integer"}}}, "b", resolve) is True


def test_a_branch_is_held_against_the_members_once_however_many_there_are(monkeypatch):
    asked = []
    held = coercion._contradicted

    def contradicted(branch, members, resolve):
        asked.append(branch)
        return held(branch, members, resolve)

    monkeypatch.setattr(coercion, "_contradicted", contradicted)
    branches = [{"properties": {"a": {"const": n}}} for n in range(5)]
    members = {"a": "3", **{f"x{n}": "1" for n in range(100)}}
    assert coerce(members, {"oneOf": branches}, resolve)["a"] == 3
    assert len(asked) == len(branches)
