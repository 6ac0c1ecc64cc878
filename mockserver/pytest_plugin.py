"""pytest as a door: a mock server for the tests of whoever installs this package.

``mock_server`` is a server of the project's document on a free port. It is one for a process, so
each worker of pytest-xdist has its own; what a test changes is undone after it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.journal import Exchange
    from mockserver.mock import Mock

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class MockServer:
    """A server that is running: ``url`` without a slash at its end, and the mock behind it."""

    url: str
    mock: Mock

    def exchanges(self) -> tuple[Exchange, ...]:
        """What this test has asked so far, with the answers."""
        return self.mock.journal.exchanges()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings that a suite may have of its own, in its pytest configuration."""
    parser.addini("mockserver_document", "The OpenAPI document that mock_server serves.")
    parser.addini("mockserver_fixtures", "The fixture file or folder of mock_server, or none.")


@pytest.fixture(scope="session")
def _mock_server(pytestconfig: pytest.Config) -> Iterator[MockServer]:
    from mockserver.web.app import create_app
    from mockserver.web.server import bind

    mock = _load(pytestconfig)
    server = bind(create_app(mock), _HOST, 0)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield MockServer(f"http://{_HOST}:{server.port}", mock)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def mock_server(_mock_server: MockServer) -> Iterator[MockServer]:
    """A mock of the project's document: its address, and what was asked of it.

    The document and the fixtures are those of ``mockserver_document`` and ``mockserver_fixtures``
    in the pytest configuration, else those of the settings. Each test finds the records as the
    fixtures have them.
    """
    yield _mock_server
    sessions, journal = _mock_server.mock.sessions, _mock_server.mock.journal
    for session in sessions.all():
        sessions.end(session.name)
        journal.clear(session.name)
    sessions.reset("")
    journal.clear()


def _load(config: pytest.Config) -> Mock:
    """The mock of the settings at the root of the suite. Raises UsageError as a failed set-up."""
    from mockserver.config import read_settings
    from mockserver.errors import UsageError
    from mockserver.web.loading import load_mock

    flags: dict[str, Any] = {
        name: config.getini(f"mockserver_{name}") or None for name in ("document", "fixtures")
    }
    here = Path.cwd()
    try:
        os.chdir(config.rootpath)  # names in the settings are told from there
        settings = read_settings(config.rootpath, os.environ, flags)
        return load_mock(settings, settings["document"], settings.path("fixtures"))
    except UsageError as error:
        pytest.fail(f"mock_server cannot be started: {error}", pytrace=False)
    finally:
        os.chdir(here)
