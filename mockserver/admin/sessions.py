"""The sessions of the mock: copies of its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from mockserver.admin.context import AdminContext, Reply
from mockserver.admin.refused import conflict, not_found
from mockserver.clock import timestamp
from mockserver.mock.active_rules import RULES
from mockserver.mock.control import changes_of
from mockserver.store import Session, SessionRefused


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """All that are alive."""
    return {"sessions": [_session(context, each) for each in context.mock.sessions.all()]}


def read(context: AdminContext) -> Mapping[str, Any]:
    """One."""
    return _session(context, _named(context, context.path("name")))


def create(context: AdminContext) -> Reply:
    """Begin one."""
    name = context.body.get("name") or f"s-{context.shared.random.getrandbits(48):012x}"
    known = {each.name for each in context.mock.sessions.all()}
    try:
        context.mock.sessions.open(name)
    except SessionRefused as refused:
        raise conflict(str(refused)) from refused
    location = context.link(f"/__admin/sessions/{quote(name, safe='')}")
    told = _session(context, _named(context, name))
    return Reply(told, 200 if name in known else 201, (("Location", location),))


def delete(context: AdminContext) -> Mapping[str, Any]:
    """End one."""
    session = _named(context, context.path("name"))
    told = _session(context, session)
    context.control.end(session.name)
    return told


def reset(context: AdminContext) -> Mapping[str, Any]:
    """Let one begin again."""
    session = _named(context, context.path("name"))
    context.control.begin_again(session.name)
    return _session(context, session)


def reset_chosen(context: AdminContext) -> Mapping[str, Any]:
    """Let the session that is asked about, or the common one, begin again."""
    world = context.begun()
    context.control.begin_again(world.session)
    told = ["records", "scenario", "rules", "clock", "seed", "journal"]
    return {"session": context.session, "reset": told}


def _named(context: AdminContext, name: str) -> Session:
    alive = {each.name: each for each in context.mock.sessions.all()}
    if name not in alive:
        raise not_found("session", name, alive.keys())
    return alive[name]


def _session(context: AdminContext, session: Session) -> Mapping[str, Any]:
    world = context.mock.world(session.name)
    return {
        "name": session.name,
        "begun": timestamp(session.begun),
        "used": timestamp(session.used),
        "exchanges": len(context.mock.journal.entries(session.name)),
        "changes": changes_of(world.snapshot()),
        "rules": len(world.rows(RULES)),
    }
