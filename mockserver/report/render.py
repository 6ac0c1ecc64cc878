"""All forms of a report by name, as ``--format`` and ``--report`` call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from mockserver.report.as_github import github
from mockserver.report.as_json import as_json
from mockserver.report.as_markdown import markdown
from mockserver.report.as_text import text
from mockserver.report.context import PLAIN, Context
from mockserver.report.report import Report


class Renderer(Protocol):
    """Tells a report in one form."""

    def __call__(self, report: Report, context: Context = PLAIN, /) -> str:
        """The text of it; the same for the same report and context."""
        ...


# Few runs ask for these, and their libraries cost more than the rest of a report.
def _junit(report: Report, context: Context = PLAIN, /) -> str:
    from mockserver.report.as_junit import junit

    return junit(report, context)


def _sarif(report: Report, context: Context = PLAIN, /) -> str:
    from mockserver.report.as_sarif import sarif

    return sarif(report, context)


def _html(report: Report, context: Context = PLAIN, /) -> str:
    from mockserver.report.as_html import html

    return html(report, context)


RENDERERS: Mapping[str, Renderer] = {
    "text": text,
    "json": as_json,
    "junit": _junit,
    "sarif": _sarif,
    "github": github,
    "markdown": markdown,
    "html": _html,
}
