"""What goes wrong on the network, in words."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http.client import BadStatusLine, RemoteDisconnected
from urllib.parse import urlsplit

from urllib3 import exceptions

from mockserver.errors import TargetError

WHO_ASKS = "the proxy wants to know who asks, or does not know them (407)"
THEY_STAND = "They stand in its URL: http://NAME:PASSWORD@HOST"
_RUNNING = "Is the server running, and is this its address?"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request got no answer; ``reached`` is whether something was there to take it.

    ``hint`` is what may help where nothing was.
    """

    reason: str
    reached: bool
    hint: str = _RUNNING


def is_late(error: BaseException) -> bool:
    """Whether what went wrong is that the time to wait was over."""
    return any(
        isinstance(each, exceptions.TimeoutError | TimeoutError)
        and not isinstance(each, exceptions.NewConnectionError)
        for each in _causes(error)
    )


def unreachable(base_url: str, error: BaseException, proxy: str = "") -> TargetError:
    """The error that says which URL did not answer, and why; ``proxy`` is the URL of one."""
    trouble = diagnose(error) or Trouble(str(error) or type(error).__name__, reached=False)
    causes = list(_causes(error))
    is_of_proxy = any(isinstance(each, exceptions.ProxyError) for each in causes)
    if is_of_proxy and _refusal(causes) is None:
        server = urlsplit(proxy)._replace(netloc=urlsplit(proxy).netloc.rpartition("@")[2]).geturl()
        named = " ".join(filter(None, ("the proxy", server)))
        told = f"{named} for {base_url} cannot be reached: {trouble.reason}."
        return TargetError(f"{told} Is it running, and is that its address?")
    hint = "" if trouble.reached else f" {trouble.hint}"
    return TargetError(f"{base_url} cannot be reached: {trouble.reason}.{hint}")


def diagnose(error: BaseException) -> Trouble | None:
    """What went wrong on the network, whichever library wrapped it; None when nothing did."""
    causes = list(_causes(error))
    refused = _refusal(causes)
    if refused is not None:
        return refused
    of_tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if of_tls is not None:
        return _of_tls(of_tls)
    for kind, trouble in _TROUBLES:
        found = next((cause for cause in causes if isinstance(cause, kind)), None)
        if found is not None:
            return replace(trouble, reason=trouble.reason.format(found))
    return None


_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")
"""What ``http.client`` says of a CONNECT (RFC 9110 §9.3.6) that a proxy refused."""
_UNKNOWN = "407"  # RFC 9110 §15.5.8


def _refusal(causes: Iterable[BaseException]) -> Trouble | None:
    """Why a proxy makes no way to the target; None where that is not what is wrong."""
    found = next(filter(None, map(_REFUSED.match, map(str, causes))), None)
    if found is None:
        return None
    status = found[1]
    if status == _UNKNOWN:
        return Trouble(WHO_ASKS, reached=False, hint=THEY_STAND)
    told = f"the proxy answered {status}, and made no way to it"
    return Trouble(told, reached=False, hint="Does the proxy let anybody there, or reach it?")


_OTHER = "Is this its address, or is it https:// instead?"
_BROKEN = Trouble("it closed the connection before its answer was whole", reached=True)
_LATE = Trouble("it did not answer in time", reached=True)
_TROUBLES: tuple[tuple[type[BaseException], Trouble], ...] = (
    (exceptions.NameResolutionError, Trouble("its host name is not known", reached=False)),
    (ConnectionRefusedError, Trouble("the connection was refused", reached=False)),
    (exceptions.NewConnectionError, Trouble("there is no route to it", reached=False)),
    (exceptions.ConnectTimeoutError, Trouble("it took no connection in time", reached=False)),
    (exceptions.SSLError, Trouble("the TLS handshake failed, {}", reached=False)),
    (exceptions.ReadTimeoutError, _LATE),
    (RemoteDisconnected, _BROKEN),
    (TimeoutError, _LATE),
    (BadStatusLine, Trouble("what answers there does not speak HTTP", reached=False, hint=_OTHER)),
    (ConnectionError, _BROKEN),
    (exceptions.ProtocolError, _BROKEN),
    (exceptions.LocationValueError, Trouble("it is no URL that can be requested", reached=False)),
)


_VOUCH = "--cacert of verify names who vouches for it, --insecure takes any certificate."
_WANTED = "It may want a certificate of whoever asks, or another one: --cert and --key of verify."
_PLAIN = "Is it http:// instead?"
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"})


def _of_tls(error: ssl.SSLError) -> Trouble:
    """What OpenSSL says, and who has to do what about it (alerts: RFC 8446 §6.2)."""
    if isinstance(error, ssl.SSLCertVerificationError):
        told = f"its certificate is not trusted, {error.verify_message.rstrip('.')}"
        return Trouble(told, reached=False, hint=_VOUCH)
    reason = error.reason or ""
    if reason in _NO_TLS:
        return Trouble("what answers there does not speak TLS", reached=False, hint=_PLAIN)
    if isinstance(error, ssl.SSLEOFError) or "_ALERT_" in reason:
        words = reason.partition("_ALERT_")[2].replace("_", " ").lower()
        told = (
            f"it broke off the TLS handshake, {words}"
            if words
            else "it broke off the TLS handshake"
        )
        return Trouble(told, reached=False, hint=_WANTED)
    return Trouble(f"the TLS handshake failed, {error}", reached=False)


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
