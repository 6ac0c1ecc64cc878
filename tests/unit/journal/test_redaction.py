import json
from datetime import UTC, datetime

import pytest
from builder import spec

from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange
from mockserver.journal.redaction import REDACTED, Redaction

DOCUMENT = """\
openapi: 3.1.0
info: {title: Users, version: '1'}
paths:
  /users:
    post:
      parameters:
      - {name: pin, in: query, schema: {type: string, format: password}}
      - {name: X-Proof, in: header, schema: {type: string, format: password}}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/User'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/User'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/User'}}
          application/xml: {schema: {$ref: '#/components/schemas/User'}}
      responses:
        '201': {description: It., content: {application/json: {
            schema: {$ref: '#/components/schemas/User'}}}}
components:
  securitySchemes:
    query: {type: apiKey, in: query, name: api_key}
    header: {type: apiKey, in: header, name: X-Shop-Key}
  schemas:
    Secret: {type: [string, 'null'], format: password}
    User:
      allOf:
      - type: object
        properties:
          name: {type: string}
          password: {type: string, writeOnly: true}
      - type: object
        properties:
          friends: {type: array, items: {$ref: '#/components/schemas/User'}}
          token: {anyOf: [{$ref: '#/components/schemas/Secret'}, {type: 'null'}]}
          notes: {type: object, additionalProperties: {$ref: '#/components/schemas/Secret'}}
"""


def redacted(body=b"", query="", headers=(), answer=b"{}", violations=(), kind="application/json"):
    sent = Headers([("Content-Type", kind), *headers])
    exchange = Exchange(
        moment=datetime(2024, 1, 1, tzinfo=UTC),
        request=Request("POST", "/users", query, sent, body),
        response=Response(201, Headers([("Content-Type", "application/json")]), answer),
        operation="POST /users",
        source="",
        violations=violations,
    )
    return Redaction(spec(DOCUMENT)).exchange(exchange)


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "cookie",
        "Proxy-Authorization",
        "X-API-KEY",
        "X-Shop-Key",
        "x-proof",
        "X-Mock-Admin-Token",
    ],
)
def test_headers_that_carry_credentials_lose_their_values(name):
    request = redacted(headers=[(name, "top-secret"), ("X-Other", "plain")]).request
    assert request.headers.get(name) == REDACTED
    assert request.headers.get("X-Other") == "plain"


def test_keys_and_passwords_in_the_query_are_taken_out():
    request = redacted(query="a=1&api_key=top%20secret&pin=1234567&b=2").request
    assert request.query == "a=1&api_key=%5Bredacted%5D&pin=%5Bredacted%5D&b=2"


def test_members_that_a_schema_calls_secret_are_taken_out_however_deep():
    body = {
        "name": "Ann",
        "password": "hunter22",
        "token": None,
        "notes": {"door": "sesame open"},
        "friends": [{"name": "Ben", "token": "tok-en-1", "password": "swordfish"}],
    }
    told = json.loads(redacted(json.dumps(body).encode()).request.body)
    assert told == {
        "name": "Ann",
        "password": REDACTED,
        "token": None,
        "notes": {"door": REDACTED},
        "friends": [{"name": "Ben", "token": REDACTED, "password": REDACTED}],
    }


def test_fields_of_a_form_are_taken_out():
    form = redacted(b"name=Ann&password=hunter22", kind="application/x-www-form-urlencoded")
    assert form.request.body == b"name=Ann&password=%5Bredacted%5D"


def test_what_the_answer_and_the_violations_repeat_is_gone_too():
    told = redacted(
        b'{"password": "hunter22"}',
        answer=b'{"name": "not hunter22"}',
        violations=("body /password: 'hunter22' is too short",),
    )
    assert told.response.body == b'{"name": "not [redacted]"}'
    assert told.violations == ("body /password: '[redacted]' is too short",)


def test_the_credentials_of_a_scheme_are_not_told_without_it():
    told = redacted(headers=[("Authorization", "Bearer abcdefgh")], answer=b'{"name": "abcdefgh"}')
    assert told.response.body == b'{"name": "[redacted]"}'


def test_a_short_secret_does_not_eat_other_words():
    told = redacted(b'{"password": "a"}', answer=b'{"name": "Ann and a"}')
    assert json.loads(told.request.body) == {"password": REDACTED}
    assert told.response.body == b'{"name": "Ann and a"}'


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[1, 2]", b'"text"'])
def test_a_body_that_is_not_what_was_declared_stays_as_it_is(body):
    assert redacted(body).request.body == body


def test_what_has_no_secret_is_told_to_the_byte():
    body = b'{ "name" : "Ann" }'
    told = redacted(body, query="a=%20b", headers=[("X-Other", "1")])
    assert (told.request.body, told.request.query) == (body, "a=%20b")


def test_what_oauth_calls_its_secrets_is_taken_out_whatever_the_document_says():
    query = "access_token=abcdef&state=1&client_secret=ghijkl"
    form = b"grant_type=password&username=rex&password=mnopqr"
    told = redacted(form, query, kind="application/x-www-form-urlencoded").request
    assert told.query == "access_token=%5Bredacted%5D&state=1&client_secret=%5Bredacted%5D"
    assert told.body == b"grant_type=password&username=rex&password=%5Bredacted%5D"


@pytest.mark.parametrize("name", ["X-Auth-Token", "Api-Key", "X-Amz-Security-Token"])
def test_fields_that_are_known_for_their_secrets_are_taken_out(name):
    assert redacted(headers=[(name, "abcdef")]).request.headers.get(name) == "[redacted]"


def test_parts_that_are_secret_are_taken_out_and_others_stay_as_they_are():
    form = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    fields = {"name": "Ada", "password": "1234", "friends": '[{"name": "Bo", "password": "x1"}]'}
    told = "".join(f"--b\r\n{form.format(*each)}" for each in fields.items()) + "--b--\r\n"
    found = redacted(told.encode(), kind="multipart/form-data; boundary=b", answer=b'{"a": "1234"}')
    shown = found.request.body.decode()
    assert "1234" not in shown
    assert "x1" not in shown
    assert form.format("name", "Ada") in shown
    assert form.format("password", REDACTED) in shown


def test_elements_that_are_secret_are_taken_out():
    body = b"<User><name>Ada</name><password>1234</password></User>"
    shown = redacted(body, kind="application/xml").request.body
    assert b"1234" not in shown
    assert b"<name>Ada</name>" in shown
    assert REDACTED.encode() in shown
    plain = b"<User> <name>Ada</name></User>"
    assert redacted(plain, kind="application/xml").request.body == plain
