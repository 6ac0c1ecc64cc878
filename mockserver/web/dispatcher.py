"""Who answers a request: a mock, its documentation, its administration, or its console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from mockserver.http import Request, Response
from mockserver.media import parse_accept
from mockserver.mock import Answering
from mockserver.routing.router import PATH_NOT_FOUND
from mockserver.web.docs import Docs
from mockserver.web.lazy_admin import Administration

if TYPE_CHECKING:
    from mockserver.console import Console

_CONSOLE = "/__console"
_NOT_FOUND = 404
_PATH_NOT_FOUND = f'"{PATH_NOT_FOUND}"'.encode()

_Owner = TypeVar("_Owner", Administration, Docs, "Console")


class Dispatcher:
    """Gives requests to administration and documentation, and all others to the mock.

    ``admins`` and ``docs`` are those of each mock by the prefix that it answers beneath.
    """

    def __init__(
        self,
        mock: Answering,
        admins: Mapping[str, Administration],
        docs: Mapping[str, Docs] | None = None,
    ) -> None:
        self.mock = mock
        self._admins = _longest_first(admins)
        self._docs = _longest_first(docs or {})

    def respond(self, request: Request, peer: str = "") -> Response:
        """Answer a request of whoever has the address ``peer``."""
        if "/__" not in request.path:
            return self._shown(request, self.mock.respond(request))
        for admin, inner in _owners(self._admins, request):
            return admin.respond(inner, peer)
        for docs, inner in _owners(self._docs, request):
            return docs.respond(inner)
        consoles = self._consoles if _CONSOLE in request.path else []
        for console, inner in _owners(consoles, request):
            return console.respond(inner, peer)
        return self._shown(request, self.mock.respond(request))

    def _shown(self, request: Request, response: Response) -> Response:
        """The response; a browser that asks for what the document has not is shown the way on."""
        if response.status != _NOT_FOUND or request.method != "GET" or not wants_page(request):
            return response
        if _PATH_NOT_FOUND not in response.body:
            return response
        from mockserver.console.landing import Sight, landing

        sights = [
            Sight(prefix, docs.title, has_console=prefix in dict(self._admins))
            for prefix, docs in reversed(self._docs)
        ]
        return landing(request, response, sights)

    @cached_property
    def _consoles(self) -> list[tuple[str, Console]]:
        """A console for each administration; whoever never looks has none of it in memory."""
        from mockserver.console import Console

        answers = {prefix: admin.respond for prefix, admin in self._admins}
        return [(prefix, Console(answers, prefix)) for prefix, _ in self._admins]


def wants_page(request: Request) -> bool:
    """Whether somebody looks with a browser: HTML is asked for by name, and before JSON.

    What sends no Accept, or takes anything, is a client of the API (RFC 9110 §12.5.1).
    """
    accept = request.headers.get("Accept") or ""
    if "text/html" not in accept:
        return False
    weights = {each.media_type: each.quality for each in parse_accept(accept)}
    html = [weight for name, weight in weights.items() if name.essence == "text/html"]
    others = [weight for name, weight in weights.items() if name.is_json]
    return max(html, default=0.0) > max(others, default=0.0)


def _longest_first(owners: Mapping[str, _Owner]) -> list[tuple[str, _Owner]]:
    return sorted(owners.items(), key=lambda item: len(item[0]), reverse=True)


def _owners(owners: list[tuple[str, _Owner]], request: Request) -> Iterator[tuple[_Owner, Request]]:
    """Who answers beneath the longest prefix, with the request as it is there."""
    for prefix, owner in owners:
        rest = request.path[len(prefix) :]
        if request.path.startswith(prefix) and owner.owns(rest):
            yield owner, replace(request, path=rest, prefix=prefix)
