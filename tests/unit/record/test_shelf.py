import json
from datetime import UTC, datetime
from textwrap import dedent

import pytest
from builder import spec

from mockserver.collection import bind, read_fixture
from mockserver.errors import DocumentError
from mockserver.http import Headers, Request, Response
from mockserver.journal import Exchange
from mockserver.record import Harvest, Shelf
from mockserver.source import parse
from mockserver.validate.fixtures import check_fixtures

MOMENT = datetime(2024, 9, 1, tzinfo=UTC)
JSON = Headers((("Content-Type", "application/json"),))
FILE = """\
# All that a shelter has.
unique: [email]
records:
# The first of all.
- id: rex   # his own name
  name: 'Rex'
  email: rex@pets.example # work

- id: tom
  name: Tom
  email: tom@pets.example
  age: 3
"""
FETCHED = {"id": "rex", "name": "Max", "email": "rex@pets.example", "age": 2}
SHELTER = """
openapi: 3.1.0
info: {title: Shelter, version: '1'}
paths:
  /users/{user_id}/pets:
    get:
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
  /users/{user_id}/pets/{id}:
    get:
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties: {id: {type: integer}, name: {type: string}, FIELD: {type: integer}}
"""
PETS = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Summary'}}
                  total: {type: integer}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '201':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    get:
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
    delete: {responses: {'204': {description: Gone.}}}
components:
  schemas:
    Summary:
      type: object
      required: [id, name]
      properties: {id: {type: string}, name: {type: string}}
    Pet:
      type: object
      required: [id, name, email]
      properties:
        id: {type: string}
        name: {type: string}
        email: {type: string}
        age: {type: integer}
        chip: {type: string, format: password}
