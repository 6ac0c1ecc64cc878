import pytest

from mockserver.schema.barren import conflict
from mockserver.schema.canonical import canonicalize
from mockserver.schema.shape import (
    Array,
    Choice,
    Constants,
    Every,
    Nothing,
    Number,
    Object,
    OfTypes,
    Opaque,
    Reference,
    Text,
)

NODE = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        ({"type": "string"}, OfTypes(("string",))),
        ({"type": "string", "minLength": 2}, Text(min_length=2)),
        ({"type": "integer", "minimum": 3}, Number(whole=True, minimum=3)),
        ({"type": "number", "exclusiveMaximum": 1.5}, Number(whole=False, maximum=1.5, below=True)),
        ({"const": "a"}, Constants(("a",))),
        ({"enum": [2, 1]}, Constants((1, 2))),
        ({"type": "string", "minLength": 3, "maxLength": 1}, Nothing()),
        (
            {"not": {"type": ["null", "number", "string", "object", "array"]}},
            Constants((False, True)),
        ),
    ],
)
def test_a_schema_is_reduced_to_a_shape(schema, shape):
    assert canonicalize(schema).shape == shape


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "array", "items": {"minimum": 3}}, Array),
        ({"type": "object", "required": ["a"]}, Object),
        ({"oneOf": [{"minimum": 3}, {"pattern": "a"}]}, Choice),
        ({"$ref": "#/$defs/Node", "$defs": {"Node": NODE}}, Reference),
        ({"not": {"$ref": "#/$defs/Node"}, "type": "object", "$defs": {"Node": NODE}}, Every),
    ],
)
def test_a_composed_schema_has_a_shape_of_its_kind(schema, kind):
    assert isinstance(canonicalize(schema).shape, kind)


def test_what_cannot_be_reduced_is_left_to_the_judge():
    """An exclusion of what recurs is no shape: a looser one is offered, and accepts() decides."""
    schema = {"not": {"$ref": "#/$defs/Node"}, "type": "object", "$defs": {"Node": NODE}}
    branches = canonicalize(schema).shape.branches
    [opaque] = [each for each in branches if isinstance(each.shape, Opaque)]
    assert opaque.shape.loose.accepts({})
    assert not opaque.accepts({})


def test_a_reference_leads_to_the_same_part_each_time():
    whole = canonicalize({"$ref": "#/$defs/Node", "$defs": {"Node": NODE}})
    target = whole.shape.target
    assert target.shape.properties["next"].shape.target is target
    assert whole.definition("Node") is target
    assert whole.definition("Other") is None


def test_two_schemas_meet_in_what_fits_both():
    one, other = canonicalize({"minimum": 3}), canonicalize({"type": "integer", "maximum": 3})
    assert one.meet(other).shape == Constants((3,))
    assert one.meet(other) is one.meet(other)


def test_what_fits_one_and_not_the_other_is_left():
    one, other = canonicalize({"enum": [1, 2, 3]}), canonicalize({"const": 2})
    assert one.without(other).shape == Constants((1, 3))


def test_formats_are_judged():
    assert not canonicalize({"type": "string", "format": "date"}).accepts("tomorrow")


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (
            {"properties": {"a": {"type": "integer", "minimum": 3, "maximum": 1}},
             "type": "object", "required": ["a"]},
            "at '#/properties/a' by 'minimum' and 'maximum'",
        ),
        ({"type": "string"}, ""),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_by_place_and_keywords(schema, told):
    assert conflict(schema).replace("'type' and ", "") == told
