"""Answers that go another way: scenarios, a delay for all, operations that break."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mockserver.console.page import Onward, Page
from mockserver.console.visit import Told, Visit, segment

_STATUSES = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)
_MOST_DELAY = 10_000
_MILLIS = re.compile(r"([\d.]+)(ms|s)")


def show(visit: Visit, problem: str = "") -> Page:
    """What is played, what is delayed, what is broken."""
    rules = visit.read("/rules")["rules"]
    delaying = next((each for each in rules if is_delay(each)), None)
    values = {
        "scenarios": visit.read("/scenarios"),
        "rules": [
            {**each, "told": told(each["rule"])}
            for each in rules
            if each["added"] and not is_delay(each)
        ],
        "of_file": [each for each in rules if not each["added"]],
        "delay": millis(delaying["rule"]["delay"]) if delaying else 0,
        "most_delay": _MOST_DELAY,
        "operations": visit.read("/operations")["operations"],
        "chosen": visit.query.get("operation", ""),
        "faults": visit.read("/faults")["faults"],
        "statuses": _STATUSES,
    }
    status = 409 if problem else 200
    return Page("scenarios.html", "/scenarios", "Scenarios and faults", values, status, problem)


def is_delay(rule: Mapping[str, Any]) -> bool:
    """Whether a rule is what the slider sets: a delay for all, and nothing else."""
    return rule["added"] and set(rule["rule"]) == {"delay"} and _is_fixed(rule["rule"]["delay"])


def told(rule: Mapping[str, Any]) -> str:
    """A rule in a sentence, as far as one says it."""
    match = rule.get("match") or {}
    operations = match.get("operation") if isinstance(match, Mapping) else None
    listed = operations if isinstance(operations, list) else [operations] if operations else []
    subject = ", ".join(map(str, listed)) or "All operations"
    some = " (some calls of it)" if set(match) - {"operation"} else ""
    respond, fault = rule.get("respond"), rule.get("fault")
    deeds = []
    if isinstance(respond, Mapping):
        deeds.append(f"answered with {respond['status']}" if "status" in respond else "changed")
    if fault is not None:
        kind = fault.get("kind") if isinstance(fault, Mapping) else fault
        deeds.append(f"broken by the fault {kind}")
    if "delay" in rule:
        deeds.append(f"delayed by {rule['delay']}")
    times = rule.get("times")
    bound = "" if times is None else " once" if times == 1 else f", {times} times"
    every = f", every {rule['every']} calls" if "every" in rule else ""
    return f"{subject}{some}: {' and '.join(deeds) or 'counted'}{every}{bound}."


def _is_fixed(delay: Any) -> bool:
    return isinstance(delay, str) and _MILLIS.fullmatch(delay) is not None


def millis(delay: str) -> int:
    """``1.5s`` or ``250ms`` as a number of milliseconds."""
    match = _MILLIS.fullmatch(delay)
    number = float(match[1]) if match else 0.0
    return round(number * (1 if match and match[2] == "ms" else 1000))


def play(visit: Visit) -> Page | Onward:
    """Play one from its first step."""
    told = visit.ask("POST", f"/scenarios/{segment(visit.form.get('scenario', ''))}/play")
    return _done(visit, told, "playing")


def stop(visit: Visit) -> Page | Onward:
    """Play none."""
    return _done(visit, visit.ask("POST", "/scenarios/stop"), "stopped")


def step(visit: Visit) -> Page | Onward:
    """Put one at a step."""
    path = f"/scenarios/{segment(visit.form.get('scenario', ''))}/step"
    return _done(visit, visit.ask("PUT", path, {"step": visit.form.get("step", "")}), "step")


def delay(visit: Visit) -> Page | Onward:
    """Let each answer wait so long, in place of what was set before."""
    text = visit.form.get("delay", "0")
    wanted = min(int(text), _MOST_DELAY) if text.isascii() and text.isdecimal() else 0
    for each in visit.read("/rules")["rules"]:
        if is_delay(each) and each["session"] == visit.session:
            visit.ask("DELETE", f"/rules/{segment(each['id'])}")
    if not wanted:
        return Onward(visit.link("/scenarios"), "delayed")
    return _done(visit, visit.ask("POST", "/rules", {"delay": f"{wanted}ms"}), "delayed")


def break_operation(visit: Visit) -> Page | Onward:
    """Let an operation fail for its next calls."""
    operation, how = visit.form.get("operation", ""), visit.form.get("how", "500")
    times = visit.form.get("times", "1")[:6]
    rule: dict[str, Any] = {"match": {"operation": operation}} if operation else {}
    rule |= (
        {"respond": _respond(visit, operation, int(how[:3]))} if how.isdecimal() else {"fault": how}
    )
    rule |= {"times": int(times)} if times.isascii() and times.isdecimal() and int(times) else {}
    return _done(visit, visit.ask("POST", "/rules", rule), "broken")


def _respond(visit: Visit, operation: str, status: int) -> Mapping[str, Any]:
    """What the document has no word for has to be called so."""
    every = visit.read("/operations")["operations"]
    meant = [each for each in every if operation in ("", each["operation"])]
    patterns = (str(status), f"{status // 100}XX", "DEFAULT")
    is_declared = bool(meant) and all(
        any(each.upper() in patterns for each in one["statuses"]) for one in meant
    )
    return {"status": status} if is_declared else {"status": status, "undeclared": True}


def remove_rule(visit: Visit) -> Page | Onward:
    """Remove one."""
    told = visit.ask("DELETE", f"/rules/{segment(visit.form.get('rule', ''))}")
    return _done(visit, told, "unruled")


def clear_rules(visit: Visit) -> Page | Onward:
    """Remove all that were added."""
    return _done(visit, visit.ask("DELETE", "/rules"), "rules")


def _done(visit: Visit, told: Told, done: str) -> Page | Onward:
    if told.is_refused:
        return show(visit, told.detail)
    return Onward(visit.link("/scenarios"), done)