"""


def seen(method, target, value=None, status=200):
    path, _, query = target.partition("?")
    body = b"" if value is None else json.dumps(value).encode()
    return Exchange(MOMENT, Request(method, path, query), Response(status, JSON, body), "", "")


@pytest.fixture(scope="module")
def pets():
    return spec(PETS)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "fixtures"
    path.mkdir()
    (path / "pets.yaml").write_text(FILE)
    return path


def stock(document, folder, *exchanges):
    shelf = Shelf(document, folder)
    harvest = Harvest(document, shelf.collections)
    for each in exchanges:
        harvest.add(each)
    return shelf.take_stock(harvest.catches)


def test_records_are_updated_by_key_and_all_else_stays(pets, folder):
    found = stock(pets, folder, seen("GET", "/pets/rex", FETCHED))
    (revision,) = found.revisions
    assert (revision.added, revision.changed, revision.removed) == (0, 1, 0)
    assert revision.after == FILE.replace("'Rex'", "'Max'").replace(
        "# work\n", "# work\n  age: 2\n"
    )
    assert found.skipped == ()


def test_what_an_answer_no_longer_has_goes(pets, folder):
    tom = {"id": "tom", "name": "Tom", "email": "tom@pets.example"}
    (revision,) = stock(pets, folder, seen("GET", "/pets/tom", tom)).revisions
    assert revision.after == FILE.replace("  age: 3\n", "")


@pytest.mark.parametrize(
    "exchange",
    [
        seen("GET", "/pets", {"data": [{"id": "tom", "name": "Tim"}], "total": 1}),
        seen("GET", "/pets/tom?fields=name", {"id": "tom", "name": "Tim"}),
    ],
    ids=["summary", "query"],
)
def test_what_tells_a_part_of_a_record_leaves_the_rest(pets, folder, exchange):
    (revision,) = stock(pets, folder, exchange).revisions
    assert revision.after == FILE.replace("name: Tom", "name: Tim")


def test_new_records_are_added_in_the_order_of_the_document_and_deleted_ones_go(pets, folder):
    new = {"email": "kim@pets.example", "age": 1, "name": "no", "id": "kim"}
    (revision,) = stock(
        pets,
        folder,
        seen("POST", "/pets", new, 201),
        seen("DELETE", "/pets/t%6Fm", None, 204),
        seen("DELETE", "/pets/unknown", None, 204),
    ).revisions
    assert revision.after == FILE[: FILE.index("- id: tom")] + dedent("""\
        - id: kim
          name: 'no'
          email: kim@pets.example
          age: 1
        """)
    assert revision.summary.endswith("fixtures/pets.yaml: 1 added, 1 removed")


def test_the_last_word_counts(pets, folder):
    new = {"email": "kim@pets.example", "name": "Kim", "id": "kim"}
    gone = seen("DELETE", "/pets/kim", None, 204)
    assert stock(pets, folder, seen("POST", "/pets", new, 201), gone).revisions == ()
    (revision,) = stock(pets, folder, gone, seen("GET", "/pets/kim", new)).revisions
    assert parse(revision.after, "p").root["records"][-1]["name"] == "Kim"


@pytest.mark.parametrize(
    "exchange",
    [
        seen("GET", "/pets/rex", FETCHED, 404),
        seen("DELETE", "/pets/rex", None, 403),
        seen("HEAD", "/pets/rex", FETCHED),
        seen("GET", "/elsewhere", FETCHED),
        seen("GET", "/pets/rex", [FETCHED]),
        seen("GET", "/pets", {"data": {}}),
        seen("GET", "/pets", {}),
        seen("GET", "/pets/rex"),
    ],
)
def test_what_shows_no_record_changes_nothing(pets, folder, exchange):
    found = stock(pets, folder, exchange)
    assert (found.revisions, found.skipped) == ((), ())


def test_secrets_stay_out_and_those_that_were_written_stay(pets, folder):
    text = FILE.replace("  age: 3\n", "  chip: '0815'\n")
    (folder / "pets.yaml").write_text(text)
    tom = {"id": "tom", "name": "Tom", "email": "tom@pets.example", "chip": "sesame-open"}
    kim = {"id": "kim", "name": "Kim", "email": "kim@pets.example", "chip": "sesame-open"}
    (revision,) = stock(
        pets, folder, seen("GET", "/pets/tom", tom), seen("GET", "/pets/kim", kim)
    ).revisions
    assert "sesame" not in revision.after
    assert revision.after.startswith(text)
    assert "chip" not in revision.after[len(text) :]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({**FETCHED, "age": "old"}, "rex: age: "),
        ({"id": "kim", "name": "Kim"}, "kim: 'email' is required and missing"),
        (
            {"id": "kim", "name": "Kim", "email": "tom@pets.example"},
            "kim: another record has its email, 'tom@pets.example', and the file says it is unique",
        ),
    ],
)
def test_records_that_would_break_the_document_or_the_file_are_told_and_not_written(
    pets, folder, record, said
):
    found = stock(pets, folder, seen("GET", f"/pets/{record['id']}", record))
    assert found.revisions == ()
    assert found.skipped[0].startswith(f"/pets: record {said}")


def test_records_without_a_key_are_told(pets, folder):
    found = stock(pets, folder, seen("GET", "/pets", {"data": [{"name": "Kim"}]}))
    assert (found.revisions, found.skipped) == ((), ("/pets: 1 record without 'id'",))


def test_a_new_file_says_to_which_collection_it_belongs(pets, tmp_path):
    folder = tmp_path / "new" / "fixtures"
    (revision,) = stock(pets, folder, seen("GET", "/pets/rex", FETCHED)).revisions
    assert revision.diff.splitlines()[2:] == [
        "@@ -0,0 +1,6 @@",
        "+collection: /pets",
        "+records:",
        "+- id: rex",
        "+  name: Max",
        "+  email: rex@pets.example",
        "+  age: 2",
    ]
    revision.write()
    assert check_fixtures(pets, [read_fixture(folder / "pets.yaml")]) == ()


def test_a_file_of_another_name_is_not_written_over(pets, folder):
    (folder / "pets.yaml").write_text("collection: /other\nrecords: []\n")
    found = stock(pets, folder, seen("GET", "/pets/rex", FETCHED))
    assert found.revisions == ()
    assert found.skipped[0].startswith("/pets: no name is free for its file")


def test_a_file_that_cannot_be_read_is_told(pets, folder):
    (folder / "pets.yaml").write_text("records: [\n")
    with pytest.raises(DocumentError, match=r"pets\.yaml:\d+:\d+: "):
        Shelf(pets, folder)


def test_the_mark_of_a_windows_file_and_its_mode_stay(pets, folder):
    path = folder / "pets.yaml"
    path.write_bytes(("\ufeff" + FILE.replace("\n", "\r\n")).encode())
    path.chmod(0o640)
    (revision,) = stock(pets, folder, seen("DELETE", "/pets/tom", None, 204)).revisions
    revision.write()
    kept = FILE[: FILE.index("\n- id: tom")]
    assert path.read_bytes() == ("\ufeff" + kept.replace("\n", "\r\n")).encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in folder.iterdir()] == ["pets.yaml"]


def test_records_beneath_a_parent_tell_whose_they_are(tmp_path):
    document = spec(SHELTER.replace("FIELD", "user_id"))
    (revision,) = stock(
        document,
        tmp_path,
        seen("GET", "/users/7/pets", [{"id": 1}]),
        seen("GET", "/users/8/pets/2", {"id": 2, "name": "Rex", "user_id": 8}),
    ).revisions
    assert parse(revision.after, "p").root == {
        "collection": "/users/{user_id}/pets",
        "records": [{"id": 1, "user_id": 7}, {"id": 2, "name": "Rex", "user_id": 8}],
    }


def test_records_that_cannot_tell_it_stand_below_the_only_parent_there_is(tmp_path):
    document = spec(SHELTER.replace("FIELD", "age"))
    seventh = seen("GET", "/users/7/pets", [{"id": 1}])
    (revision,) = stock(document, tmp_path, seventh).revisions
    assert revision.after == "collection: /users/7/pets\nrecords:\n- id: 1\n"
    revision.write()
    fixture = read_fixture(revision.path)
    assert [each.path for each in bind(document, [fixture]).collections] == [
        "/users/{user_id}/pets"
    ]
    found = stock(document, tmp_path, seventh, seen("GET", "/users/8/pets/2", {"id": 2}))
    assert found.revisions == ()
    assert found.skipped[0].startswith("/users/{user_id}/pets: record 2: nothing in it tells whose")
