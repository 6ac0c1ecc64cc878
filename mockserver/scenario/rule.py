"""A rule: which calls are meant, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple

from mockserver.http import Headers
from mockserver.origin import Origin
from mockserver.scenario.delay import Delay
from mockserver.scenario.fault import Fault, RateLimit
from mockserver.scenario.matcher import Matcher
from mockserver.serialization import MISSING
from mockserver.spec.model import Location
from mockserver.value import dataclass

_NOTHING: Mapping[Any, Any] = {}


class Call(NamedTuple):
    """One request as rules look at it; ``operation`` is the label of what it asks for."""

    operation: str
    parameters: Mapping[tuple[Location, str], Any] = _NOTHING
    headers: Headers = Headers()
    body: Any = None

    def values(self, name: str) -> list[Any]:
        """The values of the parameters of that name, wherever they were sent."""
        lowered = name.lower()
        return [
            value
            for (location, known), value in self.parameters.items()
            if known == name or (location is Location.HEADER and known.lower() == lowered)
        ]


@dataclass(frozen=True, slots=True)
class Match:
    """Which calls are meant; what is None or empty leaves it open."""

    operations: frozenset[str] | None = None
    parameters: tuple[tuple[str, Matcher], ...] = ()
    headers: tuple[tuple[str, Matcher], ...] = ()
    body: Matcher | None = None
    call: Matcher | None = None

    def fits(self, call: Call) -> bool:
        """Whether a call is meant, whichever it is by number."""
        return (
            (self.operations is None or call.operation in self.operations)
            and all(_some(each, call.values(name)) for name, each in self.parameters)
            and all(each.fits(_header(call, name)) for name, each in self.headers)
            and (self.body is None or self.body.fits(MISSING if call.body is None else call.body))
        )


def _some(matcher: Matcher, values: list[Any]) -> bool:
    return any(matcher.fits(value) for value in values or (MISSING,))


def _header(call: Call, name: str) -> Any:
    value = call.headers.get(name)
    return MISSING if value is None else value


@dataclass(frozen=True, slots=True)
class Respond:
    """What is answered instead; what is None or MISSING stays as it is.

    ``undeclared``: the document need not declare the status, nor the schema take the body.
    """

    status: int | None = None
    example: str | None = None
    body: Any = MISSING
    patch: Any = MISSING
    headers: tuple[tuple[str, str], ...] = ()
    undeclared: bool = False

    @property
    def is_show(self) -> bool:
        """Whether it is another answer than that of the records, which then stay as they are."""
        other_body = self.example is not None or self.body is not MISSING
        return other_body or self.status is not None


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of a scenario, from its first; ``by``: one course for each value of a parameter."""

    name: str
    start: str = ""
    by: str = ""

    def key(self, value: str = "") -> str:
        """Under which the present step is kept."""
        return f"step/{self.name}/{value}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``written`` is the JSON value it was read from."""

    id: str
    course: Course
    match: Match = field(default_factory=Match)
    respond: Respond | None = None
    delay: Delay | None = None
    fault: Fault | None = None
    limit: RateLimit | None = None
    every: int | None = None
    times: int | None = None
    chance: float | None = None
    when: tuple[str, ...] = ()
    then: str | None = None
    origin: Origin | None = None
    written: Any = None

    @property
    def decides(self) -> bool:
        """Whether it says what is answered, so that no further rule is asked."""
        return self.respond is not None or self.fault is not None or self.limit is not None

    @property
    def needs_socket(self) -> bool:
        """Whether only some servers can do it."""
        return self.fault is not None and self.fault.needs_socket

    @property
    def label(self) -> str:
        """``rule outage/1 (fixtures/scenarios.yaml:5:7)``: how an answer tells of it."""
        return f"rule {self.id}" + (f" ({self.origin})" if self.origin else "")
