"""An API of other nouns: numbers for keys, PUT, DELETE, merge patches, two collections, a base."""

import pytest

DOCUMENT = """
openapi: 3.0.3
info: {title: Library, version: '1'}
servers: [{url: 'https://library.example/lending/{version}', variables: {version: {default: v2}}}]
paths:
  /shelves:
    get:
      responses:
        '200':
          description: All shelves
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Shelf'}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
      responses:
        '201':
          description: Made
          content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
        '422': {description: Wrong}
        '409': {description: There is one}
  /shelves/{shelfId}:
    parameters:
    - {name: shelfId, in: path, required: true, schema: {type: integer}}
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
        '400': {description: No number}
        '404':
          description: None
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Error'}
              example: {code: 404}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}}
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
        4XX: {description: Wrong}
    patch:
      requestBody:
        content:
          application/merge-patch+json: {schema: {type: object}}
          application/json: {schema: {type: object}}
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
    delete:
      responses: {'204': {description: Gone}, '410': {description: Gone already}}
  /readers/{name}:
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Reader'}}}
    delete:
      responses:
        '202':
          description: It was this one
          content: {application/json: {schema: {$ref: '#/components/schemas/Reader'}}}
  /readers:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Reader'}}}}
      responses:
        default:
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Reader'}}}
  /health:
    get:
      responses:
        '200': {description: Fine, content: {application/json: {example: {up: true}}}}
components:
  schemas:
    Shelf:
      type: object
      required: [room]
      properties:
        id: {type: integer, readOnly: true}
        room: {type: string}
        label: {type: string, nullable: true}
        size: {type: object, properties: {boards: {type: integer}, deep: {type: boolean}}}
        tags: {type: array, items: {type: string}, default: []}
    Reader:
      type: object
      required: [name]
      properties: {name: {type: string}, born: {type: integer}}
    Error: {type: object, required: [code], additionalProperties: false, properties: {code: {}}}
"""
SHELVES = """
unique: [room]
records:
- {id: 3, room: North, label: Maps, size: {boards: 4, deep: true}, tags: [a]}
- {id: 12, room: South, tags: []}
"""
READERS = "records: [{name: Ada, born: 1815}]"
NORTH = {
    "id": 3,
    "room": "North",
    "label": "Maps",
    "size": {"boards": 4, "deep": True},
    "tags": ["a"],
}
SOUTH = {"id": 12, "room": "South", "tags": []}
MERGE = "application/merge-patch+json"


@pytest.fixture
def ask(client):
    return client(DOCUMENT, shelves=SHELVES, readers=READERS)


def test_a_number_in_the_path_selects_the_record_with_that_number(ask):
    assert ask("GET", "/shelves/3").json == NORTH


@pytest.mark.parametrize("key", ["03", "3.0", "+3", "three", "%33x", "3%20"])
def test_what_is_not_written_as_a_number_is_refused_as_the_document_says(ask, key):
    answer = ask("GET", f"/shelves/{key}")
    assert answer.status in (400, 404)
    assert answer.json != NORTH


def test_a_percent_encoded_digit_is_the_digit(ask):
    assert ask("GET", "/shelves/%33").json == NORTH


def test_the_declared_body_of_a_404_is_sent_and_the_reason_stands_in_a_header(ask):
    answer = ask("GET", "/shelves/99")
    assert (answer.status, answer.type, answer.json) == (404, "application/json", {"code": 404})
    assert answer.headers.get("X-Mock-Explanation").startswith(
        "No record of /shelves has the id '99'; searched those of "
    )


def test_a_new_record_has_the_next_number(ask):
    first = ask("POST", "/shelves", {"room": "East"})
    assert first.json == {"id": 13, "room": "East", "tags": []}
    assert first.headers.get("Location") == "/shelves/13"
    assert ask("POST", "/shelves", {"room": "West", "id": 1}).json["id"] == 14
    assert ask("GET", "/shelves/13").json == first.json


@pytest.mark.parametrize("base", ["", "/lending/v2"])
def test_all_is_found_beneath_the_base_path_as_well_and_locations_stay_there(ask, base):
    location = ask("POST", f"{base}/shelves", {"room": "East"}).headers.get("Location")
    assert location == f"{base}/shelves/13"
    assert ask("GET", location).json["room"] == "East"
    assert ask("DELETE", f"{base}/shelves/3").status == 204
    assert ask("GET", "/shelves/3").status == 404


def test_422_is_answered_where_it_is_declared_and_400_is_not(ask):
    answer = ask("POST", "/shelves", {"room": 3})
    assert (answer.status, answer.json["status"]) == (422, 422)
    assert ask("POST", "/shelves", b"{").status == 422


