"""Mocks on free ports of this machine, for the tests of one process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Self

import pytest

from mockserver.errors import UsageError
from mockserver.journal import Exchange
from mockserver.mock import Mock
from mockserver.mock.control import Control
from mockserver.pytest_plugin.settling import at_root, settings_of

_HOST = "127.0.0.1"
_BEFORE = "before the test"


@dataclass(frozen=True, slots=True)
class MockServer:
    """A server that is running: ``url`` without a slash at its end, and the mock behind it."""

    url: str
    mock: Mock

    def exchanges(self) -> tuple[Exchange, ...]:
        """What this test has asked so far, with the answers."""
        return self.mock.journal.exchanges()

    @contextmanager
    def as_it_was(self, scenario: str = "") -> Iterator[Self]:
        """Undo what happens: records, sessions, the journal; ``scenario`` is played meanwhile."""
        control = Control(self.mock)
        kept = control.take(control.world(""), _BEFORE)
        if scenario:
            control.play(control.world(""), scenario)
        try:
            yield self
        finally:
            for session in self.mock.sessions.all():
                control.end(session.name)
            control.restore(control.world(""), kept)
            control.drop("", _BEFORE)
            self.mock.journal.clear()


@dataclass
class Servers:
    """The servers of a process, one for each document with its fixtures, started when wanted."""

    config: pytest.Config
    known: dict[tuple[tuple[str, Any], ...], MockServer] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def of(self, wanted: Mapping[str, Any]) -> MockServer:
        """The server of a document. What cannot be served fails the set-up with one sentence."""
        key = tuple(sorted(wanted.items()))
        if key not in self.known:
            mock = load(self.config, wanted)
            self.known[key] = MockServer(self._stack.enter_context(served(mock)), mock)
        return self.known[key]


def load(config: pytest.Config, wanted: Mapping[str, Any]) -> Mock:
    """The mock of the settings at the root of the suite."""
    from mockserver.web.loading import load_mock

    try:
        with at_root(config):
            settings = settings_of(config, wanted)
            return load_mock(settings, settings["document"], settings.path("fixtures"))
    except UsageError as error:
        pytest.fail(f"mock_server cannot be started: {error}", pytrace=False)


@contextmanager
def served(mock: Mock) -> Iterator[str]:
    """A server of a mock on a free port; its address."""
    from mockserver.web.app import create_app
    from mockserver.web.server import bind

    server = bind(create_app(mock), _HOST, 0)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://{_HOST}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
