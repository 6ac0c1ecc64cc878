"""One request as it was understood, and the answer to it."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockserver.http import Request, Response
from mockserver.mock.body_wishes import BodyWishes
from mockserver.mock.request_context import RequestContext
from mockserver.request import Preference, Reading
from mockserver.response import Choice, Wish
from mockserver.routing import Match
from mockserver.scenario import Respond
from mockserver.spec.model import Content, Operation


class Case(NamedTuple):
    """One request as it was understood; ``path`` is below the document's base."""

    context: RequestContext
    match: Match
    path: str
    reading: Reading
    preference: Preference
    respond: Respond
    choice: Choice
    content: Content | None
    wishes: BodyWishes

    @property
    def request(self) -> Request:
        """What was sent."""
        return self.context.request

    @property
    def wish(self) -> Wish:
        """What a body should be like: few answers ask for it."""
        return self.wishes.wish(self.reading, self.preference, self.respond, self.context.seed)


class Answer(NamedTuple):
    """A response with what the journal tells about it."""

    response: Response
    operation: Operation | None
    source: str
    violations: tuple[str, ...] = ()
    rule: str = ""
    value: Any = None
