"""Numbers by which the server tells versions of a record apart."""

import pytest

from mockserver.collection import infer
from tests.builder import spec

NOTES = """
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/Note'}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/Note'}}}}
      responses: {'201': {content: {application/json: {schema: {$ref: '#/Note'}}}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/Note'}}}}}}
    patch:
      requestBody: {content: {application/json: {schema: {$ref: '#/Note'}}}}
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Note'}}}}}
Note:
  type: object
  required: [text, revision, version]
  properties:
    id: {type: integer, readOnly: true}
    text: {type: string}
    revision: {type: integer, readOnly: true}
    version: {type: integer, readOnly: true, WORDS}
"""
PLAIN = NOTES.replace("WORDS", "minimum: 1")
TOLD = NOTES.replace("WORDS", "description: Incremented on every update.")


@pytest.mark.parametrize(
    ("document", "counters"),
    [
        (PLAIN, {"revision": True, "version": False}),
        (TOLD, {"revision": True, "version": True}),
        (PLAIN.replace("integer, readOnly: true}", "integer}"), {"version": False}),
        (PLAIN.replace("revision: {type: integer", "revision: {type: string"), {"version": False}),
    ],
)
def test_they_are_told_by_their_names_and_by_words(document, counters):
    assert infer(spec(document))[0].counters == counters


def test_they_begin_with_one_and_grow_with_each_change(client):
    ask = client(PLAIN)
    made = ask("POST", "/notes", {"text": "a"}).json
    assert (made["revision"], made["version"]) == (1, 1)
    changed = ask("PATCH", f"/notes/{made['id']}", {"text": "b"}).json
    assert (changed["revision"], changed["version"]) == (2, 1)
    assert ask("GET", f"/notes/{made['id']}").json == changed


def test_what_a_fixture_file_generates_goes_its_own_way(client):
    ask = client(TOLD, notes="generate: {id: '{next}', revision: '7{next}'}\nrecords: []")
    made = ask("POST", "/notes", {"text": "a"}).json
    changed = ask("PATCH", f"/notes/{made['id']}", {"text": "b"}).json
    assert changed["revision"] == made["revision"]
    assert changed["version"] == made["version"] + 1
