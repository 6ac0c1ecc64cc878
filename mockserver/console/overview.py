"""The first page: what is served, how it is answered, and what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mockserver.console.page import Page
from mockserver.console.visit import Visit

_MOST = 8


def show(visit: Visit) -> Page:
    """The operations with their calls, and the calls that none of them took."""
    operations = visit.read("/operations")["operations"]
    find = visit.query.get("find", "").strip()
    stray = visit.read("/journal/unmatched")["unmatched"]
    values = {
        "operations": [each for each in operations if fits(each, find)],
        "count": len(operations),
        "find": find,
        "calls": sum(each["calls"] for each in operations),
        "violations": sum(each["violations"] for each in operations),
        "stray": stray[-_MOST:][::-1],
        "stray_count": len(stray),
        "first": next(
            (each for each in operations if _is_easy(each["method"], each["path"])), None
        ),
        "first_counted": visit.read("/journal", since="0", limit=1)["first"],
        "host": visit.request.headers.get("Host") or "localhost",
    }
    return Page("overview.html", "/", "Overview", values)


def fits(operation: Mapping[str, Any], find: str) -> bool:
    """Whether an operation has each word that is looked for, somewhere in what it is called."""
    names = ("operation", "id", "summary")
    told = " ".join((*(operation.get(each) or "" for each in names), *operation.get("tags", ())))
    return all(word in told.casefold() for word in find.casefold().split())


def _is_easy(method: str, path: str) -> bool:
    return method == "GET" and "{" not in path


def beat(visit: Visit) -> Mapping[str, Any]:
    """The numbers that grow with what happens: calls, changes, readings of the files."""
    since = visit.query.get("since", "0")
    known = since if re.fullmatch("[0-9]{1,15}", since) else "0"
    told = visit.read("/pulse", since=known)
    return {
        "last": told["exchange"],
        "deed": told["deed"],
        "read": told["read"] or "",
        "begun": told["begun"] or "",
    }
