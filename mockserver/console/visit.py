"""One request to the console, and what it asks of the administration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from mockserver.http import Headers, Request, Response
from mockserver.serialization import decode_json, encode_json

PREFIX = "/__console"
Admin = Callable[[Request, str], Response]
"""Who answers beneath ``/__admin``, for whoever has an address."""

_FAILURE = 400
_MOST_FIELDS = 10_000
_UNAUTHORIZED = 401
_FORBIDDEN = 403
# What the administration looks at to know who asks.
_PASSED = frozenset("forwarded host origin sec-fetch-site x-forwarded-for x-real-ip".split())


class Turned(Exception):
    """The administration does not let this visitor in; ``status`` and ``detail`` are its own."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Told:
    """What the administration answered: a JSON value, or a problem."""

    status: int
    value: Mapping[str, Any]

    @property
    def is_refused(self) -> bool:
        """Whether nothing was done."""
        return self.status >= _FAILURE

    @property
    def detail(self) -> str:
        """Why nothing was done."""
        return str(self.value.get("detail", "")) if self.is_refused else ""

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """What was wrong, each with its pointer."""
        return list(self.value.get("errors", ())) if self.is_refused else []


@dataclass(frozen=True)
class Visit:
    """One request; ``path`` is below the console, ``token`` the one that was given at the door."""

    request: Request
    peer: str
    admin: Admin
    token: str

    @cached_property
    def path(self) -> str:
        """The path below the console."""
        return self.request.path[len(PREFIX) :] or "/"

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The fields of the query, the last of a name."""
        return dict(parse_qsl(self.request.query, keep_blank_values=True))

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The records above those that are meant."""
        pairs = parse_qsl(self.request.query, keep_blank_values=True)
        return tuple(value for name, value in pairs if name == "parent" and value)

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The fields of the form that was sent (HTML §4.10.21.6); none of one without bounds."""
        text = self.request.body.decode(errors="replace")
        try:
            return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            return {}

    @property
    def session(self) -> str:
        """The session that is looked at; empty for the common one."""
        return self.query.get("session", "")

    def link(self, path: str, /, **query: Any) -> str:
        """A page of the console, in the same session."""
        fields = self._fields(query)
        told = f"?{urlencode(fields)}" if fields else ""
        return f"{self.request.prefix}{PREFIX}{path}{told}"

    def ask(self, method: str, path: str, body: Any = None, /, **query: Any) -> Told:
        """Ask the administration. Raises Turned where it does not let this visitor in."""
        content = b"" if body is None else encode_json(body)
        request = Request(
            method,
            f"/__admin{path}",
            urlencode(self._fields(query)),
            Headers(self._lines(content)),
            content,
            self.request.prefix,
        )
        return self._told(self.admin(request, self.peer))

    def read(self, path: str, /, **query: Any) -> Mapping[str, Any]:
        """What there is to be seen. Raises Turned where it cannot be, for whatever reason."""
        told = self.ask("GET", path, **query)
        if told.is_refused:
            raise Turned(told.status, told.detail)
        return told.value

    def _fields(self, query: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The fields of a query, in the session that is looked at; what is empty is left out."""
        named = {"session": self.session, **query}
        several = {
            name: value if isinstance(value, tuple | list) else (value,)
            for name, value in named.items()
        }
        return [
            (name, str(each)) for name, every in several.items() for each in every if each != ""
        ]

    def _lines(self, content: bytes) -> list[tuple[str, str]]:
        lines = [each for each in self.request.headers if each[0].lower() in _PASSED]
        if self.token:
            lines.append(("Authorization", f"Bearer {self.token}"))
        if content:
            lines.append(("Content-Type", "application/json"))
        return lines

    def _told(self, response: Response) -> Told:
        value = decode_json(response.body)
        told = Told(response.status, value if isinstance(value, Mapping) else {})
        if told.status in (_UNAUTHORIZED, _FORBIDDEN):
            raise Turned(told.status, told.detail)
        return told


def segment(name: str) -> str:
    """A name as one segment of a path."""
    return quote(name, safe="")
