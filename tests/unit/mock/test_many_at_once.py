"""Bulk operations, what is deleted with a record, taken values, and files put at a path."""

import pytest

PET = "{application/json: {schema: {$ref: '#/components/schemas/Pet'}}}"
OWNER = "{application/json: {schema: {$ref: '#/components/schemas/Owner'}}}"
ADDRESS = "{application/json: {schema: {type: object, properties: {city: {type: string}}}}}"
FILE = "{image/*: {schema: {type: string, format: binary}}}"
PETS = "{application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}"

DOCUMENT = f"""
openapi: 3.0.3
info: {{title: Pets, version: '1'}}
paths:
  /owners:
    post:
      requestBody: {{content: {OWNER}}}
      responses:
        '201':
          description: made
          content: {OWNER}
        '409': {{description: An owner with this email exists already}}
  /owners/{{owner}}:
    get:
      responses:
        '200':
          description: one
          content: {OWNER}
    put:
      requestBody: {{content: {OWNER}}}
      responses:
        '200': {{description: changed}}
        '201': {{description: made}}
        '409': {{description: taken}}
        '412': {{description: stale}}
    patch:
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses: {{'200': {{description: changed}}}}
    delete: {{responses: {{'204': {{description: gone}}}}}}
  /owners/{{owner}}/photo:
    get:
      responses:
        '200': {{description: it, content: {FILE}}}
    put:
      requestBody: {{content: {FILE}}}
      responses: {{'204': {{description: put}}}}
    delete: {{responses: {{'204': {{description: gone}}}}}}
  /owners/{{owner}}/address:
    get:
      responses:
        '200':
          description: it
          content: {ADDRESS}
    put:
      requestBody:
        content: {ADDRESS}
      responses: {{'204': {{description: put}}}}
  /owners/{{owner}}/pets:
    get: {{responses: {{'200': {{description: all, content: {PETS}}}}}}}
    post:
      requestBody: {{content: {PET}}}
      responses: {{'201': {{description: made, content: {PET}}}}}
    delete: {{responses: {{'204': {{description: none left}}}}}}
  /owners/{{owner}}/pets/{{id}}:
    get: {{responses: {{'200': {{description: one, content: {PET}}}}}}}
  /owners/{{owner}}/pets/bulk:
    post:
      requestBody: {{content: {PETS}}}
      responses:
        '201':
          description: made
          content:
            application/json:
              schema:
                type: object
                properties:
                  pets: {{type: array, items: {{$ref: '#/components/schemas/Pet'}}}}
                  total: {{type: integer}}
    patch:
      requestBody: {{content: {PETS}}}
      responses: {{'200': {{description: ok, content: {PETS}}}}}
    delete:
      parameters:
      - {{name: ids, in: query, schema: {{type: array, items: {{type: integer}}}}, explode: false}}
      responses: {{'204': {{description: gone}}}}
  /owners/{{owner}}/pets/batch-delete:
    post:
      requestBody:
        content:
          application/json:
            schema: {{type: object, properties: {{ids: {{type: array, items: {{type: integer}}}}}}}}
      responses: {{'204': {{description: gone}}}}
components:
  schemas:
    Owner:
      type: object
      properties:
        id: {{type: integer, readOnly: true}}
        email: {{type: string}}
    Pet:
      type: object
      required: [name]
      properties:
        id: {{type: integer}}
        name: {{type: string}}
        age: {{type: integer}}
"""


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


def names(answered):
    return [each["name"] for each in answered.json]


def test_a_list_of_records_is_made_in_one_request(ask):
    made = ask("POST", "/owners/1/pets/bulk", [{"name": "Tom"}, {"name": "Kim"}])
    assert made.status == 201
    assert [each["name"] for each in made.json["pets"]] == ["Tom", "Kim"]
    assert made.json["total"] == 2
    assert names(ask("GET", "/owners/1/pets"))[-2:] == ["Tom", "Kim"]
    key = made.json["pets"][1]["id"]
    assert ask("GET", f"/owners/1/pets/{key}").json["name"] == "Kim"


def test_several_records_are_changed_or_none(ask):
    first, second, _ = ask("GET", "/owners/1/pets").json
    changed = [{"id": first["id"], "name": "A"}, {"id": second["id"], "name": "B", "age": 3}]
    assert names(ask("PATCH", "/owners/1/pets/bulk", changed)) == ["A", "B"]
    assert names(ask("GET", "/owners/1/pets"))[:2] == ["A", "B"]


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("DELETE", "/owners/1/pets/bulk?ids={},{}", None),
        ("POST", "/owners/1/pets/batch-delete", {"ids": [0, 0]}),
    ],
)
def test_records_are_deleted_by_their_keys(ask, method, target, body):
    first, second, third = ask("GET", "/owners/1/pets").json
    keys = [first["id"], third["id"]]
    body = body and {"ids": keys}
    assert ask(method, target.format(*keys), body).status == 204
    assert ask("GET", "/owners/1/pets").json == [second]
    assert ask("GET", f"/owners/1/pets/{keys[0]}").status == 404


