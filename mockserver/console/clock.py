"""What time it is for the mock, and the seed of what it makes."""

from __future__ import annotations

import re
from typing import Any

from mockserver.console.page import Onward, Page
from mockserver.console.visit import Told, Visit

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_AMOUNT = re.compile(r"-?\d{1,9}(\.\d{1,3})?")


def show(visit: Visit, problem: str = "") -> Page:
    """The clock and the seed of the session that is looked at."""
    values = {
        "clock": visit.read("/clock"),
        "seed": visit.read("/seed"),
        "units": tuple(_SECONDS),
        "sent": visit.form,
    }
    status = 409 if problem else 200
    return Page("clock.html", "/clock", "Clock and seed", values, status, problem)


def freeze(visit: Visit) -> Page | Onward:
    """Let time stand still, at a moment of UTC or at the present one."""
    at = visit.form.get("at", "").strip()
    return _done(visit, visit.ask("PUT", "/clock", {"at": _moment(at)} if at else {}), "frozen")


def _moment(text: str) -> str:
    """What browsers send of a local date and time (HTML §2.3.5), as RFC 3339 has it."""
    if _LOCAL.fullmatch(text):
        return f"{text}:00Z"
    return f"{text}Z" if _LOCAL.match(text) and text[16:].count(":") == 1 else text


def advance(visit: Visit) -> Page | Onward:
    """Move time on, or back."""
    amount, unit = visit.form.get("amount", "").strip(), visit.form.get("unit", "")
    if not _AMOUNT.fullmatch(amount) or unit not in _SECONDS:
        return show(visit, "Time is moved by a number of seconds, minutes, hours or days.")
    told = visit.ask("POST", "/clock/advance", {"seconds": float(amount) * _SECONDS[unit]})
    return _done(visit, told, "moved")


def release(visit: Visit) -> Page | Onward:
    """Let time be that of the machine."""
    return _done(visit, visit.ask("DELETE", "/clock"), "released")


def sow(visit: Visit) -> Page | Onward:
    """Let made values derive from another seed."""
    wanted: dict[str, Any] = {"seed": visit.form.get("seed", "").strip()}
    return _done(visit, visit.ask("PUT", "/seed", wanted), "sown")


def unsow(visit: Visit) -> Page | Onward:
    """Let them derive from the seed that the mock was started with."""
    return _done(visit, visit.ask("DELETE", "/seed"), "sown")


def _done(visit: Visit, told: Told, done: str) -> Page | Onward:
    if told.is_refused:
        return show(visit, told.detail)
    return Onward(visit.link("/clock"), done)
