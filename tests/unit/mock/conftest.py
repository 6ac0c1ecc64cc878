import json
from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest

from mockserver.clock import SteppingClock
from mockserver.http import Headers, Request
from mockserver.mock import Mock

START = datetime(2024, 12, 14, 9, 30, tzinfo=UTC)


def clock():
    """One that goes on by a second each time it is read."""
    return SteppingClock(START, timedelta(seconds=1))


class Client:
    """Asks a mock as a client does, in one process with it."""

    def __init__(self, mock):
        self.mock = mock

    def __call__(self, method, target, body=None, **headers):
        path, _, query = target.partition("?")
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is None:
            content = b""
        elif "Content-Type" not in lines:
            lines["Content-Type"] = "application/json"
        sent = Headers((name, value) for name, value in lines.items() if value is not None)
        return Answered(self.mock.respond(Request(method, path, query, sent, content)))


class Answered:
    """A response as tests look at it."""

    def __init__(self, response):
        self.status, self.body, self.headers = response.status, response.body, response.headers

    @property
    def type(self):
        return self.headers.get("Content-Type")

    @property
    def json(self):
        return json.loads(self.body)


@pytest.fixture
def client(tmp_path):
    """Makes a client of a mock of a document and fixture files, told by their names."""

    def make(document, seed=0, **fixtures):
        (tmp_path / "api.yaml").write_text(dedent(document), encoding="utf-8")
        folder = tmp_path / "fixtures"
        folder.mkdir(exist_ok=True)
        for name, text in fixtures.items():
            (folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
        return Client(Mock.load(tmp_path / "api.yaml", folder, clock=clock(), seed=seed))

    return make


@pytest.fixture
def client_of():
    """Makes a client of a mock of a document and fixtures that are files already."""

    def make(document, fixtures, seed=0):
        return Client(Mock.load(document, fixtures, clock=clock(), seed=seed))

    return make
