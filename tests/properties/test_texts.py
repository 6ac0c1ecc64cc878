"""Laws of the smaller readers: any text is read or refused, and what was written is read again."""

import gzip
import json
import re
import zlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mockserver import Mock, Request
from mockserver.admin import Admin
from mockserver.collection.fixture import read_fixture
from mockserver.errors import UsageError
from mockserver.generation.pattern_syntax import Unreadable
from mockserver.generation.pattern_syntax import parse as parse_pattern
from mockserver.http import Headers
from mockserver.serialization import BodyError
from mockserver.serialization.coding import decoded, uncoded
from mockserver.serialization.sequence import Framing, decode_sequence, encode_sequence
from mockserver.source import json_path
from mockserver.source.json_path import query
from mockserver.store.notation import read_name, read_value, write_name, write_value
from mockserver.store.redis_link import read_address
from mockserver.transport.way import parse_pace, parse_proxy

ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
ANY_TEXT = st.text(st.characters(), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | ANY_TEXT
VALUES = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
"""Of JSON, half surrogate pairs too."""


def made_of(pieces):
    """Texts of some pieces, such as a grammar has them, in any order."""
    return st.lists(st.sampled_from(pieces), max_size=12).map("".join)


# --- fixtures

WORDS = "collection key unique generate touch records id {ulid} {now} /pets".split()
FIXTURE = st.dictionaries(
    st.sampled_from(WORDS) | st.text(max_size=2),
    st.recursive(
        SCALARS | st.sampled_from(WORDS),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(WORDS) | ANY_TEXT, inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=5,
)


@ONE_FOLDER
@given(FIXTURE | SCALARS | st.lists(SCALARS, max_size=2))
def test_a_file_of_fixtures_is_read_or_told_what_is_wrong(tmp_path, value):
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(value), "utf-8")
    found = read_fixture(path)
    assert all(each.origin.file == str(path) and each.message for each in found.findings)
    assert found.findings or isinstance(value, dict)
    assert all(isinstance(each.value, dict) for each in found.records)


# --- sequences and codings


@given(st.lists(VALUES, max_size=4), st.sampled_from([Framing.LINES, Framing.RECORDS]))
def test_a_sequence_is_read_as_it_was_written(items, form):
    try:
        written = encode_sequence(items, form)
    except BodyError:  # half a surrogate pair
        return
    assert decode_sequence(written, form) == items


EVENT_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=9)
EVENT_LINE = EVENT_TEXT.filter(lambda text: "\n" not in text)
EVENT_ID = EVENT_LINE.filter(lambda text: "\0" not in text)  # another is passed over (HTML §9.2.6)


@given(
    st.lists(
        st.fixed_dictionaries({"data": EVENT_TEXT}, optional={"event": EVENT_LINE, "id": EVENT_ID}),
        max_size=4,
    )
)
def test_a_stream_of_events_is_read_as_it_was_written(events):
    assert decode_sequence(encode_sequence(events, Framing.EVENTS), Framing.EVENTS) == events


@given(
    made_of(
        ["data", "event", "retry", ":", " ", "\n", "\r", "\x1e", "{", "}", "1", '"', "\ufeff"]
    ).map(str.encode)
    | st.binary(max_size=20),
    st.sampled_from(Framing),
)
@example(b"data\n" * 100_000, Framing.EVENTS)
def test_whatever_comes_as_a_sequence_is_read_or_refused(body, form):
    try:
        found = decode_sequence(body, form)
    except BodyError as error:
        assert error.detail
    else:
        assert isinstance(found, list)


@given(st.binary(max_size=200), st.lists(st.sampled_from(["gzip", "deflate", "identity"])))
def test_a_body_is_found_beneath_its_codings(body, codings):
    packed = body
    for each in codings:
        packed = {"gzip": gzip.compress, "deflate": zlib.compress}.get(each, bytes)(packed)
    lines = Headers([("Content-Encoding", ", ".join(codings))])
    assert uncoded(lines, packed) == body
    assert decoded(lines, packed)[1] == body


@given(st.binary(max_size=40), made_of(["gzip", "deflate", "br", ",", " ", "GZIP", "é"]))
def test_whatever_comes_as_packed_is_unpacked_or_refused(body, coding):
    try:
        assert isinstance(uncoded(Headers([("Content-Encoding", coding)]), body), bytes)
    except BodyError as error:
        assert error.detail


