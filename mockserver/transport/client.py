"""The HTTP client: one request to one target."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import urllib3
from urllib3 import exceptions
from urllib3.util import make_headers

from mockserver.errors import TargetError
from mockserver.http import Headers, Request, Response
from mockserver.transport.trouble import THEY_STAND, WHO_ASKS, unreachable
from mockserver.transport.way import Credentials, Way, context_of

_UNAUTHORIZED = 401  # RFC 9110 §15.5.2
_PROXY_REFUSED = 407  # RFC 9110 §15.5.8
_EVENTS = "text/event-stream"
_STREAMED = 1.0
"""For so many seconds events are listened to."""
_IN_VAIN = 3
"""So often in a row credentials are made anew that are refused all the same."""
_FRAMING = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "upgrade"}
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: ``headers`` go with each that has none of that name; seconds to wait.

    ``is_verified``: its certificate has to be one that this machine trusts. ``connections`` are
    kept open at most. A whole answer may take ``patience`` seconds, any number when None; of a
    stream of events, which has no end of itself, what came until then is the answer.
    """

    base_url: str
    headers: tuple[tuple[str, str], ...] = ()
    timeout: float = 10.0
    is_verified: bool = True
    connections: int = 1
    way: Way = field(default_factory=Way)
    patience: float | None = None

    @property
    def bare(self) -> Target:
        """The same without anything that proves who asks."""
        return replace(self, headers=(), way=replace(self.way, credentials=None))


class Client:
    """Sends requests to one target as they are: no redirect followed, no retry, nothing decoded.

    urllib3 writes the digits of percent-escapes in capitals and escapes what no request target may
    hold (RFC 3986 §6.2.2.1); all else of path and query goes out as given. Only a proxy that is
    asked without a tunnel is given a URL, whose dot segments are resolved.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self._in_vain = 0
        parts = urlsplit(target.base_url)
        self._path = parts.path.rstrip("/")
        options: dict[str, Any] = {
            "timeout": urllib3.Timeout(target.timeout),
            "retries": False,
            "maxsize": target.connections,
            **_trust(target),
        }
        self._pool: urllib3.HTTPConnectionPool | urllib3.ProxyManager
        if not target.way.proxy:
            self._pool = urllib3.connection_from_url(target.base_url, **options)
            return
        manager = _proxy(target.way.proxy, options)
        if parts.scheme == "https":  # a tunnel (RFC 9110 §9.3.6)
            self._pool = manager.connection_from_url(target.base_url)
        else:
            self._pool, self._path = manager, target.base_url.rstrip("/")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open."""
        if isinstance(self._pool, urllib3.ProxyManager):
            self._pool.clear()
        else:
            self._pool.close()

    def send(self, request: Request) -> Response:
        """Send one request, its path below the base URL's. Raises TargetError when none answers.

        Where the credentials of the target are refused it is sent once more with new ones.
        """
        credentials = self.target.way.credentials
        if credentials is None:
            return self._sent(request)
        answer = self._sent(proven(request, credentials))
        if answer.status != _UNAUTHORIZED or self._in_vain >= _IN_VAIN:
            return answer
        sent = credentials.of(request.method, request.path).lines()
        own = {name.lower() for name, _ in sent} & _names(request.headers)
        if not own and credentials.renew():
            answer = self._sent(proven(request, credentials))
            self._in_vain = self._in_vain + 1 if answer.status == _UNAUTHORIZED else 0
        return answer

    def _sent(self, request: Request) -> Response:
        if self.target.way.pace:
            self.target.way.pace.wait()
        try:
            answer = self._pool.urlopen(
                request.method,
                self._path + request.target,
                body=request.body or None,
                headers=_field_lines(request, self.target),
                redirect=False,
                assert_same_host=False,
                decode_content=False,
                preload_content=self.target.patience is None,
            )
            body = _whole(answer, self.target)
        except (exceptions.HTTPError, OSError) as error:
            raise unreachable(self.target.base_url, error, self.target.way.proxy) from error
        if answer.status == _PROXY_REFUSED and self.target.way.proxy:
            raise TargetError(f"{self.target.base_url} cannot be reached: {WHO_ASKS}. {THEY_STAND}")
        if self.target.way.heard:
            self.target.way.heard()
        return Response(answer.status, Headers(answer.headers.items()), body)


