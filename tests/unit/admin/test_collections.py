import pytest

from mockserver.mock import Mock

STATES = ("memory", "sqlite:state.db")
FIRST = {"id": 1, "colour": "red", "label": "first"}


def keys(answer):
    return [row["key"] for row in answer.json["records"]]


def test_collections_are_listed_with_what_they_hold(client):
    found = {each["name"]: each for each in client("GET", "/collections").json["collections"]}
    assert set(found) == {"shelves", "books", "lamp"}
    shelves = found["shelves"]
    assert (shelves["path"], shelves["key"], shelves["count"]) == ("/shelves", "id", 2)
    assert shelves["source"].endswith("shelves.yaml")
    assert (found["books"]["parents"], found["books"]["count"]) == (["shelf_id"], None)
    assert (found["lamp"]["single"], found["lamp"]["key"]) == (True, None)


def test_a_collection_shows_the_schema_of_its_records_for_a_form(client):
    shelves = client("GET", "/collections/shelves").json
    assert shelves["schema"]["properties"]["colour"]["enum"] == ["red", "green", "blue"]
    assert shelves["unique"] == ["label"]
    assert client("GET", "/collections/%2Fshelves").json["name"] == "shelves"


def test_a_collection_that_is_not_there_is_not_found_with_what_may_be_meant(client):
    answer = client("GET", "/collections/shelfs/records")
    assert answer.status == 404
    assert answer.json["detail"] == "There is no collection 'shelfs'; did you mean 'shelves'?"


def test_records_come_a_page_at_a_time(client):
    page = client("GET", "/collections/shelves/records?offset=1&limit=1").json
    assert (page["total"], page["offset"]) == (2, 1)
    assert [row["key"] for row in page["records"]] == ["2"]
    assert client("GET", "/collections/shelves/records/1").json == {
        "key": "1",
        "record": FIRST,
        "changed": False,
    }


def test_a_record_that_is_written_is_what_the_api_answers(client):
    record = {"id": 1, "colour": "blue", "label": "first"}
    written = client("PUT", "/collections/shelves/records/1", {"colour": "blue", "label": "first"})
    assert written.json == {"key": "1", "record": record, "changed": True}
    assert client.ask("GET", "/shelves/1").json == record
    assert client("GET", "/collections").json["collections"][0]["changed"] is True


def test_a_new_record_gets_what_the_mock_makes_itself(client):
    made = client("POST", "/collections/shelves/records", {"colour": "blue"})
    assert made.status == 201
    assert made.json["record"]["id"] == 3
    assert made.headers.get("Location") == "/__admin/collections/shelves/records/3"
    assert client.ask("GET", "/shelves/3").json["colour"] == "blue"


def test_a_new_record_may_bring_its_key_unless_it_is_taken(client):
    assert client("POST", "/collections/shelves/records", {"id": 9, "colour": "red"}).status == 201
    taken = client("POST", "/collections/shelves/records", {"id": 1, "colour": "red"})
    assert taken.status == 409
    assert taken.json["detail"] == "shelves has a record with the key '1' already."


def test_a_record_that_breaks_its_schema_is_refused_with_place_and_line(client, mock):
    answer = client("PUT", "/collections/shelves/records/1", {"colour": "pink", "label": "x"})
    assert answer.status == 409
    errors = {each["pointer"]: each for each in answer.json["errors"]}
    assert set(errors) == {"/colour", "/label"}
    assert errors["/colour"]["document"].startswith(f"{mock.spec.file}:")
    assert client("GET", "/collections/shelves/records/1").json["record"] == FIRST


def test_a_unique_value_that_is_taken_is_refused(client):
    answer = client("POST", "/collections/shelves/records", {"colour": "red", "label": "second"})
    assert answer.status == 409
    assert "'second' is that of '2'" in answer.json["detail"]


def test_a_record_is_refused_under_a_key_that_is_not_its_own(client):
    answer = client("PUT", "/collections/shelves/records/2", FIRST)
    assert (answer.status, answer.json["detail"]) == (
        409,
        "The record has the id '1', and the path names '2'.",
    )


def test_a_record_that_is_deleted_is_gone_for_the_api(client):
    assert client("DELETE", "/collections/shelves/records/1").json["record"] == FIRST
    assert client.ask("GET", "/shelves/1").status == 404
    assert client("DELETE", "/collections/shelves/records/1").status == 404


