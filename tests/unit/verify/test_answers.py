import gzip
import json

import pytest
from builder import operation, spec

from mockserver.http import Headers, Response
from mockserver.verify.judging.answers import Answers, strictness, undeclared_secrets
from mockserver.verify.sides.both import value_of

DOCUMENT = spec("""
    openapi: 3.1.0
    info: {title: Pets, version: '1'}
    paths:
      /pets:
        get:
          responses:
            '200':
              description: All.
              content: {application/json: {schema: {type: array, items: {type: string}}}}
    """)
JSON = Headers((("Content-Type", "application/json"),))


def told(status, body, secrets=()):
    response = Response(status, JSON, body)
    faults = Answers(secrets).faults(operation(DOCUMENT, "GET /pets"), response, value_of(response))
    return [(each.check, each.schema_pointer) for each in faults]


def test_an_answer_that_keeps_the_document_is_not_blamed():
    assert told(200, b'["Rex"]') == []


def test_what_is_wrong_is_told_with_the_place_of_the_promise():
    schema = "/paths/~1pets/get/responses/200/content/application~1json/schema"
    assert told(200, b"[1]") == [("response_schema_conformance", f"{schema}/items/type")]
    assert told(204, b"") == [("status_code_conformance", "/paths/~1pets/get/responses")]
    assert told(500, b"") == [("not_a_server_error", "/paths/~1pets/get")]
    assert told(200, b"[NaN]") == [("strict_json", schema)]


@pytest.mark.parametrize(
    "text",
    [
        'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in f',
        "java.lang.NullPointerException\n\tat com.acme.Pets.find(Pets.java:17)",
        "Error: no\n    at find (/srv/pets.js:3:14)",
        "goroutine 1 [running]:",
        "SQLSTATE[42S02]: Base table not found",
    ],
)
def test_the_inside_of_a_server_is_known_when_it_shows(text):
    assert ("trace_leaked", "") in told(500, text.encode())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM pets",
        'SELECT "id", name FROM "pets" WHERE id = 3',
        "INSERT INTO pets (id) VALUES (3)",
        "UPDATE pets SET name = 'Rex'",
        "DELETE FROM pets WHERE id = 3",
    ],
)
def test_a_query_of_a_database_shows_in_a_field_and_is_data_in_a_body(query):
    headers = Headers([("Content-Type", "application/json"), ("X-Debug", query)])
    [fault] = Answers().leaks(Response(200, headers, b"[]"))
    assert fault.check == "trace_leaked"
    assert query[:12] in fault.message
    assert told(200, json.dumps([query]).encode()) == []


def test_a_credential_that_was_sent_may_not_come_back():
    assert ("secret_leaked", "") in told(200, b'["s3cret-t0ken"]', ("s3cret-t0ken",))


def test_which_secret_stands_where_is_told():
    at = operation(DOCUMENT, "GET /pets")
    sent = Response(200, Headers((*JSON, ("X-Echo", "k: s3cret-key"))), b"[]")
    (field,) = Answers(("s3cret-key",)).faults(at, sent, [])
    assert field.message.startswith("answered 200 with one of the credentials in its header X-Echo")
    shown = Response(200, JSON, b'["postgres://app:hunter2@db.internal"]')
    (body,) = Answers(("s3cret-key",)).faults(at, shown, [])
    assert "with a private key, or a password in a URL, in its body" in body.message


def test_plain_texts_are_no_leaks():
    text = b'["A trace of rain at noon (see page 3:1)", "mail ann@example.com", "line 3"]'
    assert told(200, text) == []


def test_a_name_that_comes_twice_and_a_number_out_of_range_are_no_json_for_all():
    assert "comes twice" in strictness(b'{"a": 1, "a": 2}')
    assert "out of range" in strictness(b"[1e999]")
    assert "byte order mark" in strictness(b'\xef\xbb\xbf{"a": 1}')
    assert "packed by gzip" in strictness(gzip.compress(b"{}"))
    assert strictness(b'{"a": 1}') == ""


