"""An answer that is given again is the one that would be given: what a door remembers is exact."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver import Mock
from mockserver.admin import Admin
from mockserver.clock import SteppingClock
from mockserver.http import Consulted
from mockserver.mock import Reloading
from mockserver.store import MemoryTables
from mockserver.web.asgi import Door
from mockserver.web.dispatcher import Dispatcher
from mockserver.web.memo import Asked, Memo, Ready

DOCUMENT = """\
openapi: 3.1.0
info: {title: Kites, version: '1'}
paths:
  /kites:
    get:
      operationId: listKites
      responses:
        '200':
          description: All.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Kite'}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}}
      responses: {'201': &one {description: It.,
        content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}}}
  /kites/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: readKite, responses: {'200': *one, '404': {description: None.}}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}}
      responses: {'200': *one, '404': {description: None.}}
    delete: {responses: {'204': {description: Gone.}}}
  /wind:
    get:
      security: [{}, {pilot: []}]
      parameters:
      - {name: X-Unit, in: header, schema: {enum: [knots, 'm/s']}}
      - {name: seen, in: cookie, schema: {type: integer}}
      responses:
        '200':
          description: It blows.
          headers: {ETag: {schema: {type: string}}}
          content:
            application/json:
              schema: {type: object, required: [speed, at], properties: {
                speed: {type: integer}, at: {type: string, format: date-time}}}
            text/plain: {example: strong}
        '304': {description: As before.}
components:
  securitySchemes: {pilot: {type: apiKey, in: header, name: X-Pilot}}
  schemas:
    Kite:
      type: object
      required: [name]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, minLength: 1}
        flown_at: {type: string, format: date-time, readOnly: true}
"""
OTHER = DOCUMENT.replace("minLength: 1", "minLength: 2").replace("/wind", "/winds")
RECORDS = """\
collection: /kites
records:
- {id: red, name: Red, flown_at: 2024-09-01T15:00:00Z}
- {id: blue, name: Blue, flown_at: 2024-09-01T15:00:00Z}
"""
SCENARIOS = """\
scenarios:
  stormy:
    rules:
    - {match: {operation: readKite}, respond: {status: 404}, times: 2}
