"""What goes wrong on the network, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.client import BadStatusLine, RemoteDisconnected

from urllib3 import exceptions

from mockserver.errors import TargetError


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request got no answer; ``reached`` is whether something was there to take it."""

    reason: str
    reached: bool


def is_late(error: BaseException) -> bool:
    """Whether what went wrong is that the time to wait was over."""
    return any(
        isinstance(each, exceptions.TimeoutError | TimeoutError)
        and not isinstance(each, exceptions.NewConnectionError)
        for each in _causes(error)
    )


def unreachable(base_url: str, error: BaseException) -> TargetError:
    """The error that says which URL did not answer, and why."""
    trouble = diagnose(error) or Trouble(str(error) or type(error).__name__, reached=False)
    if any(isinstance(each, exceptions.ProxyError) for each in _causes(error)):
        told = f"the proxy for {base_url} cannot be reached: {trouble.reason}."
        return TargetError(f"{told} Is it running, and is that its address?")
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
