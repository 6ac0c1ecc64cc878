import pytest
from checking import at, findings

from mockserver.source import parse
from mockserver.validate.document import _check

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n"


def document(*schemas):
    return HEAD + "".join(f"    {schema}\n" for schema in schemas)


def test_parts_that_exclude_each_other_are_told_where_they_stand_and_not_above():
    text = document(
        "Page: {type: object, required: [total], properties: {total: {allOf:"
        " [{type: integer}, {type: string}]}}}",
        "Pages: {type: object, required: [page], properties: {page:"
        " {$ref: '#/components/schemas/Page'}}}",
    )
    ((rule, place, sentence),) = findings(text)
    assert (rule, place) == ("schema-unsatisfiable", at(text, "allOf"))
    assert sentence == "no value can fit this schema: type exclude each other" or (
        sentence.startswith("no value can fit this schema")
    )


def test_a_schema_in_an_operation_is_looked_at_too():
    text = """\
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /a:
            get:
              responses:
                default:
                  description: Any.
                  content:
                    application/json:
                      schema: {allOf: [{type: integer}, {type: string}]}
        """
    ((rule, place, _),) = findings(text)
    assert (rule, place) == ("schema-unsatisfiable", at(text, "allOf"))


@pytest.mark.parametrize(
    "schema",
    [
        "One: {properties: {gone: false}}",
        "One: {properties: {gone: {not: {}}}}",
        "One: {type: object, additionalProperties: false}",
        "One: {oneOf: [{type: integer}, {type: string}]}",
    ],
)
def test_what_is_forbidden_on_purpose_is_left_alone(schema):
    assert findings(document(schema)) == []


def test_what_is_told_already_is_not_told_again():
    text = document("One: {type: object, required: [a], properties: {a: {minimum: 3, maximum: 2}}}")
    assert [rule for rule, _, _ in findings(text)] == ["bounds-crossed"]


NEEDS = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    put:
      requestBody:
        required: MUST
        content: {application/json: {schema: {$ref: '#/components/schemas/In'}}}
      responses:
        default:
          description: Any.
          content: {application/json: {schema: {$ref: '#/components/schemas/Out'}}}
components:
  schemas:
    In: {type: object}
    Out: {type: object}
"""
NOTHING = "{allOf: [{type: integer}, {type: string}]}"


def weight(name, schema, must="true"):
    text = NEEDS.replace("MUST", must).replace(f"{name}: {{type: object}}", f"{name}: {schema}")
    found = _check(parse(text, "api.yaml")).findings
    return [each.severity.value for each in found if each.rule in ("schema-unsatisfiable", CROSSED)]


CROSSED = "bounds-crossed"


@pytest.mark.parametrize(
    "schema",
    [
        NOTHING,
        f"{{type: object, required: [a], properties: {{a: {NOTHING}}}}}",
        f"{{type: array, minItems: 1, items: {NOTHING}}}",
        "{type: string, minLength: 3, maxLength: 2}",
    ],
)
def test_what_an_answer_or_a_request_needs_and_cannot_have_is_an_error(schema):
    assert weight("Out", schema) == ["error"]
    assert weight("In", schema) == ["error"]


@pytest.mark.parametrize(
    "schema",
    [
        f"{{type: object, properties: {{a: {NOTHING}}}}}",
        f"{{type: array, items: {NOTHING}}}",
        f"{{anyOf: [{{type: string}}, {NOTHING}]}}",
    ],
)
def test_what_can_be_left_out_and_fits_nothing_is_a_warning(schema):
    assert weight("Out", schema) == ["warning"]


def test_a_body_that_can_be_left_out_is_not_needed():
    assert weight("In", NOTHING, must="false") == ["warning"]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: array, prefixItems: [{}], items: false, minItems: 2}",
        "{type: object, required: [a, b], properties: {a: {}, b: {}}, maxProperties: 1}",
        "{type: integer, minimum: 1, maximum: 4, multipleOf: 5}",
        "{type: string, format: uuid, maxLength: 20}",
        "{type: array, contains: {type: string}, minContains: 3, maxItems: 2}",
    ],
)
def test_bounds_that_leave_nothing_beside_another_keyword_are_told(schema):
    assert [rule for rule, _, _ in findings(document(f"One: {schema}"))] == ["schema-unsatisfiable"]


@pytest.mark.parametrize(
    "holder",
    [
        "{{type: object, additionalProperties: {0}}}",
        "{{type: object, patternProperties: {{a: {0}}}}}",
        "{{type: array, prefixItems: [{0}]}}",
        "{{type: array, contains: {0}, minContains: 0}}",
    ],
)
def test_a_schema_that_nothing_fits_is_told_wherever_it_stands(holder):
    text = document(f"One: {holder.format('{allOf: [{type: integer}, {type: string}]}')}")
    assert [(rule, place) for rule, place, _ in findings(text)] == [
        ("schema-unsatisfiable", at(text, "allOf"))
    ]


def test_a_pattern_that_cannot_be_read_does_not_hide_what_nothing_fits():
    text = document("One: {allOf: [{type: integer}, {type: string}]}", "Two: {pattern: '('}")
    assert [rule for rule, _, _ in findings(text)] == ["schema-unsatisfiable", "pattern-unreadable"]


def test_of_what_has_too_many_alternatives_it_is_told_that_nobody_asks():
    pairs = ", ".join(
        f"{{anyOf: [{{required: [a{each}], properties: {{a{each}: {{type: string}}}}}},"
        f" {{required: [b{each}], properties: {{b{each}: {{type: string}}}}}}]}}"
        for each in range(20)
    )
    text = document(
        f"A: {{type: object, allOf: [{pairs}]}}", "B: {allOf: [{type: string}, {type: boolean}]}"
    )
    told = [each for each in _check(parse(text, "a.yaml")).findings if "value" in each.message]
    assert [(each.severity.value, each.origin.line) for each in told] == [
        ("info", 5),
        ("warning", 6),
    ]
    assert "nobody asks whether a value fits this schema: its alternatives" in told[0].message
