import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.console.form import fields_of, filled_in, pointers_of

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


def test_schemas_that_refer_to_themselves_end():
    assert len(list(pointers_of(fields_of(SCHEMA, {})))) < 30
