import pytest

from mockserver.spec.model import Location

GET = """
openapi: 3.1.0
paths:
  {path}:
    get:
      parameters:
      - {parameter}
components:
  schemas:
    Size: {type: integer, minimum: 1}
"""


def document(parameter, path="/pets"):
    return GET.replace("{path}", path).replace("{parameter}", parameter)


def value(found):
    """The one value that was read."""
    assert found.violations == ()
    [only] = found.parameters.values()
    return only


@pytest.mark.parametrize(
    ("parameter", "sent", "read"),
    [
        ("{name: q, in: query, schema: {type: integer}}", {"query": "q=7"}, 7),
        ("{name: q, in: query, schema: {type: string}}", {"query": "q=7"}, "7"),
        ("{name: q, in: query}", {"query": "q=a+b%26c"}, "a b&c"),
        (
            "{name: q, in: query, schema: {$ref: '#/components/schemas/Size'}}",
            {"query": "q=3"},
            3,
        ),
        (
            "{name: q, in: query, schema: {type: array, items: {type: number}}}",
            {"query": "q=1&q=2.5"},
            [1, 2.5],
        ),
        (
            "{name: q, in: query, explode: false, schema: {type: array}}",
            {"query": "q=a,b"},
            ["a", "b"],
        ),
        (
            "{name: q, in: query, style: deepObject, schema: {properties: {a: {type: boolean}}}}",
            {"query": "q%5Ba%5D=true"},
            {"a": True},
        ),
        (
            "{name: q, in: query, content: {application/json: {schema: {type: object}}}}",
            {"query": "q=%7B%22a%22%3A1%7D"},
            {"a": 1},
        ),
        ("{name: X-N, in: header, schema: {type: array}}", {"X_N": "a, b"}, ["a", "b"]),
        ("{name: x-n, in: header, schema: {type: integer}}", {"X_N": " 7 "}, 7),
        (
            "{name: X-N, in: header, content: {application/json: {schema: {}}}}",
            {"X_N": "[1]"},
            [1],
        ),
        ("{name: c, in: cookie, schema: {type: integer}}", {"Cookie": "a=1; c=2"}, 2),
        (
            "{name: c, in: cookie, content: {application/json: {schema: {}}}}",
            {"Cookie": "c=%5B1%5D"},
            [1],
        ),
    ],
)
def test_a_parameter_is_decoded_as_its_style_and_typed_as_its_schema_says(
    reading, parameter, sent, read
):
    assert value(reading(document(parameter), **sent)) == read


@pytest.mark.parametrize(
    ("parameter", "path", "sent", "read"),
    [
        (
            "{name: id, in: path, required: true, schema: {type: integer}}",
            "/pets/{id}",
            "/pets/7",
            7,
        ),
        (
            "{name: id, in: path, required: true, schema: {}}",
            "/pets/{id}",
            "/pets/a%2Fb%20c",
            "a/b c",
        ),
        ("{name: id, in: path, style: label, schema: {}}", "/pets/{id}", "/pets/.x", "x"),
        ("{name: id, in: path, style: matrix, schema: {}}", "/pets/{id}", "/pets/;id=x", "x"),
        (
            "{name: id, in: path, content: {application/json: {schema: {}}}}",
            "/pets/{id}",
            "/pets/%5B1%5D",
            [1],
        ),
        ("{name: b, in: path, schema: {type: array}}", "/p/{a}-{b}", "/p/1-2,3", ["2", "3"]),
    ],
)
def test_a_path_parameter_is_the_part_of_the_path_that_its_name_stands_for(
    reading, parameter, path, sent, read
):
    assert value(reading(document(parameter, path), path=sent)) == read


def test_values_are_known_by_place_and_name(reading):
    text = document("{name: q, in: query, schema: {}}\n      - {name: q, in: header, schema: {}}")
    found = reading(text, query="q=1", q="2")
    assert found.parameters == {(Location.QUERY, "q"): "1", (Location.HEADER, "q"): "2"}


def test_what_is_not_sent_is_no_value_and_no_violation(reading):
    found = reading(document("{name: q, in: query, schema: {type: integer}}"), query="p=1")
    assert (found.parameters, found.violations) == ({}, ())


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        ("{name: q, in: query, required: true}", "query /q: the query parameter 'q' is required"),
        (
            "{name: X-N, in: header, required: true}",
            "header /X-N: the header parameter 'X-N' is required",
        ),
        (
            "{name: c, in: cookie, required: true}",
            "cookie /c: the cookie parameter 'c' is required",
        ),
    ],
)
def test_what_is_required_and_not_sent_is_told_at_its_line(reading, parameter, sentence):
    [violation] = reading(document(parameter)).violations
    assert (violation.sentence, violation.keyword) == (sentence, "required")
    assert violation.origin.line == 7


@pytest.mark.parametrize(
    ("parameter", "query", "sentence", "keyword"),
    [
        (
            "{name: q, in: query, schema: {type: integer}}",
            "q=old",
            'query /q: "old" is a string, expected integer',
            "type",
        ),
        (
            "{name: q, in: query, schema: {$ref: '#/components/schemas/Size'}}",
            "q=0",
            "query /q: 0 is less than the minimum 1",
            "minimum",
        ),
        (
            "{name: q, in: query, schema: {type: array, items: {enum: [a, b]}}}",
            "q=a&q=c",
            'query /q/1: "c" is none of the allowed values "a", "b"',
            "enum",
        ),
        (
            "{name: q, in: query, schema: {type: integer}}",
            "q=1&q=2",
            "query /q: it is sent 2 times where it is expected once",
            "style",
        ),
        (
            "{name: q, in: query, content: {application/json: {schema: {}}}}",
            "q=%7B",
            "query /q: it is no JSON at line 1, column 2",
            "style",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_place(reading, parameter, query, sentence, keyword):
    found = reading(document(parameter), query=query)
    [violation] = found.violations
    assert violation.sentence.startswith(sentence)
    assert violation.keyword == keyword


@pytest.mark.parametrize(
    "path", ["/pets/%ff", "/pets/%", "/pets/%2", "/pets/%zz", "/pets/%ED%A0%80"]
)
def test_a_path_that_is_no_text_once_decoded_is_a_violation(reading, path):
    text = document("{name: id, in: path, required: true, schema: {type: string}}", "/pets/{id}")
    [violation] = reading(text, path=path).violations
    assert (violation.location, violation.pointer, violation.keyword) == ("path", ("id",), "style")


def test_a_lone_surrogate_is_a_violation_wherever_a_caller_puts_it(reading):
    text = document("{name: X-N, in: header, content: {application/json: {schema: {}}}}")
    [violation] = reading(text, X_N='"\ud800"').violations
    assert "it is not UTF-8" in violation.message


def test_a_path_parameter_that_the_template_lacks_is_passed_over(reading):
    found = reading(document("{name: id, in: path, required: true, schema: {}}"))
    assert (found.parameters, found.violations) == ({}, ())


def test_empty_values_are_nothing_where_the_document_allows_them(reading):
    text = document("{name: q, in: query, allowEmptyValue: true, schema: {type: integer}}")
    assert reading(text, query="q").violations == ()
    assert reading(text, query="q").parameters == {}
    strict = document("{name: q, in: query, schema: {type: integer}}")
    assert reading(strict, query="q").violations != ()
