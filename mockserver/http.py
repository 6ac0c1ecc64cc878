"""A request and a response as values, free of any server."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace

from mockserver.value import dataclass

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What names of methods, of header fields and the like are made of (RFC 9110 §5.6.2)."""
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods that change nothing (RFC 9110 §9.2.1); TRACE reaches no operation."""


class Headers:
    """Field lines in their order; names compare without case (RFC 9110 §5.1). Immutable."""

    __slots__ = ("_found", "_lines")

    def __init__(self, lines: Iterable[tuple[str, str]] = ()) -> None:
        self._lines = tuple(lines)
        self._found: dict[str, str] | None = None

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each name with its value, as sent."""
        return self._lines

    def _indexed(self) -> dict[str, str]:
        """The values by name in small letters: one request is asked for a dozen of them."""
        found: dict[str, str] = {}
        for name, value in self._lines:
            key = name.lower()
            found[key] = f"{found[key]}, {value}" if key in found else value
        self._found = found
        return found

    def get(self, name: str) -> str | None:
        """The field value: several lines joined by commas (RFC 9110 §5.3), None when absent."""
        return (self._found or self._indexed()).get(name.lower())

    def all(self, name: str) -> list[str]:
        """Each line's value, in order."""
        wanted = name.lower()
        if wanted not in (self._found or self._indexed()):
            return []
        return [value for each, value in self._lines if each.lower() == wanted]

    def has_any(self, names: frozenset[str]) -> bool:
        """Whether one of these fields is there; the names are in small letters."""
        return not names.isdisjoint(self._found or self._indexed())

    def replacing(self, name: str, value: str) -> "Headers":
        """These lines with exactly one of that name."""
        return Headers((*self.without(name), (name, value)))

    def without(self, name: str) -> "Headers":
        """These lines but those of that name."""
        unwanted = name.lower()
        return Headers(line for line in self.lines if line[0].lower() != unwanted)

    def __contains__(self, name: str) -> bool:
        return name.lower() in (self._found or self._indexed())

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(self.lines)

    def __repr__(self) -> str:
        return f"Headers({self.lines!r})"


class Consulted(Headers):
    """Headers that remember which of them somebody asked for: an answer follows from no others.

    ``names`` are in small letters; None stands for all of them.
    """

    __slots__ = ("names",)

    def __init__(self, lines: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(lines)
        self.names: set[str] | None = set()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """As ``Headers.lines``; whoever looks at them looks at all."""
        self.names = None
        return self._lines

    def get(self, name: str) -> str | None:
        """As ``Headers.get``."""
        self._note(name.lower())
        return super().get(name)

    def all(self, name: str) -> list[str]:
        """As ``Headers.all``."""
        self._note(name.lower())
        return super().all(name)

    def has_any(self, names: frozenset[str]) -> bool:
        """As ``Headers.has_any``."""
        self._note(*names)
        return super().has_any(names)

    def __contains__(self, name: str) -> bool:
        self._note(name.lower())
        return super().__contains__(name)

    def _note(self, *names: str) -> None:
        if self.names is not None:
            self.names.update(names)


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` and ``query`` are as sent: still percent-encoded.

    ``prefix`` is what was taken off the path where several documents share a server, ``scheme``
    how the connection is spoken: http or https.
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    prefix: str = ""
    scheme: str = "http"

    @property
    def origin(self) -> str:
        """Scheme and host by which its client reaches this server (RFC 6454 §6.2).

        As the client says, or a proxy between says of it.
        """
        headers = self.headers
        scheme = headers.get("X-Forwarded-Proto") or self.scheme
        host = headers.get("X-Forwarded-Host") or headers.get("Host") or "localhost"
        return f"{scheme.partition(',')[0].strip()}://{host.partition(',')[0].strip()}"

    @property
    def target(self) -> str:
        """The origin-form of the request target (RFC 9112 §3.2.1)."""
        path = self.prefix + self.path
        return f"{path}?{self.query}" if self.query else path


@dataclass(frozen=True, slots=True)
class Response:
    """One response; the door waits ``delay`` seconds before it sends it.

    ``fault`` names what the door then does to the connection instead of sending all of it.
    ``again`` is there where a request like it will be answered alike until something changes: it
    takes note of one more such exchange, whose request had these headers, or says False when the
    request is to be answered anew.
    """

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    delay: float = 0.0
    fault: str = ""
    again: Callable[[Headers], bool] | None = field(default=None, compare=False, repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the request was received, understood, and accepted (RFC 9110 §15.3)."""
        return self.status // 100 == 2  # noqa: PLR2004

    def without_body(self) -> "Response":
        """As HEAD is answered (RFC 9110 §9.3.2): what GET tells, and its length, without content.

        A 204 has no length (§8.6), and where there is no content none need be told.
        """
        if not self.body:
            return self
        headers = self.headers.replacing("Content-Length", str(len(self.body)))
        return replace(self, headers=headers, body=b"")

    def beneath(self, prefix: str) -> "Response":
        """With a Location that is a path of this server beneath a prefix."""
        location = self.headers.get("Location")
        if not prefix or location is None or not location.startswith("/"):
            return self
        return replace(self, headers=self.headers.replacing("Location", prefix + location))


def with_headers(response: Response, lines: Iterable[tuple[str, str]]) -> Response:
    """The response with these field lines; ``replace`` takes five times as long, for each one."""
    return Response(
        response.status,
        Headers(lines),
        response.body,
        response.delay,
        response.fault,
        response.again,
    )