def test_many_records_are_loaded_all_or_none(client):
    good, bad = {"id": 5, "colour": "red"}, {"id": 6, "colour": "pink"}
    refused = client("POST", "/collections/shelves/load", {"records": [good, bad]})
    assert refused.status == 409
    assert [each["pointer"] for each in refused.json["errors"]] == ["/records/1/colour"]
    assert keys(client("GET", "/collections/shelves/records")) == ["1", "2"]
    loaded = client("POST", "/collections/shelves/load", {"records": [good], "replace": True})
    assert loaded.json == {"collection": "shelves", "loaded": 1, "removed": 2, "total": 1}
    assert client.ask("GET", "/shelves").json == [good]


def test_loading_replaces_records_of_the_same_key(client):
    client("POST", "/collections/shelves/load", {"records": [{"id": 1, "colour": "blue"}]})
    assert client.ask("GET", "/shelves/1").json == {"id": 1, "colour": "blue"}


def test_a_collection_goes_back_to_its_start(client):
    assert client("DELETE", "/collections/shelves/records").json["deleted"] == 2
    assert client("POST", "/collections/shelves/reset").json["reset"] == 2
    assert keys(client("GET", "/collections/shelves/records")) == ["1", "2"]


def test_records_beneath_others_are_named_by_their_parents(client):
    lacking = client("GET", "/collections/books/records")
    assert lacking.status == 409
    assert "?parent=SHELF_ID" in lacking.json["detail"]
    made = client("POST", "/collections/books/records?parent=1", {"id": "b", "title": "Emma"})
    assert made.headers.get("Location") == "/__admin/collections/books/records/b?parent=1"
    assert client.ask("GET", "/shelves/1/books/b").json["title"] == "Emma"
    assert "b" not in keys(client("GET", "/collections/books/records?parent=2"))


def test_the_one_record_of_a_collection_without_keys_has_a_dash_for_a_key(client):
    assert keys(client("GET", "/collections/lamp/records")) == ["-"]
    assert client("PUT", "/collections/lamp/records/-", {"on": True}).json["key"] == "-"
    assert client.ask("GET", "/lamp").json == {"on": True}


def test_a_session_is_changed_alone(client):
    client("DELETE", "/collections/shelves/records/1?session=a")
    assert client.ask("GET", "/shelves/1", X_Mock_Session="a").status == 404
    assert client.ask("GET", "/shelves/1").json == FIRST
    assert client("GET", "/collections/shelves/records", X_Mock_Session="a").json["total"] == 1


def test_records_are_made_to_be_counted_only_if_one_likes(client):
    found = client("GET", "/collections?counts=false").json["collections"]
    assert [(each["source"][-5:], each["count"]) for each in found] == [
        (".yaml", 2), ("ument", None), ("ument", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [("sEcond", ["2"]), ("first", ["1"]), ("nothing", []), ("2", ["2"])]
)
def test_records_are_found_by_a_text_that_a_value_has(client, text, expected):
    assert keys(client("GET", f"/collections/shelves/records?contains={text}")) == expected


TAGGED = """\
openapi: 3.1.0
info: {title: Tags, version: '1'}
paths:
  /tags:
    get: {responses: {'200': {description: They., content: {application/json: {schema:
        {type: array, items: {$ref: '#/components/schemas/Tag'}}}}}}}
  /tags/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: It., content: {application/json: {schema:
        {$ref: '#/components/schemas/Tag'}}}}}}
components:
  schemas:
    Tag:
      type: object
      properties: {id: {type: string}, words: {type: array, items: {type: string}}}
"""


def test_records_are_found_by_a_text_in_a_list_of_theirs(client, tmp_path):
    (tmp_path / "tags.yaml").write_text(TAGGED)
    client = type(client)(Mock.load(tmp_path / "tags.yaml", seed=1))
    client("PUT", "/collections/tags/records/a", {"id": "a", "words": ["salt", "Pepper"]})
    client("PUT", "/collections/tags/records/b", {"id": "b", "words": ["salt"]})
    assert keys(client("GET", "/collections/tags/records?contains=pepp")) == ["a"]
    assert keys(client("GET", "/collections/tags/records?contains=%5B")) == []


def test_a_record_whose_key_nobody_can_make_has_to_bring_it(client, tmp_path):
    text = TAGGED.replace("id: {type: string}", "id: {type: string, pattern: '^(?=b)a'}")
    (tmp_path / "tags.yaml").write_text(text)
    client = type(client)(Mock.load(tmp_path / "tags.yaml"))
    answer = client("POST", "/collections/tags/records", {"words": []})
    assert answer.status == 409
    assert answer.json["detail"] == "The record has no 'id', which is its key."
