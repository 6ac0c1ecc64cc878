"""Why a request got its answer, step by step."""


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
