"""The findings of a run and the lines that sum it up."""

from mockserver.errors import EXIT_FINDINGS, EXIT_KEPT
from mockserver.finding import Finding, Severity, has_errors
from mockserver.quantity import many
from mockserver.report.coverage import Coverage
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found; ``subjects`` say what it looked at, a line each.

    ``coverage`` is what a run against a server saw of the document's operations.
    """

    findings: tuple[Finding, ...]
    subjects: tuple[str, ...] = ()
    coverage: Coverage | None = None

    @property
    def exit_code(self) -> int:
        """0 when all promises are kept, 1 when a finding is an error."""
        return EXIT_FINDINGS if has_errors(self.findings) else EXIT_KEPT

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def verdict(self) -> str:
        """The counts in words, the worst first: ``2 errors, 1 warning``."""
        counts = [many(count, severity) for severity in Severity if (count := self.count(severity))]
        return ", ".join(counts) if counts else "no findings"
