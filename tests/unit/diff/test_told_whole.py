"""All that is told of a change: its sentence, both places, and the body that proves it."""

from datetime import date

import pytest
from builder import spec

from mockserver.diff.compare import compare

TODAY = date(2026, 1, 1)
HEAD = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n"
SENT = """\
  /things:
    post:
      requestBody:
        content:
          application/json:
            schema:
              {}
      responses: {{'204': {{description: Done.}}}}
"""
ANSWERED = """\
  /things:
    get:
      responses:
        '200':
          description: Here.
          headers: {{X-Count: {{schema: {{type: integer}}}}}}
          content:
            application/json:
              schema:
                {}
"""
BODY = "request body (application/json)"
LINE_SENT, LINE_ANSWERED = 10, 13


def changes(base, revision, head=HEAD):
    old, new = spec(head + base, "base.yaml"), spec(head + revision, "revision.yaml")
    return list(compare(old, new, TODAY))


def of(template, old, new):
    return changes(template.format(old), template.format(new))


def places(change):
    return tuple(each and (each.line, each.column) for each in (change.base, change.revision))


@pytest.mark.parametrize(
    ("old", "new", "rule", "message", "proof"),
    [
        (
            "{type: string, enum: [a, b]}",
            "{type: string, enum: [a]}",
            "request-enum-value-removed",
            'request body (application/json): a listed value is gone ("b")',
            "b",
        ),
        (
            "{type: integer, maximum: 10}",
            "{type: integer, maximum: 10, exclusiveMaximum: true}",
            "request-limit-tightened",
            f"{BODY}: a limit is tighter (maximum 10 became exclusiveMaximum 10)",
            10,
        ),
        (
            "{type: string, maxLength: 5}",
            "{type: string, maxLength: 4}",
            "request-limit-tightened",
            "request body (application/json): a limit is tighter (maxLength 5 became maxLength 4)",
            "aaaaa",
        ),
    ],
)
def test_a_narrower_body_is_told_with_its_places_and_a_body_that_is_refused_now(
    old, new, rule, message, proof
):
    (change,) = of(SENT, old, new)
    assert (change.rule, change.message) == (rule, message)
    assert places(change)[1][0] == LINE_SENT
    assert change.counterexample.value == proof


@pytest.mark.parametrize(
    ("old", "new", "rule", "proof"),
    [
        (
            "{type: string, enum: [a]}",
            "{type: string, enum: [a, b]}",
            "response-enum-value-added",
            "b",
        ),
        (
            "{type: integer, minimum: 1, exclusiveMinimum: true}",
            "{type: integer, minimum: 1}",
            "response-limit-loosened",
            1,
        ),
        (
            "{type: object, properties: {a: {type: string}}, required: [a]}",
            "{type: object, properties: {a: {type: string}}}",
            "response-property-became-optional",
            {},
        ),
    ],
)
def test_a_wider_answer_is_told_with_a_body_that_clients_have_not_seen(old, new, rule, proof):
    (change,) = of(ANSWERED, old, new)
    assert change.rule == rule
    assert change.message.startswith("response 200 (application/json): ")
    assert LINE_ANSWERED in [place[0] for place in places(change)]
    assert change.counterexample.value == proof


def test_a_header_that_is_gone_is_told_by_its_name_where_it_stood():
    text = ANSWERED.format("{}")
    (change,) = changes(text, text.replace("X-Count: {schema: {type: integer}}", ""))
    assert (change.rule, change.message) == (
        "response-header-removed",
        "header 'X-Count' of response 200: it is gone",
    )
    assert places(change)[0][0] == 9


def test_the_only_member_of_an_allof_is_the_schema_itself_but_for_null():
    plain = "{type: object, properties: {a: {type: string}}}"
    assert of(SENT, plain, f"{{allOf: [{plain}]}}") == []
    wider = of(SENT, plain, f"{{nullable: true, allOf: [{plain}]}}")
    assert of(SENT, f"{{allOf: [{plain}]}}", f"{{nullable: false, allOf: [{plain}]}}") == []
    assert [each.rule for each in wider] == ["request-null-allowed"]


def test_what_is_deprecated_before_and_after_is_no_change():
    old = "{type: object, properties: {a: {type: string, deprecated: true}}}"
    new = "{type: object, properties: {a: {type: string, deprecated: true, title: A}}}"
    assert of(SENT, old, new) == []
    (change,) = of(
        SENT,
        "{properties: {a: {type: string}}}",
        "{properties: {a: {deprecated: true, type: string}}}",
    )
    assert change.rule.endswith("deprecated")


def test_a_name_that_one_side_describes_as_any_other_is_held_against_that():
    old = "{type: object, additionalProperties: {type: string}}"
    new = "{type: object, additionalProperties: {type: string}, properties: {a: {type: integer}}}"
    (change,) = of(SENT, old, new)
    assert (change.rule, change.counterexample.value) == ("request-type-narrowed", {"a": ""})


FORM = """\
  /things:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties: {n: {type: string}}
      responses: {'204': {description: Done.}}
"""


def test_what_a_field_of_a_form_took_as_a_text_is_what_is_refused_now():
    (change,) = changes(FORM, FORM.replace("type: string", "type: integer"))
    assert change.rule == "request-type-narrowed"
    assert change.message.startswith("request body (application/x-www-form-urlencoded) at /n: ")
    (wider,) = changes(FORM.replace("type: string", "type: integer"), FORM)
    assert (wider.rule, wider.counterexample) == ("request-type-widened", None)


TAGGED = """\
  /things:
    get:
      responses:
        '200':
          description: Here.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      discriminator: {propertyName: kind, defaultMapping: Other}
      properties: {kind: {type: string}}
    Other:
      allOf: [{$ref: '#/components/schemas/Pet'}]
      type: object
      properties: {size: {type: integer}}
"""


def test_an_heir_is_looked_into_where_one_is_named_for_all_other_tags_too():
    head = HEAD.replace("3.0.3", "3.2.0")
    (change,) = changes(TAGGED, TAGGED.replace("size: {type: integer}", "size: {}"), head)
    assert change.rule == "response-type-widened"
    assert change.counterexample.value["kind"] == "Other"
