"""Lists of a collection's records at paths that are not its own."""

import pytest

DOCUMENT = """
openapi: 3.1.0
info: {title: Harbour, version: '1'}
paths:
  /boats:
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {$ref: '#/components/responses/Boat'}}
  /boats/{boatId}:
    parameters: [{name: boatId, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {$ref: '#/components/responses/Boat'}, '404': {description: None}}}
    delete: {responses: {'204': {description: Gone}, '404': {description: None}}}
  /boats/findByKind:
    get:
      parameters: [{name: kind, in: query, schema: {type: string}}]
      responses: {'200': {$ref: '#/components/responses/Boats'}}
  /owners/{ownerId}/boats:
    parameters: [{name: ownerId, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {$ref: '#/components/responses/Fleet'}}}
  /piers/{pier}/boats:
    parameters: [{name: pier, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {$ref: '#/components/responses/Boats'}}}
components:
  responses:
    Boat:
      description: One
      content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}
    Boats:
      description: Some
      content:
        application/json:
          schema: {type: array, items: {$ref: '#/components/schemas/Boat'}}
    Fleet:
      description: Some, and how many
      content:
        application/json:
          schema:
            type: object
            required: [data, total]
            properties:
              data: {type: array, items: {$ref: '#/components/schemas/Boat'}}
              total: {type: integer}
  schemas:
    Boat:
      type: object
      required: [id, kind]
      properties:
        id: {type: integer, readOnly: true}
        kind: {enum: [dhow, dinghy]}
        owner_id: {type: integer}
"""
BOATS = """
records:
- {id: 1, kind: dhow, owner_id: 7}
- {id: 2, kind: dinghy, owner_id: 7}
- {id: 3, kind: dhow, owner_id: 8}
"""


@pytest.fixture
def ask(client):
    return client(DOCUMENT, boats=BOATS)


def keys(answer):
    body = answer.json
    return [each["id"] for each in (body if isinstance(body, list) else body["data"])]


def test_a_search_lists_the_records_of_the_collection_that_it_declares(ask):
    assert keys(ask("GET", "/boats/findByKind")) == [1, 2, 3]
    assert keys(ask("GET", "/boats/findByKind?kind=dhow")) == [1, 3]


def test_what_is_made_and_deleted_is_seen_there(ask):
    ask("POST", "/boats", {"kind": "dinghy"})
    ask("DELETE", "/boats/2")
    assert keys(ask("GET", "/boats/findByKind?kind=dinghy")) == [4]


def test_a_variable_of_the_path_selects_by_the_field_that_it_names(ask):
    answer = ask("GET", "/owners/7/boats")
    assert keys(answer) == [1, 2]
    assert answer.json["total"] == 2
    assert keys(ask("GET", "/owners/9/boats")) == []


def test_a_path_whose_variable_is_no_field_is_no_view(ask):
    source = ask("GET", "/piers/north/boats", X_Mock_Source="")
    assert source.headers.get("X-Mock-Source") == "generated"


def test_without_fixtures_an_empty_search_shows_what_might_be_there_until_something_is(client):
    ask = client(DOCUMENT)
    assert len(keys(ask("GET", "/owners/123456/boats"))) > 0
    ask("POST", "/boats", {"kind": "dhow", "owner_id": 123456})
    made = keys(ask("GET", "/owners/123456/boats"))
    assert len(made) == 1
    assert ask("GET", f"/boats/{made[0]}").json["owner_id"] == 123456
