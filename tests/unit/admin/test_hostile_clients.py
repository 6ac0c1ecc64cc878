import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.admin.document import admin_spec
from mockserver.http import Headers, Request

OPERATIONS = admin_spec().operations
WORDS = st.sampled_from(
    "match operation parameters headers body respond status delay fault regex in not min schema "
    "equalTo equalToJson bodyPatterns queryParameters urlPattern records seed at seconds".split()
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
SEGMENTS = st.sampled_from(["1", "-", "shelves", "%2Fshelves", "%FF", "a%00b", "%ED%A0%80", "x"])
QUERIES = st.sampled_from(
    ["", "session=a", "session=%FF", "parent=1", "limit=-1", "since=x", "&&", "status=9XX", "%"]
)


@given(st.data())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_sent_is_answered_and_never_by_a_failure(client, data):
    operation = data.draw(st.sampled_from(OPERATIONS))
    segments = (
        data.draw(SEGMENTS) if each.startswith("{") else each
        for each in operation.template.split("/")
    )
    body = json.dumps(data.draw(VALUES)).encode() if operation.request_body else b""
    lines = Headers([("Content-Type", "application/json")] if body else [])
    request = Request(operation.method, "/".join(segments), data.draw(QUERIES), lines, body)
    response = client.admin.respond(request, "127.0.0.1")
    assert response.status < 500, response
    if response.status >= 400:
        assert json.loads(response.body)["detail"].strip()


NAMES = st.sampled_from(["limit", "colour", "shelf_id", "X-Trace", "label", ""])
OPERATORS = st.dictionaries(
    st.sampled_from(
        "equals in min max regex contains present not schema equalTo matches absent "
        "doesNotMatch doesNotContain caseInsensitive equalToJson ignoreExtraElements".split()
    ),
    VALUES | st.sampled_from([True, "(", "[a-z]+", {"type": "object"}, {"type": 5}]),
    max_size=3,
)
MATCHERS = st.dictionaries(NAMES, VALUES | OPERATORS, max_size=2)
PATTERNS = st.fixed_dictionaries(
    {},
    optional={
        "operation": st.sampled_from(["listShelves", "GET /shelves", ["createShelf"], "nope"]),
        "tag": st.sampled_from(["shelves", "nope"]),
        "parameters": MATCHERS,
        "headers": MATCHERS,
        "body": VALUES | OPERATORS,
        "status": st.sampled_from([200, 404]),
        "method": st.sampled_from(["GET", "ANY", "x"]),
        "urlPattern": st.sampled_from(["/shelves.*", "(", ""]),
        "queryParameters": st.dictionaries(NAMES, OPERATORS, max_size=2),
        "bodyPatterns": st.lists(OPERATORS, max_size=2),
    },
)


@given(PATTERNS, st.sampled_from(["count", "near-misses", "verify"]))
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_pattern_is_applied_or_refused_with_the_reason(client, pattern, path):
    if not client("GET", "/journal").json["total"]:
        client.ask("GET", "/shelves?limit=5", X_Trace="a")
        client.ask("POST", "/shelves", {"colour": "blue", "label": "other"})
        client.ask("POST", "/shelves", b"\xff{")
        client.ask("GET", "/nowhere?limit=%FF")
    answer = client("POST", f"/journal/{path}", {"match": pattern} if path == "verify" else pattern)
    assert answer.status in (200, 409)
    assert answer.status == 200 or answer.json["detail"].startswith(("This pattern", "'url"))


@pytest.mark.parametrize(
    "body",
    [
        b'{"seed": "\\ud800"}',
        b"\xff",
        b"[" * 100_000,
        b'{"seed": 1e999}',
        b'{"seed": 1, "seed": 2}',
    ],
    ids=["surrogate", "bytes", "deep", "great", "twice"],
)
def test_a_body_that_is_no_json_is_refused(client, body):
    answer = client("PUT", "/seed", body)
    assert answer.status == 400
    assert "cannot be read as application/json" in answer.json["detail"]


def test_a_surrogate_of_a_caller_in_this_process_is_told_as_text(client):
    answer = client("GET", "/scenarios/\udcff")
    assert answer.status in (404, 422)
    assert "\\udcff" in answer.json["detail"] or "path" in answer.json["detail"]
