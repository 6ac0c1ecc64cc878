import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.console.form import fields_of, filled_in
from mockserver.console.keywords import forms, nearest

SCHEMA = {
    "$defs": {
        "Name": {"type": "string", "minLength": 2},
        "Loop": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Loop"}}},
    },
    "type": "object",
    "required": ["name", "size"],
    "allOf": [{"properties": {"base": {"type": "integer"}}, "required": ["base"]}],
    "properties": {
        "name": {"$ref": "#/$defs/Name"},
        "size": {"type": ["number", "null"]},
        "kind": {"enum": ["a", "b", 3, None]},
        "is_on": {"type": "boolean"},
        "inner": {"type": "object", "properties": {"x": {"type": "integer"}}},
        "loop": {"$ref": "#/$defs/Loop"},
        "list": {"type": "array"},
        "either": {"type": ["string", "integer"]},
        "any": {},
    },
}


def filled(record, **sent):
    fields = fields_of(SCHEMA, record)
    shown = {}

    def show(some):
        for each in some:
            shown[each.pointer] = each.value
            show(each.fields)

    show(fields)
    named = {f"/{name.replace('__', '/')}": value for name, value in sent.items()}
    return filled_in(fields, shown | named, record)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r")),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["name", "size", "kind", "is_on", "inner", "list", "either", "any", "more"]
        ),
        json_values,
    )
)
def test_a_form_that_nobody_touches_changes_nothing(record):
    draft = filled(record)
    assert draft.faults == {}
    assert json.dumps(draft.value) == json.dumps(record)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"name": "Ada"}, {"name": "Ada"}),
        ({"size": "1.50"}, {"size": 1.5}),
        ({"size": "12345678901234567890"}, {"size": 12345678901234567890}),
        ({"size": "big"}, {"size": "big"}),
        ({"kind": "3"}, {"kind": 3}),
        ({"kind": '"a"'}, {"kind": "a"}),
        ({"is_on": "false"}, {"is_on": False}),
        ({"inner__x": "4"}, {"inner": {"x": 4}}),
        ({"list": "[1]"}, {"list": [1]}),
        ({"either": '"5"'}, {"either": "5"}),
        ({"base": "7"}, {"base": 7}),
    ],
)
def test_what_is_filled_in_has_the_type_that_the_schema_wants(sent, expected):
    assert filled({}, **sent).value == expected


@pytest.mark.parametrize(
    ("record", "sent", "expected"),
    [
        ({"name": "Ada"}, {"name": ""}, {"name": ""}),
        ({"size": 3}, {"size": ""}, {"size": None}),
        ({"kind": "a"}, {"kind": ""}, {}),
        ({"inner": {"x": 1, "y": 2}}, {"inner__x": ""}, {"inner": {"y": 2}}),
        ({"list": [1]}, {"list": ""}, {}),
    ],
)
def test_an_emptied_field_is_null_or_gone_but_a_text_that_must_be_there(record, sent, expected):
    assert filled(record, **sent).value == expected


def test_what_is_no_json_is_told_at_its_field():
    draft = filled({}, list="[1")
    assert "no JSON" in draft.faults["/list"]
    assert "list" not in draft.value


def test_a_schema_within_itself_is_written_as_json():
    fields = {each.pointer: each for each in every(fields_of(SCHEMA, {}))}
    assert (fields["/loop"].kind, fields["/loop/next"].kind) == ("group", "json")
    assert len(fields) < 30


def every(fields):
    for each in fields:
        yield each
        yield from every(each.fields)


def field_of(schema, value=None, root=None):
    record = {} if value is None else {"it": value}
    (found,) = fields_of({**(root or {}), "properties": {"it": schema}}, record)
    return found


NAMED = {"$defs": {"Colour": {"enum": ["red", "blue"]}, "Price": {"properties": {"sum": {}}}}}
COLOUR, PRICE = {"$ref": "#/$defs/Colour"}, {"$ref": "#/$defs/Price"}