def test_delete_of_a_collection_without_a_choice_deletes_all(ask):
    assert ask("DELETE", "/owners/1/pets").status == 204
    assert ask("GET", "/owners/1/pets").json == []
    assert ask("GET", "/owners/2/pets").json != []


def test_what_lies_beneath_a_deleted_record_is_not_there_when_that_is_made_again(ask):
    key = ask("GET", "/owners/7/pets").json[0]["id"]
    ask("POST", "/owners/7/pets", {"name": "Tom"})
    assert ask("DELETE", "/owners/7").status == 204
    assert ask("GET", "/owners/7/pets").status == 404
    assert ask("PUT", "/owners/7", {"email": "new@example.org"}).status == 201
    assert ask("GET", "/owners/7/pets").json == []
    assert ask("GET", f"/owners/7/pets/{key}").status == 404
    ask("POST", "/owners/7/pets", {"name": "Kim"})
    assert names(ask("GET", "/owners/7/pets")) == ["Kim"]


def test_a_session_that_deletes_a_record_leaves_what_lies_beneath_it_to_others(ask):
    before = ask("GET", "/owners/7/pets").json
    ask("DELETE", "/owners/7", X_Mock_Session="a")
    ask("PUT", "/owners/7", {"email": "new@example.org"}, X_Mock_Session="a")
    assert ask("GET", "/owners/7/pets", X_Mock_Session="a").json == []
    assert ask("GET", "/owners/7/pets").json == before


def test_a_single_resource_beneath_a_record_is_as_new_when_that_is_made_again(ask):
    before = ask("GET", "/owners/7/address").json
    ask("PUT", "/owners/7/address", {"city": "Mwanza"})
    assert ask("GET", "/owners/7/address").json == {"city": "Mwanza"}
    ask("DELETE", "/owners/7")
    ask("PUT", "/owners/7", {"email": "new@example.org"})
    assert ask("GET", "/owners/7/address").json == before


def test_a_value_that_the_declared_conflict_names_is_taken_once(ask):
    assert ask("POST", "/owners", {"email": "a@example.org"}).status == 201
    assert ask("POST", "/owners", {"email": "a@example.org"}).status == 409
    assert ask("PUT", "/owners/1", {"email": "a@example.org"}).status == 409
    assert ask("POST", "/owners", {"email": "a@example.org"}, X_Mock_Session="b").status == 409
    assert ask("POST", "/owners", {"email": "b@example.org"}).status == 201


def test_where_no_answer_is_declared_for_it_a_taken_value_is_not_refused(ask):
    ask("POST", "/owners", {"email": "a@example.org"})
    assert ask("PATCH", "/owners/1", {"email": "a@example.org"}).status == 200


def test_whoever_names_a_version_changes_the_record_that_has_it(ask):
    changed = ask("PUT", "/owners/9", {"email": "a@example.org"}, If_Match="*")
    assert (changed.status, changed.headers.get("Location")) == (200, None)


def test_a_file_that_was_put_is_fetched_as_it_is_until_it_is_deleted(ask):
    content = b"\x89PNG\xff\x00"
    assert ask("PUT", "/owners/1/photo", content, Content_Type="image/png").status == 204
    fetched = ask("GET", "/owners/1/photo")
    assert (fetched.type, fetched.body) == ("image/png", content)
    assert ask("GET", "/owners/2/photo").body != content
    assert ask("DELETE", "/owners/1/photo").status == 204
    assert ask("GET", "/owners/1/photo").status == 404
    ask("PUT", "/owners/1/photo", b"other", Content_Type="image/webp")
    assert ask("GET", "/owners/1/photo").body == b"other"


def test_a_file_goes_with_the_record_that_it_lies_beneath(ask):
    before = ask("GET", "/owners/1/photo").body
    ask("PUT", "/owners/1/photo", b"mine", Content_Type="image/png")
    ask("DELETE", "/owners/1")
    ask("PUT", "/owners/1", {"email": "new@example.org"})
    assert ask("GET", "/owners/1/photo").body == before


def test_a_file_of_a_session_is_seen_there_alone(ask):
    ask("PUT", "/owners/1/photo", b"mine", Content_Type="image/png", X_Mock_Session="a")
    assert ask("GET", "/owners/1/photo", X_Mock_Session="a").body == b"mine"
    assert ask("GET", "/owners/1/photo").body != b"mine"


def test_nothing_lies_beneath_a_record_that_was_just_made(ask):
    place = ask("POST", "/owners", {"email": "a@example.org"}).headers.get("Location")
    assert ask("GET", f"{place}/pets").json == []
    assert ask("GET", f"{place}/pets/5").status == 404
    assert ask("GET", "/owners/1/pets").json != []
    assert ask("GET", f"{place}/address").status == 200
