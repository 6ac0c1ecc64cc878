import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from mockserver.admin import Access, Admin
from mockserver.admin.document import admin_router, admin_spec
from mockserver.clock import SteppingClock
from mockserver.http import Headers, Request
from mockserver.mock import Mock
from mockserver.response import Judge
from mockserver.schema import Validators
from mockserver.store import open_tables

START = datetime(2024, 12, 14, 9, 30, tzinfo=UTC)
JUDGE = Judge(Validators())

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '2.5'}
security: [{key: []}]
paths:
  /shelves:
    get:
      operationId: listShelves
      tags: [shelves]
      summary: All shelves.
      parameters:
      - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      - {name: colour, in: query, schema: {type: string}}
      responses:
        '200':
          description: They.
          content: {application/json: {
              schema: {type: array, items: {$ref: '#/components/schemas/Shelf'}}}}
        '422': {$ref: '#/components/responses/Wrong'}
        '503': {$ref: '#/components/responses/Wrong'}
    post:
      operationId: createShelf
      tags: [shelves]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}}
      responses:
        '201':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
        '422': {$ref: '#/components/responses/Wrong'}
  /shelves/{shelf_id}:
    parameters: [{name: shelf_id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readShelf
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
        '404': {$ref: '#/components/responses/Wrong'}
    delete:
      responses: {'204': {description: Gone.}, '404': {$ref: '#/components/responses/Wrong'}}
  /shelves/{shelf_id}/books:
    parameters: [{name: shelf_id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: They.
          content: {application/json: {
              schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses:
        '201': {description: It., content: {application/json: {
            schema: {$ref: '#/components/schemas/Book'}}}}
  /shelves/{shelf_id}/books/{book_id}:
    parameters:
    - {name: shelf_id, in: path, required: true, schema: {type: integer}}
    - {name: book_id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200': {description: It., content: {application/json: {
            schema: {$ref: '#/components/schemas/Book'}}}}
        '404': {$ref: '#/components/responses/Wrong'}
  /lamp:
    get:
      responses:
        '200': {description: It., content: {application/json: {
            schema: {$ref: '#/components/schemas/Lamp'}}}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}}
      responses:
        '200': {description: It., content: {application/json: {
            schema: {$ref: '#/components/schemas/Lamp'}}}}
  /motto:
    get:
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {type: string}, example: Read.}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: secret_key}
  responses:
    Wrong:
      description: No.
      content:
        application/problem+json:
          schema: {type: object, required: [detail], properties: {detail: {type: string}}}
  schemas:
    Shelf:
      type: object
      required: [id, colour]
      properties:
        id: {type: integer, readOnly: true}
        colour: {type: string, enum: [red, green, blue]}
        label: {type: string, minLength: 2}
        code: {type: string, format: password, minLength: 6}
    Book:
      type: object
      required: [id, title]
      properties: {id: {type: string}, title: {type: string}, shelf_id: {type: integer}}
    Lamp:
      type: object
      required: [on]
      properties: {on: {type: boolean}}
"""
SHELVES = """\
unique: [label]
records:
- {id: 1, colour: red, label: first}
- {id: 2, colour: green, label: second}
"""
SCENARIOS = """\
scenarios:
  outage:
    description: The shop is closed for a while.
    start: closed
    rules:
    - match: {operation: listShelves}
      when: closed
      respond: {status: 503, body: {detail: Closed.}}
      then: open
  parcel:
    by: shelf_id
    start: packed
    rules:
    - match: {operation: readShelf}
      when: packed
      respond: {patch: {colour: blue}}
      then: sent
  crash:
    rules:
    - match: {operation: readShelf}
      fault: reset
"""


class Answered:
    """A response as tests look at it."""

    def __init__(self, response):
        self.status, self.body, self.headers = response.status, response.body, response.headers

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body.decode()}"


class Client:
    """Asks a mock as ``client.mock_asks`` and looks after it as ``client`` itself does.

    Each answer of the administration is held against its document.
    """

    def __init__(self, mock, **given):
        self.mock = mock
        self.admin = Admin(mock, given.pop("access", Access()), random=Random(7), **given)

    def __call__(self, method, target, body=None, peer="127.0.0.1", **headers):
        request = made(method, f"/__admin{target}", body, headers)
        response = self.admin.respond(request, peer)
        conforms(request, response)
        return Answered(response)

    def ask(self, method, target, body=None, **headers):
        """Ask the mock, with its key."""
        keyed = f"{target}{'&' if '?' in target else '?'}secret_key=s3cret-key"
        return Answered(self.mock.respond(made(method, keyed, body, headers)))


def made(method, target, body, headers):
    path, _, query = target.partition("?")
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        lines.setdefault("Content-Type", "application/json")
    return Request(method, path, query, Headers(lines.items()), b"" if body is None else content)


def conforms(request, response):
    """The administration keeps to its own document, whatever it is asked."""
    if response.status in (204, 405) or not response.body:
        return
    known = {each.template for each in admin_spec().operations}
    try:
        match = admin_router().find(request.path).match(request.method)
    except Exception:  # noqa: BLE001  there is no such path
        assert request.path not in known
        return
    declared = match.operation.response(response.status)
    content = declared.content[0]
    assert response.headers.get("Content-Type") == str(content.media_type)
    if content.media_type.is_json:
        assert JUDGE.violations(content, json.loads(response.body)) == ()


def pytest_generate_tests(metafunc):
    """A module says by STATES over which kinds of state its tests are run."""
    if "state" in metafunc.fixturenames:
        metafunc.parametrize("state", getattr(metafunc.module, "STATES", ("memory",)))


@pytest.fixture
def mock(state, tmp_path, monkeypatch):
    """A mock of the document above with its fixtures and scenarios."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(DOCUMENT, encoding="utf-8")
    folder = tmp_path / "fixtures"
    folder.mkdir()
    (folder / "shelves.yaml").write_text(SHELVES, encoding="utf-8")
    (folder / "scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    clock = SteppingClock(START, timedelta(seconds=1))
    tables = open_tables(state)
    yield Mock.load(tmp_path / "api.yaml", folder, clock=clock, tables=tables)
    tables.close()


@pytest.fixture
def client(mock):
    """A client of that mock."""
    return Client(mock)


@pytest.fixture
def client_of(mock):
    """Makes a client with another access or another server around it."""

    def make(**given):
        return Client(mock, **given)

    return make
