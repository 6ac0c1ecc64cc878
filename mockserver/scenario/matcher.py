"""What a value has to be like for a rule to match."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Protocol

from mockserver.json_value import same
from mockserver.serialization import MISSING
from mockserver.value import dataclass


class Sent(StrEnum):
    """How a value came: as JSON, or as text, in which ``7`` and ``"7"`` are the same."""

    JSON = "json"
    TEXT = "text"


class Matcher(Protocol):
    """Says whether a value is meant; MISSING is what is not there."""

    def fits(self, value: Any) -> bool:
        """Whether the value is meant."""
        ...


@dataclass(frozen=True, slots=True)
class Equal:
    """The same JSON value; of what was sent as text: the same text."""

    expected: Any
    sent: Sent = Sent.JSON

    def fits(self, value: Any) -> bool:
        """Whether the value is the expected one."""
        if same(self.expected, value):
            return True
        return (
            self.sent is Sent.TEXT and as_text(value) is not None and as_text(value) == self._text
        )

    @property
    def _text(self) -> str | None:
        return as_text(self.expected)


@dataclass(frozen=True, slots=True)
class Members:
    """An object whose named members fit; it may have others."""

    members: tuple[tuple[str, Matcher], ...]

    def fits(self, value: Any) -> bool:
        """Whether each named member fits."""
        return isinstance(value, Mapping) and all(
            each.fits(value.get(name, MISSING)) for name, each in self.members
        )


@dataclass(frozen=True, slots=True)
class Elements:
    """A list of as many elements, each of which fits."""

    elements: tuple[Matcher, ...]

    def fits(self, value: Any) -> bool:
        """Whether the elements fit one by one."""
        return (
            isinstance(value, list)
            and len(value) == len(self.elements)
            and all(each.fits(item) for each, item in zip(self.elements, value, strict=True))
        )


@dataclass(frozen=True, slots=True)
class Every:
    """All of several."""

    matchers: tuple[Matcher, ...]

    def fits(self, value: Any) -> bool:
        """Whether all fit."""
        return all(each.fits(value) for each in self.matchers)


@dataclass(frozen=True, slots=True)
class Some:
    """One of several."""

    matchers: tuple[Matcher, ...]

    def fits(self, value: Any) -> bool:
        """Whether one fits."""
        return any(each.fits(value) for each in self.matchers)


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but that; what is not there, too."""

    matcher: Matcher

    def fits(self, value: Any) -> bool:
        """Whether the other does not."""
        return not self.matcher.fits(value)


@dataclass(frozen=True, slots=True)
class Present:
    """There, or not there."""

    expected: bool

    def fits(self, value: Any) -> bool:
        """Whether it is there, or is not, as expected."""
        return (value is not MISSING) == self.expected


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that is not below ``low`` nor above ``high``; of what was sent as text, its text."""

    low: float | None = None
    high: float | None = None
    sent: Sent = Sent.JSON

    def fits(self, value: Any) -> bool:
        """Whether the value is such a number."""
        number = _number(value) if self.sent is Sent.TEXT and isinstance(value, str) else value
        if isinstance(number, bool) or not isinstance(number, int | float):
            return False
        above = self.low is None or number >= self.low
        return above and (self.high is None or number <= self.high)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text all of which a regular expression matches."""

    expression: str
    matches: Callable[[str], bool] = field(compare=False, repr=False)
    sent: Sent = Sent.JSON

    def fits(self, value: Any) -> bool:
        """Whether the whole text matches."""
        text = as_text(value) if self.sent is Sent.TEXT else value
        return isinstance(text, str) and self.matches(text)


@dataclass(frozen=True, slots=True)
class Containing:
    """A list with such an element, or a text with that text in it."""

    matcher: Matcher

    def fits(self, value: Any) -> bool:
        """Whether it is in there."""
        if isinstance(value, list):
            return any(self.matcher.fits(each) for each in value)
        wanted = self.matcher.expected if isinstance(self.matcher, Equal) else None
        return isinstance(value, str) and isinstance(wanted, str) and wanted in value


class Judge(Protocol):
    """A compiled JSON Schema."""

    def is_valid(self, instance: Any) -> bool:
        """Whether a value fits it."""
        ...


@dataclass(frozen=True, slots=True)
class Fitting:
    """A value that fits a JSON Schema."""

    judge: Judge

    def fits(self, value: Any) -> bool:
        """Whether the value fits the schema."""
        return value is not MISSING and self.judge.is_valid(value)


def as_text(value: Any) -> str | None:
    """A scalar as it would be sent in a URL or a header; None for all else."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, bool | int | float) else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
