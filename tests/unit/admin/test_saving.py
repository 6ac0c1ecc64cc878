"""Answers of the journal that are written into the files."""

from pathlib import Path

import pytest

from mockserver.finding import Severity
from mockserver.mock import Mock
from mockserver.source import load
from mockserver.source.overlay import overlaying
from mockserver.spec.node import Library
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


def client_for(client, folder, text, **options):
    (folder / "other.yaml").write_text(text)
    return type(client)(Mock.load(folder / "other.yaml", **options))


def test_a_record_that_the_document_forbids_is_not_saved_and_why(client, mock):
    client.ask("POST", "/shelves", {"colour": "blue", "label": "third"})
    text = Path(mock.spec.file).read_text()
    Path(mock.spec.file).write_text(text.replace("minLength: 2", "minLength: 9"))
    later = type(client)(Mock.load(mock.spec.file, tables=mock.tables))
    later.mock.fixtures = mock.fixtures
    answer = later("POST", "/journal/1/fixture")
    assert answer.status == 409
    detail = answer.json["detail"]
    assert detail.startswith("No record can be saved: /shelves: record 3: label: ")
    assert "shorter than 9 characters" in detail


def test_a_body_of_which_the_document_says_nothing_may_be_any_example(client, tmp_path):
    path = "{get: {responses: {'200': {description: It., content: {application/json: {}}}}}}"
    document = f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /one: {path}\n"
    client = client_for(client, tmp_path, document)
    client("POST", "/rules", {"respond": {"body": {"any": [1]}}})
    client.ask("GET", "/one")
    answer = client("POST", "/journal/1/example", {"name": "new"})
    assert answer.status == 200
    assert "+" in answer.json["diff"]
    (operation,) = Mock.load(tmp_path / "other.yaml").spec.operations
    (example,) = operation.response(200).content[0].examples
    assert (example.name, example.value) == ("new", {"any": [1]})


def test_an_example_stands_at_the_status_that_was_answered(client, mock):
    client.ask("POST", "/shelves", {"label": "x"})
    assert client("POST", "/journal/1/example", {"name": "wrong"}).status == 200
    spec = Mock.load(mock.spec.file).spec
    operation = spec.operation("POST /shelves")
    told = {
        each.pattern: [one.name for content in each.content for one in content.examples]
        for each in operation.responses
    }
    assert told == {"201": [], "422": ["wrong"]}


MANY_FORMS = """\
openapi: 3.1.0
info: {title: One, version: '1'}
paths:
  /one:
    get:
      responses:
        '200':
          description: It.
          content:
            text/plain: {schema: {type: string}}
            application/json: {schema: {type: object, properties: {a: {type: integer}}}}
"""


def test_an_example_stands_at_the_media_type_that_was_answered(client, tmp_path):
    client = client_for(client, tmp_path, MANY_FORMS)
    client.ask("GET", "/one", Accept="application/json")
    assert client("POST", "/journal/1/example", {"name": "new"}).status == 200
    (operation,) = Mock.load(tmp_path / "other.yaml").spec.operations
    plain, json = operation.response(200).content
    assert plain.examples == ()
    assert [each.name for each in json.examples] == ["new"]


SWAGGER = """\
swagger: '2.0'
info: {title: One, version: '1'}
produces: [application/json]
paths:
  /one:
    get:
      responses:
        '200': {description: It., schema: {type: object, properties: {a: {type: integer}}}}
"""


def test_the_example_of_a_document_of_2_0_stands_at_its_media_type(client, tmp_path):
    client = client_for(client, tmp_path, SWAGGER)
    client("POST", "/rules", {"respond": {"body": {"a": 7}}})
    client.ask("GET", "/one")
    assert client("POST", "/journal/1/example").status == 200
    (operation,) = Mock.load(tmp_path / "other.yaml").spec.operations
    assert [each.value for each in operation.response(200).content[0].examples] == [{"a": 7}]


OVERLAY = """\
overlay: 1.0.0
info: {title: Ours, version: '1'}
actions:
- {target: $.info, update: {title: Other}}
"""


def test_a_document_that_an_overlay_changes_is_left_alone(client, tmp_path):
    path, overlay = tmp_path / "other.yaml", tmp_path / "overlay.yaml"
    overlay.write_text(OVERLAY)
    library = Library(overlaying(load, str(path), [str(overlay)]))
    client = client_for(client, tmp_path, MANY_FORMS, library=library)
    client.ask("GET", "/one", Accept="application/json")
    answer = client("POST", "/journal/1/example")
    assert answer.status == 409
    assert "not read from a file of this machine alone" in answer.json["detail"]
    assert path.read_text() == MANY_FORMS
