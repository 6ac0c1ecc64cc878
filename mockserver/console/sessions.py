"""The sessions: copies of the state that tests have to themselves."""

from __future__ import annotations

from mockserver.console.page import Onward, Page
from mockserver.console.visit import Visit, segment


def show(visit: Visit, problem: str = "", name: str = "") -> Page:
    """All that are alive."""
    values = {"sessions": visit.read("/sessions")["sessions"], "name": name}
    status = 409 if problem else 200
    return Page("sessions.html", "/sessions", "Sessions", values, status, problem)


def begin(visit: Visit) -> Page | Onward:
    """Begin one, and look into it."""
    name = visit.form.get("name", "").strip()
    told = visit.ask("POST", "/sessions", {"name": name} if name else {})
    if told.is_refused:
        return show(visit, told.detail, name)
    return Onward(visit.link("/sessions", session=told.value["name"]), "begun")


def end(visit: Visit) -> Onward:
    """End one; who was looking into it looks at the common world."""
    name = visit.form.get("name", "")
    visit.ask("DELETE", f"/sessions/{segment(name)}", session="")
    stays = "" if visit.session == name else visit.session
    return Onward(visit.link("/sessions", session=stays), "ended")


def reset(visit: Visit) -> Page | Onward:
    """Let the session that is looked at, or the common world, begin again."""
    told = visit.ask("POST", "/reset")
    if told.is_refused:
        return show(visit, told.detail)
    return Onward(visit.link("/sessions"), "reset")
