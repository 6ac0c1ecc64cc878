"""What a run found, and the forms in which it is shown."""

from mockserver.report.render import RENDERERS
from mockserver.report.report import Report

__all__ = ["RENDERERS", "Report"]
