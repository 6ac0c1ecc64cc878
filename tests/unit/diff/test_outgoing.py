"""What the API sends itself is to a client as a response is."""

from datetime import date

import pytest
from builder import spec

from mockserver.diff.compare import compare
from mockserver.diff.judgement import judge
from mockserver.diff.policy import Policy

TEXT = """\
openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /orders:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, properties: {url: {type: string}}}}}
      responses:
        '200':
          description: Taken.
          content: {application/jsonl: {itemSchema: {type: object, required: [id]}}}
      callbacks:
        done:
          '{$request.body#/url}':
            post:
              requestBody:
                content: {application/json: {schema: {type: object, required: [total]}}}
              responses: {'204': {description: Seen.}}
webhooks:
  born:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [name]}}}
      responses: {'204': {description: Seen.}}
"""
CALLBACK = TEXT[TEXT.index("      callbacks:") : TEXT.index("webhooks:")]
BODY = CALLBACK[CALLBACK.index("              requestBody:") : CALLBACK.index("              resp")]
WEBHOOK = TEXT[TEXT.index("webhooks:") :]
DONE = "callback done {$request.body#/url} POST of POST /orders"


TODAY = date(2026, 1, 1)


def changes(revision, base):
    old = spec(base)
    return judge(compare(old, spec(revision), TODAY), old, Policy(), TODAY)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (CALLBACK, "", ("breaking", "callback-removed", (DONE,))),
        (WEBHOOK, "", ("breaking", "webhook-removed", ("webhook born POST",))),
        (
            "required: [total]",
            "required: []",
            ("breaking", "response-property-became-optional", (DONE,)),
        ),
        (
            "required: [name]",
            "required: []",
            ("breaking", "response-property-became-optional", ("webhook born POST",)),
        ),
        (
            "required: [id]",
            "required: []",
            ("breaking", "response-property-became-optional", ("POST /orders",)),
        ),
        (BODY, "", ("breaking", "response-media-type-removed", (DONE,))),
        (
            "required: [total]",
            "required: [total, tax]",
            ("compatible", "response-property-became-required", (DONE,)),
        ),
    ],
)
def test_what_changes_in_what_is_sent_is_told_of_who_gets_it(old, new, expected):
    assert old in TEXT
    (judged,) = changes(TEXT.replace(old, new), TEXT)
    change = judged.change
    assert (judged.verdict.value, change.rule, change.operations) == expected


def test_what_comes_is_new():
    (judged,) = changes(TEXT, TEXT.replace(CALLBACK, ""))
    assert (judged.verdict.value, judged.change.rule) == ("compatible", "callback-added")


ANSWER = "responses: {'204': {description: Seen.}}\n"
TAKES = """responses:
        '200': {description: Seen., content: {application/json: {schema: {type: object, SAYS}}}}
        '204': {description: Seen.}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "required: [again]", ("breaking", "request-property-became-required")),
        ("required: [again]", "", ("compatible", "request-property-became-optional")),
    ],
)
def test_what_clients_answer_is_to_the_api_as_a_request_is(old, new, expected):
    *before, _ = TEXT.rpartition(ANSWER)
    base, revision = (
        before[0] + TAKES.replace("SAYS", f"properties: {{again: {{}}}}, {said}".rstrip(", "))
        for said in (old, new)
    )
    (found,) = changes(revision, base)
    assert (found.verdict.value, found.change.rule) == expected
    assert found.change.operations == ("webhook born POST",)
    assert found.change.message.startswith("answer 200 to the webhook (application/json)")
    assert bool(found.change.counterexample) is (expected[0] == "breaking")
