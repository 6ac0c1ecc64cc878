"""How requests get to a target: through whom, proven by what, and how fast."""

from __future__ import annotations

import re
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from mockserver.errors import UsageError

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


class Credentials(Protocol):
    """What proves who is asking; it may change while a run goes on."""

    def of(self, method: str, path: str) -> Credentials:
        """Those that go with one request, its path that of the document."""
        ...

    def suffice(self, method: str, path: str) -> bool:
        """Whether they are all that a request asks for."""
        ...

    @property
    def steady(self) -> Credentials:
        """Those that go with any request."""
        ...

    @property
    def keys(self) -> tuple[str, ...]:
        """The texts that were given: what is asked for on the way is not among them."""
        ...

    def lines(self) -> tuple[tuple[str, str], ...]:
        """The header fields that go with a request now. Raises UsageError where none can be had."""
        ...

    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters that go into the query of a request now."""
        ...

    def renew(self) -> bool:
        """Make them anew, as they were refused; False where that cannot help."""
        ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """All texts of them that may not be shown, those that are no longer used as well."""
        ...


@dataclass(eq=False, slots=True)
class Pace:
    """So many requests in so many seconds, and no more; ``wait`` lets the next one go."""

    count: int
    seconds: float
    text: str = ""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _sent: deque[float] = field(default_factory=deque)

    def wait(self) -> None:
        """Return when the next request may be sent."""
        now = self.clock()
        if len(self._sent) >= self.count:
            rest = self._sent.popleft() + self.seconds - now
            if rest > 0:
                self.sleep(rest)
                now = self.clock()
        self._sent.append(now)


def parse_pace(text: str) -> Pace:
    """``100/m`` as a pace: so many a second (s), minute (m) or hour (h). Raises ValueError."""
    found = re.fullmatch(r"([1-9][0-9]{0,6})/([smh])", text.strip())
    if found is None:
        raise ValueError(text)
    return Pace(int(found[1]), _SECONDS[found[2]], found[0])


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a target; what is empty is not used.

    ``proxy`` is a URL; ``authorities``, ``certificate`` and ``key`` are files (PEM): who is trusted
    to vouch for the target, and what this client proves itself with. ``heard`` is called with
    each answer.
    """

    proxy: str = ""
    authorities: str = ""
    certificate: str = ""
    key: str = ""
    credentials: Credentials | None = None
    pace: Pace | None = None
    heard: Callable[[], None] | None = None


def parse_proxy(text: str) -> str:
    """The URL of a proxy. Raises ValueError for what is none, or speaks what is not spoken here."""
    if "://" not in text:
        text = f"http://{text}"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError(text)
    return text.rstrip("/")


def insist_usable(way: Way) -> None:
    """Raises UsageError where a file of the way cannot be read, or holds something else."""
    for path in filter(None, (way.authorities, way.certificate, way.key)):
        try:
            with open(path, "rb") as file:  # noqa: PTH123  a path as text, read by OpenSSL later
                file.read(1)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    if way.key and not way.certificate:
        raise UsageError(f"{way.key} is the key of no certificate; name that as well: --cert")
    context_of(way)


def context_of(way: Way) -> ssl.SSLContext:
    """What TLS of this way begins with. Raises UsageError where its files cannot be used."""
    try:
        context = ssl.create_default_context(cafile=way.authorities or None)
    except (ssl.SSLError, OSError) as error:
        told = f"{way.authorities} holds no certificate of an authority (PEM)"
        raise UsageError(told) from error
    if way.certificate:
        _prove(context, way.certificate, way.key)
    return context


def _prove(context: ssl.SSLContext, certificate: str, key: str) -> None:
    holder = key or certificate

    def locked() -> str:
        """Asked for by OpenSSL, which asks whoever sits there otherwise."""
        raise UsageError(f"{holder} is locked with a password; give a key without one")

    try:
        context.load_cert_chain(certificate, key or None, locked)
    except (ssl.SSLError, OSError) as error:
        told = f"{certificate} cannot be used as a certificate (PEM)"
        if getattr(error, "reason", "") == "KEY_VALUES_MISMATCH":
            told = f"the key in {holder} is not that of the certificate in {certificate}"
        elif not key:
            told = f"{told} with its key; name the file of the key as well"
        else:
            told = f"{told} with the key in {key}"
        raise UsageError(told) from error
