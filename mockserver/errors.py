"""What ends a journey. Everything that can be many is returned as findings or violations instead.

MockServerError
├─ UsageError     exit 2: the work cannot be done as asked
│  ├─ ConfigError     a flag, an environment variable or a settings file
│  └─ DocumentError   a file that cannot be read, or is no OpenAPI document
├─ Rejection      one request ends here, with a problem
├─ StoreError     503: the state cannot be read or written
└─ TargetError    exit 3: the implementation under test cannot be reached
"""

from mockserver.finding import Finding
from mockserver.origin import Origin
from mockserver.problem import Problem

EXIT_KEPT = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_UNREACHABLE = 3
EXIT_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it


class MockServerError(Exception):
    """The base of all."""


class UsageError(MockServerError):
    """The work cannot be done as asked; the message says what to do."""


class ConfigError(UsageError):
    """A setting that cannot be used; the message names where it was set."""


class DocumentError(UsageError):
    """A file that cannot be used, with the findings that say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(map(_sentence, findings)))


class StoreError(MockServerError):
    """The state cannot be read or written now."""


class TargetError(MockServerError):
    """The implementation under test cannot be reached."""


class Rejection(MockServerError):
    """A request that ends with a problem; ``headers`` are those its status calls for.

    ``instead`` are statuses that say the same where the document does not declare the problem's.
    """

    def __init__(
        self, problem: Problem, *headers: tuple[str, str], instead: tuple[int, ...] = ()
    ) -> None:
        self.problem = problem
        self.headers = headers
        self.instead = instead
        super().__init__(problem.detail)


def _sentence(finding: Finding) -> str:
    return f"{_place(finding.origin)}{finding.message}"


def _place(origin: Origin | None) -> str:
    return f"{origin}: " if origin else ""
