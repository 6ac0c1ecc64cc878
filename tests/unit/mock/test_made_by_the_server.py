"""What the mock sets itself: states, defaults that vary, and what is only sent."""

import re

import pytest

from mockserver.errors import DocumentError

DOCUMENT = """
openapi: 3.1.0
info: {title: Jobs, version: '1'}
paths:
  /jobs:
    get:
      responses:
        '200':
          description: all
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Job'}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
      responses:
        '201':
          description: made
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
  /jobs/{id}:
    get:
      responses:
        '200':
          description: one
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
components:
  schemas:
    Job:
      type: object
      required: [name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        secret: {type: string, writeOnly: true, minLength: 8}
        state: {type: string, enum: [waiting, running, done], readOnly: true}
        kind: {type: string, enum: [small, large, huge], default: small}
        urgent: {type: boolean, default: false}
"""


def test_a_new_record_is_in_the_first_state_that_the_server_sets(client):
    ask = client(DOCUMENT)
    made = ask("POST", "/jobs", {"name": "sweep", "state": "done"}).json
    assert made == {**made, "state": "waiting", "kind": "small", "urgent": False}


def test_made_records_have_other_values_than_the_default_too(client):
    ask = client(DOCUMENT)
    jobs = [ask("GET", f"/jobs/{key}").json for key in range(1, 40)]
    assert {each["kind"] for each in jobs} == {"small", "large", "huge"}
    assert {each["urgent"] for each in jobs} == {True, False}
    assert jobs == [ask("GET", f"/jobs/{key}").json for key in range(1, 40)]


def test_a_fixture_may_hold_what_is_only_sent_and_nobody_sees_it(client):
    ask = client(DOCUMENT, jobs="records: [{id: 1, name: sweep, secret: open sesame}]")
    assert ask("GET", "/jobs/1").json == {"id": 1, "name": "sweep"}
    assert ask("GET", "/jobs").json == [{"id": 1, "name": "sweep"}]


def test_what_is_only_sent_is_judged_in_a_fixture_all_the_same(client):
    with pytest.raises(DocumentError, match="shorter"):
        client(DOCUMENT, jobs="records: [{id: 1, name: sweep, secret: short}]")


def test_a_key_has_the_form_that_the_document_gives_it_beside_fixtures_too(client):
    shaped = DOCUMENT.replace(
        "id: {type: integer,", "id: {type: string, pattern: '^j-[0-9a-f]{6}$',"
    )
    ask = client(shaped, jobs="records: [{id: j-000001, name: rinse}]")
    key = ask("POST", "/jobs", {"name": "sweep"}).json["id"]
    assert re.fullmatch("j-[0-9a-f]{6}", key)
    assert ask("GET", f"/jobs/{key}").json["name"] == "sweep"
