"""The findings of a run and the lines that sum it up."""

from dataclasses import dataclass

from mockserver.errors import EXIT_FINDINGS, EXIT_KEPT
from mockserver.finding import Finding, Severity, has_errors


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found; ``subjects`` say what it looked at, a line each."""

    findings: tuple[Finding, ...]
    subjects: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 when all promises are kept, 1 when a finding is an error."""
        return EXIT_FINDINGS if has_errors(self.findings) else EXIT_KEPT

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)
