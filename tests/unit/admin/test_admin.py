import pytest

from mockserver.admin import Admin
from mockserver.admin.document import PATH, admin_spec
from mockserver.admin.handlers import HANDLERS
from mockserver.http import Headers, Request
from mockserver.mock import Mock, Reloading
from mockserver.source import parse
from mockserver.validate import check_document

DOCUMENT = """\
openapi: 3.1.0
info: {title: One, version: '1'}
paths:
  /one:
    get:
      responses: {'200': {description: It., content: {application/json: {example: 1}}}}
"""


def test_the_document_names_what_is_answered_and_nothing_else():
    ids = [each.id for each in admin_spec().operations]
    assert len(ids) == len(set(ids))
    assert set(ids) == {*HANDLERS, "reload"}


def test_the_document_is_kept_by_our_own_rules():
    assert check_document(str(PATH)).findings == ()


def test_the_document_is_served_in_both_forms(client):
    text = client("GET", "/openapi.yaml")
    assert text.headers.get("Content-Type") == "application/yaml"
    assert text.body == PATH.read_bytes()
    assert client("GET", "/openapi.json").json == parse(text.body.decode(), "admin.yaml").root


def test_the_way_in_names_what_can_be_read(client):
    links = client("GET", "").json["links"]
    assert "/__admin/health" in links
    readable = [each for each in links if each != "/__admin"]
    statuses = {each: client("GET", each.removeprefix("/__admin")).status for each in readable}
    assert statuses.pop("/__admin/ready") == 204
    assert set(statuses.values()) == {200}


def test_links_lead_beneath_the_prefix_of_a_mounted_mock(mock):
    answer = Admin(mock).respond(Request("GET", "/__admin", prefix="/v2"), "127.0.0.1")
    assert b'"/v2/__admin/health"' in answer.body


def test_a_slash_at_the_end_is_passed_over(client):
    assert client("GET", "/health/").json["status"] == "ok"


def test_a_path_that_is_not_there_names_the_nearest(client):
    answer = client("GET", "/helth")
    assert answer.status == 404
    assert "/__admin/health" in answer.json["nearest"]


def test_a_method_that_is_not_there_names_those_that_are(client):
    answer = client("PATCH", "/clock")
    assert answer.status == 405
    assert answer.headers.get("Allow") == "GET, PUT, DELETE, HEAD, OPTIONS"


def test_head_tells_the_length_and_options_the_methods(client):
    head, get = client("HEAD", "/faults"), client("GET", "/faults")
    assert (head.body, head.headers.get("Content-Length")) == (b"", str(len(get.body)))
    options = client("OPTIONS", "/seed")
    assert (options.status, options.body) == (204, b"")
    assert options.headers.get("Allow") == "GET, PUT, DELETE, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"{", {}, 400, "no JSON"),
        (b"{}", {"Content_Type": "text/plain"}, 415, "application/json"),
        (b"{}", {}, 422, "seed"),
        (b'{"seed": 1}', {"X_Mock_Session": "a b"}, 422, "X-Mock-Session"),
    ],
)
def test_a_request_that_breaks_the_document_is_refused_with_the_reason(
    client, body, headers, status, words
):
    answer = client("PUT", "/seed", body, **headers)
    assert answer.status == status
    assert answer.headers.get("Content-Type") == "application/problem+json"
    assert words in answer.json["detail"]


def test_what_is_asked_here_is_not_in_the_journal(client):
    client("GET", "/health")
    assert client("GET", "/journal").json["total"] == 0


def test_sessions_that_cannot_begin_are_refused(mock, client):
    mock.sessions._bounds = type(mock.sessions._bounds)(most=1)
    client("POST", "/sessions", {"name": "a"})
    for answer in (
        client("POST", "/sessions", {"name": "b"}),
        client("PUT", "/seed?session=b", {"seed": 1}),
    ):
        assert answer.status == 409
        assert "all are in use" in answer.json["detail"]


def test_a_mock_that_has_no_files_is_not_read_again(client):
    answer = client("POST", "/reload")
    assert answer.status == 409
    assert "not read from files" in answer.json["detail"]


def test_a_document_is_read_again_and_a_broken_one_changes_nothing(tmp_path):
    document = tmp_path / "api.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    admin = Admin(Reloading(lambda: Mock.load(document)))

    def ask(method, path):
        return admin.respond(Request(method, f"/__admin{path}", headers=Headers()), "127.0.0.1")

    assert b'"title":"One"' in ask("GET", "/health").body
    document.write_text("openapi: 9", encoding="utf-8")
    refused = ask("POST", "/reload")
    assert refused.status == 409
    assert f"{document}:1:" in refused.body.decode()
    assert b'"title":"One"' in ask("GET", "/health").body
    document.write_text(DOCUMENT.replace("One", "Two"), encoding="utf-8")
    assert b'"reloaded":true' in ask("POST", "/reload").body
    assert b'"title":"Two"' in ask("GET", "/health").body


def test_a_pulse_goes_on_with_each_call_and_each_change(client):
    first = client("GET", "/pulse").json
    assert first == {"exchange": 0, "deed": 0, "read": None, "begun": first["begun"]}
    client.ask("GET", "/shelves")
    assert client("GET", "/pulse").json["exchange"] == 1
    assert client("GET", "/pulse?session=a").json["exchange"] == 0
    client("DELETE", "/collections/shelves/records/1")
    changed = client("GET", "/pulse?since=1").json
    assert changed == {**first, "exchange": 1, "deed": 1}
    client("GET", "/health")
    client("DELETE", "/collections/shelves/records/nobody")
    assert client("GET", "/pulse?since=1").json == changed


def test_what_is_not_there_is_told_without_the_others_where_they_are_many(client):
    told = client("GET", "/collections/shelves/records/99").json["detail"]
    assert told == "There is no record of shelves with the key '99'."
