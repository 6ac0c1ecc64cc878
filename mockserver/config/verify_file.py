"""contracts/verify.yaml: how an implementation is verified here, each value with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.config.identity_form import Identity, Stranger, read_identity, read_stranger
from mockserver.config.settings import Sourced
from mockserver.config.verify_keys import BY_NAME, TOP
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, has_errors
from mockserver.http import TOKEN
from mockserver.source import Document, parse, read_text
from mockserver.source.written import Form, Unfit, Written, read_fields, text

VARIABLE = Rule("variable-missing", Severity.ERROR, "A variable that is named is set.")
MALFORMED = Rule("verify-malformed", Severity.ERROR, "Each key of verify.yaml has its form.")
_REFERENCE = re.compile(r"\$(\$\{)|\$\{([^}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SHORTEST = 6
"""What is shorter stands in many texts by chance."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An operation or a check that does not count, and why.

    ``operation`` may narrow a check, as it is written there; ``labels`` are what that names.
    """

    name: str
    reason: str
    source: str
    operation: str = ""
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VerifyFile:
    """What the file says; ``values`` by key, ``profiles`` by name and key.

    ``secrets`` are texts that came from the environment.
    """

    file: str = ""
    values: Mapping[str, Sourced] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, Sourced]] = field(default_factory=dict)
    profile: Sourced | None = None
    headers: tuple[tuple[str, str], ...] = ()
    identity: Identity | None = None
    stranger: Stranger | None = None
    ignored: tuple[LeftOut, ...] = ()
    checks: tuple[LeftOut, ...] = ()
    secrets: tuple[str, ...] = ()


def read_verify_file(path: Path, environment: Mapping[str, str]) -> VerifyFile:
    """Read a file, with ``${NAME}`` standing for what the environment has.

    One that is empty, or has comments alone, says nothing. Raises DocumentError with all that is
    wrong in it, each with its place.
    """
    document = parse(read_text(path), str(path))
    if document.is_blank:
        return VerifyFile(str(path))
    if has_errors(document.faults):
        raise DocumentError(document.faults)
    filled = Filling(document, environment)
    written = Written(filled.root, document)
    found = _fields(written)
    written.findings.extend(filled.findings)
    if written.findings:
        raise DocumentError(tuple(sorted(dict.fromkeys(written.findings), key=_place)))
    return VerifyFile(str(path), secrets=filled.secrets, **found)


def _place(finding: Finding) -> tuple[int, int]:
    return (finding.origin.line, finding.origin.column) if finding.origin else (0, 0)


class Filling:
    """The value of a document with its references to the environment filled in."""

    def __init__(self, document: Document, environment: Mapping[str, str]) -> None:
        self.document = document
        self.environment = environment
        self.findings: list[Finding] = []
        self._secrets: dict[str, None] = {}
        self.root = self._filled(document.root, ())

    @property
    def secrets(self) -> tuple[str, ...]:
        """What came from the environment, and is long enough to be looked for in other texts."""
        return tuple(each for each in self._secrets if len(each) >= _SHORTEST)

    def _filled(self, value: Any, place: tuple[Any, ...]) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(each, (*place, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each, (*place, index)) for index, each in enumerate(value)]
        if not isinstance(value, str) or "${" not in value:
            return value
        return _REFERENCE.sub(lambda match: self._replaced(match, place), value)

    def _replaced(self, match: re.Match[str], place: tuple[Any, ...]) -> str:
        """``$${`` is a dollar and a brace; ``${NAME:-text}`` has a text for want of the name."""
        if match[1]:
            return match[1]
        name, has_default, default = match[2].partition(":-")
        found = self.environment.get(name) or (default if has_default else None)
        if not _NAME.fullmatch(name):
            self._complain(place, f"'${{{name}}}' is no name of a variable; write it as ${{NAME}}")
        elif found is None:
            how = "is not set" if name not in self.environment else "is empty"
            self._complain(place, f"the environment variable {name} {how}; set it for this run")
        elif name in self.environment:
            self._secrets[found] = None
        return match[0] if found is None else found

    def _complain(self, place: tuple[Any, ...], message: str) -> None:
        origin = self.document.origin(place)
        self.findings.append(Finding(VARIABLE.id, VARIABLE.severity, message, origin))


def _fields(written: Written) -> dict[str, Any]:
    forms = {**{name: key.form for name, key in BY_NAME.items()}, **_TOP}
    try:
        found = read_fields(written, forms, "verify.yaml")
    except Unfit:
        written.complain(MALFORMED, "this is no object with keys and values")
        return {}
    values = _sourced(written, found)
    profile = values.pop("profile", None)
    others = {name: found[name] for name in _OTHERS if name in found}
    if "auth" in others:
        others["identity"] = others.pop("auth")
    return {
        "values": {name: each for name, each in values.items() if name in BY_NAME},
        "profile": profile,
        **others,
    }


def _sourced(written: Written, found: Mapping[str, Any]) -> dict[str, Sourced]:
    """Values with where they stand."""
    return {name: Sourced(value, str(written.below(name).origin)) for name, value in found.items()}


def _profiles(written: Written) -> dict[str, dict[str, Sourced]]:
    if not isinstance(written.value, dict):
        raise Unfit
    forms = {name: key.form for name, key in BY_NAME.items() if key.is_profiled}
    profiles: dict[str, dict[str, Sourced]] = {}
    for name, child in written.members():
        try:
            found = read_fields(child, forms, "a profile") if child.value is not None else {}
        except Unfit:
            child.complain(MALFORMED, f"the profile '{name}' is an object of keys and values")
            continue
        profiles[name] = _sourced(child, found)
    return profiles


_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # RFC 9110 §5.5


def _headers(written: Written) -> tuple[tuple[str, str], ...]:
    if not isinstance(written.value, dict):
        raise Unfit
    return tuple(_lines(written))


def _lines(written: Written) -> Iterator[tuple[str, str]]:
    for name, child in written.members():
        value = child.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not TOKEN.fullmatch(name):
            child.complain_of_key(MALFORMED, f"'{name}' is no name of a header")
        elif not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            child.complain(MALFORMED, f"the header '{name}' has a text that a header can carry")
        else:
            yield name, value.strip()


def _ignored(written: Written) -> tuple[LeftOut, ...]:
    if not isinstance(written.value, list):
        raise Unfit
    return tuple(found for each in written.elements() for found in _left_out(each))


def _left_out(written: Written) -> Iterator[LeftOut]:
    try:
        found = read_fields(written, _IGNORED, "an ignored operation")
    except Unfit:
        written.complain(MALFORMED, "an ignored operation is an object with 'operation', 'reason'")
        return
    for name, form in _IGNORED.items():
        if name not in written.value:
            written.complain(MALFORMED, f"this has no '{name}': it is {form.told}")
            return
    if len(found) == len(_IGNORED):
        yield LeftOut(found["operation"], found["reason"], str(written.origin))


def _checks(written: Written) -> tuple[LeftOut, ...]:
    if not isinstance(written.value, dict):
        raise Unfit
    return tuple(found for name, each in written.members() for found in _check(name, each))


def _check(name: str, written: Written) -> Iterator[LeftOut]:
    """``on``, or why it is off: an object, as a check that is off for no reason is a trap."""
    if written.value in ("on", True):
        return
    try:
        found = read_fields(written, _CHECK, "a check")
    except Unfit:
        said = "a check is 'on', or off for a reason: {off: true, reason: ...}"
        written.complain(MALFORMED, said)
        return
    if found.get("off") is False:
        return
    if "reason" not in written.value:
        written.complain(MALFORMED, "a check that is off has a 'reason'")
    elif "reason" in found:
        where = found.get("operation", "")
        yield LeftOut(name, found["reason"], str(written.origin), where)


def _flag(written: Written) -> bool:
    if not isinstance(written.value, bool):
        raise Unfit
    return written.value


_REASON = Form(text, "a text that says why")
_IGNORED = {
    "operation": Form(text, "'GET /pets' or an operationId"),
    "reason": _REASON,
}
_CHECK = {
    "off": Form(_flag, "true or false"),
    "reason": _REASON,
    "operation": Form(text, "'GET /pets' or an operationId, where it is off"),
}
_OTHERS = ("profiles", "headers", "auth", "stranger", "ignored", "checks")
_TOP = {
    "profile": Form(text, "the name of a profile"),
    "profiles": Form(_profiles, "an object of profiles by name"),
    "headers": Form(_headers, "an object of header fields by name"),
    "auth": Form(read_identity, "an object of credentials by the name of their scheme"),
    "stranger": Form(read_stranger, "an object with 'auth' or 'headers'"),
    "ignored": Form(_ignored, "a list of {operation: ..., reason: ...}"),
    "checks": Form(_checks, "an object of checks by the id of their rule"),
}
assert tuple(_TOP) == tuple(name for name, _ in TOP)  # noqa: S101  the manual knows each of them
