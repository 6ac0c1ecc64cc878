"""Edits of one place, there and back: what is told of each way, and proven where that can be."""

from datetime import date

import pytest
from builder import spec

from mockserver.diff.compare import compare
from mockserver.diff.judgement import judge
from mockserver.diff.policy import Policy

TODAY = date(2026, 1, 1)
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
BOTH = """\
paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: SAID}}}
      responses: {'200': {description: ., content: {application/json: {schema: SAID}}}}
"""
QUERY = "paths: {/a: {get: {parameters: [SAID], responses: {'200': {description: .}}}}}\n"
ANSWER = "paths: {/a: {get: {responses: {SAID}}}}\n"
BODY = """\
paths: {/a: {post: {requestBody: {content: {SAID}}, responses: {'200': {description: .}}}}}
"""
NARROWER = {"breaking request-schema-narrowed", "compatible response-schema-narrowed"}
WIDER = {"compatible request-schema-widened", "breaking response-schema-widened"}
TIGHTER = {"breaking request-limit-tightened", "compatible response-limit-tightened"}
LOOSER = {"compatible request-limit-loosened", "breaking response-limit-loosened"}
OTHER = {"breaking request-schema-narrowed", "breaking response-schema-widened"}
FEWER = {"breaking request-type-narrowed", "compatible response-type-narrowed"}
MORE = {"compatible request-type-widened", "breaking response-type-widened"}
TEXT = {"breaking request-content-changed", "breaking response-content-changed"}
SPELLED = {"breaking parameter-serialized-otherwise"}
OF_JSON = "{name: q, in: query, content: {application/json: {schema: {type: object}}}}"
OF_TEXT = "{name: q, in: query, content: {text/plain: {schema: {type: string}}}}"
OF_A = "{name: q, in: query, schema: {type: object, REQ properties: {a: {type: string}}}}"
OF_LIST = "{name: q, in: query, schema: {type: array, items: {type: integer}, MIN}}"
PLAIN = "{name: q, in: query, schema: {type: string}}"


def told(place, before, after):
    old, new = (spec(HEAD + place.replace("SAID", each), "a.yaml") for each in (before, after))
    return judge(compare(old, new, TODAY), old, Policy(), TODAY)


def rules(judged):
    return {f"{each.verdict.value} {each.change.rule}" for each in judged}


@pytest.mark.parametrize(
    ("place", "before", "after", "there", "back"),
    [
        (BOTH, "{anyOf: [{type: string}, {type: integer}]}",
         "{oneOf: [{type: string}, {type: integer}]}", set(), set()),
        (BOTH, "{anyOf: [{type: string}, {type: string, maxLength: 3}]}",
         "{oneOf: [{type: string}, {type: string, maxLength: 3}]}", NARROWER, WIDER),
        (BOTH, "{type: object, required: [a], minProperties: 1}", "{type: object, required: [a]}",
         set(), set()),
        (BOTH, "{type: integer, exclusiveMinimum: 3}", "{type: integer, minimum: 4}",
         set(), set()),
        (BOTH, "{type: integer, exclusiveMaximum: 3.0}", "{type: integer, maximum: 3}",
         LOOSER, TIGHTER),
        (BOTH, "{type: object, maxProperties: 2}", "{type: object, maxProperties: 3}",
         LOOSER, TIGHTER),
        (BOTH, "{type: object, minProperties: 2}", "{type: object, minProperties: 3}",
         TIGHTER, LOOSER),
        (BOTH, "{type: object, additionalProperties: {type: integer}}",
         "{type: object, additionalProperties: {type: integer}, maxProperties: 2}",
         TIGHTER, LOOSER),
        (BOTH, "{const: [1]}", "{const: [1.0]}", set(), set()),
        (BOTH, "{enum: [{a: 1}, 1.0]}", "{enum: [1, {a: 1}]}", set(), set()),
        (BOTH, "{properties: {a: {type: string}}}",
         "{type: object, properties: {a: {type: string}}}", FEWER, MORE),
        (BOTH, "{patternProperties: {'^a': {type: string}}}",
         "{patternProperties: {'^a': {type: integer}}}", OTHER, OTHER),
        (BOTH, "{contains: {type: string}}", "{contains: {type: string}, minContains: 2}",
         NARROWER, WIDER),
        (BOTH, "{type: string, contentEncoding: base64}",
         "{type: string, contentEncoding: base32}", TEXT, TEXT),
        (BOTH, "{multipleOf: 2}", "{multipleOf: 3}", OTHER, OTHER),
        (BOTH, "{multipleOf: 2}", "{multipleOf: 4}", TIGHTER, LOOSER),
        (BOTH, "{type: string, minLength: 5000000}", "{type: string, minLength: 6000000}",
         TIGHTER, LOOSER),
        (BOTH, "{type: array, maxItems: 200000}", "{type: array, maxItems: 300000}",
         LOOSER, TIGHTER),
        (QUERY, OF_JSON, PLAIN, SPELLED, SPELLED),
        (QUERY, OF_JSON, OF_TEXT, SPELLED, SPELLED),
        (QUERY, OF_LIST.replace("MIN", "minItems: 1"), OF_LIST.replace("MIN", "minItems: 2"),
         {"breaking request-limit-tightened"}, {"compatible request-limit-loosened"}),
        (QUERY, OF_A.replace("REQ", ""), OF_A.replace("REQ", "required: [a],"),
         {"breaking request-property-became-required"},
         {"compatible request-property-became-optional"}),
        (ANSWER, "'2XX': {description: .}", "'200': {description: .}",
         set(), {"compatible response-added"}),
        (ANSWER, "default: {description: .}", "'200': {description: .}",
         {"risky response-error-removed", "compatible response-added"},
         {"compatible response-added"}),
        (ANSWER, "'2XX': {description: .}", "'2xx': {description: .}", set(), set()),
        (BODY, "application/json: {}", "application/json: {schema: {type: string}}",
         {"breaking request-schema-narrowed"}, {"compatible request-schema-widened"}),
    ],
)  # fmt: skip
def test_an_edit_and_its_undoing(place, before, after, there, back):
    assert rules(told(place, before, after)) == there
    assert rules(told(place, after, before)) == back


def test_a_body_that_proves_it_has_as_many_members_as_that_takes():
    (found,) = [
        each
        for each in told(BOTH, *(f"{{type: object, maxProperties: {n}}}" for n in (3, 2)))
        if each.verdict.value == "breaking"
    ]
    assert len(found.change.counterexample.value) == 3


def test_what_a_default_became_is_told():
    before, after = (
        f"{{type: object, properties: {{a: {{type: string{said}}}}}}}"
        for said in (", default: x", ", default: y")
    )
    messages = {each.change.message for each in told(BOTH, before, after)}
    assert any("x" in each and "became" in each for each in messages), messages
    none = {each.change.message for each in told(BOTH, before, before.replace(", default: x", ""))}
    assert any("became none" in each for each in none), none
    new = {each.change.message for each in told(BOTH, before.replace(", default: x", ""), before)}
    assert any("none became" in each for each in new), new
