from types import SimpleNamespace

import pytest

from mockserver.http import Headers, Request, Response
from mockserver.verify.evidence import EXCERPT, Evidence, as_request, as_response

GIVEN = (("Authorization", "Bearer s3cr3t"), ("X-Api-Key", "k3y"), ("X-Tenant", "acme"))


def sent(uri="http://h:1/p?q=1", method="GET", body=None, **headers):
    lines = {name.replace("_", "-"): [value] for name, value in headers.items()}
    return SimpleNamespace(method=method, uri=uri, headers=lines, body=body)


def test_a_recorded_request_becomes_ours():
    recorded = sent(method="PUT", body=b"x", X_A=b"\xe9", X_B="1")
    assert as_request(recorded) == Request(
        "PUT", "/p", "q=1", Headers([("X-A", "\xe9"), ("X-B", "1")]), b"x"
    )
    assert as_request(sent("http://h")).path == "/"


def test_a_recorded_response_becomes_ours():
    recorded = SimpleNamespace(status_code=200, headers={"x-a": ["1", "2"]}, content=b"ok")
    assert as_response(recorded) == Response(200, Headers([("x-a", "1"), ("x-a", "2")]), b"ok")


def test_the_curl_line_leaves_out_what_a_client_adds_of_itself():
    recorded = sent(User_Agent="u", Accept="*/*", Accept_Encoding="gzip", Connection="keep-alive")
    assert Evidence().curl(recorded) == "curl 'http://h:1/p?q=1'"
    assert Evidence().curl(sent(Accept="text/csv")).endswith("-H 'Accept: text/csv'")


def test_what_the_document_calls_a_key_is_one_whatever_its_name():
    given = (("X-Library-Card", "4711-0815"), ("X-Tenant", "acme"))
    evidence = Evidence(given, fields=frozenset({"x-library-card"}))
    line = evidence.curl(sent(X_Library_Card="4711-0815", X_Tenant="acme"))
    assert line.endswith("-H 'X-Library-Card: [Filtered]' -H 'X-Tenant: acme'")
    assert evidence.text("4711-0815 is none of acme") == "[Filtered] is none of acme"


def test_the_curl_line_hides_what_was_given_and_shows_what_was_made_up():
    line = Evidence(GIVEN).curl(sent(Authorization="Bearer s3cr3t", X_Api_Key="made up"))
    assert line.endswith("-H 'Authorization: Bearer [Filtered]' -H 'X-Api-Key: made up'")


def test_a_secret_is_hidden_wherever_it_comes_back():
    evidence = Evidence(GIVEN)
    assert evidence.text("Bearer s3cr3t, s3cr3t, k3y, acme") == (
        "[Filtered], [Filtered], [Filtered], acme"
    )
    assert evidence.response(Response(401, body=b"no s3cr3t")) == (
        "HTTP 401 Unauthorized\n\nno [Filtered]"
    )


@pytest.mark.parametrize(
    ("secret", "text", "shown"),
    [
        ("a", "answered a cat: a, ?key=a&b=ab", "answered a cat: a, ?key=[Filtered]&b=ab"),
        ("a", "X-Api-Key: a\nb", "X-Api-Key: [Filtered]\nb"),
        ("a", '{"cat": "a"}', '{"cat": "[Filtered]"}'),
        ("a", "a", "[Filtered]"),
        ("test", "the latest test of tests", "the latest [Filtered] of tests"),
        ("secret", "secretly", "[Filtered]ly"),
    ],
)
def test_a_short_secret_leaves_other_words_alone(secret, text, shown):
    assert Evidence((("X-Api-Key", secret),)).text(text) == shown


def test_a_message_is_shown_with_its_media_type_and_body():
    headers = Headers([("Content-Type", "text/plain"), ("X-A", "1")])
    assert Evidence().request(Request("POST", "/p", "q", headers, b"hi")) == (
        "POST /p?q\nContent-Type: text/plain\n\nhi"
    )
    assert Evidence().response(Response(599)) == "HTTP 599"


def test_a_long_body_is_cut_and_says_how_long_it_was():
    shown = Evidence().response(Response(200, body=b"a" * 501))
    assert shown.endswith("a" * 10 + "... (501 characters)")
    assert Evidence().response(Response(200, body=b"a" * 500)).endswith("\n" + "a" * 500)


def test_what_would_drive_a_terminal_is_made_visible():
    assert Evidence().text("\x1b[2Jé\x00\n\t\u2028") == "\\x1b[2Jé\\x00\n\t\\u2028"
    assert "\\x1b" in Evidence().response(Response(200, body=b"\x1b\xff"))


def test_several_lines_become_one():
    assert Evidence().line("Received: 418\nDocumented: 200\n\n") == "Received: 418; Documented: 200"
    assert Evidence().line("Schema:\n\n{\n  a: [\n 1,\n 2\n]\n}\n\nEnd") == (
        "Schema: { a: [ 1, 2 ] }; End"
    )


def test_a_secret_that_an_excerpt_would_cut_in_two_is_hidden_whole():
    shown = Evidence((("Authorization", "Bearer t0psecret-token"),))
    body = b"x" * (EXCERPT - 6) + b"t0psecret-token"
    assert "t0psec" not in shown.response(Response(200, Headers(), body))
