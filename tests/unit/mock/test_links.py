"""Links from page to page, as the client reaches the mock."""

import json

import pytest

from mockserver.http import Headers, Request
from mockserver.mock import Mounts

DOCUMENT = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: /v1}]
paths:
  /pets:
    get:
      parameters:
      - {name: limit, in: query, schema: {type: integer}}
      - {name: offset, in: query, schema: {type: integer, default: 0}}
      responses:
        '200':
          description: some
          headers: {Link: {schema: {type: string}}}
          content:
            application/json:
              schema:
                type: object
                required: [data, next]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Pet'}}
                  next: {type: [string, 'null'], format: uri}
                  previous: {type: [string, 'null'], format: uri-reference}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201':
          description: made
          headers: {Location: {schema: {type: string, format: uri}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    get:
      responses:
        '200':
          description: one
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}}
"""
HOST = {"Host": "pets.example:8080"}


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


def ids(answered):
    return [each["id"] for each in answered.json["data"]]


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        (HOST, "http://pets.example:8080"),
        ({**HOST, "X-Forwarded-Proto": "https"}, "https://pets.example:8080"),
        ({**HOST, "X-Forwarded-Host": "api.example, proxy"}, "http://api.example"),
        ({}, "http://localhost"),
    ],
)
def test_a_link_that_has_to_be_a_whole_url_is_one(ask, headers, origin):
    first = ask("GET", "/v1/pets?limit=2", **headers)
    assert ids(first) == [1, 2]
    assert first.json["next"] == f"{origin}/v1/pets?limit=2&offset=2"


def test_the_scheme_of_a_link_is_that_of_the_connection(ask):
    headers = Headers(HOST.items())
    asked = Request("GET", "/v1/pets", "limit=2", headers, scheme="https")
    told = json.loads(ask.mock.respond(asked).body)
    assert told["next"] == "https://pets.example:8080/v1/pets?limit=2&offset=2"


def test_a_location_that_has_to_be_a_whole_url_is_one_beneath_a_prefix_too(ask):
    body = {"name": "Rex"}
    made = ask("POST", "/__session/ann/v1/pets", body, X_Forwarded_Proto="https", **HOST)
    assert made.status == 201
    place = f"/__session/ann/v1/pets/{made.json['id']}"
    assert made.headers.get("Location") == f"https://pets.example:8080{place}"
    assert ask("GET", place).json == made.json


def test_a_link_that_may_be_a_reference_is_one(ask):
    second = ask("GET", "/v1/pets?limit=2&offset=2", **HOST)
    assert (ids(second), second.json["next"]) == ([3], None)
    assert second.json["previous"] == "/v1/pets?limit=2&offset=0"


def test_links_stay_in_the_session_that_a_prefix_names(ask):
    first = ask("GET", "/__session/a/v1/pets?limit=2", **HOST)
    assert first.json["next"] == "http://pets.example:8080/__session/a/v1/pets?limit=2&offset=2"
    assert '</__session/a/v1/pets?limit=2&offset=2>; rel="next"' in first.headers.get("Link")


def test_links_stay_beneath_a_mount(ask):
    ask.mock = Mounts(ask.mock, {"/shop": ask.mock})
    first = ask("GET", "/__session/a/shop/v1/pets?limit=2")
    assert first.json["next"].startswith("http://localhost/")
    onward = first.json["next"].removeprefix("http://localhost")
    assert ids(ask("GET", onward)) == [3]