# --- expressions


@given(made_of([*"ab()[]{}|*+?.^$\\-,09=!<>:dDwWsSpPuxcn/", "{2,3}", "(?:", "\\p{L}"]))
@example("(" * 5000)
@example("[" * 5000)
def test_any_pattern_is_understood_or_called_unreadable(pattern):
    try:
        parse_pattern(pattern)
    except (Unreadable, RecursionError):
        return


def test_a_query_that_comes_to_the_same_places_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(json_path, "MOST", 1000)
    value = {}
    for _ in range(60):
        value = {"a": value}
    with pytest.raises(ValueError, match="comes to more than 1,000 places"):
        query("$" + "..*" * 6)(value)


@given(made_of([*"$.*@?()[]'\"<>=!&|:,-01ab ", "$.", "..", "[?", "length(", "\\u"]), VALUES)
@example("$" + "[?@" * 2000, {})
@example("$..*" + "..*" * 3, [[[[]]]])
def test_any_query_selects_places_of_a_value_or_is_told_what_is_wrong(text, value):
    try:
        places = query(text)(value)
    except ValueError as error:
        assert str(error).startswith(f"'{text}'")
    else:
        assert all(isinstance(each, tuple) for each in places)


# --- what is kept, and where


@given(ANY_TEXT, VALUES)
def test_what_a_store_writes_it_reads_again(name, value):
    assert read_name(write_name(name)) == name
    assert read_value(write_value(value)) == value


URLS = made_of(["redis", "rediss", "://", ":", "/", "@", "[", "]", "::1", "h", "1", "?", "&", "="])


@given(URLS | ANY_TEXT)
def test_an_address_of_a_store_is_read_or_refused(text):
    try:
        found = read_address(text)
    except UsageError as error:
        assert str(error)
    else:
        assert isinstance(found.label, str)


@given(st.text("ab1", min_size=1, max_size=5), st.text("xyz0", min_size=6, max_size=9))
def test_no_label_of_a_store_shows_its_password(user, password):
    found = read_address(f"redis://{user}:{password}@host:1/0?prefix=p:")
    assert (found.label, found.prefix) == ("redis://host:1/0", "p:")


@given(made_of(["1", "0", "9", "/", "s", "m", "h", " ", "-", "x", "٣"]))
def test_a_pace_is_a_number_in_a_time_or_refused(text):
    try:
        found = parse_pace(text)
    except ValueError:
        return
    assert re.fullmatch(r"[1-9]\d*/[smh]", found.text)
    assert found.count > 0 < found.seconds


@given(URLS | made_of(["http", "https", "://", "h", ":", "1", "/", "a", "@", "["]))
def test_a_proxy_is_a_url_of_a_host_or_refused(text):
    try:
        found = parse_proxy(text)
    except ValueError:
        return
    assert found.startswith(("http://", "https://"))


# --- patterns of the administration

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths: {/pets: {get: {operationId: pets, responses: {"200": {description: All.}}}}}
"""
PATTERN = st.dictionaries(
    st.sampled_from(
        "method url urlPath urlPattern urlPathPattern headers queryParameters bodyPatterns cookies "
        "operation tag parameters body session count x".split()
    ),
    st.recursive(
        SCALARS | st.sampled_from(["GET", "/pets", "pets", "(", "(a+)+$", "1..2"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(
                    "equalTo matches contains absent equalToJson matchesJsonPath X not or".split()
                ),
                inner,
                max_size=2,
            )
        ),
        max_leaves=6,
    ),
    max_size=4,
)


@pytest.fixture(scope="module")
def admin(tmp_path_factory):
    """The administration of a mock that was asked once."""
    path = tmp_path_factory.mktemp("pets") / "api.yaml"
    path.write_text(DOCUMENT)
    mock = Mock.load(path)
    mock.respond(Request("GET", "/pets", "a=1"))
    return Admin(mock)


@given(pattern=PATTERN | VALUES)
def test_whatever_calls_are_asked_for_they_are_counted_or_the_pattern_is_refused(admin, pattern):
    body = json.dumps(pattern).encode()
    lines = Headers([("Content-Type", "application/json"), ("Host", "localhost")])
    asked = Request("POST", "/__admin/journal/count", headers=lines, body=body)
    response = admin.respond(asked, "127.0.0.1")
    assert response.status in {200, 400, 409, 422}
