"""How a rule is written, in a file or as the JSON of a request."""

from __future__ import annotations

import re
from typing import Any

from mockserver.hint import hint_among
from mockserver.http import TOKEN
from mockserver.scenario.delay import DELAY, DURATION, read_delay, read_duration
from mockserver.scenario.fault import RATE_LIMIT, Fault, RateLimit
from mockserver.scenario.matcher import Equal, Matcher, Sent, as_text
from mockserver.scenario.matching import read_matcher, read_number_matcher, read_text_matcher
from mockserver.scenario.rule import Respond
from mockserver.scenario.rules import CONTRADICTION, MALFORMED
from mockserver.serialization import MISSING
from mockserver.source.written import (
    Form,
    Unfit,
    Written,
    anything,
    count,
    flag,
    read_fields,
    text,
    texts,
)

_STATUSES = range(200, 600)  # RFC 9110 §15: below are interim answers, above is nothing
_NO_BODY = (204, 205, 304)
_LINE = re.compile(r"[\t\x20-\x7e]*")
_FRAMING = frozenset(
    "connection content-length date keep-alive te trailer transfer-encoding".split()
)
Named = tuple[tuple[str, Matcher], ...]


def read_rule(written: Written, extra: dict[str, Form] | None = None) -> dict[str, Any]:
    """The fields of a rule; what is wrong with them is told. Raises Unfit for no object."""
    found = read_fields(written, {**FORMS, **(extra or {})}, "a rule")
    if isinstance(found.get("fault"), RateLimit):
        found["limit"] = found.pop("fault")
    _insist(written, found)
    return found


def _status(written: Written) -> int:
    if type(written.value) is not int or written.value not in _STATUSES:
        raise Unfit
    return written.value


def _chance(written: Written) -> float:
    value = written.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise Unfit
    return float(value)


def _headers(written: Written) -> tuple[tuple[str, str], ...]:
    if not isinstance(written.value, dict):
        raise Unfit
    lines = []
    for name, child in written.members():
        value = as_text(child.value)
        if not TOKEN.fullmatch(name):
            child.complain_of_key(MALFORMED, f"'{name}' is no name of a header (RFC 9110 §5.1)")
        elif name.lower() in _FRAMING:
            child.complain_of_key(MALFORMED, f"the server itself sets '{name}'; leave it out")
        elif value is None or not _LINE.fullmatch(value):
            child.complain(MALFORMED, f"'{name}' is a text of visible ASCII, or a number")
        else:
            lines.append((name, value))
    return tuple(lines)


def _parameters(written: Written) -> Named:
    if not isinstance(written.value, dict):
        raise Unfit
    return tuple((name, read_matcher(child, Sent.TEXT)) for name, child in written.members())


def _fields(written: Written) -> Named:
    if not isinstance(written.value, dict):
        raise Unfit
    return tuple(_field(name, child) for name, child in written.members())


def _field(name: str, written: Written) -> tuple[str, Matcher]:
    try:
        return name, read_text_matcher(written)
    except Unfit:
        written.complain(MALFORMED, f"the header '{name}' is a text, or what one is like")
        return name, Equal(None)  # never asked: a rule with an error is none


def _match(written: Written) -> dict[str, Any]:
    return read_fields(written, _MATCH, "'match'")


def _respond(written: Written) -> Respond:
    found = read_fields(written, _RESPOND, "'respond'")
    given = Respond(**found)
    if not written.value:
        written.complain(CONTRADICTION, "'respond' says nothing; give it a status or a body")
    if given.body is not MISSING and (given.example is not None or given.patch is not MISSING):
        other = "patch" if given.patch is not MISSING else "example"
        written.complain(CONTRADICTION, f"'body' and '{other}' cannot both be the answer", other)
    for name in ("body", "patch", "example"):
        if given.status in _NO_BODY and name in written.value:
            message = f"a {given.status} has no body (RFC 9110 §15), so '{name}' cannot be sent"
            written.complain(CONTRADICTION, message, name)
    return given


def _fault(written: Written) -> Fault | RateLimit:
    if isinstance(written.value, dict):
        return _limit(written)
    name = text(written)
    if name == RATE_LIMIT:
        message = "a rate limit says how many: {kind: rate-limit, limit: 5, per: 60s}"
        written.complain(MALFORMED, message)
        return RateLimit(1, 1.0)
    return _kind(written, name)


def _kind(written: Written, name: str) -> Fault:
    try:
        return Fault(name)
    except ValueError:
        known = [*Fault, RATE_LIMIT]
        message = f"there is no fault '{name}'{hint_among(name, [str(each) for each in known])}"
        written.complain(MALFORMED, message)
        return Fault.EMPTY


