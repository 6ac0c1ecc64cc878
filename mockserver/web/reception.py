"""Who answers a request: a mock, its documentation, or its administration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from mockserver.admin import Admin
from mockserver.http import Request, Response
from mockserver.mock import Answering
from mockserver.web.docs import Docs

_Owner = TypeVar("_Owner", Admin, Docs)


class Reception:
    """Gives requests to administration and documentation, and all others to the mock.

    ``admins`` and ``docs`` are those of each mock by the prefix that it answers beneath.
    """

    def __init__(
        self,
        mock: Answering,
        admins: Mapping[str, Admin],
        docs: Mapping[str, Docs] | None = None,
    ) -> None:
        self.mock = mock
        self._admins = _longest_first(admins)
        self._docs = _longest_first(docs or {})

    def respond(self, request: Request, peer: str = "") -> Response:
        """Answer a request of whoever has the address ``peer``."""
        if "/__" not in request.path:
            return self.mock.respond(request)
        for admin, inner in _owners(self._admins, request):
            return admin.respond(inner, peer)
        for docs, inner in _owners(self._docs, request):
            return docs.respond(inner)
        return self.mock.respond(request)


def _longest_first(owners: Mapping[str, _Owner]) -> list[tuple[str, _Owner]]:
    return sorted(owners.items(), key=lambda item: len(item[0]), reverse=True)


def _owners(owners: list[tuple[str, _Owner]], request: Request) -> Iterator[tuple[_Owner, Request]]:
    """Who answers beneath the longest prefix, with the request as it is there."""
    for prefix, owner in owners:
        rest = request.path[len(prefix) :]
        if request.path.startswith(prefix) and owner.owns(rest):
            yield owner, replace(request, path=rest, prefix=prefix)
