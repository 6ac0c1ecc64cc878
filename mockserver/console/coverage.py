"""How much of the document the client's calls have seen."""

from __future__ import annotations

from mockserver.console.overview import fits
from mockserver.console.page import Page
from mockserver.console.visit import Visit


def show(visit: Visit) -> Page:
    """Operations, statuses, parameters, and what no operation took."""
    coverage, find = visit.read("/coverage"), visit.query.get("find", "").strip()
    details = [each for each in coverage["details"] if fits(each, find)]
    first = visit.read("/journal", since="0", limit=1)["first"]
    values = {"coverage": coverage, "details": details, "find": find, "first_counted": first}
    return Page("coverage.html", "/coverage", "Coverage", values)
