import pytest

from mockserver.collection import FixtureRecord, read_fixture
from mockserver.collection.inference import infer_generate, infer_key, infer_touch
from mockserver.collection.shape import Member, Shape


def shape(required=(), **members):
    known = {name: Member((written,)) for name, written in members.items()}
    return Shape(known, frozenset(required), is_open=False)


@pytest.fixture
def fixture(tmp_path):
    def make(*keys):
        path = tmp_path / "pets.yaml"
        lines = [f"- id: {key}" for key in keys]
        path.write_text("\n".join(["records:", *lines]) if lines else "records: []")
        return read_fixture(path)

    return make


@pytest.mark.parametrize(
    ("parameter", "names", "key"),
    [
        ("customer_id", ["name", "id"], "id"),
        ("petId", ["id", "petId"], "petId"),
        ("petId", ["id", "pet_id"], "pet_id"),
        ("pet-id", ["PetID", "id"], "PetID"),
        ("order_number", ["id", "number"], "number"),
        ("orderNumber", ["id", "number"], "number"),
        ("username", ["id", "username"], "username"),
        ("slug", ["title", "id"], "id"),
        ("pet", ["name", "tag"], None),
        ("pet", [], None),
    ],
)
def test_the_key_is_the_field_that_the_variable_names_else_id(parameter, names, key):
    assert infer_key(shape(**{name: {} for name in names}), parameter) == key


@pytest.mark.parametrize("kind", ["object", "array", "boolean"])
def test_what_is_no_single_value_is_no_key_whatever_it_is_called(kind):
    assert infer_key(shape(rule={"type": kind}, id={"type": "string"}), "rule") == "id"


@pytest.mark.parametrize(
    ("member", "keys", "template"),
    [
        ({"type": "integer"}, ["7"], "{next}"),
        ({"type": "number"}, [], "{next}"),
        ({"type": ["string", "integer"]}, [], "{uuid}"),
        ({"type": "string", "format": "uuid"}, [], "{uuid}"),
        ({"type": "string"}, [], "{uuid}"),
        ({"type": "string"}, ["rex", "tom"], "{uuid}"),
        ({"type": "string"}, ["pet_01h3vjs3b16yc3f9q8q9pfrb80"], "pet_{ulid}"),
        ({"type": "string"}, ["01h3vjs3b16yc3f9q8q9pfrb80"], "{ulid}"),
        (
            {"type": "string"},
            ["cat_01h3vjs3b16yc3f9q8q9pfrb80", "dog_01h3vjs3b16yc3f9q8q9pfrb80"],
            "{uuid}",
        ),
        ({"type": "string"}, ["pet_01h3vjs3b16yc3f9q8q9pfrb80", "rex"], "{uuid}"),
        ({"type": "string"}, ["pet_81h3vjs3b16yc3f9q8q9pfrb80"], "{uuid}"),
        ({"type": "string"}, ["pet_01h3vjs3b16yc3f9q8q9pfril8"], "{uuid}"),
    ],
)
def test_a_new_key_looks_as_its_type_and_the_keys_of_the_fixtures_do(member, keys, template):
    assert infer_generate(shape(id=member), "id", keys) == {"id": template}


def test_moments_that_a_creation_sets_are_known_by_name_and_format():
    moment = {"type": "string", "format": "date-time"}
    found = shape(
        id={"type": "integer"},
        created_at=moment,
        dateRegistered=moment,
        lastModified=moment,
        born=moment,
        updated_by={"type": "string"},
    )
    assert infer_generate(found, "id") == {
        "id": "{next}",
        "created_at": "{now}",
        "dateRegistered": "{now}",
        "lastModified": "{now}",
    }
    assert infer_touch(found) == ("lastModified",)


def test_a_key_that_the_body_of_a_creation_requires_is_the_clients():
    record, body = shape(id={"type": "string"}), shape(["id"], id={"type": "string"})
    assert infer_generate(record, "id", sent=[body]) == {}


@pytest.mark.parametrize(
    "body",
    [shape(id={"type": "string"}), shape(["id"], id={"type": "string", "readOnly": True}), shape()],
)
def test_a_key_that_need_not_or_must_not_be_sent_is_the_servers(body):
    assert infer_generate(shape(id={"type": "string"}), "id", sent=[body]) == {"id": "{uuid}"}


def test_records_without_the_key_do_not_count_as_a_form(fixture):
    pets = fixture("pet_01h3vjs3b16yc3f9q8q9pfrb80")
    assert pets.records == (
        FixtureRecord({"id": "pet_01h3vjs3b16yc3f9q8q9pfrb80"}, ("records", 0)),
    )
    assert infer_generate(shape(tag={}), "tag", [""]) == {"tag": "{uuid}"}
