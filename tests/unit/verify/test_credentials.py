import base64
import json
import threading
from types import SimpleNamespace

import pytest
from builder import spec
from flask import Flask, request
from werkzeug.serving import make_server

from mockserver.errors import UsageError
from mockserver.http import Headers, Request
from mockserver.transport import Client, Pace, Target, Way, parse_pace, parse_proxy, proven
from mockserver.verify.evidence import Evidence
from mockserver.verify.failure import curl_line
from mockserver.verify.sides.dialogue import Exchange
from mockserver.verify.target.credentials import Proof, TokenRequest, carrier_of, wallet

DOCUMENT = """
    openapi: 3.1.0
    info: {title: T, version: '1'}
    paths: {}
    components:
      securitySchemes:
        key: {type: apiKey, in: query, name: api key}
        head: {type: apiKey, in: header, name: X-Key}
        jar: {type: apiKey, in: cookie, name: sid}
        basic: {type: http, scheme: basic}
        bearer: {type: http, scheme: bearer}
        oauth: {type: oauth2, flows: {}}
        tls: {type: mutualTLS}
    """


def carriers():
    return {name: carrier_of(each) for name, each in spec(DOCUMENT).security_schemes.items()}


def held(*proofs, target=None, **options):
    known = {name: each for name, each in carriers().items() if each}
    return wallet(proofs, known, target or Target("http://h"), **options)


def test_each_scheme_has_its_place():
    purse = held(
        Proof("key", "", "a b"),
        Proof("head", "", "k-1"),
        Proof("jar", "", "s-1"),
        Proof("basic", "", "ci:pass"),
        Proof("bearer", "", "t-1"),
    )
    basic = base64.b64encode(b"ci:pass").decode()
    assert purse.lines() == (
        ("X-Key", "k-1"),
        ("Authorization", f"Basic {basic}"),
        ("Authorization", "Bearer t-1"),
        ("Cookie", "sid=s-1"),
    )
    assert purse.query() == (("api key", "a b"),)
    assert {"t-1", "Bearer t-1", f"Basic {basic}", "s-1"} <= set(purse.secrets)
    assert carriers()["oauth"].prefix == "Bearer "
    assert carriers()["tls"] is None
    assert not purse.renew()


def test_a_request_keeps_what_it_has_of_its_own():
    purse = held(Proof("key", "", "a b"), Proof("head", "", "k-1"))
    bare = proven(Request("GET", "/x", "q=1"), purse)
    assert (bare.query, bare.headers.get("X-Key")) == ("q=1&api%20key=a%20b", "k-1")
    own = proven(Request("GET", "/x", "api%20key=z", Headers([("x-key", "z")])), purse)
    assert (own.query, own.headers.get("X-Key")) == ("api%20key=z", "z")


@pytest.fixture
def tokens():
    """A server of tokens, each good for one request; and what was asked of it."""
    app, asked = Flask("tokens"), []

    @app.post("/oauth/token")
    def token():
        asked.append((request.mimetype, request.get_data()))
        return {"access_token": f"token-{len(asked)}", "expires_in": 100}

    @app.get("/used")
    def used():
        return ("", 200) if request.headers["Authorization"][-1] == "3" else ("", 401)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    yield Target(f"http://127.0.0.1:{server.server_port}"), asked
    server.shutdown()
    server.server_close()


def test_a_token_is_asked_for_once_and_again_before_it_runs_out(tokens):
    target, asked = tokens
    now = [0.0]
    proof = Proof("bearer", "", request=TokenRequest("/oauth/token", body=b"a=1"))
    purse = held(proof, target=target)
    purse.holders[0].clock = lambda: now[0]
    assert purse.lines() == purse.lines() == (("Authorization", "Bearer token-1"),)
    now[0] = 89.0
    assert purse.lines() == (("Authorization", "Bearer token-1"),)
    now[0] = 91.0
    assert purse.lines() == (("Authorization", "Bearer token-2"),)
    assert [body for _, body in asked] == [b"a=1", b"a=1"]
    shown = Evidence((), (purse,)).text("token-1 and token-2")
    assert shown == "[Filtered] and [Filtered]"


