"""What a recording comes to: a fold over its exchanges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from mockserver.journal import Exchange
from mockserver.quantity import many
from mockserver.spec.model import Spec

_OUTSIDE = "(not in the document)"


@dataclass(slots=True)
class Tally:
    """How many exchanges there were, of which operations, and what they broke."""

    spec: Spec
    exchanges: int = 0
    covered: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)

    def add(self, exchange: Exchange) -> None:
        """Count one exchange."""
        self.exchanges += 1
        if exchange.operation:
            self.covered[exchange.operation] += 1
        if exchange.violations:
            self.violations[exchange.operation or _OUTSIDE] += len(exchange.violations)

    def lines(self) -> Iterator[str]:
        """The sum for people, a line at a time."""
        labels = [each.label for each in self.spec.operations]
        seen = sum(label in self.covered for label in labels)
        covered = f"{seen} of {many(len(labels), 'operation')} covered"
        yield f"{many(self.exchanges, 'exchange')}, {covered}"
        for label in (*labels, _OUTSIDE):
            if label in self.violations:
                yield f"  {label}: {many(self.violations[label], 'violation')}"
