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
from mockserver.mock import Reloading
from mockserver.store import MemoryTables
from mockserver.web.asgi import Door
from mockserver.web.memo import Memo, Ready
from mockserver.web.reception import Reception

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
      responses:
        '200':
          description: It blows.
          headers: {ETag: {schema: {type: string}}}
          content:
            application/json:
              schema: {type: object, required: [speed, at], properties: {
                speed: {type: integer}, at: {type: string, format: date-time}}}
        '304': {description: As before.}
components:
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
ADMIN = [
    ("POST", "/__admin/reset", JSON, {}),
    ("POST", "/__admin/rules", JSON, {**RULE, "respond": {"status": 404}, "times": 1}),
    ("POST", "/__admin/rules", JSON, {**RULE, "respond": {"body": {"name": "X"}}, "after": 1}),
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
GET = st.sampled_from(GETS)
STEP = GET | GET | GET | st.sampled_from(CHANGES) | st.sampled_from(ADMIN) | st.just(RELOAD)


class Served:
    """One mock of files behind a door, with all that was sent through it."""

    def __init__(self, documents, fixtures, memo):
        self._at = 0
        tables, clock = MemoryTables(), SteppingClock(START, timedelta(seconds=1))

        def load():
            return Mock.load(documents[self._at % 2], fixtures, clock=clock, tables=tables)

        self.reloading = Reloading(load)
        self._door = Door(Reception(self.reloading, {"": Admin(self.reloading)}), memo=memo)

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


def test_a_memo_has_bounds():
    memo = Memo(most=3, room=100)

    def ready(size):
        return Ready({}, {"body": b"x" * size}, lambda: True)

    for number in range(5):
        memo.keep(number, ready(10))
    assert [number for number in range(5) if memo.find(number)] == [2, 3, 4]
    memo.keep("large", ready(90))
    assert [each for each in (2, 3, 4, "large") if memo.find(each)] == [4, "large"]
    memo.keep("too large", ready(2**17))
    assert memo.find("too large") is None


def test_what_no_longer_stands_is_dropped():
    memo, stands = Memo(), [True, False]
    memo.keep("a", Ready({}, {"body": b""}, lambda: stands.pop(0)))
    assert memo.find("a")
    assert memo.find("a") is None
    assert memo.find("a") is None
