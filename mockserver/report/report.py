"""The findings of a run and the lines that sum it up."""

from mockserver.errors import EXIT_FINDINGS, EXIT_KEPT
from mockserver.finding import Finding, Severity, has_errors
from mockserver.quantity import many
from mockserver.report.coverage import Coverage
from mockserver.report.run import Run
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found; ``subjects`` say what it looked at, a line each.

    ``coverage`` is what a run against a server saw of the document's operations, and ``run`` how
    that went.
    """

    findings: tuple[Finding, ...]
    subjects: tuple[str, ...] = ()
    coverage: Coverage | None = None
    run: Run | None = None

    @property
    def exit_code(self) -> int:
        """0 when all promises are kept, 1 when a finding is an error; else what the run says."""
        if self.run and self.run.exit_code is not None:
            return self.run.exit_code
        return EXIT_FINDINGS if has_errors(self.findings) else EXIT_KEPT

    @property
    def failure(self) -> str:
        """Why the work could not be done to its end; empty where it could."""
        if self.run is None or self.run.exit_code is None:
            return ""
        return self.run.why or self.run.ended

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def verdict(self) -> str:
        """The counts in words, the worst first: ``2 errors, 1 warning``.

        What could not be done to its end says so before that: to find nothing means little then.
        """
        counts = [many(count, severity) for severity in Severity if (count := self.count(severity))]
        told = ", ".join(counts) if counts else "no findings"
        return f"not finished: {told}" if self.failure else told
