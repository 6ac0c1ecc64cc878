"""The files behind the mock, and what came of reading them again."""

from __future__ import annotations

from mockserver.console.page import Onward, Page
from mockserver.console.visit import Visit


def show(visit: Visit) -> Page:
    """What changed at the last reload, or why it was refused."""
    return Page("files.html", "/files", "Files", {"reload": visit.read("/reload")})


def reload(visit: Visit) -> Onward:
    """Read them again; the page says what came of it."""
    told = visit.ask("POST", "/reload")
    return Onward(visit.link("/files"), "" if told.is_refused else "reloaded")
