"""The HTTP client: one request to one target, and the curl line that sends it again."""

from __future__ import annotations

import re
import shlex
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import BadStatusLine, RemoteDisconnected
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from urllib3 import exceptions

from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.finding import Rule, Severity, has_errors, report
from mockserver.http import Headers, Request, Response
from mockserver.origin import Origin
from mockserver.source import Document, load, parse

UNREADABLE = Rule("document-unreachable", Severity.ERROR, "A document's URL answers with it.")
FILTERED = "[Filtered]"
_FETCH_SECONDS = 30.0
_MOST_REDIRECTS = 3
_OK = 200
_SECRET = re.compile(r"auth|token|key|secret|passw|credential|session|cookie", re.IGNORECASE)
_FRAMING = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "upgrade"}
)

Redact = Callable[[str, str], bool]
"""Whether the value of the field of this name is not to be shown."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: ``headers`` go with each that has none of that name; seconds to wait.

    ``is_verified``: its certificate has to be one that this machine trusts. ``connections`` are
    kept open at most.
    """

    base_url: str
    headers: tuple[tuple[str, str], ...] = ()
    timeout: float = 10.0
    is_verified: bool = True
    connections: int = 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request got no answer; ``reached`` is whether something was there to take it."""

    reason: str
    reached: bool


class Client:
    """Sends requests to one target as they are: no redirect followed, no retry, nothing decoded.

    urllib3 writes the digits of percent-escapes in capitals and escapes what no request target may
    hold (RFC 3986 §6.2.2.1); all else of path and query goes out as given.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self._path = urlsplit(target.base_url).path.rstrip("/")
        self._pool = urllib3.connection_from_url(
            target.base_url,
            timeout=urllib3.Timeout(target.timeout),
            retries=False,
            maxsize=target.connections,
            **_trust(target),
        )

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
        self._pool.close()

    def send(self, request: Request) -> Response:
        """Send one request, its path below the base URL's. Raises TargetError when none answers."""
        try:
            answer = self._pool.urlopen(
                request.method,
                self._path + request.target,
                body=request.body or None,
                headers=_field_lines(request, self.target),
                redirect=False,
                assert_same_host=False,
                decode_content=False,
            )
        except (exceptions.HTTPError, OSError) as error:
            raise unreachable(self.target.base_url, error) from error
        return Response(answer.status, Headers(answer.headers.items()), answer.data)


def _trust(target: Target) -> dict[str, str]:
    """Who asks for no certificate knows, and is not warned with each request."""
    if target.is_verified or not target.base_url.startswith("https:"):
        return {}
    urllib3.disable_warnings(exceptions.InsecureRequestWarning)
    return {"cert_reqs": "CERT_NONE"}


def reach(target: Target) -> None:
    """Open a connection and close it: no request is sent. Raises TargetError when none is taken."""
    parts = urlsplit(target.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname, port), target.timeout) as opened:
            if parts.scheme == "https":
                _context(target).wrap_socket(opened, server_hostname=parts.hostname).close()
    except socket.gaierror as error:
        raise _not_reached(target, "its host name is not known") from error
    except TimeoutError as error:
        raise _not_reached(target, "it took no connection in time") from error
    except ssl.SSLError as error:
        raise _not_reached(target, f"the TLS handshake failed, {error}") from error
    except OSError as error:
        raise unreachable(target.base_url, error) from error


def _context(target: Target) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not target.is_verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _not_reached(target: Target, reason: str) -> TargetError:
    hint = "Is the server running, and is this its address?"
    return TargetError(f"{target.base_url} cannot be reached: {reason}. {hint}")


def is_late(error: BaseException) -> bool:
    """Whether what went wrong is that the time to wait was over."""
    return any(
        isinstance(each, exceptions.TimeoutError | TimeoutError)
        and not isinstance(each, exceptions.NewConnectionError)
        for each in _causes(error)
    )


def _field_lines(request: Request, target: Target) -> urllib3.HTTPHeaderDict:
    """All but what frames a message, which is each connection's own (RFC 9110 §7.6.1)."""
    added = [line for line in target.headers if line[0] not in request.headers]
    lines = urllib3.HTTPHeaderDict(
        line for line in (*request.headers, *added) if line[0].lower() not in _FRAMING
    )
    lines.setdefault("User-Agent", "mockserver")
    return lines


def retrieve(location: str) -> Document:
    """The document at a path or an http(s) URL. Raises DocumentError for what cannot be read."""
    if not location.startswith(("http://", "https://")):
        return load(location)
    document = parse(_fetched(location), location)
    if has_errors(document.faults):
        raise DocumentError(document.faults)
    return document


def _fetched(url: str) -> str:
    """The text behind a URL; redirects are followed as long as they stay on the host."""
    try:
        answer = urllib3.request("GET", url, redirect=False, timeout=_FETCH_SECONDS, retries=False)
        for _ in range(_MOST_REDIRECTS):
            place = answer.get_redirect_location()
            if not place or urlsplit(urljoin(url, place)).netloc != urlsplit(url).netloc:
                break
            url = urljoin(url, place)
            answer = urllib3.request(
                "GET", url, redirect=False, timeout=_FETCH_SECONDS, retries=False
            )
    except (exceptions.HTTPError, OSError) as error:
        raise _unfetched(url, str(unreachable(url, error))) from error
    if answer.status != _OK:
        raise _unfetched(url, f"the server answers {answer.status} {answer.reason}")
    try:
        return answer.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unfetched(url, "what is there is no UTF-8 text") from error


