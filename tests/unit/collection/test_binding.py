import pytest
from builder import spec

from mockserver.collection import Action, bind, read_fixture
from mockserver.collection.pair import path_pairs
from mockserver.collection.record import success_json

RECORD = "{content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}"
PET = "{type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}}}"


def document(*paths, pet=PET):
    """A document of operations such as ``GET /pets``, all of which answer with a pet."""
    lines = ["openapi: 3.1.0", "paths:"]
    for each in paths:
        methods, _, template = each.partition(" ")
        lines.append(f"  '{template}':")
        lines.extend(
            f"    {method.lower()}: {{responses: {{'200': {RECORD}}}}}"
            for method in methods.split(",")
        )
    lines.append(f"components: {{schemas: {{Pet: {pet}}}}}")
    return spec("\n".join(lines))


USUAL = ("GET,POST /pets", "GET,PUT,PATCH,DELETE /pets/{petId}")


@pytest.fixture
def fixture(tmp_path):
    def make(text="records: []", name="pets.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_fixture(path)

    return make


def refusal(document, *fixtures):
    binding = bind(document, fixtures)
    [finding] = binding.findings
    return finding


# --- pairs of paths


def test_a_collection_is_a_path_with_another_that_adds_one_variable():
    spoken = document(
        *USUAL,
        "GET /pets/{petId}/photos",
        "GET /pets/{petId}/photos/{photo}",
        "GET /health",
        "GET /{any}",
    )
    assert [(pair.path, pair.parameter) for pair in path_pairs(spoken)] == [
        ("/pets", "petId"),
        ("/pets/{petId}/photos", "photo"),
    ]


def test_each_operation_has_its_action():
    [pair] = path_pairs(document(*USUAL))
    assert {operation.label: action for operation, action in pair.operations.items()} == {
        "GET /pets": Action.LIST,
        "POST /pets": Action.CREATE,
        "GET /pets/{petId}": Action.FETCH,
        "PUT /pets/{petId}": Action.REPLACE,
        "PATCH /pets/{petId}": Action.PATCH,
        "DELETE /pets/{petId}": Action.DELETE,
    }


def test_other_methods_are_no_business_of_the_records():
    [pair] = path_pairs(document("GET,OPTIONS,TRACE /pets", "TRACE,HEAD,GET /pets/{id}"))
    assert {each.label for each in pair.operations} == {"GET /pets", "GET /pets/{id}"}


def test_a_path_may_have_items_without_a_list():
    [pair] = path_pairs(document("GET /pets/{id}"))
    assert (pair.path, pair.last) == ("/pets", "pets")


@pytest.mark.parametrize("template", ["/{id}", "/pets/{a}{b}", "/pets/v{id}"])
def test_a_variable_that_is_not_alone_behind_a_name_selects_no_record(template):
    assert list(path_pairs(document(f"GET {template}"))) == []


# --- which file belongs where


def test_a_file_belongs_to_the_collection_that_ends_in_its_name(fixture):
    spoken = document("GET /shops/{id}", "GET /v1/pets/{petId}")
    [collection] = bind(spoken, [fixture()]).collections
    assert (collection.path, collection.key, collection.key_parameter) == (
        "/v1/pets",
        "id",
        "petId",
    )


def test_a_file_may_say_where_it_belongs(fixture):
    spoken = document("GET /pets/{id}", "GET /animals/{id}")
    [collection] = bind(spoken, [fixture("collection: /animals")]).collections
    assert collection.path == "/animals"


def test_each_file_has_its_collection(fixture):
    spoken = document("GET /pets/{id}", "GET /shops/{id}")
    binding = bind(spoken, [fixture(), fixture(name="shops.yaml")])
    assert [each.path for each in binding.collections] == ["/pets", "/shops"]
    assert binding.findings == ()


def test_two_collections_of_one_last_name_must_be_told_apart(fixture):
    finding = refusal(document("GET /a/pets/{id}", "GET /b/pets/{id}"), fixture())
    assert finding.rule == "fixture-collection-ambiguous"
    assert finding.message == (
        "'pets' may be /a/pets, /b/pets; add 'collection: PATH' to say which"
    )


def test_two_files_for_one_collection_are_refused_at_the_second(fixture):
    first, second = fixture(), fixture("records: []\ncollection: /pets", "more.yaml")
    binding = bind(document(*USUAL), [first, second])
    assert [each.fixture for each in binding.collections] == [first]
    [finding] = binding.findings
    assert finding.rule == "fixture-collection-ambiguous"
    assert finding.message == f"/pets has fixtures already: {first.file}"
    assert (finding.origin.file, finding.origin.line) == (second.file, 2)


def test_a_file_of_no_collection_is_refused_with_the_nearest(fixture):
    finding = refusal(document(*USUAL), fixture(name="pet.yaml"))
    assert finding.rule == "fixture-collection-unknown"
    assert finding.message == (
        "no collection of the document ends in 'pet'; add 'collection: PATH', such as /pets"
    )


def test_a_collection_that_the_document_lacks_is_refused_at_its_line(fixture):
    finding = refusal(document(*USUAL), fixture("records: []\ncollection: /pet"))
    assert finding.message == "the document has no collection /pet; did you mean /pets?"
    assert (finding.origin.line, finding.origin.column) == (2, 13)


def test_a_document_without_collections_says_what_one_is(fixture):
    assert refusal(document("GET /health"), fixture()).message == (
        "the document has no collection: no path P with a path P/{key} beside it"
    )


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("pathz", "openapi.yaml has no operations: 'pathz' (line 3) is no 'paths'"),
        ("paths", "openapi.yaml has no operations"),
    ],
)
def test_a_document_that_says_nothing_is_to_blame_itself(fixture, key, told):
    empty = spec(f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{key}: {{}}\n")
    assert refusal(empty, fixture()).message == told


def test_a_collection_that_answers_without_json_cannot_have_records(fixture):
    spoken = spec("""
    openapi: 3.1.0
    paths:
      /pets/{id}:
        get: {responses: {'200': {content: {text/plain: {schema: {type: string}}}}, '404': {}}}
    """)
    assert (
        refusal(spoken, fixture()).message == "no operation on /pets answers with a record in JSON"
    )


def test_a_file_that_is_malformed_throughout_is_not_bound_and_not_told_twice(fixture):
    binding = bind(document(*USUAL), [fixture("records: 3")])
    assert binding == bind(document(), [])


# --- the key


def test_the_key_that_a_file_names_wins(fixture):
    [collection] = bind(document(*USUAL), [fixture("key: name")]).collections
    assert collection.key == "name"


def test_a_key_that_no_record_has_is_refused_with_the_one_that_was_meant(fixture):
    finding = refusal(document(*USUAL), fixture("records: []\nkey: nam"))
    assert finding.rule == "fixture-key-unknown"
    assert finding.message == "records of /pets have no field 'nam'; did you mean 'name'?"
    assert finding.origin.line == 2


def test_a_key_like_no_field_is_refused_with_all_there_are(fixture):
    finding = refusal(document(*USUAL), fixture("key: zzz"))
    assert finding.message == "records of /pets have no field 'zzz'; they have id, name"


def test_a_key_that_cannot_be_guessed_must_be_named(fixture):
    nameless = "{properties: {size: {}, colour: {}}}"
    finding = refusal(document(*USUAL, pet=nameless), fixture())
    assert finding.message == "which field {petId} selects by is not clear; add 'key: FIELD'"


def test_an_open_record_may_have_any_key(fixture):
    opened = "{additionalProperties: true, properties: {size: {}}}"
    [collection] = bind(document(*USUAL, pet=opened), [fixture("key: chip")]).collections
    assert collection.key == "chip"


# --- the rules of the records


def test_what_a_file_says_counts_and_the_rest_is_inferred(fixture):
    pet = "{properties: {id: {type: integer}, name: {}, updated: {format: date-time}}}"
    [collection] = bind(document(*USUAL, pet=pet), [fixture("unique: [name]")]).collections
    assert collection.unique == ("name",)
    assert collection.generate == {"id": "{next}", "updated": "{now}"}
    assert collection.touch == ("updated",)
    said = fixture("{generate: {id: 'p{next}'}, touch: []}")
    [collection] = bind(document(*USUAL, pet=pet), [said]).collections
    assert (collection.generate, collection.touch) == ({"id": "p{next}"}, ())


def test_the_server_makes_what_is_generated_touched_or_read_only(fixture):
    pet = "{properties: {id: {}, name: {}, seen: {}, vet: {readOnly: true}}}"
    said = fixture("{generate: {id: '{uuid}'}, touch: [seen]}")
    [collection] = bind(document(*USUAL, pet=pet), [said]).collections
    assert collection.made_by_server == {"id", "seen", "vet"}


def test_a_key_that_a_creation_requires_is_not_made_by_the_server(fixture):
    spoken = spec(f"""
    openapi: 3.1.0
    paths:
      /pets:
        post:
          requestBody: {{content: {{application/json: {{schema: {{required: [name]}}}}}}}}
          responses: {{'201': {RECORD}}}
      /pets/{{name}}:
        get: {{responses: {{'200': {RECORD}}}}}
    components: {{schemas: {{Pet: {PET}}}}}
    """)
    [collection] = bind(spoken, [fixture()]).collections
    assert (collection.key, collection.generate) == ("name", {})
    assert collection.made_by_server == frozenset()


# --- the schema of a record


def test_a_record_is_what_a_fetch_answers_else_an_item_of_the_list(fixture):
    listed = spec(f"""
    openapi: 3.1.0
    paths:
      /pets:
        get:
          responses:
            '200':
              content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pets'}}}}}}
      /pets/{{id}}:
        delete: {{responses: {{'204': {{}}}}}}
    components:
      schemas:
        Pets: {{type: array, items: {{$ref: '#/components/schemas/Pet'}}}}
        Pet: {PET}
    """)
    [collection] = bind(listed, [fixture()]).collections
    assert list(collection.shape.members) == ["id", "name"]
    [collection] = bind(document(*USUAL), [fixture()]).collections
    assert list(collection.shape.members) == ["id", "name"]


def test_the_json_of_a_success_is_the_first_of_the_2xx_else_that_of_default():
    spoken = spec("""
    openapi: 3.1.0
    paths:
      /pets:
        get:
          responses:
            '400': {content: {application/json: {}}}
            '200': {content: {text/html: {}, application/hal+json: {}}}
        put: {responses: {default: {content: {application/json: {}}}}}
        post: {responses: {'204': {}, default: {content: {application/json: {}}}}}
    """)
    get, put, post = spoken.operations
    assert str(success_json(get).media_type) == "application/hal+json"
    assert str(success_json(put).media_type) == "application/json"
    assert success_json(post) is None


def test_a_key_that_only_the_server_can_set_is_made_though_the_file_names_other_fields(fixture):
    pet = "{type: object, properties: {id: {type: string, format: uuid, readOnly: true}, at: {}}}"
    [found] = bind(document(*USUAL, pet=pet), [fixture("generate: {at: '{now}'}")]).collections
    assert found.generate == {"id": "{uuid}", "at": "{now}"}
    assert not found.key_may_be_sent


def test_a_key_that_a_file_does_not_name_is_the_clients_where_it_may_be(fixture):
    [found] = bind(document(*USUAL), [fixture("generate: {name: '{ulid}'}")]).collections
    assert found.generate == {"name": "{ulid}"}
    assert found.key_may_be_sent
