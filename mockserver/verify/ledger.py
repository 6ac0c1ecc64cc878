"""What a run of stories has found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mockserver.verify.events import Noticed
from mockserver.verify.judging.undeclared import Undeclared
from mockserver.verify.sides.dialogue import Broken, Exchange
from mockserver.verify.sides.journey import Journey
from mockserver.verify.sides.spares import Spares

_ENOUGH = 3


@dataclass
class Ledger:
    """What a run has found, folded, and how often each operation answered with what.

    ``left`` are the paths of what it made and could not delete, ``kept`` counts by collection what
    no operation deletes; ``weighed`` is what became of bodies that the document forbids.
    """

    seen: set[tuple[str, ...]] = field(default_factory=set)
    doubts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    walks: int = 0
    undeclared: Undeclared = field(default_factory=Undeclared)
    left: list[str] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    weighed: dict[str, set[tuple[str, bool]]] = field(default_factory=dict)
    spares: Spares = field(default_factory=Spares)

    def weigh(self, label: str, body: str, is_refused: bool) -> None:  # noqa: FBT001  a pair
        """Remember what became of a body that the document forbids, by what is wrong with it."""
        self.weighed.setdefault(label, set()).add((body, is_refused))

    def unchecked(self) -> Iterator[str]:
        """The operations that refused no body, of several that are forbidden."""
        for label, bodies in self.weighed.items():
            if len(bodies) >= _ENOUGH and not any(is_refused for _, is_refused in bodies):
                yield label

    def count(self, exchange: Exchange) -> None:
        """Remember an answer; there may have been none."""
        if not exchange.response.status:
            return
        label = exchange.operation.label
        self.statuses.setdefault(label, Counter())[exchange.response.status] += 1
        self.undeclared.note(exchange.operation, exchange.response)

    def take(self, journey: Journey) -> None:
        """Remember what a walk has sent, and what it came upon that is no failure."""
        for exchange in journey.sent:
            self.count(exchange)
        self.remark(journey.remarks)
        for weighed in journey.weighed:
            self.weigh(*weighed)

    def remark(self, remarks: Iterable[Broken]) -> None:
        """Remember what is no failure, once for each operation."""
        for broken in remarks:
            label, fault = broken.operation.label, broken.fault
            self.undeclared.add(Noticed(label, fault.check, fault.message, fault.schema_pointer))

    def is_new(self, operation: str, check: str, pointer: str, at: str) -> bool:
        """Whether this was not told before, or is in doubt."""
        identity = (operation, check, pointer, at)
        is_new = identity not in self.seen or identity in self.doubts
        self.seen.add(identity)
        return is_new

    def doubt(self, identity: tuple[str, ...]) -> int:
        """Remember what did not come a second time; how often that was so."""
        self.doubts[identity] += 1
        return self.doubts[identity]

    def settle(self, identity: tuple[str, ...]) -> None:
        """It is told, and not in doubt any more."""
        del self.doubts[identity]
