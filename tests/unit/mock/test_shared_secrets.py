"""What a shared state remembers of requests holds no secret."""

import json
from urllib.parse import quote

import pytest

from mockserver.http import Headers, Request
from mockserver.mock import Mock
from mockserver.store import open_tables

DOCUMENT = """
openapi: 3.1.0
info: {title: Users, version: '1'}
security: [{key: []}]
paths:
  /users:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
      responses:
        '201':
          description: made
          content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
        '400': {description: wrong}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: api_key}}
  schemas:
    User:
      type: object
      properties:
        name: {type: string}
        password: {type: string, writeOnly: true, minLength: 8}
"""
SECRETS = ("open sesame", "k3y-of-the-shop", "t0k3n-of-ann")


@pytest.fixture
def mock(tmp_path):
    document = tmp_path / "api.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    tables = open_tables(f"sqlite:{tmp_path / 'state.db'}")
    yield Mock.load(document, tables=tables)
    tables.close()


def post(mock, body):
    lines = [("Content-Type", "application/json"), ("Authorization", f"Bearer {SECRETS[2]}")]
    query = f"api_key={quote(SECRETS[1])}"
    return mock.respond(Request("POST", "/users", query, Headers(lines), json.dumps(body).encode()))


@pytest.mark.parametrize("body", [{"name": "Ann"}, {"name": 1}])
def test_what_lies_in_a_shared_store_of_a_request_has_no_secret(mock, body):
    post(mock, {**body, "password": SECRETS[0]})
    rows = mock.tables.entries("|journal")
    assert len(rows) == 1
    for secret in SECRETS:
        assert secret not in json.dumps(rows[0][1])
    exchange = mock.journal.exchanges()[0]
    assert exchange.operation == "POST /users"
    assert json.loads(exchange.request.body)["name"] == body["name"]
    assert "Authorization" in exchange.request.headers
