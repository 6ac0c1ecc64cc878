"""Each kind of schema that generators stumble over: ten values, all of which fit."""

import json
from random import Random

import pytest

from mockserver.generation import Generator, Unsatisfiable

WHOLE = {"type": "integer"}
TEXT = {"type": "string"}
FORMATS = (
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri "
    "uri-reference iri iri-reference uuid uri-template json-pointer relative-json-pointer regex "
    "byte binary password int32 unheard-of"
).split()


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


TREE = {
    "type": "object",
    "properties": {"value": WHOLE, "children": {"type": "array", "items": ref("Tree")}},
    "required": ["value"],
}
CHAIN = {
    "type": "object",
    "properties": {"next": {"anyOf": [ref("Chain"), {"type": "null"}]}},
    "required": ["next"],
}
KINDS = {
    "pattern_simple": {"type": "string", "pattern": r"^[A-Z]{3}-\d{4}$"},
    "pattern_len": {"type": "string", "pattern": "^[a-z]+$", "minLength": 30, "maxLength": 32},
    "pattern_lookahead": {
        "type": "string",
        "pattern": r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,12}$",
    },
    "pattern_unicode": {"type": "string", "pattern": r"^\p{Lu}\p{L}{2,10}$"},
    "two_patterns": {
        "type": "string",
        "allOf": [{"pattern": "^[a-z0-9]+$"}, {"pattern": r"\d{3}$"}],
    },
    "allOf_merge": {
        "allOf": [
            {"type": "object", "properties": {"a": WHOLE}, "required": ["a"]},
            {"properties": {"b": TEXT}, "required": ["b"]},
        ]
    },
    "allOf_closed": {
        "type": "object",
        "allOf": [{"properties": {"a": WHOLE}, "required": ["a"]}, {"properties": {"b": TEXT}}],
        "unevaluatedProperties": False,
    },
    "oneOf_overlap": {
        "oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]
    },
    "oneOf_objects": {
        "oneOf": [
            {"type": "object", "properties": {"a": WHOLE}, "required": ["a"]},
            {"type": "object", "properties": {"b": WHOLE}, "required": ["b"]},
        ]
    },
    "anyOf_req": {
        "type": "object",
        "properties": {"a": WHOLE, "b": TEXT},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        "additionalProperties": False,
    },
    "not_enum": {"type": "string", "enum": ["a", "b", "c"], "not": {"enum": ["a", "b"]}},
    "not_required": {
        "type": "object",
        "properties": {"a": WHOLE, "b": WHOLE},
        "not": {"required": ["a", "b"]},
    },
    "if_then": {
        "type": "object",
        "properties": {"kind": {"enum": ["card", "bank"]}, "iban": TEXT, "pan": TEXT},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "card"}}},
        "then": {"required": ["pan"]},
        "else": {"required": ["iban"]},
    },
    "recursive_opt": ref("Tree"),
    "recursive_null": ref("Chain"),
    "unique_enum": {
        "type": "array",
        "items": {"enum": ["a", "b", "c"]},
        "uniqueItems": True,
        "minItems": 3,
    },
    "unique_obj": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"id": {"type": "integer", "minimum": 1, "maximum": 5}},
            "required": ["id"],
        },
        "uniqueItems": True,
        "minItems": 4,
    },
    "multipleOf_dec": {"type": "number", "multipleOf": 0.01, "minimum": 0.01, "maximum": 20},
    "excl_range": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-6},
    "int64": {
        "type": "integer",
        "format": "int64",
        "minimum": 9007199254740993,
        "maximum": 9007199254740995,
    },
    "formats": {
        "type": "object",
        "properties": {name: {"type": "string", "format": name} for name in FORMATS},
    },
    "format_len": {"type": "string", "format": "email", "maxLength": 10},
    "format_pattern": {"type": "string", "format": "date", "pattern": "^2031-"},
    "addprops_schema": {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 3},
        "minProperties": 2,
    },
    "patternProps": {
        "type": "object",
        "patternProperties": {"^x-[a-z]+$": WHOLE},
        "additionalProperties": False,
        "minProperties": 2,
    },
    "propertyNames": {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Z]{3}$"},
        "minProperties": 3,
    },
    "contains": {
        "type": "array",
        "items": WHOLE,
        "contains": {"const": 7},
        "minContains": 2,
        "maxContains": 2,
        "minItems": 4,
    },
    "prefixItems": {
        "type": "array",
        "prefixItems": [TEXT, WHOLE, {"type": "boolean"}],
        "items": False,
        "minItems": 3,
    },
    "dependentRequired": {
        "type": "object",
        "properties": {"card": TEXT, "address": TEXT},
        "dependentRequired": {"card": ["address"]},
    },
    "dependentSchemas": {
        "type": "object",
        "properties": {"card": TEXT},
        "dependentSchemas": {
            "card": {
                "properties": {"cvc": {"type": "string", "pattern": r"^\d{3}$"}},
                "required": ["cvc"],
            }
        },
        "required": ["card"],
    },
    "nullable_type": {"type": ["integer", "null"], "minimum": 5},
    "allof_enum": {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
    "deep": {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {
                "type": "object",
                "required": ["b"],
                "properties": {
                    "b": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["tags"],
                            "properties": {
                                "tags": {
                                    "type": "array",
                                    "items": TEXT,
                                    "minItems": 2,
                                    "uniqueItems": True,
                                }
                            },
                        },
                    }
                },
            }
        },
    },
    "customer": {
        "type": "object",
        "required": ["id", "email"],
        "properties": {
            "id": {"type": "string", "pattern": "^cus_[0-9a-hjkmnp-tv-z]{26}$"},
            "email": {"type": "string", "format": "email"},
            "name": {"type": "string", "minLength": 1, "maxLength": 40},
            "balance": {"type": "number", "multipleOf": 0.01},
            "created_at": {"type": "string", "format": "date-time"},
            "metadata": {"type": "object", "additionalProperties": TEXT},
        },
        "additionalProperties": False,
    },
    # and some more than the table of the study
    "pattern_not_ahead": {"type": "string", "pattern": "^(?!admin$)(?!.*--)[a-z-]{3,8}(?<!-)$"},
    "pattern_edges": {"type": "string", "pattern": "^$|^a{2,3}$|x$"},
    "pattern_excluded": {"type": "string", "pattern": "^[ab]{2}$", "not": {"pattern": "^a"}},
    "format_and_strict_pattern": {"type": "string", "format": "uuid", "pattern": "^abc"},
    "format_long": {"type": "string", "format": "uri", "minLength": 80, "maxLength": 80},
    "two_divisors": {"type": "number", "multipleOf": 0.1, "allOf": [{"multipleOf": 0.25}]},
    "no_whole_number": {"type": "number", "not": {"type": "integer"}, "minimum": 3, "maximum": 4},
    "oneOf_same_members": {
        "oneOf": [
            {"type": "object", "properties": {"a": WHOLE}},
            {"type": "object", "properties": {"a": WHOLE, "b": TEXT}},
        ]
    },
    "a_name_that_fails": {"type": "object", "not": {"propertyNames": {"pattern": "^[a-z]+$"}}},
    "a_member_that_fails": {"type": "object", "not": {"patternProperties": {"^x": TEXT}}},
    "repeated_items": {"type": "array", "items": WHOLE, "not": {"uniqueItems": True}},
    "unevaluatedItems": {"type": "array", "prefixItems": [TEXT], "unevaluatedItems": False},
    "at_most_one_property": {
        "type": "object",
        "properties": {"a": TEXT, "b": TEXT},
        "maxProperties": 1,
    },
    "no_type": {"minLength": 3},
    "everything": {},
    "long_text": {"type": "string", "minLength": 3000},
    "nothing_but_empty": {"type": "string", "maxLength": 0},
}  # fmt: skip

