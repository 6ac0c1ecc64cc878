"""What a server that passes some operations on shares with the mock of the others."""

from __future__ import annotations

from collections.abc import Callable

from mockserver.errors import DocumentError, Rejection, StoreError
from mockserver.http import Request
from mockserver.journal import Exchange
from mockserver.mock.engine import Mock
from mockserver.mock.request_context import RequestContext, Watch, session_of
from mockserver.mock.steering import Steering


class Beside:
    """Sessions, rules and secrets, as the mock of the moment knows them."""

    def __init__(self, mock: Callable[[], Mock]) -> None:
        self._mock = mock

    def named(self, request: Request) -> tuple[str, Request]:
        """The session that a request names, begun if it was not, and the request in it.

        Raises Rejection for one that cannot be, StoreError where none can be.
        """
        session, asked = session_of(request)
        if session:
            self._mock().opened(session)
        return session, asked

    def steer(self, asked: Request, session: str) -> Steering | None:
        """What rules make of a request that another answers; None where they leave it alone."""
        mock = self._mock()
        try:
            world = mock.world(session)
            match = mock.router.find(asked.path, asked.prefix).match(asked.method, asked)
            context = RequestContext(asked, world, Watch(world, mock.clock), mock.seed_of(world))
            return mock.handler(match.operation).steer(match, context)
        except (Rejection, DocumentError, StoreError):
            return None  # who answers tells what is wrong

    def redacted(self, exchange: Exchange) -> Exchange:
        """Without its secrets."""
        return self._mock().redaction.exchange(exchange)
