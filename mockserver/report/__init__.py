"""What a run found, and the forms in which it is shown."""

from mockserver.report.context import PLAIN, Context
from mockserver.report.coverage import Coverage, OperationCoverage, cover
from mockserver.report.render import RENDERERS, Renderer
from mockserver.report.report import Report
from mockserver.report.run import Run
from mockserver.report.source_files import SourceFiles

__all__ = [
    "PLAIN",
    "RENDERERS",
    "Context",
    "Coverage",
    "OperationCoverage",
    "Renderer",
    "Report",
    "Run",
    "SourceFiles",
    "cover",
]
