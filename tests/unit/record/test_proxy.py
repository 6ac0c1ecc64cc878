import gzip
import json
import socket
import time
import zlib

import flask
import pytest

from mockserver.errors import StoreError
from mockserver.http import Headers, Request
from mockserver.record import Proxy
from mockserver.record.forwarding import relocated
from mockserver.transport import Target

REX = {"id": "rex", "name": "Rex"}
KEY = ("X-Key", "sesame")


def ask(proxy, method, target, body=b"", *lines):
    path, _, query = target.partition("?")
    return proxy.respond(Request(method, path, query, Headers([KEY, *lines]), body))


def told(proxy):
    return proxy.journal.exchanges()[-1]


def test_a_request_goes_on_as_it_came(proxy, upstream):
    sent = [("Accept", "a/b"), ("X-Own", "1"), ("X-Own", "2"), ("Accept-Encoding", "br")]
    hops = [("Connection", "close, X-Hop"), ("X-Hop", "1"), ("TE", "trailers"), ("Host", "me")]
    ask(proxy("/base"), "POST", "/v1/pets%2F1?b=%20&a=1&a", b"\x00{", *sent, *hops)
    method, target, headers, body = upstream.seen[0]
    assert (method, target, body) == ("POST", "/base/v1/pets%2F1?b=%20&a=1&a", b"\x00{")
    assert headers["Host"] == upstream.url.removeprefix("http://")
    assert headers["Accept-Encoding"] == "identity"
    assert (headers["Accept"], headers["X-Own"], headers["X-Key"]) == ("a/b", "1,2", "sesame")
    assert not {"X-Hop", "Te", "Connection"} & {*headers}


def test_an_answer_comes_back_as_it_is_with_what_breaks_the_document_noted(proxy, upstream):
    upstream.say('{"id": 1}', 200, X_Own="yes")
    answer = ask(door := proxy(), "GET", "/v1/pets/rex")
    assert (answer.status, answer.body) == (200, b'{"id": 1}')
    assert answer.headers.get("X-Own") == "yes"
    assert "sl-violations" not in answer.headers
    exchange = told(door)
    assert (exchange.operation, exchange.source) == ("GET /pets/{id}", "upstream")
    assert exchange.violations == (
        "response body: 'name' is required and missing (openapi.yaml:48:17)",
        "response body /id: 1 is a number, expected string (openapi.yaml:50:20)",
    )


def test_a_request_that_breaks_the_document_is_forwarded_and_noted(proxy, upstream):
    upstream.say("[]", X_Total="0")
    answer = (door := proxy()).respond(Request("GET", "/pets", "limit=10"))
    assert (answer.status, answer.body, len(upstream.seen)) == (200, b"[]", 1)
    assert told(door).violations == (
        "request: A credential is missing or not accepted: send an API key in the header 'X-Key'.",
        "request query /limit: 10 is more than the maximum 9 (openapi.yaml:11:78)",
    )


def test_what_the_target_is_sent_in_addition_counts_as_sent(proxy, upstream):
    upstream.say("[]", X_Total="0")
    door = proxy(headers=(("X-Key", "sesame"),))
    door.respond(Request("GET", "/pets"))
    assert told(door).violations == ()
    assert upstream.seen[0][2]["X-Key"] == "sesame"


@pytest.mark.parametrize(
    ("method", "target", "said"),
    [
        ("GET", "/pests", "request: No path of the document matches /pests. The nearest: /pets"),
        ("PUT", "/pets", "request: /pets has no PUT; what it has is GET, POST, HEAD, OPTIONS."),
    ],
)
def test_what_the_document_does_not_have_is_forwarded_and_noted(
    proxy, upstream, method, target, said
):
    upstream.say("made", 299, Content_Type="text/plain")
    answer = ask(door := proxy(is_strict=True), method, target)
    assert (answer.status, answer.body) == (299, b"made")
    exchange = told(door)
    assert (exchange.operation, len(exchange.violations)) == ("", 1)
    assert exchange.violations[0].startswith(said)


@pytest.mark.parametrize(
    ("method", "target", "answer", "said"),
    [
        ("GET", "/pets/rex", ("", 418), "status: 418 is not declared; declared: 200, 404 ("),
        ("GET", "/pets/rex", ("", 200), "body: it is empty; declared: application/json ("),
        ("GET", "/pets/rex", ("{", 200), "body: it cannot be read as application/json: "),
        ("GET", "/pets", ("[]", 200), "header /X-Total: the header 'X-Total' is required ("),
        ("GET", "/pets", ("[]", 200, "x"), "header /X-Total: "),
    ],
)
def test_answers_are_held_against_status_headers_and_schema(
    proxy, upstream, method, target, answer, said
):
    body, status, *total = answer
    upstream.say(body, status, **({"X_Total": total[0]} if total else {}))
    ask(door := proxy(), method, target)
    assert [each for each in told(door).violations if each.startswith(f"response {said}")]
    assert len(told(door).violations) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [("text/html", "media type text/html is not declared"), ("", "there is no Content-Type")],
)
def test_answers_of_another_media_type_are_noted(proxy, upstream, sent, said):
    upstream.say("<b>", Content_Type=sent)
    ask(door := proxy(), "GET", "/pets/rex")
    assert told(door).violations == (
        f"response header /Content-Type: {said}; declared: application/json (openapi.yaml:36:11)",
    )


