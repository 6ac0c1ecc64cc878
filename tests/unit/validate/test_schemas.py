import pytest
from checking import at, findings

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n"


def document(schema):
    return f"{HEAD}    One: {schema}\n"


@pytest.mark.parametrize(
    ("schema", "rule", "words", "sentence"),
    [
        (
            "{type: integer, minimum: 3, maximum: 2}",
            "bounds-crossed",
            "maximum",
            "maximum 2 leaves nothing above minimum 3; change one of them",
        ),
        (
            "{type: string, minLength: 3, maxLength: 2}",
            "bounds-crossed",
            "maxLength",
            "maxLength 2 leaves nothing above minLength 3; change one of them",
        ),
        (
            "{type: number, minimum: 2, exclusiveMaximum: 2}",
            "bounds-crossed",
            "exclusiveMaximum",
            "exclusiveMaximum 2 leaves nothing above minimum 2; change one of them",
        ),
        (
            "{enum: [a, b, a]}",
            "enum-duplicate",
            "a]",
            '"a" stands in this enum already; remove one',
        ),
        (
            "{type: string, enum: [a, false]}",
            "enum-type-mismatch",
            "false",
            "false is no string, so it can never hold; quote it if it is text",
        ),
        (
            "{type: string, enum: [a, null]}",
            "enum-type-mismatch",
            "null",
            "null is no string, so it can never hold; let the type allow null, or leave it out",
        ),
        (
            "{type: integer, const: 1.5}",
            "const-type-mismatch",
            "1.5",
            "1.5 is no integer, so it can never hold",
        ),
        (
            "{type: string, readOnly: true, writeOnly: true}",
            "read-only-write-only",
            "writeOnly",
            "what is readOnly and writeOnly is never sent: keep one of them",
        ),
        (
            "{type: string, format: datetime}",
            "format-unknown",
            "datetime",
            "the format 'datetime' is not known; did you mean 'date-time'?",
        ),
    ],
)
def test_a_schema_that_contradicts_itself_is_told_once(schema, rule, words, sentence):
    text = document(schema)
    assert findings(text) == [(rule, at(text, words), sentence)]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: integer, minimum: 2, maximum: 2}",
        "{type: [string, 'null'], enum: [a, null]}",
        "{type: number, enum: [1, 1.5]}",
        "{type: integer, const: 1.0}",
        "{enum: [1, '1', true]}",
        "{type: string, format: unix-time}",
        "{type: string, format: our-own-kind}",
    ],
)
def test_a_schema_that_holds_together_is_left_alone(schema):
    assert findings(document(schema)) == []


def test_null_may_be_listed_where_it_is_allowed():
    text = document("{type: string, nullable: true, enum: [a, null]}").replace("3.1.0", "3.0.3")
    assert findings(text + "paths: {}\n") == []
