import base64
import json

import pytest
from builder import spec

from mockserver.errors import Rejection
from mockserver.http import Headers, Request
from mockserver.request import Guard

DOCUMENT = """
openapi: 3.1.0
paths:
  /pets:
    get: {security: {requirements}, responses: {'200': {}{more}}}
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: key}
    basic: {type: http, scheme: basic}
    digest: {type: http, scheme: digest}
    bearer: {type: http, scheme: Bearer}
    hoba: {type: http, scheme: hoba}
    oauth: {type: oauth2, flows: {}}
    tls: {type: mutualTLS}
"""
DIGEST = 'Digest username="a", realm="b", nonce="c", uri="/", response="d"'


def admit(requirements, query="", credentials=frozenset(), more="", **headers):
    document = spec(DOCUMENT.replace("{requirements}", requirements).replace("{more}", more))
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    guard = Guard(document.operations[0], document.security_schemes, frozenset(credentials))
    guard.admit(Request("GET", "/pets", query, Headers(lines)))


def refusal(*args, **kwargs):
    with pytest.raises(Rejection) as caught:
        admit(*args, **kwargs)
    return caught.value


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


def token(claims):
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return f"Bearer a.{base64.urlsafe_b64encode(body).decode().rstrip('=')}.c"


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ("header", {"X_Key": "k"}),
        ("query", {"query": "key=k"}),
        ("cookie", {"Cookie": "a=b; key=k"}),
        ("basic", {"Authorization": basic("a:b")}),
        ("digest", {"Authorization": DIGEST}),
        ("bearer", {"Authorization": "bearer  abc"}),
        ("hoba", {"Authorization": "HOBA x"}),
        ("oauth", {"Authorization": "Bearer abc"}),
        ("tls", {}),
    ],
)
def test_a_credential_of_the_right_shape_lets_a_request_pass(scheme, sent):
    admit(f"[{{{scheme}: []}}]", **sent)


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ("header", {"X_Key": ""}),
        ("query", {"query": "key="}),
        ("query", {"query": "key=%ff"}),
        ("query", {"X_Key": "k"}),
        ("cookie", {"Cookie": "xkey=k"}),
        ("basic", {"Authorization": "Basic"}),
        ("basic", {"Authorization": "Basic ???"}),
        ("basic", {"Authorization": basic("nocolon")}),
        ("basic", {"Authorization": "Bearer abc"}),
        ("digest", {"Authorization": 'Digest username="a"'}),
        ("bearer", {"Authorization": "Bearer "}),
        ("bearer", {"Authorization": "abc"}),
        ("oauth", {}),
    ],
)
def test_what_has_not_the_shape_is_refused(scheme, sent):
    rejection = refusal(f"[{{{scheme}: []}}]", **sent)
    assert (rejection.problem.status, rejection.problem.type) == (
        401,
        "urn:mockserver:unauthorized",
    )


@pytest.mark.parametrize(
    ("scheme", "challenge", "wanted"),
    [
        ("header", 'ApiKey in="header", name="X-Key"', "an API key in the header 'X-Key'"),
        ("basic", 'Basic realm="*"', "'Authorization: Basic base64(user:password)'"),
        ("bearer", "Bearer", "'Authorization: Bearer TOKEN'"),
        ("oauth", "Bearer", "'Authorization: Bearer TOKEN'"),
    ],
)
def test_a_refusal_says_what_to_send(scheme, challenge, wanted):
    rejection = refusal(f"[{{{scheme}: []}}]")
    assert rejection.headers == (("WWW-Authenticate", challenge),)
    assert rejection.problem.detail == f"A credential is missing or not accepted: send {wanted}."


def test_of_alternatives_one_is_enough_and_of_a_group_all_are_needed():
    admit("[{header: []}, {bearer: []}]", Authorization="Bearer x")
    admit("[{header: [], query: []}]", query="key=k", X_Key="k")
    assert refusal("[{header: [], query: []}]", X_Key="k").headers == (
        ("WWW-Authenticate", 'ApiKey in="query", name="key"'),
    )


@pytest.mark.parametrize("requirements", ["[]", "[{}]", "[{header: []}, {}]", "[{unknown: []}]"])
def test_where_nothing_is_demanded_anybody_may_ask(requirements):
    admit(requirements)


def test_only_given_credentials_are_accepted_where_some_are_given():
    admit("[{basic: []}]", credentials={"a:b"}, Authorization=basic("a:b"))
    admit("[{header: []}]", credentials={"a:b", "k"}, X_Key="k")
    assert refusal("[{header: []}]", credentials={"k"}, X_Key="other").problem.status == 401


@pytest.mark.parametrize(
    "claim", [{"scope": "read write"}, {"scp": ["read"]}, {"scopes": ["read", 1]}]
)
def test_a_token_with_the_scope_passes(claim):
    admit("[{oauth: [read]}]", more=", '403': {}", Authorization=token(claim))


@pytest.mark.parametrize("claims", [{}, [], b"\xff", b"[" * 50_000, b"1" * 9000, {"scope": 3}])
def test_a_token_that_names_no_scopes_is_taken_as_one_that_has_them(claims):
    admit("[{oauth: [read]}]", more=", '403': {}", Authorization=token(claims))


@pytest.mark.parametrize("value", ["abc", "a.b", "a.%.c", "..", "é.é.é"])
def test_a_token_of_another_form_names_no_scopes(value):
    admit("[{oauth: [read]}]", more=", '403': {}", Authorization=f"Bearer {value}")


def test_a_token_without_the_scope_is_refused_where_the_document_has_a_403():
    rejection = refusal(
        "[{oauth: [read, write]}]", more=", '403': {}", Authorization=token({"scope": "x"})
    )
    assert rejection.problem.status == 403
    assert rejection.problem.detail == "The token lacks the scope read write."
    assert rejection.headers == (
        ("WWW-Authenticate", 'Bearer error="insufficient_scope", scope="read write"'),
    )
    admit("[{oauth: [read, write]}]", Authorization=token({"scope": "x"}))


def test_another_way_that_nobody_went_does_not_stand_in_for_a_scope():
    either = "[{oauth: [write]}, {header: []}]"
    more = ", '403': {}"
    read_only = token({"scope": "read"})
    assert refusal(either, more=more, Authorization=read_only).problem.status == 403
    admit(either, more=more, Authorization=read_only, X_Key="k")
    admit(either, more=more, Authorization=token({"scope": "write"}))
    admit("[{oauth: [write]}, {}]", more=more, Authorization=read_only)