@pytest.mark.parametrize(
    ("schema", "kind", "is_nullable"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text", True),
        ({"oneOf": [{"type": "null"}, {"type": "integer"}]}, "number", True),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "json", False),
        ({"allOf": [COLOUR], "description": "It."}, "choice", False),
        ({"anyOf": [{"allOf": [COLOUR]}, {"type": "null"}]}, "choice", True),
        ({"anyOf": [PRICE, {"type": "null"}]}, "group", True),
        ({"type": "string", "allOf": [{"minLength": 2}, {"maxLength": 3}]}, "text", False),
        ({"type": ["string", "null"], "format": "date"}, "date", True),
        (False, "text", False),
        (True, "json", False),
    ],
)
def test_what_a_schema_is_made_of_counts_together(schema, kind, is_nullable):
    found = field_of(schema, root=NAMED)
    assert (found.kind, found.is_nullable) == (kind, is_nullable)


def test_a_text_that_is_no_date_is_not_lost_in_a_field_for_dates():
    schema = {"type": "string", "format": "date"}
    assert field_of(schema, "2024-09-01").kind == "date"
    assert field_of(schema, "1 September").kind == "text"


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ({"type": "array", "items": {"type": "string"}}, '["…"]'),
        ({"type": "array", "items": {"properties": {"n": {"type": "integer"}}}}, '[{"n": 0}]'),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, '{"…": true}'),
        ({"oneOf": [{"properties": {"kind": {"const": "cat"}}}, {}]}, '{"kind": "cat"}'),
        ({"type": "array", "items": {"enum": ["s", "m"]}}, '["s"]'),
    ],
)
def test_what_is_written_as_json_is_sketched(schema, shown):
    assert field_of(schema).hint.endswith(f"JSON such as {shown}")


def test_a_sketch_of_a_schema_within_itself_ends():
    tree = {"type": "array", "items": {"$ref": "#/$defs/Tree"}}
    assert (
        "JSON such as [" in field_of({"$ref": "#/$defs/Tree"}, root={"$defs": {"Tree": tree}}).hint
    )


def test_a_member_of_one_alternative_is_read_by_it():
    schema = {
        "oneOf": [{"properties": {"lives": {"type": "integer"}}}, {"properties": {"barks": {}}}]
    }
    (found,) = fields_of(schema, {"lives": 9})
    assert found.kind == "number"


def test_a_group_is_open_where_there_is_something_to_see():
    schema = {"type": "object", "properties": {"sum": {"type": "integer"}}}
    assert not field_of(schema).is_open
    assert field_of(schema, {}).is_open
    (needed,) = fields_of({"properties": {"it": schema}, "required": ["it"]}, {})
    assert needed.is_open


def test_a_group_that_is_emptied_is_null_where_that_may_be():
    schema = {"properties": {"it": {"anyOf": [PRICE, {"type": "null"}]}}, **NAMED}
    record = {"it": {"sum": 3}}
    assert filled_in(fields_of(schema, record), {"/it/sum": ""}, record).value == {"it": None}
    untouched = {"it": {}}
    assert filled_in(fields_of(schema, untouched), {"/it/sum": ""}, untouched).value == untouched


PETS = {
    "properties": {"name": {"type": "string"}},
    "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}, {"type": "null"}],
    "$defs": {
        "Cat": {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}},
        "Dog": {"properties": {"kind": {"enum": ["dog", "wolf"]}, "barks": {"type": "boolean"}}},
    },
}


@pytest.mark.parametrize(
    ("record", "name"),
    [({}, "Cat"), ({"kind": "wolf"}, "Dog"), ({"barks": True}, "Dog"), ({"name": "Tom"}, "Cat")],
)
def test_of_several_alternatives_a_record_has_the_form_that_it_looks_like(record, name):
    several = forms(PETS, PETS)
    assert [each for each, _ in several] == ["Cat", "Dog"]
    chosen, told = several[nearest(several, record)]
    assert chosen == name
    assert {each.label for each in fields_of(PETS, record, told=told)} >= {"name", "kind"}


def test_a_schema_without_alternatives_has_one_form_without_a_name():
    assert [name for name, _ in forms(SCHEMA, SCHEMA)] == [""]


@pytest.mark.parametrize(
    ("schema", "hint"),
    [
        ({"format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1}, "int64"),
        ({"format": "int32", "minimum": 1, "maximum": 2**31 - 1}, "int32, from 1"),
        ({"minimum": -(2**31)}, "from -2147483648"),
    ],
)
def test_limits_that_a_format_has_anyway_are_not_told(schema, hint):
    assert field_of({"type": "integer", **schema}).hint == hint
