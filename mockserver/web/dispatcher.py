"""Who answers a request: a mock, its documentation, its administration, or its console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from mockserver.http import Headers, Request, Response
from mockserver.media import parse_accept
from mockserver.mock import Answering
from mockserver.routing.router import PATH_NOT_FOUND
from mockserver.web.docs import Docs
from mockserver.web.lazy_admin import Administration

if TYPE_CHECKING:
    from mockserver.console import Console

_CONSOLE = "/__console"
_ICON = "/favicon.ico"
_OF_BROWSERS = ("/", _ICON)
"""What browsers ask for by themselves, or to see what there is."""
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
            beside = self._beside(request) if request.path in _OF_BROWSERS else None
            return beside or self._shown(request, self.mock.respond(request))
        for admin, inner in _owners(self._admins, request):
            return admin.respond(inner, peer)
        for docs, inner in _owners(self._docs, request):
            return docs.respond(inner)
        consoles = self._consoles if _CONSOLE in request.path else []
        for console, inner in _owners(consoles, request):
            return console.respond(inner, peer)
        return self._shown(request, self.mock.respond(request))

    def _beside(self, request: Request) -> Response | None:
        """The first page and the icon, where a browser asks for them and the document has neither.

        They are no calls of the API, and so the journal does not have them.
        """
        docs = dict(self._docs).get("")
        is_page = request.path == "/" and wants_page(request)
        is_wanted = is_page or (request.path == _ICON and wants_picture(request))
        if request.method != "GET" or docs is None or not is_wanted:
            return None
        refusal = docs.refusal(request)
        if refusal is None:
            return None
        return self._way_on(request, refusal) if is_page else _icon()

    def _shown(self, request: Request, response: Response) -> Response:
        """The response; a browser that asks for what the document has not is shown the way on."""
        if response.status != _NOT_FOUND or request.method != "GET" or not self._docs:
            return response
        if _PATH_NOT_FOUND not in response.body or not wants_page(request):
            return response
        return self._way_on(request, response)

    def _way_on(self, request: Request, refusal: Response) -> Response:
        from mockserver.console.landing import Sight, landing

        sights = [
            Sight(prefix, docs.title, has_console=prefix in dict(self._admins))
            for prefix, docs in reversed(self._docs)
        ]
        return landing(request, refusal, sights)

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


def wants_picture(request: Request) -> bool:
    """Whether it is a picture that is asked for by name, as browsers do for the icon of a site."""
    return "image/" in (request.headers.get("Accept") or "")


def _icon() -> Response:
    from mockserver.console.drawing import asset

    lines = (("Content-Type", "image/svg+xml"), ("X-Content-Type-Options", "nosniff"))
    return Response(200, Headers(lines), asset("icon.svg"))


def _longest_first(owners: Mapping[str, _Owner]) -> list[tuple[str, _Owner]]:
    return sorted(owners.items(), key=lambda item: len(item[0]), reverse=True)


def _owners(owners: list[tuple[str, _Owner]], request: Request) -> Iterator[tuple[_Owner, Request]]:
    """Who answers beneath the longest prefix, with the request as it is there."""
    for prefix, owner in owners:
        rest = request.path[len(prefix) :]
        if request.path.startswith(prefix) and owner.owns(rest):
            yield owner, replace(request, path=rest, prefix=prefix)
