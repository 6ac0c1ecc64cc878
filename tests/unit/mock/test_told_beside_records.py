"""What answers tell beside records: how many there were, which, and what has to give way."""

import pytest

PET = "{application/json: {schema: {$ref: '#/components/schemas/Pet'}}}"


def document(told, listed="{}", sent="{type: array, items: {$ref: '#/components/schemas/Pet'}}"):
    """Pets with a list that tells ``listed``, made and deleted many at a time."""
    return f"""
openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths:
  /pets:
    get:
      responses:
        '200':
          description: all
          content:
            application/json:
              schema:
                type: object
                required: [data, total]
                properties:
                  data: {{type: array, items: {{$ref: '#/components/schemas/Pet'}}}}
                  total: {listed}
                  motto: {{type: string}}
    post:
      requestBody: {{content: {PET}}}
      responses: {{'201': {{description: made, content: {PET}}}}}
  /pets/{{id}}:
    get: {{responses: {{'200': {{description: one, content: {PET}}}}}}}
  /pets/batch:
    post: &many
      requestBody: {{content: {{application/json: {{schema: {sent}}}}}}}
      responses: {{'200': {{description: done, content: {{application/json: {told}}}}}}}
    put: *many
  /pets/batch-delete:
    post:
      requestBody:
        content:
          application/json:
            schema: {{type: object, properties: {{ids: {{type: array, items: {{type: integer}}}}}}}}
      responses: {{'200': {{description: done, content: {{application/json: {told}}}}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: {{id: {{type: integer, readOnly: true}}, name: {{type: string}}}}
"""


KEYS = "{type: array, items: {type: integer}}"
NUMBER = "{type: integer}"
TOLD = f"""{{schema: {{type: object, required: [ids], properties: {{
    ids: {KEYS}, createdIds: {KEYS}, created: {NUMBER}, updated_count: {NUMBER},
    deleted: {NUMBER}, failed: {NUMBER}, notFound: {KEYS},
    errors: {{type: array, items: {{type: string}}}}, note: {{type: string}},
    summary: {{type: object, properties: {{processed: {NUMBER}}}}}}}}}}}"""
PETS = [{"name": "Tom"}, {"name": "Kim"}]


@pytest.fixture
def ask(client):
    return client(document(TOLD))


def keys(ask):
    return [each["id"] for each in ask("GET", "/pets").json["data"]]


def test_how_many_were_made_and_which_is_told(ask):
    before = keys(ask)
    told = ask("POST", "/pets/batch", PETS).json
    made = [each for each in keys(ask) if each not in before]
    assert len(made) == 2
    assert (told["ids"], told["createdIds"], told["created"]) == (made, made, 2)
    assert (told["updated_count"], told["deleted"], told["failed"]) == (0, 0, 0)
    assert (told["notFound"], told["errors"], told["summary"]) == ([], [], {"processed": 2})
    assert isinstance(told["note"], str)


def test_what_was_made_and_what_was_changed_are_told_apart(ask):
    first, *_ = keys(ask)
    told = ask("PUT", "/pets/batch", [{"id": first, "name": "A"}, {"name": "B"}]).json
    new = keys(ask)[-1]
    assert (told["created"], told["createdIds"], told["updated_count"]) == (1, [new], 1)
    assert (sorted(told["ids"]), told["summary"]["processed"]) == ([first, new], 2)


def test_keys_of_no_record_are_told_as_such(strictly):
    first, *_ = keys(strictly)
    told = strictly("POST", "/pets/batch-delete", {"ids": [first, 4711]}).json
    assert (told["ids"], told["deleted"], told["created"]) == ([first], 1, 0)
    assert (told["failed"], told["notFound"]) == (1, [4711])
    assert first not in keys(strictly)


@pytest.fixture
def strictly(client):
    return client(document(TOLD), pets="records: [{id: 1, name: Rex}, {id: 2, name: Tom}]")


def test_an_answer_that_is_a_list_of_keys_has_theirs(client):
    ask = client(document(f"{{schema: {KEYS}}}"))
    made = ask("POST", "/pets/batch", PETS).json
    assert made == keys(ask)[-2:]


def test_an_example_tells_of_other_records_than_these(client):
    schema = f"schema: {{type: object, properties: {{ids: {KEYS}, created: {NUMBER}}}}}"
    ask = client(document(f"{{{schema}, example: {{ids: [7, 8, 9], created: 3}}}}"))
    told = ask("POST", "/pets/batch", PETS).json
    assert told == {"ids": keys(ask)[-2:], "created": 2}


@pytest.mark.parametrize(
    ("total", "expected"),
    [("{type: integer, maximum: 3}", 3), ("{type: integer, minimum: 100}", 100)],
)
def test_what_the_document_refuses_beside_records_gives_way_and_not_they(client, total, expected):
    ask = client(document(TOLD, total))
    ask("POST", "/pets", {"name": "Tom"})
    answered = ask("GET", "/pets", Prefer="explain")
    assert [each["name"] for each in answered.json["data"]][-1] == "Tom"
    assert len(answered.json["data"]) == 4
    assert answered.json["total"] == expected
    assert answered.headers.get("X-Mock-Source") == "record"


def test_a_fixture_file_is_somebodys_word_and_what_it_breaks_is_told(client):
    ask = client(document(TOLD, "{type: integer, maximum: 1}"), pets="records: [{id: 1, name: A}]")
    ask("POST", "/pets", {"name": "Tom"})
    answered = ask("GET", "/pets")
    assert answered.json["total"] == 2
    assert "total" in (answered.headers.get("sl-violations") or "")
