"""Collections of which nobody wrote a fixture file: the document is all that is known of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from builder import spec

from mockserver.http import Request
from mockserver.mock import Mock, Options, generated_records

DOCUMENT = """
openapi: 3.0.3
info: {title: Guild, version: '1'}
paths:
  /users:
    get:
      parameters:
      - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      - {name: offset, in: query, schema: {type: integer}}
      - {name: role, in: query, schema: {type: string}}
      responses:
        '200':
          description: All
          content:
            application/json:
              schema:
                type: object
                required: [data, total]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/User'}}
                  total: {type: integer}
                  next: {type: string, nullable: true}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
      responses: &user
        '201':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
  /users/{userId}:
    parameters: [{name: userId, in: path, required: true, schema: {type: integer}}]
    get:
      responses: &one
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
        '404': {description: No such user}
    put:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}
      responses: *one
    patch:
      requestBody:
        content:
          application/json: {schema: {type: object}}
          application/merge-patch+json: {schema: {type: object}}
          application/json-patch+json: {schema: {type: array, items: {type: object}}}
      responses: *one
    delete:
      responses: {'204': {description: Gone}, '404': {description: No such user}}
  /users/{userId}/posts:
    parameters: [{name: userId, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Post'}}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/NewPost'}}}
      responses:
        '201':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}
        '409': {description: There is one}
  /users/{userId}/posts/{postId}:
    parameters:
    - {name: userId, in: path, required: true, schema: {type: integer}}
    - {name: postId, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}
        '404': {description: No such post}
    delete: {responses: {'204': {description: Gone}, '404': {description: No such post}}}
  /settings:
    get:
      responses: &settings
        '200':
          description: They
          content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}
    put:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}
      responses: *settings
components:
  schemas:
    User:
      type: object
      required: [id, name, role]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        role: {type: string, enum: [admin, guest]}
        bio: {type: string}
        address: {type: object, properties: {city: {type: string}, zip: {type: string}}}
        created_at: {type: string, format: date-time, readOnly: true}
    Post:
      type: object
      required: [id, title, user_id]
      properties:
        id: {type: string}
        title: {type: string}
        user_id: {type: integer}
        reviewer_id: {type: integer}
    NewPost:
      type: object
      required: [title]
      properties: {id: {type: string}, title: {type: string}, user_id: {type: integer}}
    Settings:
      type: object
      properties: {theme: {type: string}, size: {type: integer}}
"""
SHOWN = """
openapi: 3.1.0
info: {title: Boats, version: '1'}
paths:
  /boats:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Boat'}}
              LIST
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
  /boats/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Boat'}
              ONE
        '404': {description: None}
    patch:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
components:
  schemas:
    Boat:
      type: object
      required: [id, name]
      properties: {id: {type: string}, name: {type: string}, sails: {type: integer}}
"""
DHOW, JAHAZI = {"id": "b7", "name": "Dhow"}, {"id": "b8", "name": "Jahazi"}


@pytest.fixture
def ask(client):
    return client(DOCUMENT)


@pytest.fixture
def with_options(client):
    """Makes a client of the same document with options of its own."""

    def make(document=DOCUMENT, **options):
        ask = client(document)
        ask.mock = Mock(ask.mock.spec, clock=ask.mock.clock, options=Options(**options))
        return ask

    return make


@pytest.fixture
def shown(client):
    """Makes a client of a document with examples of a list, of one record, or of both."""

    def make(of_list=None, of_one=None):
        told = f"example: {of_list}" if of_list else ""
        document = SHOWN.replace("LIST", told)
        return client(document.replace("ONE", f"example: {of_one}" if of_one else ""))

    return make


def ids(answer):
    rows = answer.json if isinstance(answer.json, list) else answer.json["data"]
    return [row["id"] for row in rows]


# --- what is there before anybody wrote


def test_a_few_records_are_listed_and_each_is_the_same_when_it_is_fetched(ask):
    listed = ask("GET", "/users").json
    assert (ids(ask("GET", "/users")), listed["total"]) == ([1, 2, 3], 3)
    assert [ask("GET", f"/users/{key}").json for key in (1, 2, 3)] == listed["data"]
    assert ask("GET", "/users").json == listed


def test_as_many_are_listed_as_is_wished(with_options):
    assert ids(with_options(records=5)("GET", "/users")) == [1, 2, 3, 4, 5]
    assert with_options(records=0)("GET", "/users").json["data"] == []


def test_any_other_key_is_found_under_that_key_and_stays_the_same(ask):
    found = ask("GET", "/users/4711")
    assert (found.status, found.json["id"]) == (200, 4711)
    assert ask("GET", "/users/4711").json == found.json != ask("GET", "/users/4712").json
    assert ids(ask("GET", "/users")) == [1, 2, 3]


UNDECLARED = """
openapi: 3.1.0
info: {title: Cups, version: '1'}
paths:
  /cups/{id}:
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Cup'}}}}
        '404': {description: None}
    delete: {responses: {'204': {description: Gone}, '404': {description: None}}}
