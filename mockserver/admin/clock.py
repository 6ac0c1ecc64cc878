"""What time it is for the mock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.admin.moment import moment
from mockserver.admin.refused import conflict
from mockserver.clock import timestamp


def read(ask: Ask) -> Mapping[str, Any]:
    """The time, and how it differs from the machine's."""
    setting = ask.control.clock(ask.world)
    now = ask.control.now(ask.world)
    offset = (now - ask.mock.clock.now()).total_seconds()
    return {
        "session": ask.session,
        "now": timestamp(now),
        "frozen": "at" in setting,
        "offset": round(offset, 3) if setting else 0.0,
    }


def freeze(ask: Ask) -> Mapping[str, Any]:
    """Let it stand still."""
    at = ask.body.get("at")
    world = ask.begun()
    ask.control.freeze(world, moment(at) if at else ask.control.now(world))
    return read(ask)


def advance(ask: Ask) -> Mapping[str, Any]:
    """Move it."""
    try:
        ask.control.advance(ask.begun(), ask.body["seconds"])
    except OverflowError as error:
        raise conflict("That is no moment between the years 1 and 9999.") from error
    return read(ask)


def reset(ask: Ask) -> Mapping[str, Any]:
    """Let it be the machine's again; in a session, that of the common one."""
    ask.control.set(ask.begun(), "clock", None)
    return read(ask)
