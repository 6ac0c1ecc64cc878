"""What time it is for the mock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.moment import moment
from mockserver.admin.refused import conflict
from mockserver.clock import timestamp


def read(context: AdminContext) -> Mapping[str, Any]:
    """The time, and how it differs from the machine's."""
    setting = context.control.clock(context.world)
    now = context.control.now(context.world)
    offset = (now - context.mock.clock.now()).total_seconds()
    return {
        "session": context.session,
        "now": timestamp(now),
        "frozen": "at" in setting,
        "offset": round(offset, 3) if setting else 0.0,
    }


def freeze(context: AdminContext) -> Mapping[str, Any]:
    """Let it stand still."""
    at = context.body.get("at")
    world = context.begun()
    context.control.freeze(world, moment(at) if at else context.control.now(world))
    return read(context)


def advance(context: AdminContext) -> Mapping[str, Any]:
    """Move it."""
    try:
        context.control.advance(context.begun(), context.body["seconds"])
    except OverflowError as error:
        raise conflict("That is no moment between the years 1 and 9999.") from error
    return read(context)


def reset(context: AdminContext) -> Mapping[str, Any]:
    """Let it be the machine's again; in a session, that of the common one."""
    context.control.set(context.begun(), "clock", None)
    return read(context)
