"""Laws of the mock that hold for every request, honest or not."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.http import Headers, Request
from mockserver.mock import Mock

PROJECT = Path(__file__).resolve().parents[2]
CUSTOMERS = "/api/v1/customers"
BRIGHTON = f"{CUSTOMERS}/cus_01h3vjs3b16yc3f9q8q9pfrb80"
MOCK = Mock.load(PROJECT / "openapi.yaml", PROJECT / "fixtures")

TEXTS = st.text(st.characters(), max_size=20)  # lone surrogates too
METHODS = st.one_of(st.sampled_from(["GET", "HEAD", "POST", "PATCH", "PUT", "OPTIONS"]), TEXTS)
PATHS = st.one_of(
    st.sampled_from([CUSTOMERS, BRIGHTON]), TEXTS, TEXTS.map(lambda text: f"{CUSTOMERS}/{text}")
)
NAMES = st.sampled_from(["Accept", "Content-Type", "Prefer", "Origin", "Cookie", "Content-Length"])
MEDIA = st.sampled_from(["application/json", "*/*", "text/html;q=0.5", "code=404", "explain"])
LINES = st.lists(st.tuples(NAMES, st.one_of(MEDIA, TEXTS)), max_size=4)
FIELDS = st.sampled_from(
    ["name", "email", "phone", "address", "status", "custom_data", "id", "zip"]
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=10),
        st.sampled_from(["active", "suspended", "a@example.com", "TZ"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=8), inner, max_size=3),
        st.fixed_dictionaries({"city": inner, "country": inner}),
    ),
    max_leaves=6,
)
CUSTOMER = st.fixed_dictionaries(
    {"name": st.text(max_size=10), "email": st.emails(domains=st.just("example.com"))},
    optional={"status": st.sampled_from(["active", "inactive"]), "custom_data": st.none()},
)
JSON = st.one_of(CUSTOMER, st.dictionaries(FIELDS, VALUES, max_size=6), VALUES)
BODIES = st.one_of(st.binary(max_size=50), JSON.map(lambda value: json.dumps(value).encode()))
REQUESTS = st.builds(Request, METHODS, PATHS, TEXTS, LINES.map(Headers), BODIES)
SENDS_JSON = Headers([("Content-Type", "application/json")])


def changes():
    """What the records are beyond those that were there at the start."""
    return MOCK.world().snapshot()


def start_anew():
    """Forget all that was done."""
    MOCK.sessions.reset("")


@given(REQUESTS)
def test_every_request_is_answered_and_no_fault_is_the_servers(request):
    response = MOCK.respond(request)
    assert 200 <= response.status < 500
    if response.body:
        assert json.loads(response.body) is not None
    assert MOCK.journal.exchanges()[-1].request == request


@given(REQUESTS)
def test_head_has_the_status_of_get(request):
    asked = [
        Request(each, request.path, request.query, request.headers) for each in ("GET", "HEAD")
    ]
    get, head = map(MOCK.respond, asked)
    assert (head.status, head.body) == (get.status, b"")


@given(REQUESTS)
def test_what_is_refused_changes_nothing(request):
    start_anew()
    if MOCK.respond(request).status >= 400:
        assert changes() == {}


@given(st.sampled_from(["POST", "PATCH"]), JSON)
@settings(max_examples=200)
def test_every_answer_of_a_record_keeps_the_promise_of_the_document(method, value):
    start_anew()
    path = {"POST": CUSTOMERS, "PATCH": BRIGHTON}[method]
    body = json.dumps(value).encode()
    response = MOCK.respond(Request(method, path, "", SENDS_JSON, body))
    assert response.status in (200, 201, 400, 409)
    if response.status < 400:
        assert MOCK.journal.exchanges()[-1].violations == ()
        listed = json.loads(MOCK.respond(Request("GET", CUSTOMERS)).body)
        assert json.loads(response.body) in listed


@given(CUSTOMER)
def test_what_was_created_is_found_where_the_answer_says(value):
    start_anew()
    body = json.dumps(value).encode()
    made = MOCK.respond(Request("POST", CUSTOMERS, "", SENDS_JSON, body))
    location = made.headers.get("Location")
    assert MOCK.respond(Request("GET", location)).body == made.body
    assert MOCK.respond(Request("POST", CUSTOMERS, "", SENDS_JSON, body)).status == 409
