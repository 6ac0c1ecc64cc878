"""What was asked and answered, and why so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mockserver.console.page import Onward, Page
from mockserver.console.visit import Visit

_FILTERS = ("operation", "status", "violations", "path")
_LIMIT = 100
_GONE = "This exchange is forgotten: it was cleared, or newer ones took its place (--journal N)."


def show(visit: Visit, number: str = "") -> Page:
    """The last exchanges that fit the filters, the newest first, and one of them whole."""
    filters = _filters(visit)
    before = visit.query.get("before", "")
    before = before if re.fullmatch("[0-9]{1,15}", before) else ""
    listed = visit.read("/journal", limit=_LIMIT, before=before, **filters)
    exchanges = listed["exchanges"][::-1]
    values = {
        "exchanges": exchanges,
        "total": listed["total"],
        "last": listed["last"],
        "filters": filters,
        "is_filtered": any(filters.values()),
        "before": before,
        "older": exchanges[-1]["number"] if len(exchanges) == _LIMIT else 0,
        "operations": visit.read("/operations")["operations"],
        "number": int(number) if number else 0,
        "exchange": None,
        "missing": "",
    }
    if number:
        told = visit.ask("GET", f"/journal/{number}")
        is_gone = told.is_refused and int(number) <= listed["last"]
        missing = _GONE if is_gone else told.detail
        values |= {"missing": missing} if told.is_refused else {"exchange": told.value}
    return Page("journal.html", "/journal", "Journal", values)


def _filters(visit: Visit) -> Mapping[str, str]:
    return {name: visit.query.get(name, "") for name in _FILTERS}


def preview(visit: Visit, number: str, kind: str) -> Page:
    """What would be written into which file."""
    return _previewed(visit, number, kind, visit.query.get("name", ""))


def _previewed(visit: Visit, number: str, kind: str, name: str) -> Page:
    named = {"name": name} if name else {}
    told = visit.ask("POST", f"/journal/{number}/{kind}", {"dry_run": True, **named})
    values = {"number": int(number), "kind": kind, "name": name, "saved": told.value}
    status = told.status if told.is_refused else 200
    return Page("save.html", "/journal", f"Save as {kind}", values, status, told.detail)


def save(visit: Visit, number: str, kind: str) -> Page | Onward:
    """Write it."""
    name = visit.form.get("name", "")
    told = visit.ask("POST", f"/journal/{number}/{kind}", {"name": name} if name else {})
    if told.is_refused:
        values = {"number": int(number), "kind": kind, "name": name, "saved": told.value}
        title = f"Save as {kind}"
        return Page("save.html", "/journal", title, values, told.status, told.detail)
    return Onward(visit.link(f"/journal/{number}"), kind)


def clear(visit: Visit) -> Onward:
    """Forget all."""
    visit.ask("DELETE", "/journal")
    return Onward(visit.link("/journal"), "cleared")