@pytest.mark.parametrize(
    ("method", "answer", "fields"),
    [
        ("HEAD", ('{"id": 1}', 200), ()),
        ("GET", ("", 304), (("If-None-Match", '"1"'),)),
        ("GET", ("what is silent may be anything", 404), ()),
        ("OPTIONS", ("", 200), ()),
    ],
)
def test_what_the_document_need_not_tell_is_no_violation(proxy, upstream, method, answer, fields):
    upstream.say(*answer)
    ask(door := proxy(), method, "/pets/rex", b"", *fields)
    assert told(door).violations == ()


def test_the_answer_to_head_keeps_its_length(proxy, upstream):
    upstream.say(json.dumps(REX))
    answer = ask(proxy(), "HEAD", "/pets/rex")
    assert (answer.headers.get("Content-Length"), answer.body) == ("28", b"")


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("identity", bytes),
        ("gzip, deflate", lambda body: zlib.compress(gzip.compress(body))),
    ],
)
def test_an_encoded_answer_is_decoded_before_it_is_judged(proxy, upstream, coding, encode):
    upstream.say(encode(json.dumps(REX).encode()), Content_Encoding=coding)
    answer = ask(door := proxy(), "GET", "/pets/rex")
    assert json.loads(answer.body) == REX
    assert "Content-Encoding" not in answer.headers
    assert told(door).violations == ()


def test_an_encoded_request_goes_on_as_it_is_and_is_judged_by_what_it_holds(proxy, upstream):
    upstream.say(json.dumps(REX), 201)
    body = gzip.compress(b'{"id": "rex"}')
    fields = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")]
    ask(door := proxy(), "POST", "/pets", body, *fields)
    assert upstream.seen[0][3] == body
    (violation,) = told(door).violations
    assert violation.startswith("request body: 'name' is required and missing")


def test_a_coding_that_is_not_known_here_is_passed_on_and_told(proxy, upstream):
    upstream.say(b"\x0b\x00", Content_Encoding="br")
    answer = ask(door := proxy(), "GET", "/pets/rex")
    assert (answer.body, answer.headers.get("Content-Encoding")) == (b"\x0b\x00", "br")
    assert "encoded as br" in told(door).violations[0]


@pytest.mark.parametrize(
    ("location", "seen"),
    [
        ("{url}/base/pets/1?a#b", "/pets/1?a#b"),
        ("{url}/base", "/"),
        ("/base/pets/1", "/pets/1"),
        ("pets/1", "pets/1"),
        ("{url}/other/1", "{url}/other/1"),
        ("/basement", "/basement"),
        ("https://elsewhere.example/base/1", "https://elsewhere.example/base/1"),
    ],
)
def test_a_redirect_is_not_followed_but_leads_through_the_proxy(proxy, upstream, location, seen):
    upstream.say("", 302, Location=location.format(url=upstream.url))
    answer = ask(proxy("/base"), "GET", "/pets/rex")
    assert (answer.status, len(upstream.seen)) == (302, 1)
    assert answer.headers.get("Location") == seen.format(url=upstream.url)


def test_a_default_port_is_the_same_place():
    assert relocated("HTTP://API.example:80/v1/a", "http://api.example/v1") == "/a"


def test_a_location_that_is_no_url_stays_as_it_is():
    assert relocated("http://[::1", "http://api.example/v1") == "http://[::1"


def test_a_cookie_is_one_of_the_proxy(proxy, upstream):
    upstream.say("", 204, Set_Cookie="a=1; Domain=api.example; Path=/; HttpOnly")
    answer = ask(proxy(), "DELETE", "/pets/rex")
    assert answer.headers.all("Set-Cookie") == ["a=1; Path=/; HttpOnly"]


def test_an_upstream_that_is_not_there_is_a_502(pets):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        answer = (door := Proxy(pets, Target(url))).respond(Request("GET", "/pets/rex"))
    problem = json.loads(answer.body)
    assert (problem["status"], problem["type"]) == (502, "urn:mockserver:upstream-unreachable")
    assert problem["detail"].startswith(f"{url} cannot be reached: the connection was refused.")
    assert (told(door).source, told(door).response.status) == ("proxy", 502)


def test_an_upstream_that_takes_too_long_is_a_504(proxy, upstream):
    def answer():
        time.sleep(0.3)
        return flask.Response(status=204)

    upstream.answer = answer
    problem = json.loads(ask(proxy(timeout=0.05), "DELETE", "/pets/rex").body)
    assert (problem["status"], problem["type"]) == (504, "urn:mockserver:upstream-timeout")
    assert "it did not answer in time" in problem["detail"]


def test_a_strict_proxy_answers_broken_requests_itself(proxy, upstream):
    door = proxy(is_strict=True)
    problem = json.loads(ask(door, "GET", "/pets?limit=10").body)
    assert (problem["status"], problem["validation"][0]["location"]) == (422, ["query", "limit"])
    assert json.loads(door.respond(Request("GET", "/pets")).body)["status"] == 401
    assert upstream.seen == []
    assert told(door).source == "proxy"


def test_a_strict_proxy_answers_500_for_broken_answers(proxy, upstream):
    upstream.say('{"id": "rex"}')
    problem = json.loads(ask(door := proxy(is_strict=True), "GET", "/pets/rex").body)
    assert (problem["status"], problem["type"]) == (500, "urn:mockserver:invalid-response")
    assert problem["validation"][0]["location"] == ["response", "body"]
    assert told(door).violations[0].startswith("response body: 'name' is required")


def test_an_answer_goes_back_though_nobody_can_write_it_down(proxy, upstream, monkeypatch):
    def full(*_):
        raise StoreError("the disk is full")

    door = proxy()
    monkeypatch.setattr(door.journal, "add", full)
    upstream.say("[]", X_Total="0")
    assert ask(door, "GET", "/v1/pets").body == b"[]"
