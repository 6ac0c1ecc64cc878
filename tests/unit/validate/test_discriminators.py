import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
components:
  schemas:
    Payment:
      oneOf: [{{$ref: '#/components/schemas/Card'}}, {{$ref: '#/components/schemas/Bank'}}]
      discriminator: {{propertyName: kind, mapping: {{card: {card}, bank: Bank}}}}
      {shown}
    Card: {{type: object, required: [kind, number], properties: {{kind: {{}}, number: {{}}}}}}
    Bank: {{type: object, required: [{needed}], properties: {{kind: {{}}, iban: {{}}}}}}
"""


def document(card="'#/components/schemas/Card'", needed="kind, iban", shown="title: Payment"):
    return TEXT.format(card=card, needed=needed, shown=shown)


def test_a_mapping_to_a_name_or_a_reference_is_right():
    assert findings(document()) == []
    assert findings(document(card="Card")) == []


@pytest.mark.parametrize("card", ["'#/components/schemas/Crd'", "Crd"])
def test_a_mapping_that_leads_nowhere_is_told_with_what_was_meant(card):
    text = document(card=card)
    (first,) = findings(text, "discriminator-mapping-unresolved")
    target = card.strip("'")
    assert first[1:] == (
        at(text, card),
        f"'card' leads to '{target}', which is no schema; did you mean 'Card'?",
    )


def test_each_variant_requires_the_tag():
    text = document(needed="iban")
    sentence = "'kind' tells variants apart, but Bank does not require it"
    assert findings(text) == [
        ("discriminator-property-optional", at(text, "kind, mapping"), sentence)
    ]


def test_an_example_is_held_against_the_variant_that_its_tag_names():
    text = document(shown="example: {kind: card, iban: NL00}")
    ((rule, place, sentence),) = findings(text)
    assert (rule, place) == ("example-invalid", at(text, "{kind: card, iban"))
    assert sentence.startswith("'number' is required and missing")


def test_an_example_of_its_variant_is_right():
    assert findings(document(shown="example: {kind: bank, iban: NL00}")) == []


def test_an_example_whose_tag_names_no_variant_is_told_at_its_tag():
    text = document(shown="example: {kind: gold, iban: NL00}")
    ((rule, place, sentence),) = findings(text)
    assert (rule, place) == ("example-invalid", at(text, "gold"))
    assert sentence.startswith("'gold' names no variant; there are card, bank (as ")
