import pytest

from mockserver.admin import Access
from mockserver.http import Request


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_ask(client, peer):
    assert client("GET", "/health", peer=peer).json["status"] == "ok"


@pytest.mark.parametrize("peer", ["10.0.0.7", "", "::ffff:10.0.0.7", "fe80::1", "nobody"])
def test_others_may_not(client, peer):
    answer = client("GET", "/health", peer=peer)
    assert answer.status == 403
    assert "--admin-token" in answer.json["detail"]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:4010", "127.0.0.1:80", "[::1]:4010", "mock.localhost"]
)
def test_a_host_that_is_this_machine_is_asked(client, host):
    assert client("GET", "/health", Host=host).json["status"] == "ok"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:4010", "10.0.0.7", "["])
def test_a_name_that_was_led_here_is_refused(client, host):
    answer = client("GET", "/health", Host=host)
    assert answer.status == 403
    assert "is no name of this machine" in answer.json["detail"]


def test_the_host_that_is_bound_is_asked(client_of):
    client = client_of(access=Access(hosts=frozenset(("mock.internal",))))
    assert client("GET", "/health", Host="Mock.internal:4010").json["status"] == "ok"


def test_with_a_token_all_who_have_it_may_ask_and_nobody_else(client_of):
    client = client_of(access=Access("t0ken"))
    far = {"peer": "10.0.0.7", "Host": "mock.example"}
    assert client("GET", "/health", Authorization="Bearer t0ken", **far).json["status"] == "ok"
    assert client("GET", "/health", X_Mock_Admin_Token="t0ken", **far).json["status"] == "ok"
    for headers in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Basic t0ken"}):
        refused = client("GET", "/health", **headers)
        assert refused.status == 401
        assert refused.headers.get("WWW-Authenticate") == "Bearer"
        assert "Authorization: Bearer TOKEN" in refused.json["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_of_other_origins_change_nothing(client, headers):
    refused = client("POST", "/reset", Host="localhost:4010", **headers)
    assert refused.status == 403
    assert "may change nothing here" in refused.json["detail"]
    assert client("GET", "/health", Host="localhost:4010", **headers).json["status"] == "ok"


def test_pages_of_its_own_origin_do(client):
    headers = {"Host": "localhost:4010", "Origin": "http://localhost:4010"}
    assert client("POST", "/reset", **headers).json["session"] == ""


def test_no_answer_invites_pages_of_other_origins_to_read_it(client):
    answer = client("GET", "/health", Origin="https://evil.example")
    assert [name for name, _ in answer.headers if name.startswith("Access-Control")] == []
    assert answer.headers.get("X-Content-Type-Options") == "nosniff"
    assert answer.headers.get("Cache-Control") == "no-store"


def test_what_is_refused_changes_nothing(client):
    client("DELETE", "/collections/shelves/records", peer="10.0.0.7")
    assert client.ask("GET", "/shelves/1").json["id"] == 1


def test_a_lone_surrogate_in_a_token_is_no_token(client_of):
    client = client_of(access=Access("t0ken"))
    assert client("GET", "/health", Authorization="Bearer \udcff").status == 401
    assert client.admin.respond(Request("GET", "/__admin/health"), "127.0.0.1").status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "203.0.113.7"},
        {"X_Forwarded_For": "127.0.0.1, 203.0.113.7"},
        {"X_Real_IP": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
    ],
)
def test_a_proxy_of_this_machine_lets_nobody_in(client, client_of, headers):
    refused = client("GET", "/health", **headers)
    assert refused.status == 403
    assert "A proxy has forwarded this" in refused.json["detail"]
    trusted = client_of(access=Access("t0ken"))
    assert trusted("GET", "/health", X_Mock_Admin_Token="t0ken", **headers).status == 200
    assert client("GET", "/health", X_Forwarded_For="127.0.0.1").json["status"] == "ok"
