"""One fault hides no other, and is not told again in what follows from it."""

from checking import at, findings

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n"


def document(*schemas):
    return HEAD + "".join(f"    {schema}\n" for schema in schemas)


def rules(text):
    return [(rule, place) for rule, place, _ in findings(text)]


def test_a_wrong_type_hides_neither_the_bounds_nor_the_example_of_its_neighbour():
    text = document(
        "One: {type: object, properties: {a: {type: strin}, b: {type: string, minLength: 2,"
        " maxLength: 1}, c: {type: integer, example: x}}}"
    )
    assert rules(text) == [
        ("enum-mismatch", at(text, "strin")),
        ("bounds-crossed", at(text, "maxLength")),
        ("example-invalid", at(text, "x}")),
    ]


def test_a_broken_reference_hides_nothing_of_its_schema():
    text = document(
        "One: {type: object, required: [c, d], additionalProperties: false, properties:"
        " {a: {$ref: '#/nowhere'}, c: {type: integer, default: x}}}"
    )
    assert rules(text) == [
        ("required-forbidden", at(text, "d]")),
        ("reference-unresolved", at(text, "'#/nowhere'")),
        ("default-invalid", at(text, "x}")),
    ]


def test_an_unused_schema_keeps_its_other_faults():
    text = HEAD.replace(
        "components", "paths: {/a: {get: {responses: {default: {description: A.}}}}}\ncomponents"
    )
    text += "    One: {type: integer, example: x}\n"
    assert rules(text) == [
        ("component-unused", at(text, "One")),
        ("example-invalid", at(text, "x}")),
    ]


def test_an_example_of_what_is_wrong_is_no_second_fault():
    text = document("One: {type: strin, example: 7}")
    assert rules(text) == [("enum-mismatch", at(text, "strin"))]


def test_a_word_of_another_version_hides_only_examples_of_what_it_would_allow():
    text = document(
        "One: {type: string, nullable: true, example: 7}",
        "Two: {type: string, nullable: true, example: null}",
        "Three: {type: object, propertis: {a: {}}, additionalProperties: false, example: {a: 1}}",
        "Four: {type: string, maxLenght: 3, example: 8}",
    )
    assert [each for each in rules(text) if each[0] == "example-invalid"] == [
        ("example-invalid", at(text, "7}")),
        ("example-invalid", at(text, "8}")),
    ]


def test_a_misspelt_parameter_does_not_hide_what_else_is_wrong_in_its_operation():
    text = """\
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /a/{id}:
            parameters: [{name: di, in: path, required: true, schema: {type: string}}]
            get:
              sumary: A.
              responses: {'2000': {description: A.}, default: {descripton: A.}}
        """
    assert rules(text) == [
        ("path-parameter-undeclared", at(text, "/a/{id}")),
        ("path-parameter-unused", at(text, "di,")),
        ("field-unknown", at(text, "sumary")),
        ("pattern-mismatch", at(text, "'2000'")),
        ("field-unknown", at(text, "descripton")),
    ]
