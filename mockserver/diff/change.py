"""What changed between two documents, and what is thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Change:
    """A fact: what changed, and where both documents say so. No word on whether it hurts."""

    rule: str
    message: str
    base: Origin | None
    revision: Origin | None
    pointer: str = ""
    operations: tuple[str, ...] = ()
    counterexample: Example | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why a change is let pass, and until which day."""

    reason: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A change with its verdict; ``accepted`` where somebody has agreed to it."""

    change: Change
    verdict: Verdict
    accepted: Accepted | None = None

    @property
    def counts(self) -> bool:
        """Whether the change weighs: what was accepted does not."""
        return self.accepted is None
