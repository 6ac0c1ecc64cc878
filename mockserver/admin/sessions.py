"""The sessions of the mock: copies of its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from mockserver.admin.ask import Ask, Reply
from mockserver.admin.refused import conflict, not_found
from mockserver.clock import timestamp
from mockserver.mock.active_rules import RULES
from mockserver.mock.control import changes_of
from mockserver.store import Session, SessionRefused


def list_all(ask: Ask) -> Mapping[str, Any]:
    """All that are alive."""
    return {"sessions": [_session(ask, each) for each in ask.mock.sessions.all()]}


def read(ask: Ask) -> Mapping[str, Any]:
    """One."""
    return _session(ask, _named(ask, ask.path("name")))


def create(ask: Ask) -> Reply:
    """Begin one."""
    name = ask.body.get("name") or f"s-{ask.house.random.getrandbits(48):012x}"
    known = {each.name for each in ask.mock.sessions.all()}
    try:
        ask.mock.sessions.open(name)
    except SessionRefused as refused:
        raise conflict(str(refused)) from refused
    location = ask.link(f"/__admin/sessions/{quote(name, safe='')}")
    told = _session(ask, _named(ask, name))
    return Reply(told, 200 if name in known else 201, (("Location", location),))


def delete(ask: Ask) -> Mapping[str, Any]:
    """End one."""
    session = _named(ask, ask.path("name"))
    told = _session(ask, session)
    ask.control.end(session.name)
    return told


def reset(ask: Ask) -> Mapping[str, Any]:
    """Let one begin again."""
    session = _named(ask, ask.path("name"))
    ask.control.begin_again(session.name)
    return _session(ask, session)


def reset_chosen(ask: Ask) -> Mapping[str, Any]:
    """Let the session that is asked about, or the common one, begin again."""
    world = ask.begun()
    ask.control.begin_again(world.session)
    told = ["records", "scenario", "rules", "clock", "seed", "journal"]
    return {"session": ask.session, "reset": told}


def _named(ask: Ask, name: str) -> Session:
    alive = {each.name: each for each in ask.mock.sessions.all()}
    if name not in alive:
        raise not_found("session", name, alive.keys())
    return alive[name]


def _session(ask: Ask, session: Session) -> Mapping[str, Any]:
    world = ask.mock.world(session.name)
    return {
        "name": session.name,
        "begun": timestamp(session.begun),
        "used": timestamp(session.used),
        "exchanges": len(ask.mock.journal.entries(session.name)),
        "changes": changes_of(world.snapshot()),
        "rules": len(world.rows(RULES)),
    }
