"""One server of two: some operations are answered by the mock, others by the real API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Protocol

from mockserver.errors import Rejection, StoreError, UsageError
from mockserver.hint import hint
from mockserver.http import Request, Response
from mockserver.journal import Exchange, Journal
from mockserver.record.proxy import Proxy, Steering
from mockserver.spec.model import Operation, Spec
from mockserver.transport import Target, parse_base_url

Answer = Callable[[Request], Response]

EXTENSION = "x-mockserver-upstream"
_NOT_IMPLEMENTED = 501
_CONNECTIONS = 32


class Chosen(Protocol):
    """Settings by name."""

    def __getitem__(self, name: str) -> Any:
        """The value of a setting."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """Which operations pass through to the upstream, and which are mocked.

    Each is told by its operationId, its label such as ``GET /pets``, a tag, or a path, which may
    have ``*`` in it. What neither names is told by ``x-mockserver-upstream`` in the document; what
    that does not tell is mocked where some are named to pass, else passed.
    """

    passed: tuple[str, ...] = ()
    mocked: tuple[str, ...] = ()


class Beside(Protocol):
    """What the mock knows of requests that pass by it: sessions, rules and secrets."""

    def named(self, request: Request) -> tuple[str, Request]:
        """The session that a request names, and the request without a prefix that names it.

        Raises Rejection or StoreError where there can be none.
        """
        ...

    def steer(self, asked: Request, session: str) -> Steering | None:
        """What rules make of a request; None where they leave it alone."""
        ...

    def redacted(self, exchange: Exchange) -> Exchange:
        """Without its secrets."""
        ...


class Mixed:
    """Gives each request to the mock or to the proxy.

    An operation that the upstream does not have yet (501, RFC 9110 §15.6.2) is mocked, and so is
    a request whose session cannot be: the mock says why. Raises UsageError for a rule that names no
    operation, or one that is named by both.
    """

    def __init__(
        self, mock_answer: Answer, proxy: Proxy, rules: Rules, beside: Beside | None = None
    ) -> None:
        self._mock_answer = mock_answer
        self._beside = beside
        self._proxy = proxy
        self._passes_rest = not rules.passed
        self._passed = _named(proxy.spec, rules.passed, "--pass")
        self._mocked = _named(proxy.spec, rules.mocked, "--mock")
        both = self._passed.keys() & self._mocked.keys()
        if both:
            one = min(both, key=lambda each: each.label)
            said = f"--pass {self._passed[one]} and --mock {self._mocked[one]}"
            raise UsageError(f"{one.label} is named by {said}; name it once")

    def respond(self, request: Request) -> Response:
        """The answer of the one whose operation it is."""
        beside = self._beside
        response = self._passed_on(request, beside) if beside else self._proxied(request)
        return self._mock_answer(request) if response is None else response

    def _proxied(self, request: Request) -> Response | None:
        """The upstream's answer; None where it is not asked, or has no such operation yet."""
        response = self._proxy.respond(request) if self._is_passed(request) else None
        return None if response and response.status == _NOT_IMPLEMENTED else response

    def _passed_on(self, request: Request, beside: Beside) -> Response | None:
        """The same in its session, and as the rules want it."""
        try:
            session, asked = beside.named(request)
        except (Rejection, StoreError):
            return None
        if not self._is_passed(asked):
            return None
        sent = replace(asked, prefix=request.prefix)
        steering = beside.steer(asked, session)
        response = self._proxy.respond(sent, session, steering, beside.redacted)
        if response.status == _NOT_IMPLEMENTED and not (steering and steering.instead):
            return None
        return response.beneath(asked.prefix.removeprefix(request.prefix))

    @cached_property
    def passed(self) -> tuple[Operation, ...]:
        """The operations that pass through, in the order of the document."""
        return tuple(each for each in self._proxy.spec.operations if self.passes(each))

    def passes(self, operation: Operation) -> bool:
        """Whether requests of an operation go to the upstream."""
        if operation in self._passed or operation in self._mocked:
            return operation in self._passed
        for owner in reversed(operation.owners):
            told = owner.get(EXTENSION)
            if told is not None and isinstance(told.value, bool):
                return told.value
        return self._passes_rest

    def _is_passed(self, request: Request) -> bool:
        """What the document does not have goes where the rest goes.

        What a browser asks before another request (Fetch §4.8) goes where that one will go.
        """
        meant = request.headers.get("Access-Control-Request-Method")
        method = meant if meant and request.method == "OPTIONS" else request.method
        try:
            place = self._proxy.router.find(request.path, request.prefix)
            return self.passes(place.match(method, request).operation)
        except Rejection:
            return self._passes_rest


def mixed_from(
    settings: Chosen,
    spec: Spec,
    answer: Answer,
    journal: Journal | None = None,
    beside: Beside | None = None,
) -> Mixed:
    """The mixture that the settings ``upstream``, ``pass_through`` and ``mocked`` ask for.

    Raises UsageError for an upstream that is no URL, and for rules that cannot be kept.
    """
    target = Target(parse_base_url(settings["upstream"]), connections=_CONNECTIONS)
    rules = Rules(tuple(settings["pass_through"]), tuple(settings["mocked"]))
    return Mixed(answer, Proxy(spec, target, journal=journal), rules, beside)


def _named(spec: Spec, patterns: Iterable[str], flag: str) -> Mapping[Operation, str]:
    """The operations that patterns name, each with its pattern."""
    found: dict[Operation, str] = {}
    for pattern in patterns:
        fitting = [each for each in spec.operations if _fits(each, pattern)]
        if not fitting:
            raise UsageError(f"{flag} {pattern}: no operation is named so{_hint(spec, pattern)}")
        found.update(dict.fromkeys(fitting, pattern))
    return found


def _fits(operation: Operation, pattern: str) -> bool:
    method, _, path = pattern.partition(" ")
    if path:
        return method.upper() in ("*", operation.method) and _is_like(operation.template, path)
    if pattern.startswith("/"):
        return _is_like(operation.template, pattern)
    return pattern in _names(operation)


def _is_like(template: str, pattern: str) -> bool:
    """Brackets are no part of the pattern: paths may have some of their own."""
    return fnmatchcase(template, pattern.replace("[", "[[]"))


def _names(operation: Operation) -> tuple[str, ...]:
    tags = operation.node.strings("tags")
    return (operation.id, *tags) if operation.id else tags


def _hint(spec: Spec, pattern: str) -> str:
    known = dict.fromkeys(
        name for each in spec.operations for name in (each.label, each.template, *_names(each))
    )
    return hint(pattern, known, "give an operationId, a label or a path")
