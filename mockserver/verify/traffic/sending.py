"""A recorded request as it is sent to a target: named as things are there, with its credentials."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote_plus

from mockserver.http import TOKEN, Headers, Request, Response
from mockserver.journal.redaction import REDACTED
from mockserver.pointer import at, put
from mockserver.spec.model import Operation
from mockserver.transport.way import Credentials
from mockserver.verify.traffic.memory import Memory
from mockserver.verify.traffic.recorded import Recorded
from mockserver.verify.traffic.renaming import Renaming

_VARIABLE = re.compile(r"\{([^}/]+)\}")
# What belongs to one connection, to one client, or to what that client had kept.
_LEFT_OUT = frozenset(
    "host connection proxy-connection keep-alive te trailer transfer-encoding upgrade expect "
    "http2-settings content-length accept-encoding origin referer priority dnt pragma "
    "upgrade-insecure-requests if-modified-since if-unmodified-since".split()
)
_CONDITIONS = ("If-None-Match", "If-Match")
_REFUSED = 401  # RFC 9110 §15.5.2


_TEXT = re.compile(r"[^\r\n\0\u0100-\U0010ffff]*")  # RFC 9110 §5.5


def unsendable(headers: Headers) -> str:
    """The name of a field that cannot be sent, as it can be shown; empty where all can."""
    lines = (
        line for line in headers if not (TOKEN.fullmatch(line[0]) and _TEXT.fullmatch(line[1]))
    )
    return next((json.dumps(name) for name, _ in lines), "")


@dataclass
class Sender:
    """Makes requests; ``given`` are the headers that the user gives, which win over recorded ones.

    ``cookies`` are those that the target has set, ``tags`` its entity tags by recorded ones.
    """

    given: tuple[tuple[str, str], ...]
    renaming: Renaming
    memory: Memory
    credentials: Credentials | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def request(self, recorded: Recorded) -> Request:
        """The request for the target; its path is below the target's base."""
        body = self.body(recorded)
        return Request(
            recorded.request.method,
            self._path(recorded),
            self._query(recorded),
            self._headers(recorded),
            body,
        )

    def lacking(self, recorded: Recorded) -> str:
        """The credential that was taken out of the archive and that nobody gives; empty if none."""
        given = self._names
        for name, value in recorded.request.headers:
            is_jar = name.lower() == "cookie" and self.cookies
            if REDACTED in value and name.lower() not in given and not is_jar:
                return name
        for pair in recorded.request.query.split("&"):
            name, _, value = pair.partition("=")
            if REDACTED in unquote_plus(value) and unquote_plus(name).lower() not in given:
                return unquote_plus(name)
        return ""

    @property
    def _names(self) -> set[str]:
        """What goes with every request, by name."""
        found = [name for name, _ in self.given]
        if self.credentials is not None:
            found += [name for name, _ in (*self.credentials.lines(), *self.credentials.query())]
        return {name.lower() for name in found}

    def learn(self, recorded: Response, actual: Response) -> None:
        """Take in what an answer hands out for requests to come."""
        for line in actual.headers.all("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        before, now = recorded.headers.get("ETag"), actual.headers.get("ETag")
        if before and now:
            self.tags[before] = now

    def deletion(self, operation: Operation, keys: Mapping[str, str]) -> Request:
        """What takes back a record that was made; ``keys`` as they were recorded."""
        path = self._filled(operation.template, keys, {})
        return Request("DELETE", path, "", Headers(self.given))

    def _path(self, recorded: Recorded) -> str:
        return self._filled(recorded.operation.template, recorded.keys, recorded.values)

    def _filled(self, template: str, keys: Mapping[str, str], raw: Mapping[str, str]) -> str:
        """A path with keys as the target knows them; those that it knows go as they came."""
        plain = template.partition("#")[0]
        owners = dict(self.memory.owners.keys(plain))

        def named(match: re.Match[str]) -> str:
            name = match[1]
            key = keys.get(name, "")
            actual = str(self.renaming.key(owners.get(name), key))
            return raw[name] if name in raw and actual == key else quote(actual, safe="")

        return _VARIABLE.sub(named, plain)

    def _query(self, recorded: Recorded) -> str:
        pairs = (self._pair(recorded, each) for each in recorded.request.query.split("&"))
        return "&".join(filter(None, pairs))

    def _pair(self, recorded: Recorded, pair: str) -> str:
        raw, sign, written = pair.partition("=")
        name, value = unquote_plus(raw), unquote_plus(written)
        if REDACTED in value:
            given = {each.lower(): secret for each, secret in self.given}
            secret = given.get(name.lower())  # else it is added with the target's credentials
            return f"{raw}={quote(secret, safe='')}" if secret is not None else ""
        actual = str(self.renaming.member(recorded.collection, name, value))
        return pair if actual == value else f"{raw}{sign}{quote(actual, safe='')}"

    def body(self, recorded: Recorded) -> bytes:
        """The body, its names those of the target."""
        value = recorded.sent
        if value is None:
            return recorded.request.body
        actual = self.renamed(recorded, value)
        if actual == value:
            return recorded.request.body
        return json.dumps(actual, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def renamed(self, recorded: Recorded, value: Any) -> Any:
        """A value that was sent, as it is sent now."""
        actual = self.renaming.value(value)
        part, collection = recorded.part, recorded.collection
        record = at(value, part.sent_at) if part else None
        if part is None or not isinstance(record, dict):
            return actual
        own = self.renaming.record(collection, record)
        if collection is not None and record.get(collection.key) is not None:
            own[collection.key] = self.renaming.key(collection, record[collection.key])
        return put(actual, part.sent_at, own)

    def _headers(self, recorded: Recorded) -> Headers:
        given = self.given if recorded.status != _REFUSED else ()
        own = self._names if recorded.status != _REFUSED else set()
        lines = [
            (name, self._field(name, value))
            for name, value in recorded.request.headers
            if name.lower() not in own and not _is_left_out(name)
        ]
        kept = Headers(line for line in lines if line[1])
        jar = self._jar(kept, own) if recorded.status != _REFUSED else []
        return Headers((*kept, *jar, *given))

    def _field(self, name: str, value: str) -> str:
        if name.title() in _CONDITIONS:
            return self.tags.get(value, "" if name.title() == "If-None-Match" else value)
        if name.lower() == "cookie":
            return self._cookie(value)
        return "" if REDACTED in value else self.renaming.text(value)

    def _cookie(self, value: str) -> str:
        """What was set here goes before what was set there."""
        if REDACTED in value:
            return "; ".join(f"{name}={each}" for name, each in self.cookies.items())
        pairs = [each.strip().partition("=") for each in value.split(";") if each.strip()]
        return "; ".join(f"{name}={self.cookies.get(name, was)}" for name, _, was in pairs)

    def _jar(self, kept: Headers, own: set[str]) -> list[tuple[str, str]]:
        """A browser's archive may leave cookies out; a session that was opened here is kept up."""
        if not self.cookies or "Cookie" in kept or "cookie" in own:
            return []
        return [("Cookie", "; ".join(f"{name}={each}" for name, each in self.cookies.items()))]


def _is_left_out(name: str) -> bool:
    return name.lower() in _LEFT_OUT or name.lower().startswith("sec-")
