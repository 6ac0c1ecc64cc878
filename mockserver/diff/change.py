"""What changed between two documents, and what is thought of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as field_of
from enum import Enum, StrEnum
from typing import Any

from mockserver.origin import Origin


class Verdict(StrEnum):
    """What a change does to those who rely on the base document."""

    BREAKING = "breaking"
    RISKY = "risky"
    COMPATIBLE = "compatible"


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """A kind of change: its id, what is thought of it, and a sentence that says what it is."""

    id: str
    verdict: Verdict
    summary: str


@dataclass(frozen=True, slots=True)
class Example:
    """A value that shows why a change hurts: it was fine, and is not any more."""

    value: Any


class Side(Enum):
    """What of an operation is meant."""

    WHOLE = "operation"
    PARAMETER = "parameter"
    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Scope:
    """What of an operation of the base document a change is about.

    ``name`` is the place and name of a parameter, such as ``query limit``, or the status of an
    answer. ``place`` leads into a body, such as ``/lines[]``, and ``field`` is the member there.
    ``values`` are the only ones that are meant there, in JSON; any where there is none.
    ``parts`` tells of a value whether it is one that was taken before and is not any more.
    """

    operation: str = ""
    side: Side = Side.WHOLE
    name: str = ""
    header: str = ""
    media_type: str = ""
    place: str = ""
    field: str = ""
    values: tuple[str, ...] = ()
    parts: Callable[[Any], bool] | None = field_of(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Use:
    """Who uses what a change is about: by archive, how often, and the first place of it."""

    counts: tuple[tuple[str, int], ...]
    place: str = ""

    @property
    def is_used(self) -> bool:
        """Whether anybody does."""
        return bool(self.counts)


@dataclass(frozen=True, slots=True)
class Change:
    """A fact: what changed, and where both documents say so. No word on whether it hurts.

    ``scopes`` are the parts of operations that it is seen in.
    """

    rule: str
    message: str
    base: Origin | None
    revision: Origin | None
    pointer: str = ""
    operations: tuple[str, ...] = ()
    counterexample: Example | None = None
    scopes: tuple[Scope, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why a change is let pass, and until which day."""

    reason: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A change with its verdict; ``accepted`` where somebody has agreed to it.

    ``lapsed`` where they had, until a day that has gone. ``use`` tells who uses what it is about,
    None where nobody asked. ``is_spared``: it does not weigh, as nobody does.
    """

    change: Change
    verdict: Verdict
    accepted: Accepted | None = None
    use: Use | None = None
    is_spared: bool = False
    lapsed: Accepted | None = None

    @property
    def counts(self) -> bool:
        """Whether the change weighs: what was accepted does not."""
        return self.accepted is None and not self.is_spared
