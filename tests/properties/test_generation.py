"""Laws of the room: what is made fits, is the same again, and a refusal is a true one."""

import copy
import json
import re
from random import Random

import pytest
from builder import schema, spec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mockserver.generation import Exhausted, Generator, Unsatisfiable
from mockserver.generation.pattern import Patterns
from mockserver.schema import Direction, Validators

NAMES = st.sampled_from(["id", "name", "email", "created_at", "price", "tags", "x-a", "kind"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-20, 20), st.sampled_from(["a", "bc"]))


def ordered(low, high):
    return st.tuples(st.integers(low, high), st.integers(low, high)).map(sorted)


@st.composite
def texts(draw):
    low, high = draw(ordered(0, 40))
    written = {"type": "string"}
    if draw(st.booleans()):
        written |= {"minLength": low, "maxLength": high}
    if draw(st.booleans()):
        kinds = ["^[a-z]*$", r"\d", "^(?!a).*$", "^a|b$", "[^a-c]+"]
        written["pattern"] = draw(st.sampled_from(kinds))
    elif draw(st.booleans()):
        written["format"] = draw(st.sampled_from(["date", "email", "uuid", "ipv4", "unheard-of"]))
    return written


@st.composite
def numbers(draw):
    low, high = draw(ordered(-300, 300))
    written = {"type": draw(st.sampled_from(["integer", "number"]))}
    bounds = draw(st.sampled_from([(), ("minimum", "maximum"), ("exclusiveMinimum", "maximum")]))
    written |= dict(zip(bounds, (low, high), strict=False))
    if draw(st.booleans()):
        written["multipleOf"] = draw(st.sampled_from([1, 2, 5, 7, 0.5, 0.01, 0.1]))
    return written


def arrays(inner):
    def made(items, prefix, bounds, unique, contained):
        low, high = bounds
        written = {"type": "array", "items": items, "minItems": low, "maxItems": high}
        written |= {"uniqueItems": True} if unique else {}
        written |= {"prefixItems": prefix} if prefix else {}
        return written | ({"contains": contained} if contained else {})

    return st.builds(
        made,
        inner,
        st.lists(inner, max_size=2),
        ordered(0, 4),
        st.booleans(),
        st.none() | inner,
    )


def objects(inner):
    def made(properties, required, closing):
        return {"type": "object", "properties": properties, "required": required} | closing

    closing = st.one_of(
        st.just({}),
        st.just({"additionalProperties": False}),
        st.builds(lambda each: {"additionalProperties": each, "minProperties": 3}, inner),
        st.builds(lambda each: {"patternProperties": {"^x-": each}}, inner),
        st.just({"propertyNames": {"maxLength": 5}}),
        st.just({"maxProperties": 2}),
        st.just({"dependentRequired": {"id": ["name"]}}),
        st.builds(lambda each: {"if": {"required": ["id"]}, "then": each}, inner),
        st.builds(lambda each: {"unevaluatedProperties": each}, inner),
    )
    properties = st.dictionaries(NAMES, inner, max_size=4)
    return st.builds(made, properties, st.lists(NAMES, max_size=2, unique=True), closing)


def composed(inner):
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda all_of: {"allOf": all_of}, several),
        st.builds(lambda any_of: {"anyOf": any_of}, several),
        st.builds(lambda one_of: {"oneOf": one_of}, several),
        st.builds(lambda each, barred: {"allOf": [each, {"not": barred}]}, inner, inner),
    )


def shown(inner):
    return st.builds(lambda each, value: {**each, "example": value}, inner, SCALARS)


LEAVES = st.one_of(
    texts(),
    numbers(),
    st.just({}),
    st.just({"type": "boolean"}),
    st.builds(lambda values: {"enum": values}, st.lists(SCALARS, min_size=1, max_size=4)),
    st.builds(lambda value: {"const": value}, SCALARS),
    st.just({"type": ["string", "null"]}),
    st.just({"$ref": "#/components/schemas/Tree"}),
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: arrays(inner) | objects(inner) | composed(inner) | shown(inner),
    max_leaves=8,
)
TREE = {
    "type": "object",
    "properties": {
        "value": {"type": "integer"},
        "left": {"$ref": "#/components/schemas/Tree"},
        "all": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
    },
    "required": ["value"],
}
PATIENT = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip


def judged(written):
    schemas = {"Root": written, "Tree": TREE}
    document = spec(json.dumps({"openapi": "3.1.0", "components": {"schemas": schemas}}))
    return Validators().of(schema(document, "Root"), Direction.RESPONSE)


def made(validator, seed, **asked):
    """A value, or None where the generator says that it found none."""
    try:
        return [Generator(validator).value(Random(seed), **asked)]
    except Unsatisfiable:
        return None


@PATIENT
@given(SCHEMAS, st.integers(0, 1000), st.booleans())
def test_what_is_made_fits_for_both_judges(written, seed, full):
    validator = judged(written)
    found = made(validator, seed, full=full)
    if found:
        assert validator.is_valid(found[0])
        judge = Draft202012Validator(
            validator.bundled, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        if "\\n" not in json.dumps(found[0]):  # Python's $ matches before a last newline, too
            assert [each.message for each in judge.iter_errors(found[0])] == []


@PATIENT
@given(SCHEMAS, st.integers(0, 1000))
def test_the_same_numbers_give_the_same_value(written, seed):
    one, other = (made(judged(copy.deepcopy(written)), seed) for _ in range(2))
    assert json.dumps(one) == json.dumps(other)


@PATIENT
@given(SCHEMAS, st.integers(0, 100))
def test_a_value_does_not_depend_on_what_was_made_before(written, seed):
    validator = judged(written)
    generator = Generator(validator)
    try:
        for earlier in range(3):
            generator.value(Random(earlier))
        value = generator.value(Random(seed))
    except Unsatisfiable:
        return
    assert json.dumps(made(validator, seed)) == json.dumps([value])


@PATIENT
@given(SCHEMAS, SCALARS)
def test_a_refusal_is_a_true_one(written, value):
    """What is said to fit nothing does not fit what was made for a part of it either."""
    validator = judged(written)
    try:
        Generator(validator).value(Random(1))
    except Exhausted:
        return
    except Unsatisfiable:
        assert not validator.is_valid(value)
        assert not validator.is_valid({})
        assert not validator.is_valid([])


@PATIENT
@given(st.integers(0, 10**6), st.integers(0, 12), st.integers(0, 12))
@pytest.mark.parametrize("pattern", [r"^(ab|c)*$", r"\d[a-f]+", r"^(?=.*x)[w-z]{2,}$", r"^a|b$"])
def test_a_text_matches_its_pattern_and_its_length(pattern, seed, one, other):
    low, high = sorted((one, other))
    for text in Patterns().texts((pattern,), (), (low, high), Random(seed)):
        assert re.search(pattern, text)
        assert low <= len(text) <= high
        break
