"""How much of the document the client's calls have seen."""

from __future__ import annotations

from mockserver.console.page import Page
from mockserver.console.visit import Visit


def show(visit: Visit) -> Page:
    """Operations, statuses, parameters, and what no operation took."""
    return Page("coverage.html", "/coverage", "Coverage", {"coverage": visit.read("/coverage")})