CONTRADICTIONS = {
    "lengths": ({"type": "string", "minLength": 5, "maxLength": 3}, "'minLength'"),
    "bounds_of_a_property": (
        {
            "type": "object",
            "required": ["age"],
            "properties": {"age": {"type": "integer", "minimum": 3, "maximum": 1}},
        },
        "at '#/properties/age' by 'minimum' and 'maximum'",
    ),
    "endless": (ref("Endless"), "no value can fit this schema"),
}
ENDLESS = {"type": "object", "properties": {"next": ref("Endless")}, "required": ["next"]}


@pytest.mark.parametrize("kind", KINDS)
def test_ten_values_of_each_kind_fit(judged, kind):
    validator = judged(KINDS[kind], Tree=TREE, Chain=CHAIN)
    made = [Generator(validator).value(Random(seed)) for seed in range(10)]
    assert [value for value in made if not validator.is_valid(value)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_numbers_give_the_same_value(generator, kind):
    one, other = (generator(KINDS[kind], Tree=TREE, Chain=CHAIN) for _ in range(2))
    assert json.dumps(one.value(Random(5))) == json.dumps(other.value(Random(5)))


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_has_to_be_fits_as_well(judged, kind):
    validator = judged(KINDS[kind], Tree=TREE, Chain=CHAIN)
    assert validator.is_valid(Generator(validator).value(Random(1), full=False))


@pytest.mark.parametrize("kind", CONTRADICTIONS)
def test_a_contradiction_is_refused_and_told(generator, kind):
    written, told = CONTRADICTIONS[kind]
    with pytest.raises(Unsatisfiable) as refused:
        generator(written, Endless=ENDLESS).value(Random(1))
    assert told in str(refused.value)


@pytest.mark.parametrize("kind", [WHOLE, {"type": "integer", "minimum": 0, "multipleOf": 5}])
@pytest.mark.parametrize("seed", range(3))
def test_the_numbers_of_a_long_list_differ(generator, kind, seed):
    listed = {"type": "array", "items": kind, "uniqueItems": True, "minItems": 400}
    assert len(set(generator(listed).value(Random(seed)))) == 400
