import pytest
from builder import operation, schema, spec

from mockserver.collection.shape import Member, Shape, sent_shapes
from mockserver.errors import DocumentError


def shape(text, name="Pet"):
    return Shape.of(schema(spec("openapi: 3.1.0\ncomponents:\n  schemas:\n" + text), name))


def test_members_and_what_is_required_come_through_references_and_all_of():
    found = shape("""
    Pet:
      required: [id]
      allOf:
        - $ref: '#/components/schemas/Named'
        - properties: {age: {type: integer}}
      properties: {id: {type: string}}
    Named:
      required: [name]
      properties: {name: {type: string}}
    """)
    assert list(found.members) == ["id", "name", "age"]
    assert found.required == {"id", "name"}


def test_alternatives_add_their_members_too():
    found = shape("""
    Pet:
      oneOf: [{properties: {barks: {}}}, {properties: {purrs: {}}}]
      anyOf: [{properties: {lives: {}}}]
    """)
    assert set(found.members) == {"barks", "purrs", "lives"}


def test_a_member_says_what_stands_beside_its_reference_first():
    member = shape("""
    Pet:
      properties:
        id: {$ref: '#/components/schemas/Id', default: mine, readOnly: true}
    Id: {type: string, default: theirs, format: uuid}
    """).members["id"]
    assert [member.value(word) for word in ("default", "format", "pattern")] == [
        "mine",
        "uuid",
        None,
    ]
    assert member.is_read_only
    assert member.types == {"string"}
    assert (member.has("format"), member.has("pattern")) == (True, False)


@pytest.mark.parametrize(
    ("written", "nullable"),
    [
        ("{type: [string, 'null']}", True),
        ("{type: string}", False),
        ("{}", False),
        ("{const: null}", True),
        ("{anyOf: [{type: string}, {type: 'null'}]}", True),
        ("{$ref: '#/components/schemas/Maybe'}", True),
    ],
)
def test_null_is_a_value_where_it_is_named(written, nullable):
    found = shape(f"""
    Pet: {{properties: {{phone: {written}}}}}
    Maybe: {{type: [object, 'null']}}
    """)
    assert found.members["phone"].is_nullable is nullable


def test_nullable_of_3_0_counts_as_well():
    document = spec("""
    openapi: 3.0.3
    components:
      schemas:
        Pet: {properties: {phone: {type: string, nullable: true}}}
    """)
    assert Shape.of(schema(document, "Pet")).members["phone"].is_nullable


@pytest.mark.parametrize(
    ("written", "is_open"),
    [
        ("", False),
        ("additionalProperties: false", False),
        ("additionalProperties: true", True),
        ("additionalProperties: {type: string}", True),
        ("unevaluatedProperties: {}", True),
        ("patternProperties: {'^x-': {}}", True),
        ("allOf: [{additionalProperties: true}]", True),
    ],
)
def test_it_is_open_only_where_it_says_so(written, is_open):
    assert shape(f"    Pet:\n      properties: {{id: {{}}}}\n      {written}\n").is_open is is_open


def test_what_refers_to_itself_has_an_end():
    found = shape("""
    Pet:
      allOf: [{$ref: '#/components/schemas/Pet'}]
      properties: {mother: {$ref: '#/components/schemas/Pet'}}
    """)
    assert list(found.members) == ["mother"]


@pytest.mark.parametrize("written", ["true", "false", "{}", "{type: string}"])
def test_what_is_no_object_has_no_members(written):
    found = shape(f"    Pet: {written}\n")
    assert (found.members, found.required, found.is_open) == ({}, frozenset(), False)


def test_a_broken_reference_is_told_with_its_place():
    with pytest.raises(DocumentError, match="'#/components/schemas/Pett' leads nowhere"):
        shape("""
        Pet: {allOf: [{$ref: '#/components/schemas/Pett'}]}
        """)


def test_the_shapes_of_what_is_sent_are_those_of_all_media_types_with_a_schema():
    document = spec("""
    openapi: 3.1.0
    paths:
      /pets:
        get: {}
        post:
          requestBody:
            content:
              application/json: {schema: {required: [name]}}
              application/xml: {schema: {required: [tag]}}
              text/plain: {}
    """)
    sent = sent_shapes(operation(document, "POST /pets"))
    assert [set(each.required) for each in sent] == [{"name"}, {"tag"}]
    assert sent_shapes(operation(document, "GET /pets")) == []


def test_what_is_within_a_member_is_followed_through_references():
    order = shape(
        """
    Order:
      type: object
      properties:
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
        home: {$ref: '#/components/schemas/Home'}
    Line: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}}}
    Home: {allOf: [{$ref: '#/components/schemas/Line'}, {properties: {city: {type: string}}}]}
    Kind: {type: string, enum: [a, b]}
    """,
        "Order",
    )
    line = order.members["lines"].element
    assert line.members["kind"].value("enum") == ["a", "b"]
    assert line.element is None
    assert order.members["home"].members.keys() == {"kind", "city"}


def test_elements_that_may_be_anything_tell_nothing():
    assert Member(({"type": "array", "items": True},)).element is None
    assert Member(({"type": "array"},)).element is None