FIELDS = spec("""
    openapi: 3.1.0
    info: {title: Pets, version: '1'}
    paths:
      /pets:
        post:
          responses:
            '201':
              description: It.
              headers:
                Location: {required: true, schema: {type: string}}
                X-Left: {schema: {type: integer, minimum: 0}}
                Content-Type: {required: true, schema: {const: nothing}}
    """)


@pytest.mark.parametrize(
    ("kind", "body", "checks"),
    [
        ("application/json", b"<h1>Made</h1>", ["strict_json"]),
        ("application/problem+json", b"no", ["strict_json"]),
        ("application/json", b"", []),
        ("application/json", b'{"id": 1}', []),
        ("text/html", b"<h1>Made</h1>", []),
    ],
)
def test_what_says_that_it_is_json_is_that_where_nothing_is_declared(kind, body, checks):
    headers = Headers((("Content-Type", kind), ("Location", "/pets/1")))
    response = Response(201, headers, body)
    found = Answers().faults(operation(FIELDS, "POST /pets"), response, value_of(response))
    assert [each.check for each in found] == checks


@pytest.mark.parametrize(
    ("lines", "said", "at"),
    [
        ({"Location": "/pets/1", "X-Left": "3"}, None, ""),
        ({"Location": "/pets/1"}, None, ""),
        ({"X-Left": "3"}, "answered 201 without a header that is required: Location", "/Location"),
        ({"Location": "/", "X-Left": "-1"}, "with a header that breaks its schema: X-Left", "/X-L"),
        ({"Location": "/", "X-Left": "few"}, "breaks its schema: X-Left", "/X-Left"),
    ],
)
def test_header_fields_are_held_against_the_document(lines, said, at):
    response = Response(201, Headers(lines.items()), b"")
    found = list(Answers().faults(operation(FIELDS, "POST /pets"), response, None))
    if said is None:
        assert found == []
        return
    (fault,) = found
    assert fault.check == "response_headers_conformance"
    assert said in fault.message
    assert fault.at.startswith(at)
    assert fault.schema_pointer.startswith("/paths/~1pets/post/responses/201/headers/")


def test_members_that_nobody_declared_and_that_speak_of_secrets_are_told():
    names = iter(("password_hash", "apiKey", "object", "token_count"))
    assert undeclared_secrets(names, frozenset()) == ["password_hash", "apiKey"]
    assert undeclared_secrets(iter(("password",)), frozenset(("password",))) == []


@pytest.mark.parametrize(
    ("secret", "is_known"),
    [("password", False), ("k-1", False), ("k-1234", True), ("w" * 12, True)],
)
def test_a_word_of_the_language_is_no_secret(secret, is_known):
    found = Answers((secret,)).leaks(Response(400, JSON, f'"the {secret} is short"'.encode()))
    assert bool(list(found)) is is_known


@pytest.mark.parametrize(
    ("media_type", "body", "is_told"),
    [
        ("application/problem+json", b'{"status": 400}', True),
        ("application/problem+json; charset=utf-8", b'{"status": 400}', True),
        ("application/problem+json", b'{"status": 404}', False),
        ("application/problem+json", b'{"title": "none"}', False),
        ("application/problem+json", b"[400]", False),
        ("application/json", b'{"status": 400}', False),
    ],
)
def test_a_problem_names_the_status_of_its_answer(media_type, body, is_told):
    """RFC 9457 §3.1.2."""
    answer = Response(404, Headers((("Content-Type", media_type),)), body)
    wanted = ["problem_status"] if is_told else []
    assert [each.check for each in Answers().of_any(answer)] == wanted
    found = Answers().faults(operation(DOCUMENT, "GET /pets"), answer, value_of(answer))
    assert [each.check for each in found if each.check == "problem_status"] == wanted
