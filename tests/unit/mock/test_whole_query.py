"""OAS 3.2 §4.12.1: a parameter that is the whole query, of a form or of JSON."""

import json
from urllib.parse import quote

import pytest

DOCUMENT = """
openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /things:
    get:
      parameters:
      - name: all
        in: querystring
        required: REQUIRED
        content: {KIND: {schema: {type: object, required: [n], properties: {n: {type: integer}}}}}
      responses:
        '200': {description: ., content: {application/json: {schema: {type: object}}}}
        '400': {description: .}
"""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def asked(client, kind, query, required="true"):
    text = DOCUMENT.replace("KIND", kind).replace("REQUIRED", required)
    return client(text)("GET", f"/things{query and '?'}{query}").status


@pytest.mark.parametrize(
    ("kind", "query", "status"),
    [
        (FORM, "n=3", 200),
        (FORM, "n=three", 400),
        (FORM, "m=3", 400),
        (FORM, "", 400),
        (JSON, quote(json.dumps({"n": 3})), 200),
        (JSON, quote(json.dumps({"n": "3"})), 400),
        (JSON, "n=3", 400),
        (JSON, "", 400),
    ],
)
def test_the_whole_query_is_read_and_judged(client, kind, query, status):
    assert asked(client, kind, query) == status


def test_a_query_that_may_be_missing_may_be_missing(client):
    assert asked(client, FORM, "", "false") == 200
