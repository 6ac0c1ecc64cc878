"""A request as it goes on to the target, and the answer as it goes back."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import SplitResult, urlsplit, urlunsplit

from mockserver.http import Headers, Request, Response
from mockserver.serialization.coding import decoded
from mockserver.transport import Client, Target

# RFC 9110 §7.6.1: what is said on one connection is not said on the next. Expect was answered by
# the server that read the body, and Trailer tells of framing that is not kept.
_HOP_BY_HOP = frozenset(
    "connection proxy-connection keep-alive te trailer transfer-encoding upgrade "
    "http2-settings expect".split()
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLACES = ("Location", "Content-Location")


class Forwarder:
    """Sends requests on as they came, but for what belongs to the connection."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._client = Client(target)

    def forward(self, request: Request) -> Response:
        """The target's answer, decoded. Raises TargetError when there is none.

        Raises ValueError for a request that HTTP cannot carry.
        """
        lines = without_hops(request.headers)
        # What is answered is read here, and all can read what is not encoded.
        lines = lines.replacing("Accept-Encoding", "identity")
        answer = self._client.send(replace(request, headers=lines))
        return _decoded(replace(answer, headers=without_hops(answer.headers)), request.method)

    def returned(self, answer: Response) -> Response:
        """The answer for the client: whatever names the target names this server instead."""
        lines = Headers(self._line(*line) for line in answer.headers)
        return replace(answer, headers=lines)

    def _line(self, name: str, value: str) -> tuple[str, str]:
        if name.title() in _PLACES:
            return name, relocated(value, self.target.base_url)
        if name.lower() == "set-cookie":
            return name, _without_domain(value)
        return name, value


def without_hops(headers: Headers) -> Headers:
    """The fields that go on: all but those of the connection, and those that Connection names."""
    named = (each for line in headers.all("Connection") for each in line.split(","))
    dropped = _HOP_BY_HOP | {each.strip().lower() for each in named}
    return Headers(line for line in headers if line[0].lower() not in dropped)


def relocated(location: str, base_url: str) -> str:
    """A place below the base URL as a path of this server; any other place as it is.

    RFC 9110 §10.2.2: Location may be relative, and is then read against the client's own request.
    """
    try:
        place, base = urlsplit(location), urlsplit(base_url)
        is_elsewhere = bool(place.netloc) and _authority(place, base) != _authority(base, base)
    except ValueError:
        return location
    above = base.path.rstrip("/")
    if is_elsewhere or not f"{place.path}/".startswith(f"{above}/"):
        return location
    if not place.netloc and not place.path.startswith("/"):
        return location
    path = place.path[len(above) :] or "/"
    return urlunsplit(("", "", path, place.query, place.fragment))


def _authority(url: SplitResult, base: SplitResult) -> tuple[str, str, int | None]:
    scheme = url.scheme or base.scheme
    return scheme, (url.hostname or "").lower(), url.port or _DEFAULT_PORTS.get(scheme)


def _without_domain(cookie: str) -> str:
    """RFC 6265 §5.3: a client refuses a cookie for a host that is not the one it asked."""
    parts = cookie.split(";")
    kept = (each for each in parts[1:] if each.partition("=")[0].strip().lower() != "domain")
    return ";".join((parts[0], *kept))


def _decoded(answer: Response, method: str) -> Response:
    """The answer without its content coding, where it is one that is known here.

    Its length is told by who sends it on, but for HEAD, which has no content to count.
    """
    headers, body = decoded(answer.headers, answer.body)
    if method != "HEAD":
        headers = headers.without("Content-Length")
    return replace(answer, headers=headers, body=body)
