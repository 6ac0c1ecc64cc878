"""Requests: of variants that overlap the tag chooses (OAS 3.1 §4.8.25)."""

import pytest
from builder import schema, spec

from mockserver.schema import Direction, Validators

DOCUMENT = """
openapi: 3.0.3
components:
  schemas:
    Pet:
      oneOf:
      - $ref: '#/components/schemas/Cat'
      - $ref: '#/components/schemas/Dog'
      - $ref: '#/components/schemas/Fish'
      discriminator: {propertyName: kind, mapping: {woof: '#/components/schemas/Dog'}}
    Cat: {required: [kind], properties: {kind: {type: string}, age: {type: integer}}}
    Dog: {required: [kind], properties: {kind: {type: string}, age: {type: string}}}
    Fish: {allOf: [{required: [kind], properties: {kind: {type: string, enum: [fish]}}}]}
"""


@pytest.fixture
def judged():
    document = spec(DOCUMENT)
    return lambda way, value: (
        Validators().of(schema(document, "Pet"), way).violations(value)  # one line a value
    )


@pytest.mark.parametrize("tag", ["Cat", "woof", "fish"])
def test_a_value_that_all_variants_would_take_is_the_one_its_tag_names(judged, tag):
    assert judged(Direction.REQUEST, {"kind": tag}) == ()


@pytest.mark.parametrize(("tag", "age", "expected"), [("Cat", "x", "integer"), ("woof", 5, "str")])
def test_what_is_wrong_is_told_of_the_variant_that_the_tag_names(judged, tag, age, expected):
    (violation,) = judged(Direction.REQUEST, {"kind": tag, "age": age})
    assert violation.pointer == ("age",)
    assert f"expected {expected}" in violation.message


def test_a_tag_that_no_variant_has_is_refused(judged):
    (violation,) = judged(Direction.REQUEST, {"kind": "bird"})
    assert violation.message.endswith('none of the allowed values "Cat", "woof", "fish"')


def test_a_response_has_to_fit_exactly_one_for_those_who_do_not_read_tags(judged):
    (violation,) = judged(Direction.RESPONSE, {"kind": "Cat"})  # a Dog as much
    assert violation.pointer == ("kind",)


OTHERS = """
openapi: 3.2.0
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Other'}]
      discriminator: {propertyName: kind, mapping: {cat: Cat}, defaultMapping: Other}
    Cat: {required: [kind], properties: {kind: {type: string}, age: {type: integer}}}
    Other: {properties: {kind: {type: string}, age: {type: string}}}
"""


@pytest.mark.parametrize(
    ("value", "is_good"),
    [
        ({"kind": "cat", "age": 5}, True),
        ({"kind": "cat", "age": "five"}, False),
        ({"kind": "cat"}, True),
        ({"kind": "horse", "age": "five"}, True),
        ({"kind": "horse", "age": True}, False),
        ({"age": "five"}, True),
    ],
)
def test_any_other_tag_is_of_the_variant_that_is_named_for_all_others(value, is_good):
    validator = Validators().of(schema(spec(OTHERS), "Pet"), Direction.REQUEST)
    assert (validator.violations(value) == ()) == is_good
