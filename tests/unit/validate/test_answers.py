import pytest
from checking import at, findings

TEXT = """\
openapi: 3.1.0
info: {{title: T, version: '1'}}
{security}
paths:
  {path}:
    parameters: [{parameters}]
    {method}:
      {body}
      responses: {{{responses}}}
components:
  securitySchemes: {{key: {{type: apiKey, name: k, in: header}}}}
"""
ID = "{name: id, in: path, required: true, schema: {type: integer}}"
LIMIT = "{name: limit, in: query, schema: {type: integer}}"
TEXTUAL = "{name: q, in: query, schema: {type: string}}"


def document(responses, method="get", path="/a", parameters="", body="", security=""):
    declared = ", ".join(f"'{status}': {{description: Any.}}" for status in responses.split())
    given = {"method": method, "path": path, "parameters": parameters}
    return TEXT.format(responses=declared, body=body, security=security, **given)


def told(text):
    return findings(text, "no-right-answer")


INVALID = "a request that breaks this document: 400 or 422"
CALLER = "a caller without credentials: 401 or 403"
ABSENT = "a resource that is not there: 404 or 410"
BODY = "requestBody: {content: {application/json: {schema: {}}}}"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"responses": "200", "parameters": LIMIT}, INVALID),
        ({"responses": "200 404", "method": "post", "body": BODY}, INVALID),
        ({"responses": "200", "security": "security: [{key: []}]"}, CALLER),
        ({"responses": "200 400", "path": "/a/{id}", "parameters": ID}, ABSENT),
        ({"responses": "404"}, "success: 200, 201 or 204, say"),
    ],
)
def test_what_an_operation_cannot_say_is_told_at_its_responses(given, missing):
    text = document(**given)
    label = f"{given.get('method', 'get').upper()} {given.get('path', '/a')}"
    place = at(text, "responses")
    assert told(text) == [("no-right-answer", place, f"{label} declares no status for {missing}")]


def test_all_that_is_missing_is_one_finding():
    text = document("200", path="/a/{id}", parameters=f"{ID}, {LIMIT}")
    ((_, _, sentence),) = told(text)
    assert sentence == f"GET /a/{{id}} declares no status for {INVALID}; nor for {ABSENT}"


@pytest.mark.parametrize(
    "given",
    [
        {"responses": "200"},
        {"responses": "200", "parameters": TEXTUAL},
        {"responses": "200 422", "parameters": LIMIT},
        {"responses": "200 410", "path": "/a/{id}", "parameters": ID},
        {"responses": "200 4XX", "path": "/a/{id}", "parameters": f"{ID}, {LIMIT}"},
        {"responses": "default", "method": "post", "body": BODY},
        {"responses": "200", "security": "security: [{key: []}, {}]"},
    ],
)
def test_an_operation_that_can_say_all_is_left_alone(given):
    assert told(document(**given)) == []
