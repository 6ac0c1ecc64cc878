"""Answers of the journal that are written into the files."""

from pathlib import Path

import pytest

from mockserver.finding import Severity
from mockserver.mock import Mock
from mockserver.validate.examples import check_examples


def test_a_dry_run_shows_the_change_and_writes_nothing(client, mock):
    client.ask("POST", "/shelves", {"colour": "blue"})
    before = (mock.fixtures / "shelves.yaml").read_text()
    told = client("POST", "/journal/1/fixture", {"dry_run": True}).json
    assert told["written"] is False
    assert "+  colour: blue" in told["diff"].replace("'", "")
    assert (mock.fixtures / "shelves.yaml").read_text() == before
    assert client("POST", "/journal/1/fixture").json["written"] is True
    assert (mock.fixtures / "shelves.yaml").read_text() != before


@pytest.mark.parametrize(
    ("target", "detail"),
    [
        ("/shelves/1", "hold already"),
        ("/motto", "shows no record"),
        ("/nowhere", "shows no record"),
    ],
)
def test_what_shows_nothing_new_is_not_saved(client, target, detail):
    client.ask("GET", target)
    answer = client("POST", "/journal/1/fixture")
    assert answer.status == 409
    assert detail in answer.json["detail"]


def test_an_example_is_put_beside_the_one_that_has_no_name(client, mock):
    client.ask("GET", "/motto")
    answer = client("POST", "/journal/1/example", {"name": "second"})
    assert answer.status == 200
    assert "default:" in answer.json["diff"].replace(" {", "")
    assert answer.json["file"] == mock.spec.file


def test_what_would_break_the_document_is_no_example(client):
    client("POST", "/rules", {"respond": {"status": 200, "body": {"id": "x"}, "undeclared": True}})
    client.ask("GET", "/shelves/1")
    answer = client("POST", "/journal/1/example")
    assert answer.status == 409
    assert answer.json["errors"]


def test_where_nothing_is_declared_there_is_no_place_for_an_example(client):
    client.ask("DELETE", "/shelves/1")
    answer = client("POST", "/journal/1/example")
    assert answer.status == 409
    assert "no place" in answer.json["detail"]


def test_a_secret_is_not_written_into_the_document(client):
    client.ask("POST", "/shelves", {"colour": "blue", "code": "hush-hush"})
    answer = client("POST", "/journal/1/example")
    assert "hush-hush" not in answer.body.decode()


def test_what_was_written_into_the_document_since_it_was_read_stays(client, mock):
    path = Path(mock.spec.file)
    path.write_text(path.read_text().replace("title: Shop", "title: Shop of mine"))
    client.ask("GET", "/shelves/1")
    assert client("POST", "/journal/1/example", {"name": "one"}).status == 200
    assert client("POST", "/journal/1/example", {"name": "two"}).status == 200
    text = path.read_text()
    assert "title: Shop of mine" in text
    assert "one: " in text
    assert "two: " in text


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        ("  /shelves/{shelf_id}:", "  /racks/{shelf_id}:", "has no place in it any more"),
        ("openapi: 3.1.0", "openapi: [3.1.0", "is missing before this"),
    ],
)
def test_a_document_that_has_no_such_place_now_is_left_alone(client, mock, before, after, detail):
    path = Path(mock.spec.file)
    text = path.read_text().replace(before, after)
    path.write_text(text)
    client.ask("GET", "/shelves/1")
    answer = client("POST", "/journal/1/example")
    assert answer.status == 409
    assert detail in answer.json["detail"]
    assert path.read_text() == text


TAGGED = """\
openapi: 3.1.0
info: {title: Owners, version: '1'}
paths:
  /owner:
    get:
      responses:
        '200':
          description: Who it is.
          content:
            application/json:
              schema:
                oneOf: [{$ref: '#/components/schemas/Person'}, {$ref: '#/components/schemas/Firm'}]
                discriminator: {propertyName: kind}
components:
  schemas:
    Person: {type: object, required: [kind], properties: {kind: {const: person}}}
    Firm: {type: object, required: [kind], properties: {kind: {const: Firm}}}
"""


@pytest.mark.parametrize(("kind", "status"), [("person", 409), ("Firm", 200)])
def test_a_tag_that_names_no_variant_is_no_example(tmp_path, client, kind, status):
    path = tmp_path / "owners.yaml"
    path.write_text(TAGGED)
    client = type(client)(Mock.load(path))
    client("POST", "/rules", {"respond": {"body": {"kind": kind}}})
    client.ask("GET", "/owner")
    answer = client("POST", "/journal/1/example")
    assert answer.status == status
    told = Mock.load(path).spec
    assert not [each for each in check_examples(told) if each.severity is Severity.ERROR]
    assert status == 200 or "names no variant" in answer.json["detail"]