def test_a_client_renews_what_is_refused_but_not_for_ever(tokens):
    target, asked = tokens
    proof = Proof("oauth", "", request=TokenRequest("/oauth/token"))
    purse = held(proof, target=target)
    with Client(Target(target.base_url, way=Way(credentials=purse))) as client:
        assert client.send(Request("GET", "/used")).status == 401
        assert client.send(Request("GET", "/used")).status == 200
        assert len(asked) == 3
        for _ in range(9):
            purse.renew()
            client.send(Request("GET", "/used"))
    assert len(asked) < 20


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (TokenRequest("/gone"), "v.yaml:3:1: POST /gone was answered with 404, so there is no"),
        (TokenRequest("/oauth/token", token="/id"), "answered without a text at /id; name its"),
    ],
)
def test_a_token_that_cannot_be_had_ends_the_run(tokens, request_, sentence):
    purse = held(Proof("bearer", "v.yaml:3:1", request=request_), target=tokens[0])
    with pytest.raises(UsageError, match=sentence):
        purse.lines()


def test_a_server_of_tokens_that_is_not_there_is_told_with_the_line_that_names_it():
    request_ = TokenRequest("http://127.0.0.1:1/token")
    purse = held(Proof("bearer", "v.yaml:3:1", request=request_))
    told = "v.yaml:3:1: no token can be asked for: http://127.0.0.1:1 cannot be reached: the conn"
    with pytest.raises(UsageError, match=told):
        purse.lines()


def test_what_came_from_the_environment_is_hidden_in_any_form():
    purse = held(hidden=("p@ss word",))
    text = Evidence((), (purse,)).text("p@ss word, p%40ss%20word")
    assert text == "[Filtered], [Filtered]"
    assert json.dumps(purse.secrets) == '["p@ss word"]'


def test_what_was_given_is_no_answers_to_tell_and_a_user_is():
    """Nor is a token that was asked for: whoever gives it may show it."""
    asked = Proof("oauth", "", request=TokenRequest("/token"))
    purse = held(Proof("basic", "", "ci:pass-w0rd"), Proof("head", "", "key-12"), asked)
    assert purse.keys == ("pass-w0rd", "key-12")
    assert set(Evidence(wallets=(purse,)).given) == {"pass-w0rd", "key-12"}


def test_a_pace_lets_so_many_through_in_a_time():
    now, slept = [0.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(2, 10.0, clock=lambda: now[0], sleep=sleep)
    for _ in range(5):
        pace.wait()
        now[0] += 1.0
    assert slept == [8.0, 8.0]
    assert (parse_pace("100/m").count, parse_pace("100/m").seconds) == (100, 60.0)


@pytest.mark.parametrize("text", ["5", "0/s", "5/d", "-1/s", "1.5/s"])
def test_what_is_no_pace_is_refused(text):
    with pytest.raises(ValueError, match=text):
        parse_pace(text)


def test_a_proxy_speaks_http():
    assert parse_proxy("proxy:8080") == "http://proxy:8080"
    for text in ("socks5://h:1", "http://", "http://h/path"):
        with pytest.raises(ValueError, match=text):
            parse_proxy(text)


def test_a_curl_line_has_one_authorization_as_what_is_sent_has():
    purse = held(Proof("basic", "", "ci:pass"), Proof("bearer", "", "t-new"))
    evidence = SimpleNamespace(secrets=())
    given = (("Authorization", "Bearer t-old"), ("X-Tenant", "test"))
    course = SimpleNamespace(
        credentials=purse, headers=given, base_url="http://h", evidence=evidence
    )
    for own, kept in (((), "Basic "), ((("authorization", "Bearer own"),), "Bearer own")):
        asked = Exchange(None, Request("GET", "/p", headers=Headers(own)), None)
        line = curl_line(course, asked)
        assert line.lower().count("authorization:") == 1
        assert kept in line
        assert "X-Tenant: test" in line
