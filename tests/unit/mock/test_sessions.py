"""Who names a session has a world of its own."""

import json
from datetime import timedelta

import pytest

from mockserver.http import Headers, Request
from mockserver.mock import Mock, Mounts, Options
from mockserver.mock.request_context import session_of
from mockserver.store import Bounds

PETS = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          content: {application/json: {schema: {type: array, items: {$ref: '#/Pet'}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/Pet'}}}}
      responses: {'201': {content: {application/json: {schema: {$ref: '#/Pet'}}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses: {'200': {content: {application/json: {schema: {$ref: '#/Pet'}}}}, '404': {}}
    delete: {responses: {'204': {}, '404': {}}}
  /night: {delete: {responses: {'204': {}}}, get: {responses: {'200': {}, '404': {}}}}
Pet: {type: object, required: [id], properties: {id: {type: string}, age: {type: integer}}}
"""
REX = "records: [{id: rex}, {id: tom}]"
WAYS = {
    "field": lambda name, path: (path, {"X_Mock_Session": name}),
    "cookie": lambda name, path: (path, {"Cookie": f"x=y; mock_session={name}; z=1"}),
    "prefix": lambda name, path: (f"/__session/{name}{path}", {}),
}


@pytest.fixture
def ask(client):
    return client(PETS, pets=REX)


@pytest.fixture(params=WAYS)
def within(ask, request):
    """Asks within a session that is named in one of the ways."""

    def send(name, method, path, body=None):
        path, headers = WAYS[request.param](name, path)
        return ask(method, path, body, **headers)

    return send


def ids(answer):
    return [row["id"] for row in answer.json]


def test_what_is_done_in_a_session_is_done_there_alone(ask, within):
    assert within("a", "POST", "/pets", {"id": "ann"}).status == 201
    assert within("a", "DELETE", "/pets/rex").status == 204
    assert ids(within("a", "GET", "/pets")) == ["tom", "ann"]
    assert ids(within("b", "GET", "/pets")) == ids(ask("GET", "/pets")) == ["rex", "tom"]
    assert within("b", "GET", "/pets/ann").status == 404


def test_what_is_done_in_common_later_is_not_seen(ask, within):
    ask("POST", "/pets", {"id": "ann"})
    assert ids(within("a", "GET", "/pets")) == ["rex", "tom", "ann"]
    ask("DELETE", "/pets/ann")
    ask("POST", "/pets", {"id": "kim"})
    assert ids(within("a", "GET", "/pets")) == ["rex", "tom", "ann"]
    assert ids(within("b", "GET", "/pets")) == ["rex", "tom", "kim"]


def test_what_is_no_record_is_in_a_session_as_it_was_when_that_began(ask, within):
    ask("DELETE", "/night")
    assert within("a", "GET", "/night").status == 404
    ask.mock.sessions.reset("")
    assert ask("GET", "/night").status == 200
    assert within("a", "GET", "/night").status == 404
    assert within("b", "GET", "/night").status == 200
    ask("DELETE", "/night")
    assert within("b", "GET", "/night").status == 200


def test_what_is_no_record_can_be_gone_in_a_session_alone(ask, within):
    within("a", "DELETE", "/night")
    assert within("a", "GET", "/night").status == 404
    assert ask("GET", "/night").status == within("b", "GET", "/night").status == 200


def test_a_location_leads_back_into_the_session(ask, within):
    location = within("a", "POST", "/pets", {"id": "ann"}).headers.get("Location")
    assert location.endswith("/pets/ann")
    assert within("a", "GET", location[location.index("/pets") :]).json == {"id": "ann"}
    prefixed = ask("POST", "/__session/a/pets", {"id": "kim"}).headers.get("Location")
    assert prefixed == "/__session/a/pets/kim"
    assert ask("GET", prefixed).json == {"id": "kim"}


def test_the_prefix_counts_before_the_field_and_the_field_before_the_cookie(ask):
    named = {"X_Mock_Session": "field", "Cookie": "mock_session=cookie"}
    ask("POST", "/__session/prefix/pets", {"id": "p"}, **named)
    ask("POST", "/pets", {"id": "f"}, **named)
    ask("POST", "/pets", {"id": "c"}, Cookie="mock_session=cookie")
    found = {name: ids(ask("GET", f"/__session/{name}/pets"))[-1] for name in named_sessions(ask)}
    assert found == {"prefix": "p", "field": "f", "cookie": "c"}


def named_sessions(ask):
    return [each.name for each in ask.mock.sessions.all()]


@pytest.mark.parametrize("name", ["a b", "a/b", "é", "x" * 101, "\ud800", "{id}", "a|b"])
def test_a_session_that_cannot_be_named_so_is_refused_and_leaves_nothing(ask, name):
    answer = ask("GET", "/pets", X_Mock_Session=name)
    assert (answer.status, answer.json["type"]) == (400, "urn:mockserver:bad-session")
    assert answer.json["detail"].endswith(
        "cannot name a session: letters, digits and ._~:@- can, up to 100."
    )
    assert named_sessions(ask) == []
    assert ask.mock.journal.exchanges(name) == ()
    assert ask.mock.journal.exchanges()[-1].response.status == 400


@pytest.mark.parametrize("path", ["/__session/", "/__session", "/__session//pets"])
def test_a_prefix_without_a_name_is_a_path_like_others(ask, path):
    answer = ask("GET", path)
    assert (answer.status, named_sessions(ask)) == (404, [])
    assert path in answer.json["detail"]


def test_the_name_in_a_prefix_may_be_percent_encoded(ask):
    ask("POST", "/__session/%61/pets", {"id": "ann"})
    assert named_sessions(ask) == ["a"]
    assert ids(ask("GET", "/pets", X_Mock_Session="a"))[-1] == "ann"


def test_when_there_are_too_many_the_next_one_is_refused_and_the_others_go_on(ask):
    bounds = Bounds(most=2, idle=timedelta(minutes=5))
    ask.mock = Mock(ask.mock.spec, ask.mock.collections, options=Options(bounds=bounds))
    for name in ("a", "b"):
        assert ask("GET", "/pets", X_Mock_Session=name).status == 200
    refused = ask("GET", "/pets", X_Mock_Session="c")
    assert refused.status == 400
    assert "There are 2 sessions, and all are in use" in refused.json["detail"]
    assert ids(ask("GET", "/pets", X_Mock_Session="a")) == ["rex", "tom"]


def test_each_session_has_its_own_journal(ask):
    ask("GET", "/pets")
    ask("GET", "/pets/rex", X_Mock_Session="a")
    ask("GET", "/__session/b/pets/tom")
    journal = ask.mock.journal
    told = {
        name: [each.request.target for each in journal.exchanges(name)] for name in ("", "a", "b")
    }
    assert told == {"": ["/pets"], "a": ["/pets/rex"], "b": ["/__session/b/pets/tom"]}


def test_a_session_that_ended_leaves_no_journal(ask):
    ask("GET", "/pets", X_Mock_Session="a")
    ask.mock.sessions.end("a")
    assert ask.mock.journal.exchanges("a") == ()


def test_a_mock_beneath_a_mount_has_sessions_too(ask):
    server = Mounts(Mock(ask.mock.spec), {"/v2": ask.mock})
    sends = Headers([("Content-Type", "application/json")])
    made = server.respond(
        Request("POST", "/v2/__session/a/pets", "", sends, json.dumps({"id": "ann"}).encode())
    )
    assert made.headers.get("Location") == "/v2/__session/a/pets/ann"
    assert server.respond(Request("GET", "/v2/__session/a/pets/ann")).body == b'{"id":"ann"}'
    assert server.respond(Request("GET", "/v2/pets/ann")).status == 404
    lost = server.respond(Request("GET", "/v2/__session/a/pet"))
    assert json.loads(lost.body)["nearest"][0] == "/v2/__session/a/pets"


def test_sessions_are_seen_by_all_who_share_the_tables(ask):
    other = Mock(ask.mock.spec, ask.mock.collections, tables=ask.mock.tables)
    ask("POST", "/pets", {"id": "ann"}, X_Mock_Session="a")
    session = Headers([("X-Mock-Session", "a")])
    assert other.respond(Request("GET", "/pets/ann", "", session)).status == 200
    assert other.respond(Request("GET", "/pets/ann")).status == 404
    assert len(other.journal.exchanges("a")) == 2


def test_a_cookie_in_a_line_of_its_own_names_the_session():
    lines = [("cookie", "a=b"), ("cookie", "mock_session=one"), ("cookie", "c=d")]
    assert session_of(Request("GET", "/pets", headers=Headers(lines)))[0] == "one"
