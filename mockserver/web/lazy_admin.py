"""An administration that is loaded when somebody first asks it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from mockserver.admin import owns
from mockserver.http import Request, Response

if TYPE_CHECKING:
    from mockserver.admin import Admin


class Administration(Protocol):
    """Whoever answers for an administration; see ``Admin``."""

    def owns(self, path: str) -> bool:
        """Whether a path is one of the administration."""
        ...

    def respond(self, request: Request, peer: str = "") -> Response:
        """Answer a request of whoever has the address ``peer``."""
        ...


class LazyAdmin:
    """Makes the administration for its first request: a mock starts sooner without it."""

    def __init__(self, make: Callable[[], Admin]) -> None:
        self._make = make
        self._made: Admin | None = None
        self._lock = Lock()

    @staticmethod
    def owns(path: str) -> bool:
        """Whether a path is one of the administration."""
        return owns(path)

    def respond(self, request: Request, peer: str = "") -> Response:
        """Answer a request of whoever has the address ``peer``."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
        return self._made.respond(request, peer)
