"""What is wrong with an object as a whole: fields it cannot hold, must hold, or cannot combine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.finding import Severity
from mockserver.hint import closest
from mockserver.spec.fields import TABLES, rule, tables_elsewhere
from mockserver.spec.fields.law import Breach
from mockserver.spec.fields.shape import Object, noun_of
from mockserver.spec.fields.table import Referral, Table
from mockserver.spec.fields.verdict import Place, Verdict
from mockserver.spec.fields.words import NEAR, did_you_mean, quoted, versions

_FEW = 6


def breaches(
    members: Mapping[str, Any], table: Table, odd: Iterable[str], place: Place
) -> Iterator[Breach]:
    """What is wrong with an object as a whole; ``odd`` are the names its table does not know.

    One cause is told once: a misspelt field is not missing too, and where a field belongs to
    another kind of object, what this kind would need is not asked for.
    """
    refused = {key: _unknown(key, members, table, place) for key in odd}
    yield from (Breach(verdict, key) for key, verdict in refused.items())
    taken = any(v.rule in _OTHER_CAUSES or v.meant == "$ref" for v in refused.values())
    meant = {**members, **{verdict.meant: None for verdict in refused.values() if verdict.meant}}
    for breach in (*_missing(meant, table), *_unlawful(meant, table)):
        told = taken and breach.verdict.rule is rule.FIELD_MISSING
        if not told and (not breach.field or breach.field in members):
            yield breach


_OTHER_CAUSES = (rule.FIELD_MISPLACED, rule.FIELD_OF_OTHER_VERSION, rule.REFERENCE_MISPLACED)


def _missing(members: Mapping[str, Any], table: Table) -> Iterator[Breach]:
    missing: dict[str, list[str]] = {}
    for name in table.required:
        if name not in members:
            missing.setdefault(table.asks.get(name, ""), []).append(name)
    for because, names in missing.items():
        said = f"{table.noun} must have {quoted(tuple(names), 'and')}"
        yield Breach(Verdict(rule.FIELD_MISSING, said), because)


def _unlawful(members: Mapping[str, Any], table: Table) -> Iterator[Breach]:
    judged = (law.breach(members, table.noun) for law in table.laws)
    yield from (breach for breach in judged if breach is not None)


def _unknown(key: str, members: Mapping[str, Any], table: Table, place: Place) -> Verdict:
    """Why an object cannot hold a field."""
    if key == "$ref" and isinstance(members[key], str):
        said = f"{table.noun} cannot be a reference; write it out here"
        return Verdict(rule.REFERENCE_MISPLACED, said)
    if key in TABLES[place.version][table.family].fields:
        said = f"`{key}` does not belong in {table.noun}"
        return Verdict(rule.FIELD_MISPLACED, said + place.advice(key))
    others = [
        v for v, other in tables_elsewhere(place.version, table).items() if key in other.fields
    ]
    if others:
        base = noun_of(table.family)
        said = f"`{key}` is a field of {base} in {versions(others)}, not in {place.version}"
        severity = Severity.WARNING if table.open else None
        return Verdict(rule.FIELD_OF_OTHER_VERSION, said + place.advice(key), severity)
    return _unheard_of(key, members, table, place)


def _unheard_of(key: str, members: Mapping[str, Any], table: Table, place: Place) -> Verdict:
    known = table.fields if table.referral is Referral.NONE else (*table.fields, "$ref")
    meant = closest(key, (name for name in known if name not in members), NEAR)
    if table.open:
        return _no_keyword(key, meant, place.advice(key))
    said = f"`{key}` is not a field of {table.noun}"
    instead = did_you_mean(meant) or _belongs_beneath(key, table, place.version) or _fields(table)
    return Verdict(rule.FIELD_UNKNOWN, said + instead, None, meant)


def _no_keyword(key: str, meant: str, instead: str) -> Verdict:
    """Of earlier drafts it is known what took their place (JSON Schema 2020-12 Core §G)."""
    said = f"`{key}` is no keyword of JSON Schema or OpenAPI"
    if instead:
        said, meant = f"`{key}` says nothing any more in JSON Schema 2020-12{instead}", ""
    severity = Severity.WARNING if meant or instead else Severity.INFO
    return Verdict(rule.KEYWORD_UNKNOWN, said + did_you_mean(meant), severity, meant)


def _belongs_beneath(key: str, table: Table, version: str) -> str:
    """A key with too little indentation is an entry of one of its siblings."""
    for name, shape in table.fields.items():
        entries = TABLES[version][shape.kind].entries if isinstance(shape, Object) else None
        if entries and entries.names and all(form.fits(key) for form in entries.names):
            return f"; it looks like an entry of `{name}`: indent it"
    return ""


def siblings(members: Mapping[str, Any], referral: Referral) -> tuple[str, Verdict] | None:
    """The first field beside a ``$ref`` that is ignored, and what to say of it."""
    counts = ANNOTATIONS if referral is Referral.ANNOTATED else ()
    ignored = [
        key for key in members if key != "$ref" and key not in counts and not key.startswith("x-")
    ]
    if not ignored:
        return None
    names = quoted(tuple(ignored), "and")
    severity = None if set(ignored) - set(ANNOTATIONS) else Severity.INFO
    said = f"{names} beside a `$ref` {'is' if len(ignored) == 1 else 'are'} ignored"
    said += "; say it where the reference leads"
    return ignored[0], Verdict(rule.REFERENCE_SIBLINGS, said, severity)


ANNOTATIONS = ("summary", "description")


def _fields(table: Table) -> str:
    names = [f"`{name}`" for name in table.fields]
    return f"; its fields are {', '.join(names)}" if 0 < len(names) <= _FEW else ""
