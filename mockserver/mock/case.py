"""One request as it was understood, and the answer to it."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockserver.http import Request, Response
from mockserver.mock.visit import Visit
from mockserver.mock.wisher import Wisher
from mockserver.request import Preference, Reading
from mockserver.response import Choice, Wish
from mockserver.routing import Match
from mockserver.scenario import Respond
from mockserver.spec.model import Content, Operation


class Case(NamedTuple):
    """One request as it was understood; ``path`` is below the document's base."""

    visit: Visit
    match: Match
    path: str
    reading: Reading
    preference: Preference
    respond: Respond
    choice: Choice
    content: Content | None
    wisher: Wisher

    @property
    def request(self) -> Request:
        """What was sent."""
        return self.visit.request

    @property
    def wish(self) -> Wish:
        """What a body should be like: few answers ask for it."""
        return self.wisher.wish(self.reading, self.preference, self.respond, self.visit.seed)


class Answer(NamedTuple):
    """A response with what the journal tells about it."""

    response: Response
    operation: Operation | None
    source: str
    violations: tuple[str, ...] = ()
    rule: str = ""
    value: Any = None
