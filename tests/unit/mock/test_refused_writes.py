"""A request that is not answered as it should be leaves nothing behind."""

import pytest

from mockserver.errors import StoreError
from mockserver.mock import Mock, Options
from mockserver.store import MemoryTables

PETS = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          content:
            application/json: {schema: {type: array, items: {$ref: '#/Pet'}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/NewPet'}}}}
      responses:
        '201':
          content:
            application/json: {schema: {$ref: '#/Pet'}}
            application/xml: {schema: {$ref: '#/Pet'}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}, '404': {}}}
    patch:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200':
          content:
            application/json: {schema: {$ref: '#/Pet'}}
            application/xml: {schema: {$ref: '#/Pet'}}
    delete:
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}, '404': {}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    delete: {responses: {'200': {content: {text/csv: {schema: {type: string}}}}}}
    get: {responses: {'200': {}}}
NewPet: {type: object, required: [id], properties: {id: {type: string}, age: {}, name: {}}}
Pet:
  type: object
  required: [id]
  properties: {id: {type: string}, age: {type: integer}, name: {type: string}}
"""
REX = "unique: [name]\nrecords: [{id: rex, age: 3, name: Rex}]"
REX_RECORD = {"id": "rex", "age": 3, "name": "Rex"}


@pytest.fixture
def ask(client):
    return client(PETS, pets=REX)


@pytest.fixture
def strict(ask):
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, options=Options(errors=True))
    return ask


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/pets", {"id": "tom", "age": "old", "name": "Tom"}),
        ("PATCH", "/pets/rex", {"age": "old", "name": "Max"}),
    ],
)
def test_an_answer_that_breaks_the_document_and_is_not_sent_leaves_no_record(
    strict, method, path, body
):
    answer = strict(method, path, body)
    assert (answer.status, answer.json["type"]) == (500, "urn:mockserver:invalid-response")
    assert strict("GET", "/pets").json == [REX_RECORD]
    assert strict.mock.world().snapshot() == {}


def test_what_it_would_have_taken_is_free_afterwards(strict):
    strict("POST", "/pets", {"id": "tom", "age": "old", "name": "Tom"})
    answer = strict("POST", "/pets", {"id": "tom", "name": "Tom"})
    assert (answer.status, answer.json) == (201, {"id": "tom", "name": "Tom"})


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/pets", {"id": "tom", "name": "a\0b"}),
        ("PATCH", "/pets/rex", {"name": "a\0b"}),
    ],
)
def test_an_answer_that_cannot_be_written_leaves_no_record(ask, method, path, body):
    answer = ask(method, path, body, Accept="application/xml")
    assert answer.status == 406
    assert ask("GET", "/pets").json == [REX_RECORD]
    assert ask.mock.world().snapshot() == {}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "/pets", {"id": "tom"}), ("PATCH", "/pets/rex", {"age": 4})],
)
def test_what_nobody_would_accept_is_not_done(ask, method, path, body):
    assert ask(method, path, body, Accept="image/png").status == 406
    assert ask("GET", "/pets").json == [REX_RECORD]


def test_what_nobody_would_accept_is_not_deleted_where_there_are_no_records(ask):
    assert ask("DELETE", "/notes/7", Accept="image/png").status == 406
    assert ask("GET", "/notes/7").status == 200
    assert ask("DELETE", "/notes/7").status == 200
    assert ask("GET", "/notes/7").status == 404


class Breaking(MemoryTables):
    """Tables that cannot do what was drafted, when they are told so."""

    is_broken = False

    def apply(self, sheets):
        if self.is_broken:
            raise StoreError("the disk is full")
        super().apply(sheets)


def test_a_change_that_the_store_refuses_is_not_done_and_can_be_tried_again(ask):
    tables = Breaking()
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, tables=tables)
    tables.is_broken = True
    answer = ask("DELETE", "/pets/rex")
    assert (answer.status, answer.headers.get("Retry-After")) == (503, "1")
    assert answer.json["detail"] == "the disk is full"
    tables.is_broken = False
    assert ask("GET", "/pets").json == [REX_RECORD]
    assert ask("DELETE", "/pets/rex").json == REX_RECORD
    assert ask("GET", "/pets").json == []
