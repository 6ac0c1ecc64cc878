"""Values that are unique below all parents together, as the document's words say."""

import pytest

HOUSES = """
openapi: 3.1.0
info: {title: Houses, version: '1'}
paths:
  /houses:
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/House'}}}}}
  /houses/{house}:
    parameters: [{name: house, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/House'}}}}}}
  /houses/{house}/rooms:
    parameters: [{name: house, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Room'}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/Room'}}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/Room'}}}}
        '409': {description: Taken}
  /houses/{house}/rooms/{id}:
    parameters:
      - {name: house, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: integer}}
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/Room'}}}}}}
    patch:
      requestBody: {content: {application/json: {schema: {$ref: '#/Room'}}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/Room'}}}}
        '409': {description: Taken}
    delete: {responses: {'204': {description: Gone}}}
House: {type: object, properties: {id: {type: string}}}
Room:
  type: object
  properties:
    id: {type: integer, readOnly: true}
    house: {type: string, readOnly: true}
    meter: {type: string, description: Globally unique.}
    label: {type: string, description: Unique within the house.}
"""
OLD = "collection: /houses/{house}/rooms\nrecords: [{id: 1, house: a, meter: m-1, label: attic}]"


@pytest.fixture
def ask(client):
    return client(HOUSES, houses="records: [{id: a}, {id: b}]", rooms=OLD)


def made(ask, house, **body):
    return ask("POST", f"/houses/{house}/rooms", body)


def test_a_value_is_that_of_one_record_whatever_it_lies_below(ask):
    first = made(ask, "a", meter="m-2", label="hall")
    assert first.status == 201
    refused = made(ask, "b", meter="m-2", label="hall")
    assert (refused.status, refused.json["field"]) == (409, "meter")
    assert refused.json["holder"] == str(first.json["id"])
    assert made(ask, "b", meter="m-3", label="hall").status == 201


def test_that_of_a_fixture_and_of_a_change_is_taken_too(ask):
    assert made(ask, "b", meter="m-1").status == 409
    other = made(ask, "b", meter="m-4").json["id"]
    assert ask("PATCH", f"/houses/b/rooms/{other}", {"meter": "m-1"}).status == 409
    assert ask("PATCH", f"/houses/b/rooms/{other}", {"meter": "m-5"}).status == 200
    assert made(ask, "a", meter="m-5").status == 409


def test_what_was_given_up_is_free(ask):
    key = made(ask, "a", meter="m-6").json["id"]
    assert ask("DELETE", f"/houses/a/rooms/{key}").status == 204
    assert made(ask, "b", meter="m-6").status == 201
