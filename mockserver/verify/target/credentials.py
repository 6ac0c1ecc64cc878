"""What proves who asks: fixed texts, and tokens that are asked for and run out."""

from __future__ import annotations

import base64
import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any
from urllib.parse import urljoin, urlsplit

from mockserver import pointer as pointers
from mockserver.errors import DocumentError, TargetError, UsageError
from mockserver.http import Headers, Request, Response
from mockserver.spec.model import Location, Operation, SecurityScheme
from mockserver.transport import Client, Target, Way

_BEARERS = ("bearer", "oauth2", "openIdConnect")  # RFC 6750 §2.1
_SHARE, _MOST = 0.1, 10.0
"""How long before its end a token is no longer used: a tenth of its life, some seconds at most."""


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """How a token is asked for; ``url`` may be relative to the base of the target.

    ``token`` and ``expires`` are pointers into the answer's JSON; ``seconds`` is how long a token
    is good for where the answer does not say.
    """

    url: str
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    token: str = "/access_token"
    expires: str = "/expires_in"
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves who asks by one scheme; ``source`` says where that was written.

    ``text`` is a key, a token or ``user:password``, which a token request may take the place of.
    """

    scheme: str
    source: str
    text: str = ""
    request: TokenRequest | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """Where a credential goes, and what stands before it there."""

    location: Location
    name: str
    prefix: str = ""

    @property
    def place(self) -> tuple[Location, str]:
        """Where there is room for one."""
        return self.location, self.name.lower()


def carrier_of(scheme: SecurityScheme) -> Carrier | None:
    """Where a scheme wants its credential (OAS 3.1 §4.8.27); None where that is no text."""
    if scheme.kind == "apiKey" and scheme.location is not None:
        return Carrier(scheme.location, scheme.parameter)
    if scheme.kind in ("mutualTLS", "digest"):
        return None
    prefix = "Bearer" if scheme.kind in _BEARERS else scheme.kind.capitalize()
    return Carrier(Location.HEADER, "Authorization", f"{prefix} ")


def schemes_of(operation: Operation) -> list[SecurityScheme]:
    """The schemes that an operation names and the document has. Raises DocumentError."""
    names = [name for each in operation.security for name in each]
    schemes = (operation.dialect.security_scheme(operation.root, each) for each in names)
    return [each for each in schemes if each is not None]


def key_fields(operation: Operation) -> list[str]:
    """The header fields that an operation wants keys in. Raises DocumentError."""
    found = filter(None, map(carrier_of, schemes_of(operation)))
    return [each.name for each in found if each.location is Location.HEADER]


def key_field_names(operation: Operation) -> list[str]:
    """The same, none where that cannot be read."""
    try:
        return key_fields(operation)
    except DocumentError:
        return []


@dataclass(eq=False)
class Holder:
    """One credential as it is now; a token is asked for when it is wanted first."""

    carrier: Carrier
    proof: Proof
    target: Target
    clock: Callable[[], float] = time.monotonic
    seen: dict[str, None] = field(default_factory=dict)
    _token: str = ""
    _end: float = float("inf")

    def value(self) -> str:
        """What is sent now. Raises UsageError where no token can be had."""
        request = self.proof.request
        if request is None:
            text = self.proof.text
            is_basic = self.carrier.prefix == "Basic "
            text = base64.b64encode(text.encode()).decode() if is_basic else text
        else:
            if not self._token or self.clock() >= self._end:
                self._ask(request)
            text = self._token
        value = f"{self.carrier.prefix}{text}"
        self.seen.update(dict.fromkeys((text, value)))
        return value

    @property
    def key(self) -> str:
        """What is secret about the text that was given: of a user and a password the latter."""
        text = self.proof.text
        return text.partition(":")[2] if self.carrier.prefix == "Basic " else text

    def renew(self) -> bool:
        """Forget the token, so that another one is asked for; False where there is no other."""
        if self.proof.request is None:
            return False
        self._token = ""
        return True

    def _ask(self, request: TokenRequest) -> None:
        answer = self._answer(request)
        value = _json(answer)
        token = _found(value, request.token)
        if not answer.is_success or not isinstance(token, str) or not token:
            raise UsageError(self._refusal(request, answer))
        told = _found(value, request.expires)
        seconds = request.seconds
        if seconds is None and isinstance(told, int | float) and not isinstance(told, bool):
            seconds = float(told)
        self._token, self._end = token, float("inf")
        if seconds is not None:
            self._end = self.clock() + seconds - min(seconds * _SHARE, _MOST)

    def _answer(self, request: TokenRequest) -> Response:
        asked_for = urljoin(f"{self.target.base_url}/", request.url)
        url = urlsplit(asked_for)
        way = self.target.way
        asked = Target(
            _server(asked_for),
            (),
            self.target.timeout,
            is_verified=self.target.is_verified,
            way=Way(way.proxy, way.authorities, way.certificate, way.key),
        )
        with Client(asked) as client:
            lines = Headers((*request.headers, ("Accept", "application/json")))
            asking = Request(request.method, url.path or "/", url.query, lines, request.body)
            try:
                return client.send(asking)
            except TargetError as error:
                if asked.base_url == _server(self.target.base_url):
                    raise
                told = f"{self.proof.source}: no token can be asked for: {error}"
                raise UsageError(told) from error

    def _refusal(self, request: TokenRequest, answer: Response) -> str:
        """The body is not shown: it may hold what was sent."""
        asked = f"{self.proof.source}: {request.method} {request.url}"
        if not answer.is_success:
            return f"{asked} was answered with {answer.status}, so there is no token to test with"
        return f"{asked} was answered without a text at {request.token}; name its place with 'at'"


def _server(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _json(answer: Response) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _found(value: Any, pointer: str) -> Any:
    try:
        return pointers.resolve(value, pointers.parse(pointer))
    except (LookupError, TypeError, ValueError):
        return None


Names = frozenset[str]
Asked = Callable[[str, str], Sequence[Names]]
"""What a request asks for, of its method and its path: schemes by name, any set of them will do."""


def _nothing(_method: str, _path: str) -> Sequence[Names]:
    return ()


@dataclass(eq=False)
class Wallet:
    """Several credentials, and the texts of all that ever were in it.

    They go together with each request, but for those that want the same place of it, as Basic and
    Bearer do: of these it is the one that the operation asks for, else the first.
    """

    holders: tuple[Holder, ...] = ()
    hidden: tuple[str, ...] = ()
    asked: Asked = _nothing
    _lock: RLock = field(default_factory=RLock)

    def of(self, method: str, path: str) -> Wallet:
        """Those that go with one request."""
        if not self._rivals:
            return self
        wanted = self._wanted(method, path)
        ranked = sorted(self.holders, key=lambda each: each.proof.scheme not in wanted)
        chosen = {each.carrier.place: each for each in reversed(ranked)}
        return Wallet(tuple(chosen.values()), self.hidden, _lock=self._lock)

    def suffice(self, method: str, path: str) -> bool:
        """Whether they are all that a request asks for."""
        asked = self.asked(method, path)
        return not asked or any(each <= self._names for each in asked)

    def _wanted(self, method: str, path: str) -> Names:
        """Those of ours that are asked for: all of one set, if there is such a set."""
        asked = self.asked(method, path)
        whole = (each for each in asked if each and each <= self._names)
        return next(whole, frozenset[str]().union(*asked))

    @cached_property
    def _names(self) -> Names:
        return frozenset(each.proof.scheme for each in self.holders)

    @property
    def steady(self) -> Wallet:
        """Those that go with any request."""
        kept = tuple(each for each in self.holders if each.carrier.place not in self._rivals)
        return Wallet(kept, self.hidden, _lock=self._lock)

    @cached_property
    def _rivals(self) -> Collection[tuple[Location, str]]:
        """The places that several want."""
        places = Counter(each.carrier.place for each in self.holders)
        return {place for place, count in places.items() if count > 1}

    def lines(self) -> tuple[tuple[str, str], ...]:
        """The header fields; what goes into cookies is one of them (RFC 6265 §5.4)."""
        with self._lock:
            lines = list(self._at(Location.HEADER))
            cookies = "; ".join(f"{name}={value}" for name, value in self._at(Location.COOKIE))
        return (*lines, *((("Cookie", cookies),) if cookies else ()))

    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters of the query."""
        with self._lock:
            return tuple(self._at(Location.QUERY))

    def renew(self) -> bool:
        """Ask for new tokens, where there are some."""
        with self._lock:
            renewed = [each.renew() for each in self.holders]
        return any(renewed)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, tokens and passwords that were given; a user may be named in any answer."""
        found = [each.key for each in self.holders if each.proof.request is None]
        return tuple(dict.fromkeys(filter(None, found)))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What was sent at any time, and what came from the environment."""
        seen = [text for each in self.holders for text in each.seen]
        return tuple(dict.fromkeys((*self.hidden, *seen)))

    def _at(self, location: Location) -> Iterator[tuple[str, str]]:
        for each in self.holders:
            if each.carrier.location is location:
                yield each.carrier.name, each.value()


def wallet(
    proofs: Iterable[Proof],
    schemes: dict[str, Carrier],
    target: Target,
    hidden: tuple[str, ...] = (),
    asked: Asked = _nothing,
) -> Wallet:
    """The credentials that some proofs are; each has its scheme among ``schemes``."""
    holders = tuple(Holder(schemes[each.scheme], each, target) for each in proofs)
    return Wallet(holders, hidden, asked)
