import base64
import json

import pytest

from mockserver.mock import Mock


@pytest.fixture
def busy(client):
    """A client that has asked for this and that."""
    client.ask("GET", "/shelves?limit=5&colour=red")
    client.ask("POST", "/shelves", {"colour": "blue", "code": "hush-hush"})
    client.ask("GET", "/shelves/7")
    client.ask("GET", "/shelves?limit=500")
    client.ask("GET", "/nowhere")
    return client


def numbers(answer):
    return [each["number"] for each in answer.json["exchanges"]]


def test_the_journal_tells_each_exchange_in_a_line(busy):
    first = busy("GET", "/journal").json["exchanges"][0]
    assert first.pop("duration") >= 0
    assert first == {
        "number": 1,
        "moment": first["moment"],
        "session": "",
        "method": "GET",
        "target": "/shelves?limit=5&colour=red&secret_key=%5Bredacted%5D",
        "status": 200,
        "operation": "GET /shelves",
        "source": "record",
        "rule": "",
        "delay": 0.0,
        "violations": 0,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("operation=listShelves", [1, 4]),
        ("operation=GET%20/shelves/%7Bshelf_id%7D", [3]),
        ("status=404", [3, 5]),
        ("status=2XX", [1, 2]),
        ("method=post", [2]),
        ("path=/shelves/", [3]),
        ("violations=true", [3, 4, 5]),
        ("violations=false&status=200", [1]),
        ("limit=2", [4, 5]),
        ("since=3", [4, 5]),
        ("since=1&limit=2", [2, 3]),
        ("since=5", []),
    ],
)
def test_exchanges_are_sifted(busy, query, expected):
    answer = busy("GET", f"/journal?{query}")
    assert numbers(answer) == expected
    assert answer.json["last"] == 5


def test_one_exchange_is_told_whole_with_why_and_lines(busy, mock):
    told = busy("GET", "/journal/3").json
    assert told["request"] == {"headers": []}
    assert json.loads(told["response"]["text"])["detail"] == told["why"]["violations"][0]
    assert told["why"]["source"] == "problem"
    assert told["why"]["operation_line"].startswith(f"{mock.spec.file}:")
    assert told["why"]["status_line"].startswith(f"{mock.spec.file}:")
    assert told["why"]["status_line"] != told["why"]["operation_line"]
    assert busy("GET", "/journal/77").status == 404


def test_a_body_that_is_no_text_is_told_in_base64(client):
    client.ask("POST", "/shelves", b"\xff\x00", Content_Type="application/octet-stream")
    told = client("GET", "/journal/1").json["request"]
    assert base64.b64decode(told["base64"]) == b"\xff\x00"


def test_secrets_are_nowhere_told(busy):
    paths = ["/journal/2", "/journal", "/requests", "/requests/2"]
    told = [busy("GET", path).body.decode() for path in paths]
    told.append(busy("POST", "/requests/find", {"method": "POST"}).body.decode())
    assert not [each for each in told if "hush-hush" in each or "s3cret-key" in each]
    assert "[redacted]" in told[0]


def test_the_journal_of_a_session_is_its_own(busy):
    busy.ask("GET", "/shelves", X_Mock_Session="a")
    assert numbers(busy("GET", "/journal?session=a")) == [1]
    assert busy("DELETE", "/journal?session=a").json == {"cleared": 1}
    assert busy("GET", "/journal").json["total"] == 5


def test_operations_tell_how_they_are_answered_and_how_often_they_were_called(busy):
    found = {each["operation"]: each for each in busy("GET", "/operations").json["operations"]}
    listing = found["GET /shelves"]
    assert (listing["answered_by"], listing["action"], listing["collection"]) == (
        "records",
        "list",
        "shelves",
    )
    assert (listing["calls"], listing["violations"], listing["last"]) == (2, 1, 4)
    assert listing["statuses"] == ["200", "422", "503"]
    assert (listing["id"], listing["tags"], listing["summary"]) == (
        "listShelves",
        ["shelves"],
        "All shelves.",
    )
    assert found["GET /motto"]["answered_by"] == "example"
    assert found["GET /motto"]["calls"] == 0


def test_coverage_tells_what_of_the_document_was_seen(busy):
    coverage = busy("GET", "/coverage").json
    assert coverage["operations"] == {"seen": 3, "total": 10, "percent": 30.0}
    details = {each["operation"]: each for each in coverage["details"]}
    listing = details["GET /shelves"]
    assert listing["statuses"] == [
        {"status": "200", "calls": 1},
        {"status": "422", "calls": 1},
        {"status": "503", "calls": 0},
    ]
    calls = {each["name"]: each["calls"] for each in listing["parameters"]}
    assert calls == {"limit": 2, "colour": 1}
    assert details["GET /lamp"]["calls"] == 0
    assert coverage["undocumented"] == [
        {"method": "GET", "path": "/nowhere", "calls": 1, "statuses": [404]}
    ]


def test_health_tells_what_is_served(busy, mock):
    health = busy("GET", "/health").json
    assert (health["status"], health["title"], health["version"]) == ("ok", "Shop", "2.5")
    assert (health["operations"], health["records"], health["exchanges"]) == (10, 2, 5)
    assert (health["document"], health["shared"]) == (mock.spec.file, False)


def test_a_call_that_no_operation_took_is_told_with_those_that_were_nearly_meant(busy):
    busy.ask("PATCH", "/shelves/1")
    busy.ask("GET", "/shelfs")
    busy.ask("OPTIONS", "/shelves")
    nowhere, method, path = busy("GET", "/journal/unmatched").json["unmatched"]
    assert (nowhere["number"], nowhere["status"]) == (5, 404)
    assert method["nearest"] == ["GET /shelves/{shelf_id}", "DELETE /shelves/{shelf_id}"]
    assert "/shelves/1 has no PATCH" in method["reason"]
    assert path["nearest"][:2] == ["GET /shelves", "POST /shelves"]


def test_coverage_tells_the_statuses_that_are_not_declared(client):
    client("POST", "/rules", {"respond": {"status": 418, "undeclared": True}})
    client.ask("GET", "/motto")
    details = {each["operation"]: each for each in client("GET", "/coverage").json["details"]}
    assert details["GET /motto"]["undeclared"] == [418]
    assert details["GET /motto"]["statuses"] == [{"status": "200", "calls": 0}]


def test_what_a_browser_asks_on_its_own_is_no_undocumented_call(client):
    client.ask("OPTIONS", "/shelves", Origin="http://a", Access_Control_Request_Method="PUT")
    client.ask("OPTIONS", "/shelves")
    client.ask("GET", "/nowhere")
    found = client("GET", "/coverage").json["undocumented"]
    assert [each["path"] for each in found] == ["/nowhere"]


def test_an_answer_without_content_is_told_as_empty(tmp_path, client):
    document = tmp_path / "empty.yaml"
    document.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        "paths: {/ping: {post: {responses: {'204': {description: Done.}}}}}\n"
    )
    client = type(client)(Mock.load(document))
    (ping,) = client("GET", "/operations").json["operations"]
    assert ping["answered_by"] == "empty"
