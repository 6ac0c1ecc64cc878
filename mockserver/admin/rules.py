"""Rules that are added at run time, beside those of the scenario that is played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from mockserver.admin.ask import Ask, Reply
from mockserver.admin.refused import conflict, listed, not_found, told
from mockserver.finding import Finding
from mockserver.scenario import Rule, parse_rule, refusal
from mockserver.store import SessionRefused


def list_all(ask: Ask) -> Mapping[str, Any]:
    """Those in force, the one that is asked first before others."""
    sessions = dict.fromkeys((ask.session, ""))
    added = [_added(ask, *each) for session in sessions for each in _newest(ask, session)]
    playing = ask.mock.active_rules.playing(ask.world)
    scenarios = ask.mock.active_rules.scenarios.scenarios
    played = [rule for each in scenarios if each.name == playing for rule in each.rules]
    return {"rules": [*added, *(of_file(ask, each) for each in played)]}


def add(ask: Ask) -> Reply:
    """Add one for the session that is named, or for all."""
    session = ask.body.get("session", ask.session)
    id_ = f"{ask.house.random.getrandbits(40):010x}"
    rule, findings = _parsed(ask, id_)
    try:
        ask.control.world(session)
    except SessionRefused as refused:
        raise conflict(str(refused)) from refused
    ask.control.put_rule(session, rule)
    location = ask.link(f"/__admin/rules/{quote(id_, safe='')}")
    return Reply(_told(ask, id_, session, rule.written, findings), 201, (("Location", location),))


def read(ask: Ask) -> Mapping[str, Any]:
    """One."""
    return _added(ask, *_found(ask))


def replace(ask: Ask) -> Mapping[str, Any]:
    """Another in its place."""
    session, id_, _ = _found(ask)
    wanted = ask.body.get("session", session)
    if wanted != session:
        raise conflict(f"The rule '{id_}' is one of the session '{session}'; add another rule.")
    rule, findings = _parsed(ask, id_)
    ask.control.put_rule(session, rule)
    return _told(ask, id_, session, rule.written, findings)


def delete(ask: Ask) -> Mapping[str, Any]:
    """Remove one."""
    session, id_, written = _found(ask)
    removed = _added(ask, session, id_, written)
    ask.control.remove_rules(session, (id_,))
    return removed


def delete_all(ask: Ask) -> Mapping[str, Any]:
    """Remove those that were added to the session, or to all."""
    ids = tuple(id_ for id_, _ in ask.control.rules(ask.session))
    ask.control.remove_rules(ask.session, ids)
    return {"deleted": list(ids)}


def of_file(ask: Ask, rule: Rule) -> Mapping[str, Any]:
    """A rule of a scenario file."""
    return {
        "id": rule.id,
        "session": "",
        "added": False,
        "rule": rule.written,
        "document": str(rule.origin or ""),
        "left": ask.control.left(ask.world, rule.id, rule.times),
        "warnings": [],
    }


def _newest(ask: Ask, session: str) -> Iterator[tuple[str, str, Any]]:
    for id_, written in reversed(tuple(ask.control.rules(session))):
        yield session, id_, written


def _found(ask: Ask) -> tuple[str, str, Any]:
    """Session, id and value of the rule that the path names, whichever session has it."""
    wanted = ask.path("rule")
    known = []
    alive = (each.name for each in ask.mock.sessions.all())
    for session in dict.fromkeys((ask.session, "", *alive)):
        for id_, written in ask.control.rules(session):
            if id_ == wanted:
                return session, id_, written
            known.append(id_)
    raise not_found("rule", wanted, known)


def _added(ask: Ask, session: str, id_: str, written: Any) -> Mapping[str, Any]:
    """As it is now: one that a changed document no longer allows says why."""
    parsed = parse_rule(written, ask.mock.spec, id_, ask.mock.active_rules.scenarios)
    return _told(ask, id_, session, written, parsed.findings)


def _told(
    ask: Ask, id_: str, session: str, written: Any, findings: tuple[Finding, ...]
) -> Mapping[str, Any]:
    left = ask.control.left(ask.world, id_, written.get("times"))
    warnings = [told(each) for each in findings]
    rule = {"id": id_, "session": session, "added": True, "rule": written}
    return {**rule, "document": "", "left": left, "warnings": warnings}


def _parsed(ask: Ask, id_: str) -> tuple[Rule, tuple[Finding, ...]]:
    """The rule of the body. Raises Rejection for one that could not be kept."""
    written = {name: value for name, value in ask.body.items() if name != "session"}
    parsed = parse_rule(written, ask.mock.spec, id_, ask.mock.active_rules.scenarios)
    if parsed.rule is None:
        sentences = (f"{each.pointer or '/'}: {each.message}" for each in parsed.findings)
        raise conflict(listed("This rule cannot be", sentences), map(told, parsed.findings))
    insist_on_able(ask, parsed.rule)
    return parsed.rule, parsed.findings


def insist_on_able(ask: Ask, rule: Rule) -> None:
    """Raises Rejection for a rule with a fault that this server cannot do."""
    serving, fault = ask.house.serving, rule.fault
    if fault is not None and fault.needs_socket and fault not in serving.faults:
        raise conflict(f"The {refusal(fault, serving.name, serving.able)}.")
