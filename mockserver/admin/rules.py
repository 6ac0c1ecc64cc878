"""Rules that are added at run time, beside those of the scenario that is played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from mockserver.admin.context import AdminContext, Reply
from mockserver.admin.refused import conflict, listed, not_found, told
from mockserver.finding import Finding
from mockserver.scenario import Rule, parse_rule, refusal
from mockserver.store import SessionRefused


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """Those in force, the one that is asked first before others."""
    sessions = dict.fromkeys((context.session, ""))
    added = [_added(context, *each) for session in sessions for each in _newest(context, session)]
    playing = context.mock.active_rules.playing(context.world)
    scenarios = context.mock.active_rules.scenarios.scenarios
    played = [rule for each in scenarios if each.name == playing for rule in each.rules]
    return {"rules": [*added, *(of_file(context, each) for each in played)]}


def add(context: AdminContext) -> Reply:
    """Add one for the session that is named, or for all."""
    session = context.body.get("session", context.session)
    id_ = f"{context.shared.random.getrandbits(40):010x}"
    rule, findings = _parsed(context, id_)
    try:
        context.control.world(session)
    except SessionRefused as refused:
        raise conflict(str(refused)) from refused
    context.control.put_rule(session, rule)
    location = context.link(f"/__admin/rules/{quote(id_, safe='')}")
    return Reply(
        _told(context, id_, session, rule.written, findings), 201, (("Location", location),)
    )


def read(context: AdminContext) -> Mapping[str, Any]:
    """One."""
    return _added(context, *_found(context))


def replace(context: AdminContext) -> Mapping[str, Any]:
    """Another in its place."""
    session, id_, _ = _found(context)
    wanted = context.body.get("session", session)
    if wanted != session:
        raise conflict(f"The rule '{id_}' is one of the session '{session}'; add another rule.")
    rule, findings = _parsed(context, id_)
    context.control.put_rule(session, rule)
    return _told(context, id_, session, rule.written, findings)


def delete(context: AdminContext) -> Mapping[str, Any]:
    """Remove one."""
    session, id_, written = _found(context)
    removed = _added(context, session, id_, written)
    context.control.remove_rules(session, (id_,))
    return removed


def delete_all(context: AdminContext) -> Mapping[str, Any]:
    """Remove those that were added to the session, or to all."""
    ids = tuple(id_ for id_, _ in context.control.rules(context.session))
    context.control.remove_rules(context.session, ids)
    return {"deleted": list(ids)}


def of_file(context: AdminContext, rule: Rule) -> Mapping[str, Any]:
    """A rule of a scenario file."""
    return {
        "id": rule.id,
        "session": "",
        "added": False,
        "rule": rule.written,
        "document": str(rule.origin or ""),
        "left": context.control.left(context.world, rule.id, rule.times),
        "warnings": [],
    }


def _newest(context: AdminContext, session: str) -> Iterator[tuple[str, str, Any]]:
    for id_, written in reversed(tuple(context.control.rules(session))):
        yield session, id_, written


def _found(context: AdminContext) -> tuple[str, str, Any]:
    """Session, id and value of the rule that the path names, whichever session has it."""
    wanted = context.path("rule")
    known = []
    alive = (each.name for each in context.mock.sessions.all())
    for session in dict.fromkeys((context.session, "", *alive)):
        for id_, written in context.control.rules(session):
            if id_ == wanted:
                return session, id_, written
            known.append(id_)
    raise not_found("rule", wanted, known)


def _added(context: AdminContext, session: str, id_: str, written: Any) -> Mapping[str, Any]:
    """As it is now: one that a changed document no longer allows says why."""
    parsed = parse_rule(written, context.mock.spec, id_, context.mock.active_rules.scenarios)
    return _told(context, id_, session, written, parsed.findings)


def _told(
    context: AdminContext, id_: str, session: str, written: Any, findings: tuple[Finding, ...]
) -> Mapping[str, Any]:
    left = context.control.left(context.world, id_, written.get("times"))
    warnings = [told(each) for each in findings]
    rule = {"id": id_, "session": session, "added": True, "rule": written}
    return {**rule, "document": "", "left": left, "warnings": warnings}


def _parsed(context: AdminContext, id_: str) -> tuple[Rule, tuple[Finding, ...]]:
    """The rule of the body. Raises Rejection for one that could not be kept."""
    written = {name: value for name, value in context.body.items() if name != "session"}
    parsed = parse_rule(written, context.mock.spec, id_, context.mock.active_rules.scenarios)
    if parsed.rule is None:
        sentences = (f"{each.pointer or '/'}: {each.message}" for each in parsed.findings)
        raise conflict(listed("This rule cannot be", sentences), map(told, parsed.findings))
    insist_on_able(context, parsed.rule)
    return parsed.rule, parsed.findings


def insist_on_able(context: AdminContext, rule: Rule) -> None:
    """Raises Rejection for a rule with a fault that this server cannot do."""
    serving, fault = context.shared.serving, rule.fault
    if fault is not None and fault.needs_socket and fault not in serving.faults:
        raise conflict(f"The {refusal(fault, serving.name, serving.able)}.")
