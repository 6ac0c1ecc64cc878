"""One request with all that it may change: the world it comes to, and its time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from mockserver.clock import Clock
from mockserver.http import Request
from mockserver.serialization.coding import FIELD, decoded
from mockserver.store import World

SESSION_FIELD = "X-Mock-Session"
SESSION_COOKIE = "mock_session"
_NAMING = frozenset((SESSION_FIELD.lower(), "cookie"))
_PREFIX = re.compile(r"/__session/([^/]+)(/.*|$)")
_COOKIE = re.compile(rf"(?:^|;)\s*{SESSION_COOKIE}=([^;\s]+)")

SETTINGS = "settings"


class Watch:
    """What time it is in a world: it is looked at once, when somebody asks."""

    __slots__ = ("_clock", "_moment", "_world")

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self._moment: datetime | None = None

    @property
    def moment(self) -> datetime:
        """The same for as long as a request takes."""
        if self._moment is None:
            self._moment = moment_of(self._world, self._clock)
        return self._moment


class RequestContext(NamedTuple):
    """A request in a world; ``seed`` is what that makes values of."""

    request: Request
    world: World
    watch: Watch
    seed: str

    @property
    def moment(self) -> datetime:
        """What time it is there. To be asked within a change alone: an answer depends on it."""
        return self.watch.moment


def session_of(request: Request) -> tuple[str, Request]:
    """The session that a request names, and the request without a prefix that names it.

    The prefix counts before the field, and that before the cookie; empty where there is none.
    """
    match = _PREFIX.fullmatch(request.path) if request.path.startswith("/__session/") else None
    if match:
        prefix = f"{request.prefix}/__session/{match[1]}"
        return unquote(match[1]), replace(request, path=match[2] or "/", prefix=prefix)
    if not request.headers.has_any(_NAMING):
        return "", request
    named = request.headers.get(SESSION_FIELD)
    if named:
        return named, request
    cookies = "; ".join(request.headers.all("Cookie"))  # RFC 9113 §8.2.3: they may be several
    found = _COOKIE.search(cookies) if SESSION_COOKIE in cookies else None
    return (unquote(found[1]) if found else ""), request


def led(path: str) -> tuple[str, str]:
    """The prefix of a path that names a session, empty without one, and the rest."""
    match = _PREFIX.fullmatch(path) if path.startswith("/__session/") else None
    return (path[: match.start(2)], match[2] or "/") if match else ("", path)


def moment_of(world: World, clock: Clock) -> datetime:
    """What time it is in a world: it may stand still, or be ahead or behind."""
    now = clock.now()
    setting = world.get(SETTINGS, "clock")
    if not setting:
        return now
    if "at" in setting:
        return datetime.fromisoformat(setting["at"])
    return now + timedelta(seconds=setting["offset"])


_CODED = frozenset((FIELD.lower(),))


def plain(request: Request) -> Request:
    """The request with its body beneath content codings, where those can be read."""
    if not request.headers.has_any(_CODED):
        return request
    headers, body = decoded(request.headers, request.body)
    return replace(request, headers=headers, body=body)
