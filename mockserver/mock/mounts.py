"""Several mocks on one server, each beneath a prefix of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from mockserver.http import Request, Response
from mockserver.mock.request_context import led


class Answering(Protocol):
    """Whatever answers requests."""

    def respond(self, request: Request) -> Response:
        """Answer a request."""
        ...


class Mounts:
    """Gives each request to the mock whose prefix its path has; the longest one wins."""

    def __init__(self, main: Answering, mounted: Mapping[str, Answering]) -> None:
        self._main = main
        self._mounted = sorted(mounted.items(), key=lambda item: len(item[0]), reverse=True)

    def respond(self, request: Request) -> Response:
        """Answer beneath the prefix, as if it were not there; one of a session may come before."""
        lead, path = led(request.path)
        for prefix, mock in self._mounted:
            if path == prefix or path.startswith(f"{prefix}/"):
                rest = lead + (path[len(prefix) :] or "/")
                beneath = replace(request, path=rest, prefix=request.prefix + prefix)
                return mock.respond(beneath).beneath(prefix)
        return self._main.respond(request)