components:
  schemas:
    Cup: {type: object, required: [id], properties: {id: {type: integer}, size: {type: integer}}}
"""


@pytest.mark.parametrize("key", ["9" * 400, "9" * 5000, "-0", "007", "%D9%A1", "1.0", "1e2", "%00"])
@pytest.mark.parametrize("document", [DOCUMENT.replace("/users/", "/cups/"), UNDECLARED])
def test_no_key_is_a_fault_of_the_server(client, document, key):
    """Where nobody declared the parameter, too, so that the text of the path is all there is."""
    answer = client(document)("GET", f"/cups/{key}")
    assert 200 <= answer.status < 500
    assert answer.json is not None


def test_with_strict_keys_only_what_is_listed_is_found(with_options):
    ask = with_options(strict=True)
    assert ask("GET", "/users/3").json["id"] == 3
    missing = ask("GET", "/users/4")
    assert (missing.status, missing.json["type"]) == (404, "urn:mockserver:record-not-found")
    assert missing.json["detail"].startswith("No record of /users has the id '4'; searched those")
    assert ask("PATCH", "/users/4", {"name": "Q"}).status == 404
    made = ask("POST", "/users", {"name": "Zed", "role": "guest"})
    assert ask("GET", f"/users/{made.json['id']}").json == made.json


def test_another_seed_makes_other_records_and_the_same_seed_the_same(client):
    one, two, other = (client(DOCUMENT, seed=seed)("GET", "/users").body for seed in (1, 1, 2))
    assert one == two != other


def test_it_is_told_whether_a_record_was_made_or_written(ask):
    sources = {"X_Mock_Source": "?"}
    assert ask("GET", "/users/77", **sources).headers.get("X-Mock-Source") == "generated"
    assert ask("GET", "/users", **sources).headers.get("X-Mock-Source") == "generated"
    ask("PATCH", "/users/77", {"name": "Q"})
    assert ask("GET", "/users/77", **sources).headers.get("X-Mock-Source") == "record"
    assert ask("GET", "/users", **sources).headers.get("X-Mock-Source") == "record"


# --- what was written


def test_what_was_created_is_found_where_the_answer_says_and_is_listed_last(ask):
    made = ask("POST", "/users", {"name": "Zed", "role": "guest", "id": 1})
    assert (made.status, made.json["id"], made.json["name"]) == (201, 4, "Zed")
    assert made.headers.get("Location") == "/users/4"
    assert ask("GET", "/users/4").json == made.json
    assert ask("GET", "/users").json["data"][-1] == made.json
    assert ask("GET", "/users").json["total"] == 4
    assert ask("POST", "/users", {"name": "Zoe", "role": "guest"}).json["id"] == 5


def test_what_a_client_leaves_out_and_the_document_requires_is_made(ask):
    made = ask("POST", "/users/1/posts", {"title": "Hi"}).json
    assert made["id"]
    assert ask("GET", f"/users/1/posts/{made['id']}").json == made


def test_any_record_can_be_changed_and_is_listed_from_then_on(ask):
    before = ask("GET", "/users/77").json
    changed = ask("PATCH", "/users/77", {"name": "Q"})
    assert (changed.status, changed.json) == (200, {**before, "name": "Q"})
    assert ask("GET", "/users/77").json == changed.json
    assert ids(ask("GET", "/users")) == [1, 2, 3, 77]


def test_a_put_replaces_the_record_and_keeps_what_is_the_servers(ask):
    before = ask("GET", "/users/2").json
    answer = ask("PUT", "/users/2", {"name": "Q", "role": "guest", "id": 9})
    expected = {"id": 2, "name": "Q", "role": "guest", "created_at": before["created_at"]}
    assert (answer.status, answer.json) == (200, expected)
    assert ask("GET", "/users/2").json == ask("GET", "/users").json["data"][1] == expected


def test_a_merge_patch_goes_into_objects_and_null_removes(ask):
    ask("PATCH", "/users/2", {"address": {"city": "Tanga", "zip": "1"}, "bio": "x"})
    sent = {"address": {"zip": None}, "bio": None}
    answer = ask("PATCH", "/users/2", sent, Content_Type="application/merge-patch+json")
    assert (answer.status, answer.json["address"]) == (200, {"city": "Tanga"})
    assert "bio" not in ask("GET", "/users/2").json


def test_a_json_patch_does_its_steps_or_nothing(ask):
    kind = "application/json-patch+json"
    steps = [{"op": "replace", "path": "/name", "value": "Q"}]
    assert ask("PATCH", "/users/2", steps, Content_Type=kind).json["name"] == "Q"
    refused = [{"op": "remove", "path": "/role"}, {"op": "test", "path": "/name", "value": "X"}]
    answer = ask("PATCH", "/users/2", refused, Content_Type=kind)
    assert 400 <= answer.status < 500
    assert "step 1 of the patch: /name has another value" in answer.json["detail"]
    assert (ask("GET", "/users/2").json["name"], "role" in ask("GET", "/users/2").json) == (
        "Q",
        True,
    )


@pytest.mark.parametrize("key", [2, 77])
def test_what_was_deleted_is_gone_listed_or_not(ask, key):
    assert ask("DELETE", f"/users/{key}").status == 204
    for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        answer = ask(method, f"/users/{key}", body)
        assert (answer.status, answer.json["key"]) == (404, str(key))
    assert key not in ids(ask("GET", "/users"))


def test_a_number_is_not_given_again_after_its_record_is_gone(ask):
    assert ask("POST", "/users", {"name": "Zed", "role": "guest"}).json["id"] == 4
    ask("DELETE", "/users/4")
    assert ask("POST", "/users", {"name": "Zoe", "role": "guest"}).json["id"] == 5


def test_an_answer_that_is_asked_for_by_status_changes_nothing(ask):
    before = ask("GET", "/users").json
    assert ask("DELETE", "/users/2", Prefer="code=404").status == 404
    assert ask("PATCH", "/users/2", {"name": "Q"}, Prefer="dynamic=true").status == 200
    assert ask("GET", "/users").json == before


def test_a_head_changes_nothing_either(ask):
    before = ask("GET", "/users").json
    assert ask("HEAD", "/users/77").body == b""
    assert ask("GET", "/users").json == before


def test_of_many_that_create_at_once_each_has_a_number_of_its_own_and_none_is_lost(ask):
    def create(number):
        return ask("POST", "/users", {"name": f"Z{number}", "role": "guest"}).json

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(create, range(40)))
    assert sorted(row["id"] for row in made) == list(range(4, 44))
    listed = ask("GET", "/users?limit=100").json["data"]
    assert sorted(listed[3:], key=lambda row: row["name"]) == sorted(
        made, key=lambda row: row["name"]
    )


# --- lists


def test_a_list_is_filtered_and_cut_and_counts_what_passed(ask):
    for number in range(4):
        ask("POST", "/users", {"name": f"Z{number}", "role": "guest"})
    guests = [row for row in ask("GET", "/users").json["data"] if row["role"] == "guest"]
    assert len(guests) >= 4
    page = ask("GET", "/users?role=guest&limit=2&offset=1").json
    assert (page["data"], page["total"]) == (guests[1:3], len(guests))
    assert page["next"].startswith("/users?role=guest&limit=2&offset=3")
    assert ask("GET", "/users?role=guest&offset=100").json["data"] == []


# --- records beneath others


def test_records_beneath_others_hold_the_key_of_the_one_above(ask):
    posts = {key: ask("GET", f"/users/{key}/posts").json for key in (1, 2, 77)}
    for key, rows in posts.items():
        assert [row["user_id"] for row in rows] == [key] * 3
        assert [ask("GET", f"/users/{key}/posts/{row['id']}").json for row in rows] == rows
    assert posts[1] != posts[2]
    assert ask("POST", "/users/2/posts", {"title": "Hi", "user_id": 9, "id": "p"}).json == {
        "id": "p",
        "title": "Hi",
        "user_id": 2,
    }


def test_each_parent_has_records_of_its_own(ask):
    made = ask("POST", "/users/2/posts", {"title": "Hi", "user_id": 2, "id": "p"})
    assert made.headers.get("Location") == "/users/2/posts/p"
    assert ids(ask("GET", "/users/2/posts"))[-1] == "p"
    assert "p" not in ids(ask("GET", "/users/1/posts"))
    assert ask("GET", "/users/1/posts/p").json != made.json


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_beneath_a_record_that_is_gone_nothing_is_there(ask, method):
    ask("DELETE", "/users/2")
    sent = {"title": "Hi", "user_id": 2, "id": "p"} if method == "POST" else None
    answer = ask(method, "/users/2/posts", sent)
    assert answer.status == 404
    assert answer.json["detail"].startswith("No record of /users has the id '2'")
    assert ask("GET", "/users/2/posts/p").status == 404
    assert ask("GET", "/users/1/posts").status == 200


def test_with_strict_keys_there_is_nothing_beneath_what_is_not_there(with_options):
    ask = with_options(strict=True)
    assert ask("GET", "/users/3/posts").json[0]["user_id"] == 3
    assert ask("GET", "/users/4/posts").json["collection"] == "/users"


ORDERS = """
openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /products:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Product'}}
              example: [{id: 40, name: Lamp}, {id: 50, name: Rope}]
  /products/{productId}:
    parameters: [{name: productId, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Product'}}}}
        '404': {description: None}
  /orders:
    get:
      responses:
        '200':
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  /orders/{orderId}:
    parameters: [{name: orderId, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
components:
  schemas:
    Product:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}}
    Order:
      type: object
      required: [id, productId]
      properties: {id: {type: integer, readOnly: true}, productId: {type: integer}}
"""


@pytest.mark.parametrize("strict", [True, False])
def test_a_reference_holds_the_key_of_a_record_that_can_be_fetched(with_options, strict):
    ask = with_options(ORDERS, strict=strict)
    for order in ask("GET", "/orders").json:
        assert order["productId"] in (40, 50)
        assert ask("GET", f"/products/{order['productId']}").json["id"] == order["productId"]


# --- single things


def test_a_single_thing_is_there_from_the_start_and_holds_what_is_put(ask):
    before = ask("GET", "/settings")
    assert (before.status, ask("GET", "/settings").json) == (200, before.json)
    answer = ask("PUT", "/settings", {"theme": "dark"})
    assert answer.json == ask("GET", "/settings").json == {"theme": "dark"}


# --- what the document shows


def test_the_example_of_a_list_is_what_is_listed_and_fetched(shown):
    ask = shown(of_list="[{id: b7, name: Dhow}, {id: b8, name: Jahazi}]")
    assert ask("GET", "/boats").json == [DHOW, JAHAZI]
    assert ask("GET", "/boats/b8").json == JAHAZI
    assert ask("GET", "/boats/b9").json["id"] == "b9"


def test_the_example_of_one_record_is_listed_and_found_under_its_key(shown):
    ask = shown(of_one="{id: b7, name: Dhow}")
    assert ask("GET", "/boats/b7").json == DHOW
    assert DHOW in ask("GET", "/boats").json


def test_an_example_is_shown_until_its_record_is_written(shown):
    ask = shown(of_list="[{id: b7, name: Dhow}, {id: b8, name: Jahazi}]")
    assert ask("PATCH", "/boats/b7", {"sails": 3}).json == {**DHOW, "sails": 3}
    assert ask("GET", "/boats").json == [{**DHOW, "sails": 3}, JAHAZI]
    made = ask("POST", "/boats", {"id": "b9", "name": "Mashua"})
    assert made.json == {"id": "b9", "name": "Mashua"}
    assert ids(ask("GET", "/boats")) == ["b7", "b8", "b9"]


# --- keys that are taken


def test_a_key_that_is_taken_is_409_where_the_document_has_a_word_for_it(ask):
    body = {"title": "Hi", "user_id": 1, "id": "p"}
    assert ask("POST", "/users/1/posts", body).status == 201
    assert ask("POST", "/users/1/posts", {**body, "title": "Ho"}).status == 409
    assert ask("GET", "/users/1/posts/p").json["title"] == "Hi"


def test_without_such_a_word_the_later_one_is_kept(shown):
    ask = shown(of_list="[{id: b7, name: Dhow}]")
    answer = ask("POST", "/boats", {"id": "b7", "name": "Mashua"})
    assert answer.status == 201
    assert ask("GET", "/boats").json == [{"id": "b7", "name": "Mashua"}]


def test_a_record_that_nobody_saw_takes_no_key(ask):
    assert ask("GET", "/users/1/posts/p").status == 200
    body = {"title": "Hi", "user_id": 1, "id": "p"}
    assert ask("POST", "/users/1/posts", body).json == body


FAILURES_ALONE = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}, '404': {}}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/Pet'}}}}
      responses: {'400': {description: No number}, '404': {description: No pet}}
    delete: {responses: {'400': {description: No number}}}
Pet: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
"""


def test_where_only_failures_are_declared_one_is_answered_and_nothing_is_done(client):
    ask = client(FAILURES_ALONE)
    before = ask("GET", "/pets/7").json
    put = ask("PUT", "/pets/7", {"id": 7, "name": "Rex"})
    assert (put.status, put.body) == (404, b"")
    gone = ask("DELETE", "/pets/7")
    assert (gone.status, gone.body) == (400, b"")
    assert ask("GET", "/pets/7").json == before


class Emptied(dict):
    """As another thread leaves it, which empties it as soon as something is there."""

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.clear()


def test_a_record_is_found_while_another_thread_makes_room():
    mock = Mock(spec(DOCUMENT))
    maker = next(iter(mock.services.values()))._maker
    maker._ready, maker._listed = Emptied(), Emptied()
    assert {mock.respond(Request("GET", f"/users/{key}")).status for key in range(20)} == {200}


# --- what cannot be made, or linked


IMPOSSIBLE = """
openapi: 3.1.0
info: {title: Cups, version: '1'}
paths:
  /cups:
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Cup'}}
  /cups/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Cup'}}}
        '404': {description: None}
components:
  schemas:
    Cup:
      type: object
      required: [id, size]
      properties: {id: {type: integer}, size: {type: integer, SIZE}}
"""
NEVER = "minimum: 1, maximum: 4, not: {anyOf: [{multipleOf: 2}, {multipleOf: 3}, {const: 1}]}"


def test_of_records_that_nobody_can_make_none_are_listed(client):
    ask = client(IMPOSSIBLE.replace("SIZE", NEVER))
    assert ask("GET", "/cups").json == []
    assert client(IMPOSSIBLE.replace("SIZE", "minimum: 1"))("GET", "/cups").json != []


def test_records_that_were_forgotten_are_made_again_as_they_were(ask, monkeypatch):
    monkeypatch.setattr(generated_records, "_KEPT", 3)
    before = [ask("GET", f"/users/{key}").json for key in range(10, 20)]
    assert [ask("GET", f"/users/{key}").json for key in range(10, 20)] == before
    assert len({each["name"] for each in before}) > 1


def test_where_there_is_nobody_to_be_named_a_key_is_any(with_options):
    post = with_options(records=0)("GET", "/users/1/posts/p")
    assert post.status == 200
    assert isinstance(post.json.get("reviewer_id", 0), int)


TREE = """
openapi: 3.1.0
info: {title: Parts, version: '1'}
paths:
  /parts:
    get:
      responses:
        '200':
          description: All
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Part'}}
  /parts/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: It
          content: {application/json: {schema: {$ref: '#/components/schemas/Part'}}}
        '404': {description: None}
components:
  schemas:
    Part:
      type: object
      required: [id, parent_id]
      properties: {id: {type: integer}, parent_id: {type: NULLABLE}}
"""


@pytest.mark.parametrize(("kind", "is_nullable"), [("[integer, 'null']", True), ("integer", False)])
def test_a_tree_has_no_circles_and_its_root_is_below_nobody_where_that_may_be(
    client, kind, is_nullable
):
    root, *others = client(TREE.replace("NULLABLE", kind))("GET", "/parts").json
    assert (root["parent_id"] is None) is is_nullable
    known = [root["id"]]
    for each in others:
        assert each["parent_id"] in known
        known.append(each["id"])
