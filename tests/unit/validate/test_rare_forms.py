"""What is seldom written, and judged all the same: each with the rules that tell of it."""

import pytest
from checking import findings

HEADS = {
    version: f"{'swagger' if version == '2.0' else 'openapi'}: '{version}'\n"
    "info: {title: T, version: '1'}\n"
    for version in ("2.0", "3.0.3", "3.1.0", "3.2.0")
}
BODY = (
    "paths: {/a: {post: {requestBody: {content: {application/json: SAID}}, "
    "responses: {'200': {description: .}}}}}\n"
)
SCHEMA = "paths: {}\ncomponents: {schemas: {A: SAID}}\n"


GET = "paths: {/a: {get: {parameters: [SAID], responses: {'200': {description: .}}}}}\n"
ANSWER = "paths: {/a: {get: {responses: {SAID}}}}\n"
LINKS = """\
paths:
  /a:
    get:
      responses:
        '200':
          description: .
          content: {application/json: {schema: {type: array, items: {type: object}}}}
          links: {next: SAID}
"""
TAGGED = (
    "{oneOf: [{type: object, required: [k], properties: {k: {const: x}}}],"
    " discriminator: {propertyName: k, mapping: {y: '#/components/schemas/A/oneOf/0'}}}"
)
WRONG = [
    # OAS 3.0.4 §4.7.24.1: null is kept out by an enum, and by the rest of an allOf.
    ("3.0.3", SCHEMA, "{nullable: true, enum: [a]}", "`nullable` says nothing without `type`"),
    ("3.0.3", SCHEMA, "{allOf: [{type: object}, {nullable: true}]}", "`nullable` says nothing"),
    ("3.1.0", SCHEMA, "{oneOf: [true, {type: string}, {type: string}]}", "stands in line 4"),
    ("3.1.0", SCHEMA, "{type: string, enum: [a, 7]}", "7 is no string, so it can never hold"),
    ("3.1.0", SCHEMA, "{pattern: '^a', enum: [a, b]}", '"b" can never hold: `pattern: ^a` beside'),
    ("3.1.0", SCHEMA, "{pattern: '(', enum: [a, b]}", "this is no regular expression"),
    ("3.1.0", SCHEMA, "{type: string, default: =}", "= is no text in YAML 1.1: quote it"),
    (
        "3.1.0",
        SCHEMA,
        TAGGED,
        "where 'k' is never that, but 'x'",
    ),
    ("3.1.0", "paths: {/a//b: {}}\n", "", "'/a//b' has an empty segment: write one '/' there"),
    ("2.0", GET, "{name: b, in: body, schema: {type: object}}", "a body has no meaning in GET"),
    ("2.0", GET, "{name: b, in: formData, type: string}", "a body has no meaning in GET"),
    (
        "3.2.0",
        BODY,
        "{schema: {type: object}, examples: {x: {dataValue: {a: 1}, serializedValue: '{}'}}}",
        "this text says another thing than the dataValue in line 3",
    ),
    (
        "3.2.0",
        BODY,
        "{schema: {type: object}, examples: {x: {serializedValue: '[7]'}}}",
        "[7] is an array, expected object",
    ),
    ("3.2.0", BODY, "{examples: {x: {serializedValue: '{'}}}", "this text is no JSON"),
    (
        "3.1.0",
        ANSWER,
        "'204': {description: ., content: {application/json: {schema: {type: object}}}}",
        "an answer with 204 has no body (RFC 9110 §15), so this `content` is never sent",
    ),
    ("3.1.0", LINKS, "{operationRef: '#/info'}", "leads to something that is no operation"),
    ("3.1.0", LINKS, "{operationRef: '#/paths/~1b/get'}", "there is no '/b'"),
    (
        "3.1.0",
        LINKS,
        "{operationRef: '#/paths/~1a/get', parameters: {q: 1}}",
        "the operation has no parameter 'q'",
    ),
]
FINE = [
    ("3.1.0", SCHEMA, "{type: string, default: '='}"),
    ("3.0.3", SCHEMA, "{nullable: true, type: string, enum: [a, null]}"),
    ("3.2.0", BODY, "{schema: {type: object}, examples: {x: {serializedValue: '{}'}}}"),
    (
        "3.2.0",
        BODY,
        "{schema: {type: array}, examples: {x: {dataValue: [1], serializedValue: '[1]'}}}",
    ),
    ("3.1.0", ANSWER, "'204': {description: ., content: {}}"),
    ("3.1.0", LINKS, "{operationRef: 'https://example.com/api.yaml#/paths/~1a/get'}"),
    ("3.1.0", LINKS, "{operationRef: '#/paths/~1a/get', parameters: {}}"),
    ("2.0", GET, "{name: b, in: query, type: string, enum: [a]}"),
    (
        "3.2.0",
        GET,
        "{name: b, in: query, schema: {type: integer}, examples: {x: {serializedValue: '7'}}}",
    ),
]
UNASKED = {"no-right-answer", "component-unused"}


@pytest.mark.parametrize(("version", "place", "said", "expected"), WRONG)
def test_what_is_wrong_with_it_is_told(version, place, said, expected):
    told = [
        message
        for rule, _, message in findings(HEADS[version] + place.replace("SAID", said))
        if rule not in UNASKED
    ]
    assert any(expected in each for each in told), told
    assert len(told) == 1, told


@pytest.mark.parametrize(("version", "place", "said"), FINE)
def test_nothing_is_told_of_what_is_right(version, place, said):
    found = findings(HEADS[version] + place.replace("SAID", said))
    assert [each for each in found if each[0] not in UNASKED] == []