"""
START = datetime(2026, 1, 2, tzinfo=UTC)
JSON = {"content-type": "application/json"}
RELOAD = "reload"

GETS = [
    ("GET", "/kites", {}, None),
    ("GET", "/kites/red", {}, None),
    ("GET", "/kites/red", {"if-none-match": "*"}, None),
    ("GET", "/kites/blue", {"x-mock-session": "s"}, None),
    ("GET", "/__session/s/kites", {}, None),
    ("GET", "/kites/red?__code=404", {}, None),
    ("GET", "/kites", {"prefer": "dynamic, explain"}, None),
    ("HEAD", "/kites", {}, None),
    ("OPTIONS", "/kites", {"origin": "http://a.example"}, None),
    ("GET", "/wind", {}, None),
    ("GET", "/kite", {}, None),
]
CHANGES = [
    ("POST", "/kites", JSON, {"name": "New"}),
    ("POST", "/kites", JSON, {"name": ""}),
    ("POST", "/kites", {**JSON, "x-mock-session": "s"}, {"name": "New"}),
    ("PUT", "/kites/red", JSON, {"name": "R"}),
    ("DELETE", "/kites/blue", {}, None),
]
RULE = {"match": {"operation": "readKite"}}
RULE_OF_TRACE = {"match": {"operation": "readKite", "headers": {"X-Trace": "1"}}}
ADMIN = [
    ("POST", "/__admin/reset", JSON, {}),
    ("POST", "/__admin/rules", JSON, {**RULE, "respond": {"status": 404}, "times": 1}),
    ("POST", "/__admin/rules", JSON, {**RULE, "respond": {"body": {"name": "X"}}, "after": 1}),
    ("POST", "/__admin/rules", JSON, {"match": {"headers": {"X-Trace": "2"}}, "delay": 0.001}),
    ("POST", "/__admin/rules", JSON, {**RULE_OF_TRACE, "respond": {"status": 404}}),
    ("POST", "/__admin/rules", JSON, {**RULE, "probability": 0.5, "respond": {"status": 404}}),
    ("DELETE", "/__admin/rules", {}, None),
    ("POST", "/__admin/scenarios/stormy/play", JSON, {}),
    ("POST", "/__admin/scenarios/stop", JSON, {}),
    ("PUT", "/__admin/clock", JSON, {"at": "2030-01-01T00:00:00Z"}),
    ("DELETE", "/__admin/clock", {}, None),
    ("PUT", "/__admin/seed", JSON, {"seed": 7}),
    ("DELETE", "/__admin/collections/kites/records", {}, None),
    ("PUT", "/__admin/snapshots/one", JSON, {}),
    ("POST", "/__admin/snapshots/one/restore", JSON, {}),
    ("POST", "/__admin/sessions/s/reset", JSON, {}),
]
FIELDS = [
    ("x-trace", "1"),
    ("x-trace", "2"),
    ("user-agent", "a"),
    ("user-agent", "b"),
    ("accept", "application/json"),
    ("accept", "text/plain"),
    ("accept", "image/png"),
    ("accept", "text/html"),
    ("prefer", "code=404"),
    ("prefer", "seed=3"),
    ("origin", "http://a.example"),
    ("origin", "http://b.example"),
    ("if-none-match", '"1"'),
    ("cookie", "seen=1"),
    ("cookie", "seen=often"),
    ("cookie", "mock_session=s"),
    ("x-unit", "knots"),
    ("x-unit", "miles"),
    ("x-pilot", "ann"),
    ("x-mock-source", "1"),
    ("host", "kites.example"),
    ("x-forwarded-proto", "https"),
    ("content-type", "text/csv"),
    ("content-length", "0"),
]


def with_fields(step, fields):
    """The request with further fields; what it has itself stays."""
    method, target, own, value = step
    return method, target, {**dict(fields), **own}, value


PLAIN = st.sampled_from(GETS)
GET = PLAIN | st.builds(with_fields, PLAIN, st.lists(st.sampled_from(FIELDS), max_size=3))
STEP = GET | GET | GET | st.sampled_from(CHANGES) | st.sampled_from(ADMIN) | st.just(RELOAD)


class Served:
    """One mock of files behind a door, with all that was sent through it."""

    def __init__(self, documents, fixtures, memo):
        self._at = 0
        tables, clock = MemoryTables(), SteppingClock(START, timedelta(seconds=1))

        def load():
            return Mock.load(documents[self._at % 2], fixtures, clock=clock, tables=tables)

        self.reloading = Reloading(load)
        self._door = Door(Dispatcher(self.reloading, {"": Admin(self.reloading)}), memo=memo)

    async def do(self, step):
        """The messages of the answer; nothing for a reload."""
        if step == RELOAD:
            self._at += 1
            self.reloading.reload()
            return []
        method, target, fields, value = step
        path, _, query = target.partition("?")
        body = b"" if value is None else json.dumps(value).encode()
        sent = []

        async def receive():
            return {"type": "http.request", "body": body}

        async def send(message):
            sent.append(message)

        length = {"content-length": str(len(body))} if body else {}
        lines = {"host": "127.0.0.1", **fields, **length}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), text.encode()) for name, text in lines.items()],
            "client": ("127.0.0.1", "4321"),
        }
        await self._door(scope, receive, send)
        return sent

    def remembered(self):
        """The journals, without how long things took."""
        entries = [
            each for session in ("", "s") for each in self.reloading.mock.journal.entries(session)
        ]
        return [
            (each.number, each.exchange.moment, each.exchange.request, each.exchange.response)
            for each in entries
        ]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("memo")
    (folder / "one.yaml").write_text(DOCUMENT, encoding="utf-8")
    (folder / "other.yaml").write_text(OTHER, encoding="utf-8")
    fixtures = folder / "fixtures"
    fixtures.mkdir()
    (fixtures / "kites.yaml").write_text(RECORDS, encoding="utf-8")
    (fixtures / "scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    return [folder / "one.yaml", folder / "other.yaml"], fixtures


class Counting(Memo):
    """A memo that counts what it could answer."""

    hits = 0

    def find(self, asked):
        found = super().find(asked)
        self.hits += found is not None
        return found


def both(files, steps):
    """How often the memo answered, after both doors have sent the same bytes."""
    memo = Counting()
    remembering, forgetful = Served(*files, memo), Served(*files, Memo(most=0))

    async def play():
        for step in steps:
            told, own = await remembering.do(step), await forgetful.do(step)
            if step == RELOAD or not step[1].startswith("/__admin"):
                assert told == own, step
            else:  # the names of rules are drawn by chance
                assert told[0]["status"] == own[0]["status"], step

    asyncio.run(play())
    assert remembering.remembered() == forgetful.remembered()
    return memo.hits


@given(st.lists(STEP, min_size=4, max_size=24))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_remembered_is_what_would_be_answered(files, steps):
    both(files, steps)


@pytest.mark.parametrize("change", [*CHANGES, *ADMIN, RELOAD])
def test_each_change_is_seen_by_whoever_asked_before(files, change):
    again = [each for each in GETS for _ in range(2)]
    assert both(files, [*again, change, *again]) >= 8


@pytest.mark.parametrize("field", FIELDS, ids="=".join)
def test_a_field_that_comes_anew_changes_what_it_changes(files, field):
    steps = [each for step in GETS for each in (step, with_fields(step, [field]), step)]
    assert both(files, steps) >= len(GETS) - 3


def asked(target, **fields):
    return Asked(target, [(name.encode(), text.encode()) for name, text in fields.items()])


def ready(size=1):
    return Ready({}, {"body": b"x" * size}, lambda _: True)


def consulted(*names):
    """Headers of which somebody asked for these."""
    headers = Consulted()
    for name in names:
        headers.get(name)
    return headers


def test_a_memo_has_bounds():
    memo = Memo(most=3, room=100)
    for number in range(5):
        memo.keep(asked(number), ready(10), consulted())
    assert [number for number in range(5) if memo.find(asked(number))] == [2, 3, 4]
    memo.keep(asked("large"), ready(90), consulted())
    assert [each for each in (2, 3, 4, "large") if memo.find(asked(each))] == [4, "large"]
    memo.keep(asked("too large"), ready(2**17), consulted())
    assert memo.find(asked("too large")) is None


def test_what_no_longer_stands_is_dropped():
    memo, stands = Memo(), [True, False]
    kept = Ready({}, {"body": b""}, lambda _: stands.pop(0))
    memo.keep(asked("a"), kept, consulted())
    assert memo.find(asked("a"))
    assert memo.find(asked("a")) is None
    assert memo.find(asked("a")) is None


def test_fields_that_no_answer_followed_from_tell_no_requests_apart():
    memo = Memo()
    memo.keep(asked("a", accept="*/*", trace="1"), ready(), consulted("Accept"))
    assert memo.find(asked("a", accept="*/*", trace="2"))
    assert memo.find(asked("a", accept="*/*"))
    assert memo.find(asked("a", accept="a/b", trace="1")) is None
    assert memo.find(Asked("a", [(b"accept", b"*/*"), (b"content-length", b"3")])) is None


def test_what_was_kept_stands_when_another_answer_followed_from_more():
    memo = Memo()
    memo.keep(asked("a", trace="1"), ready(), consulted())
    memo.keep(asked("b", trace="1"), ready(), consulted("Trace"))
    assert memo.find(asked("a"))
    assert memo.find(asked("b", trace="2")) is None
    assert memo.find(asked("b", trace="1"))


def test_a_name_that_nobody_can_send_changes_nothing():
    memo = Memo()
    memo.keep(asked("a"), ready(), consulted("X-\u540d"))
    assert memo.find(asked("a"))


def test_an_answer_that_followed_from_all_fields_is_not_kept():
    memo, all_of_them = Memo(), consulted()
    assert list(all_of_them) == []
    memo.keep(asked("a"), ready(), all_of_them)
    assert memo.find(asked("a")) is None
