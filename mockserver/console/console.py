"""The console: a request in, a page out, and all that it knows from the administration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from mockserver.console import (
    clock,
    collections,
    coverage,
    files,
    journal,
    overview,
    records,
    scenarios,
    sessions,
)
from mockserver.console.drawing import asset, drawn
from mockserver.console.page import DONE, Onward, Page
from mockserver.console.safety import ALWAYS, FORM_FIELD, Cookies, is_own_page
from mockserver.console.visit import PREFIX, Admin, Turned, Visit
from mockserver.http import Headers, Request, Response
from mockserver.serialization import encode_json

__all__ = ["PREFIX", "Console"]

_Found = Page | Onward
_HTML = "text/html; charset=utf-8"
_ASSETS = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_NAMES = {
    "/": "Overview",
    "/journal": "Journal",
    "/collections": "Collections",
    "/scenarios": "Scenarios",
    "/sessions": "Sessions",
    "/clock": "Clock",
    "/coverage": "Coverage",
    "/files": "Files",
}
_PULSE = "/pulse"
_UNKEPT = ("Cache-Control", "no-store")
_NO_BEAT = {"last": "", "deed": "", "read": "", "begun": ""}
_BARE = ("enter.html", "turned.html")
_UNAUTHORIZED = 401
_PAGES: tuple[tuple[str, str, Callable[..., _Found]], ...] = (
    ("GET", "/", overview.show),
    ("GET", "/journal", journal.show),
    ("GET", "/journal/([0-9]{1,15})", journal.show),
    ("GET", "/journal/([0-9]{1,15})/(fixture|example)", journal.preview),
    ("POST", "/journal/([0-9]{1,15})/(fixture|example)", journal.save),
    ("POST", "/journal/clear", journal.clear),
    ("GET", "/collections", collections.show),
    ("GET", "/collections/([^/]+)", collections.table),
    ("POST", "/collections/([^/]+)/reset", collections.reset),
    ("POST", "/collections/([^/]+)/empty", collections.empty),
    ("GET", "/collections/([^/]+)/record", records.edit),
    ("POST", "/collections/([^/]+)/record", records.write),
    ("POST", "/collections/([^/]+)/remove", records.remove),
    ("POST", "/snapshots/(take|restore|forget)", collections.snapshot),
    ("GET", "/scenarios", scenarios.show),
    ("POST", "/scenarios/play", scenarios.play),
    ("POST", "/scenarios/stop", scenarios.stop),
    ("POST", "/scenarios/step", scenarios.step),
    ("POST", "/scenarios/delay", scenarios.delay),
    ("POST", "/scenarios/break", scenarios.break_operation),
    ("POST", "/rules/remove", scenarios.remove_rule),
    ("POST", "/rules/clear", scenarios.clear_rules),
    ("GET", "/sessions", sessions.show),
    ("POST", "/sessions/begin", sessions.begin),
    ("POST", "/sessions/end", sessions.end),
    ("POST", "/reset", sessions.reset),
    ("GET", "/clock", clock.show),
    ("POST", "/clock/freeze", clock.freeze),
    ("POST", "/clock/advance", clock.advance),
    ("POST", "/clock/release", clock.release),
    ("POST", "/seed/sow", clock.sow),
    ("POST", "/seed/unsow", clock.unsow),
    ("GET", "/coverage", coverage.show),
    ("GET", "/files", files.show),
    ("POST", "/files/reload", files.reload),
)


class Console:
    """The console of one of several mocks.

    ``admins`` answer beneath ``/__admin`` of each mock, by the prefix of its paths; ``prefix`` is
    that of this one.
    """

    def __init__(self, admins: Mapping[str, Admin], prefix: str = "") -> None:
        self._admins = admins
        self._prefix = prefix

    @staticmethod
    def owns(path: str) -> bool:
        """Whether a path is one of the console."""
        return path == PREFIX or path.startswith(f"{PREFIX}/")

    def respond(self, request: Request, peer: str = "") -> Response:
        """Answer a request of whoever has the address ``peer``. Never raises for what is sent."""
        here = f"{request.prefix}{PREFIX}"
        if request.path == PREFIX:
            return _answer(302, ("Location", f"{here}/"))
        if request.method not in ("GET", "HEAD", "POST"):
            return _answer(405, ("Allow", "GET, HEAD, POST"))
        name = request.path.removeprefix(f"{PREFIX}/assets/")
        if name in _ASSETS:
            return _sent(200, _ASSETS[name], asset(name), ("Cache-Control", "no-cache"))
        cookies = Cookies(request, here)
        visit = Visit(request, peer, self._admins[self._prefix], cookies.admin_token)
        if request.method == "POST" and not (is_own_page(request) and cookies.signed(visit.form)):
            return self._drawn(visit, cookies, _foreign())
        if visit.path in ("/enter", "/leave") and request.method == "POST":
            return self._door(visit, cookies)
        return self._found(visit, cookies)

    def _found(self, visit: Visit, cookies: Cookies) -> Response:
        method = "GET" if visit.request.method == "HEAD" else visit.request.method
        try:
            beat = overview.beat(visit)  # before the page: what comes between is new to it
            if visit.path == _PULSE:
                return _sent(200, "application/json", encode_json(beat), _UNKEPT)
            found = _page(method, visit)
            if isinstance(found, Onward):
                return _onward(found)
            return self._drawn(visit, cookies, found, beat)
        except Turned as turned:
            return self._drawn(visit, cookies, _turned(turned))

    def _door(self, visit: Visit, cookies: Cookies) -> Response:
        """Let somebody in who has the token, or out."""
        home = f"{visit.request.prefix}{PREFIX}/"
        if visit.path == "/leave":
            return _answer(303, ("Location", home), cookies.forget_token())
        token = visit.form.get("token", "").strip()
        entered = Visit(visit.request, visit.peer, visit.admin, token)
        try:
            entered.read("/health")
        except Turned as turned:
            wrong = "That is not the token." if turned.status == _UNAUTHORIZED else turned.detail
            page = Page("enter.html", "", "Sign in", status=turned.status, problem=wrong)
            return self._drawn(visit, cookies, page)
        return _answer(303, ("Location", home), cookies.keep_token(token))

    def _drawn(
        self, visit: Visit, cookies: Cookies, page: Page, beat: Mapping[str, Any] = _NO_BEAT
    ) -> Response:
        frame = {} if page.template in _BARE else self._frame(visit)
        named = {
            "page": page,
            "link": visit.link,
            "assets": f"{visit.request.prefix}{PREFIX}/assets",
            "home": visit.request.prefix,
            "session": visit.session,
            "form_token": cookies.form_token,
            "form_field": FORM_FIELD,
            "done": DONE.get(visit.query.get("done", ""), ""),
            "navigation": _NAMES,
            "beat": beat,
            "has_token": bool(visit.token),
        }
        text = drawn(page.template, {**named, **frame, **page.values})
        body = b"" if visit.request.method == "HEAD" else text.encode()
        kept = (cookies.keep_secret(),) if cookies.is_new else ()
        return _sent(page.status, _HTML, body, _UNKEPT, *kept)

    def _frame(self, visit: Visit) -> Mapping[str, Any]:
        """What stands around each page."""
        return {
            "health": visit.read("/health"),
            "sessions": visit.read("/sessions")["sessions"],
            "refused": bool(visit.read("/reload", changes="false")["error"]),
            "mounts": self._mounts(visit),
        }

    def _mounts(self, visit: Visit) -> list[Mapping[str, Any]]:
        """The consoles of all mocks of this server, where there are several."""
        found: list[Mapping[str, Any]] = []
        for prefix, admin in sorted(self._admins.items()) if len(self._admins) > 1 else ():
            other = Visit(
                Request("GET", PREFIX, headers=visit.request.headers),
                visit.peer,
                admin,
                visit.token,
            )
            title = other.read("/health")["title"]
            link = f"{prefix}{PREFIX}/"
            found.append(
                {"title": title, "prefix": prefix, "link": link, "is_here": prefix == self._prefix}
            )
        return found


def _page(method: str, visit: Visit) -> _Found:
    for wanted, pattern, show in _PAGES:
        match = re.fullmatch(pattern, visit.path.rstrip("/") or "/")
        if match and wanted == method:
            return show(visit, *map(unquote, match.groups()))
    detail = f"The console has no {visit.path}."
    return Page("turned.html", "", "Not found", status=404, problem=detail)


def _turned(turned: Turned) -> Page:
    if turned.status == _UNAUTHORIZED:
        return Page("enter.html", "", "Sign in", status=401)
    return Page("turned.html", "", "Not possible", status=turned.status, problem=turned.detail)


def _foreign() -> Page:
    detail = "This form is not from a page of this console, or from one that is too old. Go back, "
    detail += "load the page again, and repeat what you did."
    return Page("turned.html", "", "Not done", status=403, problem=detail)


def _onward(onward: Onward) -> Response:
    mark = "&" if "?" in onward.link else "?"
    done = f"{mark}done={onward.done}" if onward.done else ""
    return _answer(303, ("Location", f"{onward.link}{done}"))


def _answer(status: int, *lines: tuple[str, str]) -> Response:
    return Response(status, Headers((*lines, *ALWAYS, _UNKEPT)))


def _sent(status: int, media_type: str, content: bytes, *lines: tuple[str, str]) -> Response:
    return Response(status, Headers((("Content-Type", media_type), *lines, *ALWAYS)), content)