def _unfetched(url: str, reason: str) -> DocumentError:
    return DocumentError((report(UNREADABLE, reason, Origin(url, 1, 1)),))


def parse_base_url(text: str) -> str:
    """The base that paths are appended to, without a slash at its end.

    Raises UsageError when the text is no absolute http or https URL of a server.
    """
    parts = _split(text)
    fault = next((fault for holds, fault in _FAULTS if holds(parts)), None)
    if fault or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise UsageError(_no_url(text, fault or "it has a space or a control character in it"))
    return f"{parts.scheme.lower()}://{parts.netloc}{parts.path.rstrip('/')}"


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise UsageError(_no_url(text, str(error))) from error
    return parts


_FAULTS: tuple[tuple[Callable[[SplitResult], bool], str], ...] = (
    (
        lambda parts: parts.scheme not in ("http", "https"),
        "a URL of a server starts with http:// or https://",
    ),
    (lambda parts: not parts.hostname, "it names no host"),
    (
        lambda parts: "@" in parts.netloc,
        "credentials do not belong into it; send them with -H 'Authorization: ...'",
    ),
    (
        lambda parts: bool(parts.query or parts.fragment),
        "the document's paths are appended to it, so it can hold neither '?' nor '#'",
    ),
)


def _no_url(text: str, fault: str) -> str:
    hint = "" if "://" in text else f" Did you mean http://{text.lstrip('/')}?"
    return f"{text!r} cannot be used as the URL of a server: {fault}.{hint}"


def unreachable(base_url: str, error: BaseException) -> TargetError:
    """The error that says which URL did not answer, and why."""
    trouble = diagnose(error) or Trouble(str(error) or type(error).__name__, reached=False)
    hint = "" if trouble.reached else " Is the server running, and is this its address?"
    return TargetError(f"{base_url} cannot be reached: {trouble.reason}.{hint}")


def diagnose(error: BaseException) -> Trouble | None:
    """What went wrong on the network, whichever library wrapped it; None when nothing did."""
    causes = list(_causes(error))
    for kind, trouble in _TROUBLES:
        found = next((cause for cause in causes if isinstance(cause, kind)), None)
        if found is not None:
            return Trouble(trouble.reason.format(found), trouble.reached)
    return None


_BROKEN = Trouble("it closed the connection before its answer was whole", reached=True)
_TROUBLES: tuple[tuple[type[BaseException], Trouble], ...] = (
    (exceptions.NameResolutionError, Trouble("its host name is not known", reached=False)),
    (ConnectionRefusedError, Trouble("the connection was refused", reached=False)),
    (exceptions.NewConnectionError, Trouble("there is no route to it", reached=False)),
    (exceptions.ConnectTimeoutError, Trouble("it took no connection in time", reached=False)),
    (exceptions.SSLError, Trouble("the TLS handshake failed, {}", reached=False)),
    (exceptions.ReadTimeoutError, Trouble("it did not answer in time", reached=True)),
    (RemoteDisconnected, _BROKEN),
    (BadStatusLine, Trouble("what answers there does not speak HTTP", reached=False)),
    (ConnectionError, _BROKEN),
    (exceptions.ProtocolError, _BROKEN),
    (exceptions.LocationValueError, Trouble("it is no URL that can be requested", reached=False)),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it wraps: libraries keep the first one in different places."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            inner = (cause.__cause__, cause.__context__, getattr(cause, "reason", None))
            waiting.extend((*inner, *cause.args))


def is_secret(name: str, _value: str = "") -> bool:
    """Whether a field of this name carries what must not be shown, such as Authorization."""
    return bool(_SECRET.search(name))


def curl(request: Request, base_url: str, redact: Redact = is_secret) -> str:
    """A line for a POSIX shell that sends the request; a redacted value is to be filled in."""
    words = ["curl", *_method(request), *_flags(request), base_url.rstrip("/") + request.target]
    for name, value in request.headers:
        words += ["-H", _field(name, FILTERED if redact(name, value) else value)]
    if not request.body:
        return shlex.join(words)
    if "Content-Type" not in request.headers:
        words += ["-H", "Content-Type:"]  # curl would add a form's
    if _is_printable(request.body):
        return shlex.join([*words, "--data-raw", request.body.decode()])
    return f"printf -- {_printf(request.body)} | {shlex.join([*words, '--data-binary', '@-'])}"


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["--head"]
    implied = "POST" if request.body else "GET"
    return [] if request.method == implied else ["-X", request.method]


def _flags(request: Request) -> list[str]:
    """What keeps curl from changing the target: dot segments go, brackets are patterns."""
    flags = []
    if re.search(r"/\.{1,2}(/|$)", request.path):
        flags.append("--path-as-is")
    if re.search(r"[\[\]{}]", request.target):
        flags.append("--globoff")
    return flags


def _field(name: str, value: str) -> str:
    """A field for -H; with a colon alone curl would leave out a field without value."""
    return f"{name}: {value}" if value else f"{name};"


def _is_printable(body: bytes) -> bool:
    try:
        return body.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _printf(body: bytes) -> str:
    """The bytes as a format of POSIX printf, the one way that carries NUL."""
    return shlex.quote("".join(map(_printf_byte, body)))


def _printf_byte(byte: int) -> str:
    special = {"%": "%%", "\\": "\\\\"}
    character = chr(byte)
    if character.isascii() and character.isprintable():
        return special.get(character, character)
    return f"\\{byte:03o}"
