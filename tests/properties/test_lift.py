"""A second judge: what is lifted and bundled is JSON Schema 2020-12 to another library too."""

from pathlib import Path

import jsonschema_rs
import pytest
from builder import schema, spec
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mockserver.schema import Direction, Validators
from mockserver.schema.direction import View
from mockserver.spec.load import load_spec
from mockserver.spec.schema import references

VALID = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "valid"
SMALL = 50_000
DOCUMENTS = sorted(
    path
    for path in VALID.rglob("*")
    if path.suffix in (".yaml", ".json") and path.parent == VALID and path.stat().st_size < SMALL
)
MULTI = [VALID / "multi-petstore-separate" / "spec" / "openapi.yaml"]


def components(document):
    """All component schemas of a document."""
    holder = document.root if document.version == "2.0" else document.root.get("components")
    key = "definitions" if document.version == "2.0" else "schemas"
    named = holder.child_members(key) if holder else ()
    return [document.schemas.at(node) for _, node in named]


@pytest.mark.skipif(not DOCUMENTS, reason="the corpus of documents is not beside this checkout")
@pytest.mark.parametrize("path", DOCUMENTS + MULTI, ids=lambda path: path.name)
@pytest.mark.parametrize("direction", Direction)
def test_the_component_schemas_of_documents_in_use_are_2020_12_to_both_judges(path, direction):
    view = View(direction)
    for each in components(load_spec(str(path))):
        bundled = view.bundle(each)
        Draft202012Validator.check_schema(bundled)
        jsonschema_rs.Draft202012Validator(bundled, offline=True)
        named = references({"allOf": [bundled, *bundled["$defs"].values()]})
        assert set(named) <= set(bundled["$defs"]), each.address
        for tokens in (("$defs", name) for name in bundled["$defs"]):
            origin, _ = each.place(tokens)
            assert origin.line >= 1


TOY = """
    openapi: {version}
    components:
      schemas:
        Plain: {{type: string, minLength: 1, maxLength: 2}}
        Nullable: {{type: integer, nullable: true, minimum: 0, exclusiveMinimum: true}}
        NullableEnum: {{type: string, enum: [a, b], nullable: true}}
        EnumWithNull: {{type: string, enum: [a, b, null], nullable: true}}
        NullableReference: {{$ref: '#/components/schemas/Plain', nullable: true}}
        Wrapped: {{nullable: true, allOf: [{{$ref: '#/components/schemas/Plain'}}]}}
        Either: {{oneOf: [{{type: integer}}, {{minimum: 2}}], nullable: true}}
        Any: {{anyOf: [{{type: string}}, {{type: array, items: {{type: integer}}, maxItems: 2}}]}}
        Not: {{not: {{type: [string]}}}}
        Closed: {{type: object, properties: {{a: {{type: string}}}}, additionalProperties: false}}
        Bare: {{additionalProperties: false}}
        Open:
          required: [a]
          properties: {{b: {{type: boolean}}}}
          additionalProperties: {{type: integer}}
        Node:
          type: object
          properties:
            a: {{$ref: '#/components/schemas/Node'}}
            b: {{$ref: '#/components/schemas/Any'}}
          minProperties: 1
        Unique: {{type: array, uniqueItems: true, minItems: 1}}
        Numbers: {{type: number, multipleOf: 2, maximum: 10}}
"""
MODERN = """
    openapi: 3.1.0
    components:
      schemas:
        Siblings: {$ref: '#/components/schemas/Text', maxLength: 1}
        Text: {type: [string, 'null']}
        Tuple: {prefixItems: [{type: string}, {type: integer}], items: false}
        Contains: {contains: {type: integer}, maxContains: 1}
        Condition: {if: {type: integer}, then: {minimum: 1}, else: {type: string}}
        Dependent: {dependentRequired: {a: [b]}, dependentSchemas: {b: {maxProperties: 2}}}
        Unevaluated:
          allOf: [{properties: {a: {type: string}}}]
          unevaluatedProperties: false
        Names: {propertyNames: {maxLength: 1}}
        Const: {const: {a: 1}}
        Never: false
        Always: true
        Tree:
          $dynamicAnchor: node
          properties: {a: {$dynamicRef: '#node'}}
          additionalProperties: false
"""
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 12)
    | st.sampled_from(["", "a", "b", "abc", 0.5, 2.0]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "cd"]), inner, max_size=3)
    ),
    max_leaves=8,
)
SCHEMAS = [
    each
    for document in (
        spec(TOY.format(version="3.0.3")),
        spec(TOY.format(version="3.1.0")),
        spec(MODERN),
    )
    for each in components(document)
    if not (document.version == "3.1" and each.address.endswith("/Nullable"))
]
VALIDATORS = {
    (place, direction): validators.of(each, direction)
    for place, each in enumerate(SCHEMAS)
    for direction in Direction
    for validators in [Validators()]
}


@settings(deadline=None)
@given(place=st.integers(0, len(SCHEMAS) - 1), value=VALUES, direction=st.sampled_from(Direction))
def test_both_judges_agree_on_any_value(place, value, direction):
    ours = VALIDATORS[place, direction]
    theirs = Draft202012Validator(ours.bundled)
    assert ours.is_valid(value) == theirs.is_valid(value), (SCHEMAS[place].address, ours.bundled)


@settings(deadline=None)
@given(place=st.integers(0, len(SCHEMAS) - 1), value=VALUES)
def test_what_does_not_fit_has_reasons_with_places_and_what_fits_has_none(place, value):
    judge = VALIDATORS[place, Direction.REQUEST]
    found = judge.violations(value)
    assert bool(found) is not judge.is_valid(value)
    for violation in found:
        assert violation.message
        assert violation.origin.file == "openapi.yaml"
        assert violation.schema_pointer.startswith("/components/schemas/")
        reached = value
        for token in violation.pointer:
            reached = reached[token]


def test_null_fits_a_nullable_schema_of_3_0_unless_its_enum_leaves_null_out():
    document = spec(TOY.format(version="3.0.3"))
    accepted = [
        name
        for name in (
            *("Plain", "Nullable", "NullableEnum", "EnumWithNull", "NullableReference"),
            *("Wrapped", "Either", "Closed"),
        )
        if Validators().of(schema(document, name), Direction.REQUEST).is_valid(None)
    ]
    assert accepted == ["Nullable", "EnumWithNull", "NullableReference", "Wrapped", "Either"]
