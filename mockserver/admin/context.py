"""One request to the administration, as it was understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from mockserver.admin.refused import conflict
from mockserver.http import Request
from mockserver.journal.redaction import Redaction
from mockserver.mock import Mock, Reloading
from mockserver.mock.control import Control
from mockserver.request import Reading
from mockserver.scenario import Serving
from mockserver.spec.model import Location
from mockserver.store import SessionRefused, World


@dataclass(frozen=True, slots=True)
class SharedContext:
    """What all requests share: the mock under control, and what is known about its surroundings.

    ``reloading`` follows the files of the mock; None where nobody does.
    """

    control: Control
    redaction: Redaction
    serving: Serving
    random: Random
    begun: datetime
    document: Any
    reloading: Reloading | None = None

    @property
    def mock(self) -> Mock:
        """The mock itself."""
        return self.control.mock


@dataclass(frozen=True, slots=True)
class AdminContext:
    """A request that keeps to the document; ``session`` is empty for the common one."""

    shared: SharedContext
    request: Request
    reading: Reading
    session: str

    @property
    def control(self) -> Control:
        """The state of the mock."""
        return self.shared.control

    @property
    def mock(self) -> Mock:
        """The mock itself."""
        return self.shared.control.mock

    @property
    def world(self) -> World:
        """The world that is asked about; one that has not begun would be as the common one."""
        is_begun = self.mock.sessions.knows(self.session)
        return self.mock.world(self.session if is_begun else "")

    def begun(self) -> World:
        """The world to be changed; its session begins. Raises Rejection where it cannot."""
        try:
            return self.control.world(self.session)
        except SessionRefused as refused:
            raise conflict(str(refused)) from refused

    def path(self, name: str) -> Any:
        """A value of the path."""
        return self.reading.parameters[Location.PATH, name]

    def query(self, name: str, default: Any = None) -> Any:
        """A value of the query."""
        return self.reading.parameters.get((Location.QUERY, name), default)

    @property
    def body(self) -> Mapping[str, Any]:
        """The members of the body; none without one."""
        return self.reading.body if isinstance(self.reading.body, Mapping) else {}

    def link(self, path: str) -> str:
        """A path of the administration as clients reach it."""
        return f"{self.request.prefix}{path}"


@dataclass(frozen=True, slots=True)
class Reply:
    """A value with another status than the usual one, or with headers."""

    value: Any
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()


Handler = Callable[[AdminContext], Any]
"""Answers one operation: a JSON value, or a Reply. Raises Rejection."""
