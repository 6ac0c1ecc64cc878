"""Why a request got its answer, step by step."""

from pathlib import Path

from mockserver.mock import Mock
from mockserver.scenario import Fault, Serving


def steps(client, number=1):
    return client("GET", f"/journal/{number}").json["why"]["steps"]


def named(client, name, number=1):
    return [each for each in steps(client, number) if each["step"] == name]


def test_each_fault_of_a_request_is_told_with_its_line(client, mock):
    client.ask("POST", "/shelves", {"label": "x"})
    colour, label = named(client, "request")
    assert "'colour' is required" in colour["text"]
    assert "/label" in label["text"]
    assert "minLength: 2" in label["line"]
    assert label["document"].startswith(mock.spec.file)


def test_the_words_of_a_secret_are_not_repeated(client):
    client.ask("POST", "/shelves", {"colour": "blue", "code": "short"})
    client.ask("POST", "/shelves", {"colour": "blue", "code": {"a": "verysecret"}})
    assert "verysecret" not in client("GET", "/journal/2").body.decode()


def test_a_record_of_a_fixture_is_traced_to_its_line(client):
    client.ask("GET", "/shelves/2")
    (body,) = named(client, "body")
    assert "record '2'" in body["text"]
    assert "shelves.yaml:4:" in body["document"]
    assert body["line"].startswith("- {id: 2")


def test_a_record_that_was_just_made_is_named(client):
    client.ask("POST", "/shelves", {"colour": "blue"})
    assert "made at run time" in named(client, "body")[0]["text"]


def test_an_example_is_traced_to_its_line(client):
    client.ask("GET", "/motto")
    (body,) = named(client, "body")
    assert "example" in body["text"]
    assert "Read." in body["line"]


def test_what_the_client_preferred_is_told(client):
    client.ask("GET", "/shelves/1", Prefer="code=404")
    assert named(client, "preference")[0]["text"] == "The client preferred code=404."
    assert named(client, "status")[0]["text"] == "The status 404 is declared."


def test_rules_are_told_in_their_order_with_their_lines(client):
    client("POST", "/scenarios/outage/play")
    client("POST", "/rules", {"delay": "20ms"})
    client.ask("GET", "/shelves")
    added, of_file = named(client, "rule")
    assert "added at run time" in added["text"]
    assert added["line"] == '{"delay":"20ms"}'
    assert "outage/1" in of_file["text"]
    assert "scenarios.yaml:" in of_file["document"]
    assert "0.02 seconds" in named(client, "connection")[0]["text"]


def test_a_stray_call_has_no_operation(client):
    client.ask("GET", "/nowhere")
    assert named(client, "path")[0]["text"].startswith("No operation of the document takes GET")
    assert named(client, "status") == []


def test_a_session_is_named(client):
    client.ask("GET", "/shelves", X_Mock_Session="tess")
    told = client("GET", "/journal/1?session=tess").json["why"]["steps"]
    assert "'tess'" in next(each for each in told if each["step"] == "session")["text"]


def test_the_curl_line_asks_the_same_and_holds_no_secret(client):
    client.ask("POST", "/shelves", {"colour": "blue"}, Authorization="Bearer hush", User_Agent="x")
    curl = client("GET", "/journal/1").json["curl"]
    assert "hush" not in curl
    assert "User-Agent" not in curl
    assert '{"colour": "blue"}' in curl


def test_what_a_rule_answers_beside_the_document_is_told_as_such(client):
    client("POST", "/rules", {"respond": {"status": 418, "body": 7, "undeclared": True}})
    client.ask("GET", "/motto")
    assert named(client, "status")[0]["text"] == "The status 418 is not declared here."
    assert named(client, "body")[0]["text"] == "The body is the one that the rule wrote."


def test_an_example_that_is_not_there_is_told_with_those_that_are(client):
    client.ask("GET", "/motto", Prefer="example=none")
    (refused,) = named(client, "request")
    assert refused["text"].startswith("There is no example 'none' for application/json")


