from datetime import UTC, datetime, timedelta

import pytest
from builder import spec

from mockserver.clock import SteppingClock
from mockserver.collection import bind, read_fixture

DOCUMENT = """
openapi: 3.1.0
paths:
  /boats:
    get:
      responses:
        '200': {content: {application/json: {schema: {items: {$ref: '#/components/schemas/Boat'}}}}}
    post:
      requestBody:
        content:
          application/json:
            schema:
              properties:
                sails: {type: integer, default: 1}
                flag: {type: string, default: TZ}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
  /boats/{id}:
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
    put: {responses: {'200': {}}}
    patch: {responses: {'200': {}}}
    delete: {responses: {'204': {}}}
components:
  schemas:
    Boat:
      type: object
      required: [id, name, berth, created]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        sails: {type: integer, default: 9}
        flag: {type: [string, 'null']}
        berth: {type: [string, 'null']}
        draft: {type: [number, 'null']}
        hull: {type: object}
        surveyor: {type: string, readOnly: true}
        created: {type: string, format: date-time}
        changed: {type: string, format: date-time}
"""
OPEN = DOCUMENT.replace("    Boat:\n", "    Boat:\n      additionalProperties: true\n")
START = datetime(2024, 9, 1, 15, tzinfo=UTC)


@pytest.fixture
def collection(tmp_path):
    """Makes the collection of boats with what a fixture file says."""

    def make(text="unique: [name]", document=DOCUMENT):
        path = tmp_path / "boats.yaml"
        path.write_text(text, encoding="utf-8")
        [found] = bind(spec(document), [read_fixture(path)]).collections
        return found

    return make


@pytest.fixture
def open_document():
    """The same document with records that take any field."""
    return OPEN


@pytest.fixture
def clock():
    """A clock that goes on by a second each time it is read."""
    return SteppingClock(START, timedelta(seconds=1))
