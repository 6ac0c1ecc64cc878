"""The first page: what is served, how it is answered, and what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.console.page import Page
from mockserver.console.visit import Visit

_MOST = 8


def show(visit: Visit) -> Page:
    """The operations with their calls, and the calls that none of them took."""
    operations = visit.read("/operations")["operations"]
    stray = visit.read("/journal/unmatched")["unmatched"]
    values = {
        "operations": operations,
        "calls": sum(each["calls"] for each in operations),
        "violations": sum(each["violations"] for each in operations),
        "stray": stray[-_MOST:][::-1],
        "stray_count": len(stray),
        "collections": visit.read("/collections")["collections"],
        "first": next(
            (each for each in operations if _is_easy(each["method"], each["path"])), None
        ),
        "host": visit.request.headers.get("Host") or "localhost",
    }
    return Page("overview.html", "/", "Overview", values)


def _is_easy(method: str, path: str) -> bool:
    return method == "GET" and "{" not in path


def beat(visit: Visit) -> Mapping[str, Any]:
    """The numbers that grow with what happens: the last exchange, the last reading of the files."""
    since = visit.query.get("since", "0")
    last = visit.read("/journal", since=since if since.isdecimal() else "0", limit=1)["last"]
    read = visit.read("/reload", changes="false")
    return {"last": last, "read": read["moment"] or ""}