def _whole(answer: urllib3.BaseHTTPResponse, target: Target) -> bytes:
    """The body of an answer, which may come drop by drop. Raises TimeoutError when it is late."""
    if target.patience is None:
        return answer.data
    is_stream = answer.headers.get("Content-Type", "").lower().startswith(_EVENTS)
    deadline = time.monotonic() + (
        min(target.patience, _STREAMED) if is_stream else target.patience
    )
    parts: list[bytes] = []
    while part := answer.read1(decode_content=False):
        parts.append(part)
        if time.monotonic() > deadline:
            answer.close()
            if not is_stream:
                raise TimeoutError
            break
    answer.release_conn()
    return b"".join(parts)


def _names(headers: Headers) -> set[str]:
    return {name.lower() for name, _ in headers}


def proven(request: Request, credentials: Credentials) -> Request:
    """The request with credentials, where it has none of that name."""
    credentials = credentials.of(request.method, request.path)
    own = _names(request.headers)
    added = [line for line in credentials.lines() if line[0].lower() not in own]
    asked = {part.partition("=")[0] for part in request.query.split("&")}
    pairs = [
        f"{quote(name, safe='')}={quote(value, safe='')}"
        for name, value in credentials.query()
        if quote(name, safe="") not in asked
    ]
    return Request(
        request.method,
        request.path,
        "&".join(filter(None, (request.query, *pairs))),
        Headers((*request.headers, *added)),
        request.body,
    )


def _proxy(url: str, options: dict[str, Any]) -> urllib3.ProxyManager:
    """The proxy at a URL; what stands before its ``@`` are credentials for it."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    proof = make_headers(proxy_basic_auth=user) if at else None
    return urllib3.ProxyManager(f"{parts.scheme}://{host}", proxy_headers=proof, **options)


def _trust(target: Target) -> dict[str, str]:
    """Who asks for no certificate knows, and is not warned with each request."""
    if not target.base_url.startswith("https:"):
        return {}
    way = target.way
    named = {"ca_certs": way.authorities, "cert_file": way.certificate, "key_file": way.key}
    files = {name: path for name, path in named.items() if path}
    if target.is_verified:
        return files
    urllib3.disable_warnings(exceptions.InsecureRequestWarning)
    return {**files, "cert_reqs": "CERT_NONE"}


def reach(target: Target) -> None:
    """Open a connection and close it: no request is sent. Raises TargetError when none is taken.

    Behind a proxy it is the proxy that is reached.
    """
    parts = urlsplit(target.way.proxy or target.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname, port), target.timeout) as opened:
            if parts.scheme == "https" and not target.way.proxy:
                _context(target).wrap_socket(opened, server_hostname=parts.hostname).close()
    except socket.gaierror as error:
        raise _not_reached(target, "its host name is not known") from error
    except TimeoutError as error:
        raise _not_reached(target, "it took no connection in time") from error
    except OSError as error:
        raise unreachable(target.base_url, error, target.way.proxy) from error


def _context(target: Target) -> ssl.SSLContext:
    context = context_of(target.way)
    if not target.is_verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _not_reached(target: Target, reason: str) -> TargetError:
    hint = "Is the server running, and is this its address?"
    return TargetError(f"{target.base_url} cannot be reached: {reason}. {hint}")


def _field_lines(request: Request, target: Target) -> urllib3.HTTPHeaderDict:
    """All but what frames a message, which is each connection's own (RFC 9110 §7.6.1)."""
    added = [line for line in target.headers if line[0] not in request.headers]
    lines = urllib3.HTTPHeaderDict(
        line for line in (*request.headers, *added) if line[0].lower() not in _FRAMING
    )
    lines.setdefault("User-Agent", "mockserver")
    return lines