def _limit(written: Written) -> Fault | RateLimit:
    kind = written.value.get("kind")
    if isinstance(kind, str) and kind != RATE_LIMIT:
        for name in written.value:
            if name != "kind":
                message = f"'{name}' belongs to a {RATE_LIMIT}, not to '{kind}'"
                written.complain(CONTRADICTION, message, name)
        return _kind(written.below("kind"), kind)
    found = read_fields(written, _LIMIT, "a rate limit")
    found.pop("kind", None)
    for name in ("kind", "limit"):
        if name not in written.value:
            written.complain(MALFORMED, f"this fault has no '{name}': it is {_LIMIT[name].told}")
    return RateLimit(**{"limit": 1, "per": 60.0, **found})


def _window(written: Written) -> float:
    seconds = read_duration(written)
    if not seconds:
        raise Unfit
    return seconds


_COUNT = "an integer from 1 on"
_STATUS = "a status from 200 to 599"
_FLAG = "true or false"
_OBJECT = "an object"
_STEPS = "a step, or a list of steps"
_MATCH = {
    "operation": Form(texts, "an operationId or 'GET /path', or a list of them"),
    "tag": Form(texts, "a tag of operations, or a list of tags"),
    "parameters": Form(_parameters, "an object of parameters and the values that are meant"),
    "headers": Form(_fields, "an object of headers and the values that are meant"),
    "body": Form(read_matcher, "what the body is like"),
    "call": Form(read_number_matcher, "the number of the call, from 1 on, such as 3 or {min: 4}"),
}
_RESPOND = {
    "status": Form(_status, _STATUS),
    "example": Form(text, "the name of an example of the document"),
    "body": Form(anything, "any value"),
    "patch": Form(anything, "a merge patch (RFC 7396)"),
    "headers": Form(_headers, "an object of headers and their values"),
    "undeclared": Form(flag, _FLAG),
}
_LIMIT = {
    "kind": Form(text, f"'{RATE_LIMIT}'"),
    "limit": Form(count, f"the number of calls that pass, {_COUNT}"),
    "per": Form(_window, f"{DURATION}, above 0"),
    "status": Form(_status, _STATUS),
    "undeclared": Form(flag, _FLAG),
}
FORMS = {
    "match": Form(_match, f"{_OBJECT}: {', '.join(_MATCH)}"),
    "respond": Form(_respond, f"{_OBJECT}: {', '.join(_RESPOND)}"),
    "delay": Form(read_delay, DELAY),
    "fault": Form(_fault, f"one of {', '.join(Fault)}, or {{kind: {RATE_LIMIT}, limit: 5}}"),
    "every": Form(count, f"{_COUNT}: every such call"),
    "times": Form(count, f"{_COUNT}: how often the rule is used"),
    "chance": Form(_chance, "a number above 0 and at most 1"),
    "when": Form(texts, _STEPS),
    "then": Form(text, "a step"),
}


def _insist(written: Written, found: dict[str, Any]) -> None:
    """What stands in one rule goes together."""
    given = written.value
    does = ("respond", "delay", "fault", "then")
    if not any(name in given for name in does) and all(
        name in FORMS or name == "scenario" for name in given
    ):
        message = "this rule does nothing; give it 'respond', 'delay', 'fault' or 'then'"
        written.complain(CONTRADICTION, message)
    fault, respond = found.get("fault"), found.get("respond")
    if fault in (Fault.RESET, Fault.DROP) and respond is not None:
        message = f"after the fault '{fault}' nothing is answered, so 'respond' is never seen"
        written.complain(CONTRADICTION, message, "respond")
    if isinstance(fault, Fault) and isinstance(respond, Respond) and respond.status in _NO_BODY:
        message = f"a {respond.status} has no body that a fault '{fault}' could break"
        written.complain(CONTRADICTION, message, "fault")
    _insist_on_counts(written, found)


def _insist_on_counts(written: Written, found: dict[str, Any]) -> None:
    call = found.get("match", {}).get("call")
    if call is not None and "every" in found:
        message = "'call' and 'every' both count calls; give one of them"
        written.complain(CONTRADICTION, message, "every")
    if "limit" not in found:
        return
    for name in ("every", "chance"):
        if name in found:
            message = f"a rate limit counts calls itself; leave out '{name}'"
            written.complain(CONTRADICTION, message, name)
    if call is not None:
        message = "a rate limit counts calls itself; leave out 'call'"
        written.complain(CONTRADICTION, message, "match", "call")
    respond = found.get("respond")
    if isinstance(respond, Respond) and (respond.status is not None or respond.undeclared):
        message = "'status' and 'undeclared' of a rate limit stand in its fault"
        written.complain(CONTRADICTION, message, "respond")
