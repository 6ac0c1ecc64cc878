import json

import pytest

from mockserver.errors import DocumentError, StoreError, UsageError
from mockserver.http import Request
from mockserver.mock import Mock, Options
from mockserver.store import MemoryTables

PETS = """
openapi: 3.1.0
paths:
  /pets:
    get:
      responses: {'200': {content: {application/json: {schema: {items: {$ref: '#/Pet'}}}}}}
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}, '404': {}}
    patch:
      requestBody: {content: {application/json: {}}}
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}}
  /broken:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/Pett'}}}}}}
  /silent:
    get: {responses: {}}
    put: {responses: {nonsense: {}}}
    post: {responses: {'500': {}}}
  /preflight:
    options: {responses: {'200': {content: {text/plain: {example: mine}}}}}
Pet: {type: object, properties: {id: {type: string}, age: {type: integer}}}
"""
REX = "records: [{id: rex}]"


class OutOfReach(MemoryTables):
    """Tables that cannot be read, nor written."""

    def get(self, table, _key):
        raise StoreError(f"the state of {table} cannot be read")

    def change(self):
        raise StoreError("the state cannot be changed")

    def append(self, *_entry):
        raise StoreError("the journal cannot be written")


def test_fixtures_that_do_not_fit_the_document_are_told_with_their_places(client):
    with pytest.raises(DocumentError) as caught:
        client(PETS, pets="records: [{id: rex}]\nkye: id", dogs="records: []")
    text = str(caught.value)
    assert "pets.yaml:2:1: 'kye' is not a field of a fixture file; did you mean 'key'?" in text
    assert "dogs.yaml:1:1: no collection of the document ends in 'dogs'" in text


def test_a_document_that_is_not_there_is_told_by_name(tmp_path):
    with pytest.raises(DocumentError, match=r"nothing\.yaml"):
        Mock.load(tmp_path / "nothing.yaml")


def test_fixtures_that_are_not_there_are_told_by_name(tmp_path):
    (tmp_path / "api.yaml").write_text(PETS)
    with pytest.raises(UsageError, match="nothing: there is no such file or folder of fixtures"):
        Mock.load(tmp_path / "api.yaml", tmp_path / "nothing")


def test_one_file_of_fixtures_will_do(tmp_path):
    (tmp_path / "api.yaml").write_text(PETS)
    (tmp_path / "pets.yaml").write_text(REX)
    mock = Mock.load(tmp_path / "api.yaml", tmp_path / "pets.yaml")
    assert mock.respond(Request("GET", "/pets/rex")).status == 200


def test_a_broken_operation_costs_only_itself(client):
    ask = client(PETS, pets=REX)
    answer = ask("GET", "/broken")
    assert (answer.status, answer.json["type"]) == (500, "urn:mockserver:broken-operation")
    assert (
        "'#/Pett' leads nowhere: there is no 'Pett'; did you mean 'Pet'?" in answer.json["detail"]
    )
    assert ask("GET", "/pets/rex").json == {"id": "rex"}


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_operation_that_declares_no_response_answers_without_a_body(client, method):
    answer = client(PETS)(method, "/silent")
    assert (answer.status, answer.body, answer.type) == (200, b"", None)


def test_where_only_a_failure_is_declared_it_is_what_there_is(client):
    assert client(PETS)("POST", "/silent").status == 500


def test_options_that_are_declared_are_an_operation_like_others(client):
    answer = client(PETS)("OPTIONS", "/preflight")
    assert (answer.status, answer.body) == (200, b"mine")


@pytest.mark.parametrize(
    ("method", "path", "session"),
    [
        *(("GET", "/pets/rex", None), ("GET", "/pets", "a"), ("PATCH", "/pets/rex", None)),
        *(("GET", "/silent", "a"), ("PUT", "/silent", None)),
    ],
)
def test_a_state_that_is_out_of_reach_is_503_for_now_even_for_the_journal(
    client, method, path, session
):
    ask = client(PETS, pets=REX)
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, tables=OutOfReach())
    answer = ask(method, path, {} if method != "GET" else None, X_Mock_Session=session)
    assert (answer.status, answer.headers.get("Retry-After")) == (503, "1")
    assert answer.json["type"] == "urn:mockserver:store-unavailable"
    assert answer.json["detail"].startswith("the state")


def test_fixtures_that_break_the_document_are_told_with_both_places(client):
    with pytest.raises(DocumentError) as caught:
        client(PETS, pets="records: [{id: rex, age: old}]")
    text = str(caught.value)
    assert 'pets.yaml:1:26: "old" is a string, expected integer (as ' in text
    assert "api.yaml:22:66 says)" in text


def test_fixtures_with_one_key_are_refused(client):
    with pytest.raises(
        DocumentError, match=r"pets\.yaml:1:27: 'rex' is the id of the record at line 1 already"
    ):
        client(PETS, pets="records: [{id: rex}, {id: rex}]")


def test_a_mock_that_is_told_so_does_not_send_what_breaks_the_document(client):
    ask = client(PETS, pets=REX)
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, options=Options(errors=True))
    answer = ask("PATCH", "/pets/rex", {"age": "old"})
    assert answer.status == 500
    assert answer.json["detail"].startswith(
        'The answer would break the document: response body /age: "old" is a string'
    )


def test_what_breaks_the_document_is_told_in_a_header_and_in_the_journal(client):
    ask = client(PETS, pets=REX)
    answer = ask("PATCH", "/pets/rex", {"age": "old"})
    [told] = json.loads(answer.headers.get("sl-violations"))
    assert answer.status == 200
    assert told["location"] == ["response", "body", "age"]
    assert told["message"] == '"old" is a string, expected integer'
    assert told["document"].endswith("api.yaml:22:66")
    [violation] = ask.mock.journal.exchanges()[0].violations
    assert violation.startswith('response body /age: "old" is a string, expected integer (')
