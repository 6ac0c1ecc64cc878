import pytest
from builder import spec

from mockserver.collection import Action, bind, infer, read_fixture

DOCUMENT = """
openapi: 3.1.0
paths:
  /users:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Users'}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {properties: {user: {$ref: '#/components/schemas/User'}}}}}}
      responses: {'201': {content: {application/json: {schema: {properties: {user: {$ref: '#/components/schemas/User'}}}}}}}
  /users/{user_id}:
    get: {responses: {'200': {content: {application/json: {schema: {properties: {data: {$ref: '#/components/schemas/User'}}}}}}}}
    delete: {responses: {'204': {}}}
  /users/{id}/posts:
    get: {responses: {'200': {content: {application/json: {schema: {items: {$ref: '#/components/schemas/Post'}}}}}}}
  /users/{user_id}/posts/{post_id}:
    put: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}}}
  /users/{user_id}/{verb}:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}
  /settings:
    get: {responses: {'200': {content: {application/json: {schema: {properties: {theme: {type: string}}}}}}}}
    put: {responses: {'200': {content: {application/json: {schema: {properties: {theme: {type: string}}}}}}}}
  /files/{path}:
    get: {responses: {'200': {content: {application/octet-stream: {}}}}}
    put: {responses: {'204': {}}}
  /broken/{id}:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/nowhere'}}}}}}
  /search:
    get: {responses: {'200': {content: {application/json: {schema: {items: {$ref: '#/components/schemas/User'}}}}}}}
    post: {responses: {'200': {content: {application/json: {schema: {properties: {hits: {type: integer}}}}}}}}
  /pets/{petId}:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}
  /pets:
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'200': {}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'405': {}}
components:
  schemas:
    User: {type: object, properties: {id: {type: integer}, name: {type: string}}}
    Users: {properties: {data: {type: array, items: {$ref: '#/components/schemas/User'}}, total: {type: integer}}}
    Post: {properties: {id: {type: string}, user_id: {type: integer}, title: {type: string}}}
    Pet: {properties: {id: {type: integer}, owner: {type: string}, userId: {type: integer}}}
"""  # noqa: E501


@pytest.fixture
def collections():
    return {each.path: each for each in infer(spec(DOCUMENT))}


def acts(collection):
    return {operation.label: part.action for operation, part in collection.parts.items()}


def places(collection):
    return {operation.label: part.record_at for operation, part in collection.parts.items()}


def test_collections_are_pairs_of_paths_and_paths_that_are_changed(collections):
    real = {path for path, each in collections.items() if each.parts}
    assert real == {"/users", "/users/{id}/posts", "/settings", "/pets"}


def test_an_operation_is_in_one_collection_at_most(collections):
    owned = [operation for each in collections.values() for operation in each.operations]
    assert len(owned) == len(set(owned))


def test_the_record_is_found_in_what_wraps_it(collections):
    assert places(collections["/users"]) == {
        "GET /users/{user_id}": ("data",),
        "DELETE /users/{user_id}": None,
        "GET /users": ("data",),
        "POST /users": ("user",),
    }
    [create] = [
        each for each in collections["/users"].parts.values() if each.action is Action.CREATE
    ]
    assert create.sent_at == ("user",)


def test_parents_are_read_by_place_though_their_names_differ(collections):
    posts = collections["/users/{id}/posts"]
    assert posts.item_path == "/users/{user_id}/posts/{post_id}"
    assert (posts.parents, posts.parent_fields) == (("id",), {"id": "user_id"})
    assert {part.parents for part in posts.parts.values()} == {("id",), ("user_id",)}


def test_a_put_without_any_creation_creates(collections):
    parts = collections["/users/{id}/posts"].parts.values()
    assert [part.may_create for part in parts if part.action is Action.REPLACE] == [True]


def test_a_path_that_is_read_and_replaced_holds_one_record(collections):
    settings = collections["/settings"]
    assert settings.is_singleton
    assert (settings.key, settings.key_parameter, settings.generate) == ("", "", {})


def test_the_key_may_be_in_the_body(collections):
    pets = collections["/pets"]
    by_label = {operation.label: part for operation, part in pets.parts.items()}
    assert by_label["PUT /pets"].key_in_body
    assert acts(pets)["POST /pets"] is Action.CREATE
    assert pets.key_may_be_sent


def test_a_field_that_names_another_collection_refers_to_it(collections):
    assert collections["/pets"].references == {"userId": "/users"}
    assert collections["/users/{id}/posts"].references == {"user_id": "/users"}


def test_a_broken_schema_costs_its_collection_only(collections):
    broken = collections["/broken"]
    assert broken.parts == {}
    assert [each.rule for each in broken.findings] == ["reference-unresolved"]


def test_a_fixture_may_belong_to_one_parent(tmp_path):
    path = tmp_path / "posts.yaml"
    path.write_text("collection: /users/7/posts\nrecords: [{id: a}]", encoding="utf-8")
    binding = bind(spec(DOCUMENT), [read_fixture(path)])
    [posts] = binding.collections
    assert posts.parents_of({"id": "a"}) == ("7",)
    assert len(binding.every) > 1


def test_records_of_all_parents_tell_theirs_by_a_field(tmp_path):
    path = tmp_path / "posts.yaml"
    path.write_text("records: [{id: a, user_id: 7}, {id: b}]", encoding="utf-8")
    [posts] = bind(spec(DOCUMENT), [read_fixture(path)]).collections
    assert [posts.parents_of(each.value) for each in posts.records] == [("7",), None]
