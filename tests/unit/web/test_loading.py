from datetime import timedelta

import pytest
from builder import spec
from faulty import served
from flask import Flask

from mockserver.config import read_settings
from mockserver.errors import UsageError
from mockserver.http import Headers, Request
from mockserver.mock import Mock
from mockserver.web import loading
from mockserver.web.loading import admin_of, load_mock, state_of

DOCUMENT = """\
openapi: 3.1.0
info: {title: One, version: '1'}
paths:
  /one:
    get:
      responses: {'200': {description: It., content: {application/json: {example: 1}}}}
"""


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    """Makes settings of flags, in a folder with a document."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    return lambda **flags: read_settings(tmp_path, {}, flags)


def test_a_mock_is_as_its_settings_say(chosen):
    settings = chosen(
        strict=True, records=7, locale="de", etags=True, idempotency=True, sessions=3,
        session_idle=60.0, journal=2, seed=9,
    )  # fmt: skip
    mock = load_mock(settings, settings["document"])
    options = mock.options
    assert (options.strict, options.records, options.locale) == (True, 7, "de")
    assert (options.etags, options.idempotency, options.seed) == (True, True, 9)
    assert (options.bounds.most, options.bounds.idle) == (3, timedelta(seconds=60))
    for _ in range(3):
        mock.respond(Request("GET", "/one"))
    assert [entry.number for entry in mock.journal.entries()] == [2, 3]


def test_a_scenario_that_is_not_there_is_refused(chosen):
    settings = chosen(scenario="outage")
    with pytest.raises(UsageError, match="there is no scenario 'outage'"):
        load_mock(settings, settings["document"])


def test_the_state_of_a_file_is_found_again_and_that_of_a_mount_lies_beside_it(chosen, tmp_path):
    settings = chosen(state="sqlite:state.db")
    for mount in ("", "/v2"):
        tables = state_of(settings, mount)
        with tables.change() as edit:
            edit.put("table", "key", mount or "main")
        tables.close()
    assert {each.name for each in tmp_path.glob("state.db*")} >= {"state.db", "state.db.v2"}
    assert state_of(settings).get("table", "key") == "main"
    assert state_of(settings, "v2").get("table", "key") == "/v2"


def test_a_state_that_nobody_knows_is_refused(chosen):
    with pytest.raises(UsageError, match="name memory, sqlite:PATH or redis://"):
        state_of(chosen(state="disk"))


@pytest.mark.parametrize(
    ("state", "named"),
    [
        ("redis://h:1/0", "redis://h:1/0?prefix=mockserver%3Av2-a%3A"),
        ("rediss://u:p@h/0?prefix=x:&ssl=1", "rediss://u:p@h/0?prefix=x%3Av2-a%3A&ssl=1"),
        ("memory", "memory"),
    ],
)
def test_mounts_in_one_redis_have_a_prefix_each(chosen, monkeypatch, state, named):
    monkeypatch.setattr(loading, "open_tables", str)
    assert state_of(chosen(state=state), "/v2/a") == named
    assert state_of(chosen(state=state)) == state


def test_a_document_behind_a_url_is_served(chosen):
    app = Flask("documents")
    app.add_url_rule("/one.yaml", view_func=lambda: DOCUMENT)
    with served(app) as url:
        mock = load_mock(chosen(), f"{url}/one.yaml")
    assert mock.respond(Request("GET", "/one")).body == b"1"


@pytest.mark.parametrize(
    ("flags", "host", "sent", "status"),
    [
        ({}, "localhost", {}, 200),
        ({}, "mock.internal", {}, 403),
        ({"host": "Mock.internal"}, "mock.internal:4010", {}, 200),
        ({"host": "0.0.0.0"}, "0.0.0.0:4010", {}, 403),
        ({"admin_token": "t0ken"}, "localhost", {}, 401),
        ({"admin_token": "t0ken"}, "anywhere", {"Authorization": "Bearer t0ken"}, 200),
    ],
)
def test_the_settings_say_who_may_look_after_a_mock(chosen, flags, host, sent, status):
    admin = admin_of(chosen(**flags), Mock(spec(DOCUMENT)))
    lines = Headers([("Host", host), *sent.items()])
    answer = admin.respond(Request("GET", "/__admin/health", headers=lines), "127.0.0.1")
    assert answer.status == status
    assert (b'"title":"One"' in answer.body) == (status == 200)
