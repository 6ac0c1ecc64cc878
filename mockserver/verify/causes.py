"""What failures have in common that one change mends: one cause is told as one finding.

A promise that stands in one place of the document is one promise, whichever operations break it.
What the frame around all operations does (credentials, routing, media types, refusals) is one
fault, at however many operations. What was let in comes out again. See decision 32.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mockserver import pointer as pointers
from mockserver.finding import Finding
from mockserver.verify.events import FailureFound

OPEN, LET_IN, COMES_OUT = "ignored-auth", "negative-data-rejection", "response-schema-conformance"
UNCHECKED = "unchecked"
"""The cause of all that is let in by operations that refuse nothing."""
_UNGUARDED = "ignored_auth"
_HEADERS = {
    "missing_required_header": re.compile(r"'([^']*)' header"),
    "negative_data_rejection": re.compile(r"Missing `([^`]*)` at header"),
}
"""How checks of Schemathesis name a header field that was left out."""
_OF_VALUES = ("value_differs", "fixture_differs", "change_kept_old")
_VALUE = "value"
_FEW = 3
"""So many fields may differ each for a reason of its own."""
_STATUS = re.compile(r"\banswered \d{3} ")
_KEY = re.compile(r"/\{[^}/]*\}$")
_OWNERS = frozenset(("properties", "parameters"))
_OF_SCHEMAS = frozenset(("schema", "schemas", "definitions", "properties", "items"))


def cause_of(failure: FailureFound, keys: frozenset[str] = frozenset()) -> str:
    """What it is known by; empty where no other failure can be said to have the same cause.

    ``keys`` are the names of header fields that carry credentials, in small letters.
    """
    left_out = _HEADERS.get(failure.check)
    header = left_out.search(failure.message) if left_out else None
    if header and header[1].lower() in keys | {"authorization"}:
        return f"{_UNGUARDED}\0"
    if failure.check in _OF_VALUES:
        return _value(failure)
    told = _CAUSES.get(failure.check)
    return f"{failure.check}\0{told(failure)}" if told else ""


def gist(message: str) -> str:
    """What a sentence says, whichever operation and status it is about."""
    return _STATUS.sub("", message)


def _place(failure: FailureFound) -> str:
    """A field or a parameter, wherever it is used; of all else what is said."""
    place = pointers.parse(failure.schema_pointer or "")
    if _OF_SCHEMAS.isdisjoint(map(str, place)):
        return gist(failure.message)
    owners = (at for at, token in enumerate(place) if token in _OWNERS)
    last = max(owners, default=len(place))
    return pointers.text(place[: last + 2])


def _value(failure: FailureFound) -> str:
    """A field of the records of a collection, whichever operation shows it; empty for none."""
    field = pointers.parse(failure.instance_pointer or "")[:1]
    return "\0".join((_VALUE, _owner(failure.operation), *field)) if field else ""


def _anywhere(_: FailureFound) -> str:
    return ""


def _said(failure: FailureFound) -> str:
    return gist(failure.message)


def _records(failure: FailureFound) -> str:
    """The records that it is about, whichever operation shows it."""
    return _owner(failure.operation)


def _operation(failure: FailureFound) -> str:
    return failure.operation


def _status(failure: FailureFound) -> str:
    return str(failure.status)


def _field_of_answer(failure: FailureFound) -> str:
    """A field of answers, wherever it is declared; of all else what is said."""
    field = pointers.parse(failure.instance_pointer or "")[:1]
    return str(field[0]).lower() if field else gist(failure.message)


def _statuses(failure: FailureFound) -> str:
    """Which status stands in the place of which."""
    wanted = pointers.parse(failure.schema_pointer or "")[-1:]
    return f"{failure.status} {''.join(map(str, wanted))}"


_CAUSES: Mapping[str, Callable[[FailureFound], str]] = {
    **dict.fromkeys(("negative_data_rejection", "response_schema_conformance"), _place),
    **dict.fromkeys(
        (
            "unsupported_method",
            "allow_header_conformance",
            _UNGUARDED,
            "secret_leaked",
            "trace_leaked",
            "missing_auth",
            "rate_limited",
            "content_coding",
        ),
        _anywhere,
    ),
    **dict.fromkeys(
        (
            "content_type_conformance",
            "strict_json",
            "problem_status",
            "missing_required_header",
        ),
        _said,
    ),
    **dict.fromkeys(("touch_missing", "creation_moved"), _records),
    "response_headers_conformance": _field_of_answer,
    "status_code_conformance": _status,
    "rest_changed": _operation,
    "refusal_wrong": _statuses,
}
"""Rules of which several failures have one cause, and by what that is known."""


def folded(findings: Sequence[Finding], unchecked: Iterable[str] = ()) -> tuple[Finding, ...]:
    """One finding for each cause, in the place of the first, with the others in it.

    ``unchecked`` are the operations that refused nothing of what the document forbids.
    """
    bare = frozenset(unchecked)
    known = _widened(_known([_unchecked(each, bare) for each in findings]))
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, each in enumerate(known):
        identity = (each.severity, each.cause) if each.cause else (number,)
        groups.setdefault(identity, []).append(each)
    return tuple(_one(group) for group in groups.values())


def _unchecked(finding: Finding, bare: frozenset[str]) -> Finding:
    is_bare = finding.rule == LET_IN and finding.operation in bare
    return replace(finding, cause=UNCHECKED) if is_bare else finding


Roots = Mapping[tuple[str, ...], str]
"""Causes by a place in the document, or by a collection and a field."""


def _known(findings: list[Finding]) -> list[Finding]:
    """What comes out has the cause of what was let in, and a value that of its form."""
    let_in: dict[tuple[str, ...], str] = {}
    for each in findings:
        if each.rule == LET_IN and each.cause:
            for identity in ((each.pointer,), (_owner(each.operation), _field(each))):
                let_in.setdefault(identity, each.cause)
    findings = [_rooted(each, let_in, _forms(each)) for each in findings]
    formed: dict[tuple[str, ...], str] = {}
    for each in findings:
        for known in _forms(each)[1:]:
            formed.setdefault(known, each.cause)
    return [_rooted(each, {**formed, **let_in}, _values(each)) for each in findings]


def _widened(findings: list[Finding]) -> list[Finding]:
    """Where one operation shows many fields of a record as they are not, it is the record."""
    fields: dict[str, set[str]] = {}
    for each in findings:
        if _values(each):
            fields.setdefault(each.operation, set()).add(each.cause)
    many = {operation: causes for operation, causes in fields.items() if len(causes) > _FEW}
    wide = {cause: f"{_VALUE}\0{_owner(one)}" for one, causes in many.items() for cause in causes}
    return [replace(each, cause=wide.get(each.cause, each.cause)) for each in findings]


def _rooted(finding: Finding, roots: Roots, identities: Iterable[tuple[str, ...]]) -> Finding:
    found = (roots[each] for each in identities if each in roots)
    return replace(finding, cause=next(found, finding.cause))


def _forms(finding: Finding) -> list[tuple[str, ...]]:
    """What a body that breaks its schema is known by: the place, and the field that is shown."""
    if finding.rule != COMES_OUT:
        return []
    names = [each for each in finding.at.split("/")[1:] if not each.isdecimal()]
    owner = _owner(finding.operation)
    return [(finding.pointer,), (owner, _field(finding)), *((owner, each) for each in names[-1:])]


def _values(finding: Finding) -> list[tuple[str, ...]]:
    """What a value that differs is known by: its collection and its field."""
    kind, *identity = finding.cause.split("\0")
    return [tuple(identity)] if kind == _VALUE else []


def _owner(operation: str) -> str:
    """The path of the records that an operation is about."""
    return _KEY.sub("", operation.partition(" ")[2])


def _field(finding: Finding) -> str:
    """The member that a schema speaks of; the whole pointer where it is none."""
    tokens = [str(each) for each in pointers.parse(finding.pointer)]
    pairs = pairwise(tokens)
    named = [name for before, name in pairs if before == "properties"]
    return named[-1] if named else finding.pointer


def _one(group: list[Finding]) -> Finding:
    """The cause before what comes of it."""
    roots = (each for rule in (OPEN, LET_IN, COMES_OUT) for each in group if each.rule == rule)
    first = next(roots, group[0])
    others = tuple(each for each in group if each is not first)
    told = replace(first, also=others, requests=sum(each.requests for each in group))
    if told.cause == UNCHECKED:
        return replace(told, message=_summed(told))
    kind, *place = told.cause.split("\0")
    return replace(told, message=_counted(told)) if kind == _VALUE and len(place) == 1 else told


def _counted(finding: Finding) -> str:
    """The sentence of one field of many."""
    fields = {each.at.split("/")[1] for each in finding.whole if each.at}
    return f"{finding.message}; {len(fields) - 1} other fields differ, too"


def _summed(finding: Finding) -> str:
    """The sentence of a service that checks nothing."""
    names = dict.fromkeys(each.operation for each in finding.whole if each.rule == LET_IN)
    count = sum(each.rule == LET_IN for each in finding.whole)
    if count == 1:
        return finding.message
    what = finding.message.partition("(")[2].rpartition(")")[0]
    return (
        f"{' and '.join(names)}: took all bodies that the document forbids, of {count} kinds, such "
        f"as one {what}; check what is sent, and refuse it with a 4xx"
    )
