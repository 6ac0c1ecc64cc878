import pytest
from builder import schema, spec

from mockserver.schema.discrimination import named, tagged

DOCUMENT = spec("""\
    openapi: 3.2.0
    components:
      schemas:
        Payment:
          oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
          discriminator: {propertyName: kind, mapping: {plastic: '#/components/schemas/Card'}}
        Card: {type: object, properties: {kind: {}, owner: {$ref: '#/components/schemas/Payment'}}}
        Bank: {type: object}
        Order: {type: object, properties: {paid: {items: {$ref: '#/components/schemas/Payment'}}}}
        Transfer:
          oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
          discriminator: {propertyName: kind, mapping: {card: Card}, defaultMapping: Bank}
        Pet: {type: object, discriminator: {propertyName: kind}, properties: {kind: {}}}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    """)


def told(name, value):
    """Where a tag is, and the name of the variant that it chooses."""
    return [
        (part.pointer, part.variant and part.variant.node.pointer[-1])
        for part in tagged(schema(DOCUMENT, name), value)
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Payment", {"kind": "plastic"}, [((), "Card")]),
        ("Payment", {"kind": "Bank"}, [((), "Bank")]),
        ("Payment", {"kind": "gold"}, [((), None)]),
        ("Payment", {"iban": "x"}, []),
        ("Payment", {"kind": 7}, []),
        ("Payment", "text", []),
        ("Order", {"paid": [{"kind": "Bank"}]}, [(("paid", 0), "Bank")]),
        (
            "Payment",
            {"kind": "plastic", "owner": {"kind": "Bank"}},
            [((), "Card"), (("owner",), "Bank")],
        ),
        ("Transfer", {"kind": "card"}, [((), "Card")]),
        ("Transfer", {"kind": "gold"}, []),
        ("Transfer", {}, []),
        ("Pet", {"kind": "Dog"}, [((), "Dog")]),
        ("Pet", {"kind": "Cat"}, []),
    ],
)
def test_a_tag_names_a_variant_by_the_mapping_or_by_the_name_of_a_schema(name, value, expected):
    assert told(name, value) == expected


def test_a_tag_that_names_no_variant_is_told_with_those_there_are():
    (part,) = tagged(schema(DOCUMENT, "Payment"), {"kind": "gold"})
    assert (part.tag, part.names) == ("gold", ("plastic", "Bank"))


@pytest.mark.parametrize(
    ("target", "references"),
    [
        ("Card", ("#/components/schemas/Card", "#/definitions/Card", "Card")),
        ("card.yaml#/Card", ("card.yaml#/Card",)),
    ],
)
def test_a_mapping_is_a_name_first_and_a_reference_else(target, references):
    assert named(target) == references
