"""What a deletion is answered with."""

import json
from textwrap import dedent

from mockserver.http import Request
from mockserver.mock import Mock

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Boats, version: '1'}
    paths:
      /boats:
        get:
          responses:
            '200':
              description: All
              content:
                application/json:
                  schema: {type: array, items: {$ref: '#/components/schemas/Boat'}}
      /boats/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get:
          responses:
            '200':
              description: One
              content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}
            '404': {description: None}
        delete:
          responses:
            '200':
              description: Gone
              content: {application/json: {schema: {$ref: '#/components/schemas/Deletion'}}}
            '404': {description: None}
    components:
      schemas:
        Boat:
          type: object
          required: [id, name]
          properties: {id: {type: string}, name: {type: string}}
        Deletion:
          type: object
          required: [deleted]
          additionalProperties: false
          properties: {deleted: {const: true}}
"""


def test_a_deletion_is_answered_with_the_body_that_is_declared_for_it(tmp_path):
    (tmp_path / "api.yaml").write_text(dedent(DOCUMENT))
    (tmp_path / "boats.yaml").write_text("records: [{id: b1, name: Sirius}]\n")
    mock = Mock.load(tmp_path / "api.yaml", tmp_path / "boats.yaml")
    answer = mock.respond(Request("DELETE", "/boats/b1"))
    assert (answer.status, json.loads(answer.body)) == (200, {"deleted": True})
    assert mock.respond(Request("GET", "/boats/b1")).status == 404
