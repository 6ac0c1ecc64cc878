import pytest
from builder import operation, spec, where

from mockserver.response import Judge
from mockserver.schema import Validators

DOCUMENT = """
openapi: 3.1.0
paths:
  /pets:
    get:
      responses:
        '200':
          content:
            application/json:
              schema:
                type: array
                items: {required: [name], properties: {name: {type: string}}}
            application/hal+json: {}
            text/plain: {schema: {type: integer}}
"""
JSON, BARE, TEXT = operation(spec(DOCUMENT), "GET /pets").responses[0].content


@pytest.fixture
def judge():
    return Judge(Validators())


def test_a_body_that_keeps_its_promise_is_no_news(judge):
    assert judge.violations(JSON, [{"name": "Rex"}]) == ()


def test_each_broken_promise_is_told_with_its_place_and_its_line(judge):
    told = [each.sentence for each in judge.violations(JSON, [{"name": 3}, {}])]
    assert told == [
        f"response body /0/name: 3 is a number, expected string ({where(DOCUMENT, 'string}')})",
        f"response body /1: 'name' is required and missing ({where(DOCUMENT, '[name]')})",
    ]


def test_the_whole_body_has_no_place(judge):
    [violation] = judge.violations(JSON, {})
    assert violation.sentence.startswith("response body: {} is an object, expected array (")
    assert violation.member()["location"] == ["response", "body"]
    assert violation.member()["code"] == "type"


@pytest.mark.parametrize("content", [None, BARE, TEXT])
def test_what_no_schema_of_json_judges_is_no_news(judge, content):
    assert judge.violations(content, object) == ()


def test_a_violation_has_all_its_members(judge):
    [violation] = judge.violations(JSON, [{"name": 3}])
    assert violation.member() == {
        "location": ["response", "body", "0", "name"],
        "severity": "Error",
        "code": "type",
        "message": "3 is a number, expected string",
        "document": where(DOCUMENT, "string}"),
    }


SEQUENCE = """
openapi: 3.2.0
paths:
  /pets:
    get:
      responses:
        '200': {content: {application/jsonl: {itemSchema: {required: [name]}}}}
"""


def test_each_item_of_a_sequence_is_held_against_the_schema_of_items(judge):
    [content] = operation(spec(SEQUENCE), "GET /pets").responses[0].content
    assert judge.violations(content, [{"name": "Rex"}]) == ()
    [violation] = judge.violations(content, [{"name": "Rex"}, {}])
    assert violation.member()["location"] == ["response", "body", "1"]
    assert violation.keyword == "required"
    assert violation.origin.line == 7
