"""A request and a response as values, free of any server."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


class Headers:
    """Field lines in their order; names compare without case (RFC 9110 §5.1). Immutable."""

    __slots__ = ("_found", "_lines")

    def __init__(self, lines: Iterable[tuple[str, str]] = ()) -> None:
        self._lines = tuple(lines)
        self._found: dict[str, list[str]] | None = None

    @property
    def _index(self) -> dict[str, list[str]]:
        """The values by name in small letters: one request is asked for a dozen of them."""
        if self._found is None:
            found: dict[str, list[str]] = {}
            for name, value in self._lines:
                found.setdefault(name.lower(), []).append(value)
            self._found = found
        return self._found

    def get(self, name: str) -> str | None:
        """The field value: several lines joined by commas (RFC 9110 §5.3), None when absent."""
        values = self._index.get(name.lower())
        return ", ".join(values) if values else None

    def all(self, name: str) -> list[str]:
        """Each line's value, in order."""
        return list(self._index.get(name.lower(), ()))

    def replacing(self, name: str, value: str) -> "Headers":
        """These lines with exactly one of that name."""
        return Headers((*self.without(name), (name, value)))

    def without(self, name: str) -> "Headers":
        """These lines but those of that name."""
        unwanted = name.lower()
        return Headers(line for line in self._lines if line[0].lower() != unwanted)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._index

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._lines == other._lines

    def __hash__(self) -> int:
        return hash(self._lines)

    def __repr__(self) -> str:
        return f"Headers({self._lines!r})"


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
    ``again`` is there where the very same request will be answered alike until something changes:
    it takes note of one more such exchange, or says False when the request is to be answered anew.
    """

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    delay: float = 0.0
    fault: str = ""
    again: Callable[[], bool] | None = field(default=None, compare=False, repr=False)
