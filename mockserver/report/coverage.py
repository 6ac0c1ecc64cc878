"""Which of the answers that a document declares a run has seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from mockserver.finding import Finding, Rule, Severity, report
from mockserver.origin import Origin
from mockserver.spec.model import Operation
from mockserver.value import dataclass

_DEFAULT = "default"
_UNASKED = ("5", _DEFAULT)
"""No client can ask for a failure of the server, nor for what has no name."""


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """One operation: the statuses it declares, as written, and how often each status was seen.

    ``excused`` are declared statuses that no request can provoke; the run's owner knows which.
    """

    operation: str
    declared: tuple[str, ...]
    seen: Mapping[int, int] = field(default_factory=dict)
    origin: Origin | None = None
    excused: frozenset[str] = frozenset()

    def match(self, status: int) -> str | None:
        """The declared status that an answer counts for: exact, range, default (OAS 3.1 §4.8.16).

        None where the document declares nothing for it.
        """
        for wanted in (str(status), f"{status // 100}XX", _DEFAULT):
            for declared in self.declared:
                if declared.upper() == wanted.upper():
                    return declared
        return None

    def count(self, declared: str) -> int:
        """How many answers counted for a declared status."""
        return sum(count for status, count in self.seen.items() if self.match(status) == declared)

    @property
    def missed(self) -> tuple[str, ...]:
        """What is declared, could have been seen, and was not. Not asked of 5xx and default."""
        return tuple(
            each for each in self.declared if not self.is_excused(each) and not self.count(each)
        )

    @property
    def undeclared(self) -> tuple[int, ...]:
        """The statuses that were seen and stand nowhere in the document, in order.

        This is no fault by itself: HTTP lets any resource answer 405 or 415 (RFC 9110 §15.5).
        """
        return tuple(each for each in sorted(self.seen) if self.match(each) is None)

    def is_excused(self, declared: str) -> bool:
        """Whether a status need not be seen."""
        return declared in self.excused or declared.lower().startswith(_UNASKED)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All operations of the document, in its order, those without any answer as well."""

    operations: tuple[OperationCoverage, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All statuses that any operation declares or answered: 200, 404, 4XX, default."""
        declared = {each for operation in self.operations for each in operation.declared}
        seen = {str(each) for operation in self.operations for each in operation.undeclared}
        return tuple(sorted(declared | seen, key=_order))

    @property
    def score(self) -> tuple[int, int]:
        """How many of the declared statuses that can be asked for were seen, and how many are."""
        asked = [
            operation.count(status) > 0
            for operation in self.operations
            for status in operation.declared
            if not operation.is_excused(status)
        ]
        return sum(asked), len(asked)


LOW = Rule("coverage-low", Severity.ERROR, "As many declared answers are seen as were asked for.")
_NAMED = 12


def shortfall(coverage: Coverage, percent: float) -> Finding | None:
    """A finding with what is missing where less of the declared answers was seen than asked for."""
    seen, asked = coverage.score
    if not asked or seen * 100 >= percent * asked:
        return None
    missing = [
        f"{each.operation} {status}" for each in coverage.operations for status in each.missed
    ]
    named = ", ".join(missing[:_NAMED])
    more = len(missing) - _NAMED
    rest = f" and {more} more" if more > 0 else ""
    message = (
        f"{seen} of the {asked} declared answers were seen, {seen / asked:.0%}, and {percent:g} % "
        f"were asked for; never seen: {named}{rest}"
    )
    return report(LOW, message)


def cover(
    operations: Iterable[Operation],
    statuses: Mapping[str, Mapping[int, int]],
    excused: Mapping[str, frozenset[str]] | None = None,
) -> Coverage:
    """The coverage of a run: ``statuses`` counts answers by the operation's label.

    ``excused`` names, by label, declared statuses that no request can provoke.
    """
    without = excused or {}
    return Coverage(
        tuple(
            OperationCoverage(
                operation=each.label,
                declared=tuple(response.pattern for response in each.responses),
                seen=dict(statuses.get(each.label, {})),
                origin=each.origin,
                excused=without.get(each.label, frozenset()),
            )
            for each in operations
        )
    )


def _order(status: str) -> tuple[bool, str]:
    return status.lower() == _DEFAULT, status.upper()
