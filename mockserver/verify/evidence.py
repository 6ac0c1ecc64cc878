"""An exchange as a person can read and repeat it, without the secrets that were sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from mockserver.http import Headers, Request, Response
from mockserver.problem import phrase
from mockserver.transport import FILTERED, Credentials, curl, is_secret

EXCERPT = 500
_CLIENT_FIELDS = frozenset(
    {"user-agent", "accept-encoding", "connection", "content-length", "x-schemathesis-testcaseid"}
)
_BRACKETED = re.compile(r"([{\[(,:]);|;( [}\])])")
"""Where a line goes on in the next, and is not parted from it."""


_BEFORE, _BEHIND = r"""(?:(?<=[="'])|(?<=: ))""", r"""(?=$|[&"'\r\n])"""
"""Around a value: of a query, a field line, JSON, or what a shell is given."""
_LONG, _WORD = 6, 3
"""A secret of so many characters is looked for anywhere; of so many where it is a word.

A shorter one stands in any text by chance: it is hidden where it is all of a value.
"""


class Sent(Protocol):
    """A request as a library recorded it."""

    method: str
    uri: str
    headers: dict[str, list[str]]
    body: bytes | None


class Received(Protocol):
    """A response as a library recorded it."""

    status_code: int
    headers: dict[str, list[str]]
    content: bytes


def as_request(sent: Sent) -> Request:
    """The same as our value; the server is left out."""
    parts = urlsplit(sent.uri)
    lines = _lines(sent.headers)
    return Request(sent.method, parts.path or "/", parts.query, lines, sent.body or b"")


def as_response(received: Received) -> Response:
    """The same as our value."""
    return Response(received.status_code, _lines(received.headers), received.content)


def _lines(fields: Mapping[str, list[Any]]) -> Headers:
    return Headers((name, _field(value)) for name, lines in fields.items() for value in lines)


def _without(text: str, secret: str) -> str:
    """A text without a secret, which is hidden the more sparingly the shorter it is."""
    if len(secret) >= _LONG or text == secret:
        return text.replace(secret, FILTERED)
    around = (r"(?<!\w)", r"(?!\w)") if len(secret) >= _WORD else (_BEFORE, _BEHIND)
    return re.sub(re.escape(secret).join(around), FILTERED, text)


def _field(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shows exchanges; ``headers`` are those that the user gave for every request.

    ``wallets`` are what else goes with them; what they were once is not shown either. ``fields``
    carry keys, as the document says, beside those whose names say so.
    """

    headers: tuple[tuple[str, str], ...] = ()
    wallets: tuple[Credentials, ...] = ()
    fields: frozenset[str] = frozenset()

    @property
    def given(self) -> tuple[str, ...]:
        """The values given that must not be shown, and the last word of each: the bare token."""
        values = [
            value for name, value in self.headers if is_secret(name) or name.lower() in self.fields
        ]
        texts = (text for value in values for text in (value, value.split(" ")[-1]))
        keys = (key for each in self.wallets for key in each.keys)
        return tuple(dict.fromkeys((*texts, *keys)))

    @property
    def secrets(self) -> tuple[str, ...]:
        """All texts that must not be shown, the longest first."""
        more = (secret for each in self.wallets for secret in each.secrets)
        return tuple(sorted({*self.given, *more}, key=len, reverse=True))

    def hidden(self, text: str) -> str:
        """A text without secrets, as they are and as a URL has them."""
        for secret in filter(None, self.secrets):
            for form in (secret, quote(secret, safe="")):
                text = _without(text, form)
        return text

    def curl(self, sent: Sent) -> str:
        """A line that repeats the request; what was made up for it stays, as it is no secret."""
        server, request = urlsplit(sent.uri)._replace(path="", query=""), as_request(sent)
        lines = Headers(line for line in request.headers if not is_clients(*line))
        return self.hidden(curl(replace(request, headers=lines), server.geturl(), self.is_hidden))

    def is_hidden(self, _name: str, value: str) -> bool:
        """Whether the value of a field is a secret."""
        return value in self.secrets

    def request(self, request: Request) -> str:
        """The request line and the body."""
        return self._message(f"{request.method} {request.target}", request.headers, request.body)

    def response(self, response: Response) -> str:
        """The status line and the body; nothing where there was no answer."""
        if not response.status:
            return ""
        line = f"HTTP {response.status} {phrase(response.status)}".rstrip()
        return self._message(line, response.headers, response.body)

    def text(self, text: str) -> str:
        """Any text, its secrets hidden, its control characters made visible and harmless."""
        return "".join(map(_visible, self.hidden(text)))

    def line(self, text: str) -> str:
        """The same as one line."""
        joined = "; ".join(filter(None, map(str.strip, text.splitlines())))
        return self.text(_BRACKETED.sub(r"\1\2", joined))

    def _message(self, line: str, headers: Headers, body: bytes) -> str:
        content_type = headers.get("Content-Type")
        field = [f"Content-Type: {content_type}"] if content_type else []
        shown = _excerpt(self.hidden(body.decode(errors="replace")))  # half a secret is one, too
        return self.text("\n".join([_short(self.hidden(line)), *field, *shown]))


def is_clients(name: str, value: str) -> bool:
    """Whether a field line is what a client adds of itself, and curl too in its own way."""
    return name.lower() in _CLIENT_FIELDS or (name.lower(), value) == ("accept", "*/*")


def _excerpt(body: str) -> Sequence[str]:
    return ("", _short(body)) if body else ()


def _short(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}... ({len(text)} characters)"


def _visible(character: str) -> str:
    if character.isprintable() or character in "\n\t":
        return character
    return character.encode("unicode_escape").decode()
