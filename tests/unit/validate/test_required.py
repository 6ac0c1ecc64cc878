import pytest
from checking import at, findings

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n"


def document(*schemas):
    return HEAD + "".join(f"    {schema}\n" for schema in schemas)


def test_a_required_name_is_that_of_a_property():
    text = document("Pet: {required: [name, tga], properties: {name: {}, tag: {}}}")
    sentence = "'tga' is required, but is no property; did you mean 'tag'?"
    assert findings(text) == [("required-undeclared", at(text, "tga"), sentence)]


@pytest.mark.parametrize(
    "schemas",
    [
        ["Pet: {required: [tag]}"],
        ["Pet: {required: [tag], properties: {name: {}}, allOf: [{properties: {tag: {}}}]}"],
        ["Pet: {required: [tag], properties: {name: {}}, additionalProperties: {type: string}}"],
        ["Pet: {required: [tag], properties: {name: {}}, patternProperties: {'^t': {}}}"],
        ["Pet: {properties: {tag: {}}, anyOf: [{required: [tag], properties: {name: {}}}]}"],
        [
            "Pet: {properties: {tag: {}}, allOf: [{$ref: '#/components/schemas/Named'}]}",
            "Named: {required: [tag], properties: {name: {}}}",
        ],
    ],
)
def test_a_name_that_something_beside_brings_is_declared(schemas):
    assert findings(document(*schemas)) == []


def test_a_schema_that_requires_itself_has_no_value():
    text = document(
        "Pet: {type: object, required: [owner], properties: {owner:"
        " {$ref: '#/components/schemas/Owner'}}}",
        "Owner: {type: object, required: [pet], properties: {pet:"
        " {$ref: '#/components/schemas/Pet'}}}",
    )
    ((rule, place, sentence),) = findings(text)
    assert (rule, place) == ("required-endless", at(text, "owner]"))
    assert sentence == (
        "'owner' needs a value that needs one of its own, and so on without end;"
        " make one of them optional"
    )


@pytest.mark.parametrize(
    "below",
    [
        "{type: array, items: {$ref: '#/components/schemas/Pet'}}",
        "{anyOf: [{$ref: '#/components/schemas/Pet'}, {type: 'null'}]}",
        "{type: [object, 'null'], required: [pet], properties: {pet: {type: string}}}",
    ],
)
def test_a_schema_that_can_end_is_left_alone(below):
    text = document(f"Pet: {{type: object, required: [pet], properties: {{pet: {below}}}}}")
    assert findings(text) == []


def test_a_list_that_holds_one_of_its_kind_has_no_end():
    text = document("Pets: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Pets'}}")
    assert [rule for rule, _, _ in findings(text)] == ["required-endless"]