def test_what_a_patch_of_a_rule_breaks_is_told_beside_the_example(client, tmp_path):
    client = client_for(client, tmp_path, SMALL)
    assert client("POST", "/rules", {"respond": {"patch": {"b": 2}}}).status == 201
    client.ask("GET", "/one")
    example, broken = named(client, "body")
    assert example["text"] == "The body is an example of the document."
    assert broken["text"].startswith("It breaks the document: ")
    assert "has more than 1 properties" in broken["text"]


SMALL = """\
openapi: 3.1.0
info: {title: One, version: '1'}
paths:
  /one:
    get:
      responses:
        '200':
          description: It.
          content:
            application/json: {schema: {type: object, maxProperties: 1}, example: {a: 1}}
"""


def client_for(client, folder, text):
    (folder / "other.yaml").write_text(text)
    return type(client)(Mock.load(folder / "other.yaml"))


def test_what_became_of_an_answer_on_its_way_is_told(client_of):
    client = client_of(serving=Serving(faults=frozenset(Fault)))
    client("POST", "/scenarios/crash/play")
    client.ask("GET", "/shelves/1")
    (told,) = named(client, "connection")
    assert told["text"] == "The connection is reset (TCP RST) before anything is answered."


def test_the_record_of_a_collection_further_down_is_told_with_that_one(client):
    client("PUT", "/collections/lamp/records/-", {"on": True})
    client.ask("GET", "/lamp")
    client.ask("POST", "/shelves/1/books", {"id": "b", "title": "Kim"})
    assert "records of /lamp," in named(client, "body")[0]["text"]
    assert "record 'b' of /shelves/{shelf_id}/books" in named(client, "body", 2)[0]["text"]


def test_a_refusal_whose_body_has_no_room_for_the_reason_tells_where_it_stands(client, tmp_path):
    client = client_for(client, tmp_path, NARROW)
    client.ask("GET", "/age?of=x")
    (told,) = named(client, "headers")
    assert told["text"].endswith("has no room for the reason: it stands in X-Mock-Explanation.")


NARROW = """\
openapi: 3.1.0
info: {title: Ages, version: '1'}
paths:
  /age:
    get:
      parameters: [{name: of, in: query, required: true, schema: {type: integer}}]
      responses:
        '200': {description: It.}
        '400': {description: No., content: {application/json: {schema: {type: integer}}}}
"""


def since(client, mock, *changes):
    """The client after the document was changed and read again; its journal is the same."""
    text = Path(mock.spec.file).read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    Path(mock.spec.file).write_text(text)
    return type(client)(Mock.load(mock.spec.file, mock.fixtures, tables=mock.tables))


def test_what_was_answered_by_an_operation_that_is_gone_is_told_as_such(client, mock):
    client.ask("GET", "/motto")
    client.ask("GET", "/shelves")
    later = since(client, mock, ("  /motto:", "  /slogan:"), ("  /shelves:", "  /racks:"))
    (path,) = named(later, "path")
    assert path["text"] == "GET /motto is not in the document any more."
    assert named(later, "request") == named(later, "status") == []
    assert named(later, "body")[0]["text"] == "The body is an example of the document."
    assert named(later, "body", 2)[0]["text"] == "The body shows records."


def test_what_was_a_record_is_told_as_one_where_nothing_is_kept_any_more(client, mock):
    client.ask("PUT", "/lamp", {"on": True})
    lamp = "schema: {$ref: '#/components/schemas/Lamp'}"
    later = since(client, mock, (lamp, "schema: {type: string}"))
    assert named(later, "path")[0]["text"].startswith("PUT /lamp is an operation")
    assert named(later, "body")[0]["text"] == "The body shows records."


def test_an_example_is_found_among_others_and_told_without_a_name_when_it_is_gone(client, mock):
    client.ask("GET", "/motto")
    some = "examples: {new: {value: Write.}, old: {value: Read.}}"
    later = since(client, mock, ("example: Read.", some))
    assert named(later, "body")[0]["text"] == "The body is the example 'old' of the document."
    none = since(client, mock, (", old: {value: Read.}", ""))
    (body,) = named(none, "body")
    assert body["text"] == "The body is an example of the document."
    assert body["line"].startswith("content:")