def test_put_replaces_the_record_and_keeps_its_number(ask):
    answer = ask("PUT", "/shelves/3", {"room": "Attic", "id": 77})
    assert (answer.status, answer.json) == (200, {"id": 3, "room": "Attic", "tags": []})
    assert ask("GET", "/shelves/3").json == answer.json


def test_put_creates_nothing(ask):
    assert ask("PUT", "/shelves/99", {"room": "Attic"}).status == 404
    assert len(ask("GET", "/shelves").json) == 2


def test_put_of_a_unique_value_that_is_taken_is_refused_within_the_declared_range(ask):
    assert ask("PUT", "/shelves/3", {"room": "South"}).status == 409
    assert ask("GET", "/shelves/3").json == NORTH


def test_a_merge_patch_goes_into_objects_and_null_removes(ask):
    sent = {"size": {"deep": None}, "label": None, "tags": ["b"]}
    expected = {"id": 3, "room": "North", "size": {"boards": 4}, "tags": ["b"]}
    answer = ask("PATCH", "/shelves/3", sent, Content_Type=MERGE)
    assert (answer.status, answer.json) == (200, expected)
    assert ask("GET", "/shelves/3").json == expected


def test_a_patch_of_plain_json_puts_the_fields_in_place(ask):
    answer = ask("PATCH", "/shelves/3", {"size": {"deep": False}, "label": None})
    assert answer.json == {**NORTH, "size": {"deep": False}, "label": None}


def test_a_deleted_record_is_gone_everywhere(ask):
    answer = ask("DELETE", "/shelves/3")
    assert (answer.status, answer.body, answer.type) == (204, b"", None)
    assert ask("GET", "/shelves").json == [SOUTH]
    assert ask("GET", "/shelves/3").status == 404
    assert ask("PUT", "/shelves/3", {"room": "North"}).status == 404


def test_410_stands_in_for_a_404_that_is_not_declared(ask):
    assert ask("DELETE", "/shelves/99").status == 410


def test_a_unique_value_is_free_after_a_delete(ask):
    assert ask("POST", "/shelves", {"room": "North"}).status == 409
    ask("DELETE", "/shelves/3")
    assert ask("POST", "/shelves", {"room": "North"}).status == 201


def test_collections_know_nothing_of_each_other(ask):
    ask("DELETE", "/shelves/3")
    assert ask("GET", "/readers/Ada").json == {"name": "Ada", "born": 1815}
    assert ask("GET", "/readers/3").status == 404


def test_a_parameter_that_nobody_declared_selects_as_well(ask):
    assert ask("GET", "/readers/%41da").json["born"] == 1815


def test_a_key_that_the_body_requires_is_the_clients_choice(ask):
    answer = ask("POST", "/readers", {"name": "Émilie du Châtelet"})
    assert (answer.status, answer.json) == (201, {"name": "Émilie du Châtelet"})
    location = answer.headers.get("Location")
    assert location == "/readers/%C3%89milie%20du%20Ch%C3%A2telet"
    assert ask("GET", location).json == answer.json
    assert ask("POST", "/readers", {"name": "Ada"}).status == 409


def test_a_record_can_be_shown_once_more_when_it_is_deleted(ask):
    answer = ask("DELETE", "/readers/Ada")
    assert (answer.status, answer.json) == (202, {"name": "Ada", "born": 1815})
    assert ask("GET", "/readers/Ada").status == 404


def test_an_operation_without_records_shows_its_example(ask):
    assert ask("GET", "/health").json == {"up": True}
    assert ask.mock.journal.exchanges()[-1].source == "example"


def test_head_of_an_answer_without_a_body_has_no_length(client):
    ask = client("{openapi: 3.1.0, paths: {/x: {get: {responses: {'204': {}}}}}}")
    answer = ask("HEAD", "/x")
    assert (answer.status, answer.headers.get("Content-Length")) == (204, None)


def test_the_journal_has_every_exchange_with_the_reason_of_a_refusal(ask):
    ask("GET", "/shelves/3")
    ask("GET", "/shelves/99")
    ask("GET", "/nowhere")
    shown = [(each.operation, each.response.status) for each in ask.mock.journal.exchanges()]
    assert shown == [("GET /shelves/{shelfId}", 200), ("GET /shelves/{shelfId}", 404), ("", 404)]
    assert ask.mock.journal.exchanges()[1].violations[0].startswith("No record of /shelves has")


def test_without_fixtures_all_that_is_written_is_kept_nevertheless(client):
    ask = client(DOCUMENT)
    assert ask.mock.collections == ()
    made = ask("POST", "/shelves", {"room": "East"})
    assert made.status == 201
    assert ask.mock.world().snapshot() == {"/shelves": (("4", made.json),)}
    assert ask("GET", made.headers.get("Location")).json == made.json
