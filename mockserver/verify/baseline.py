"""Findings about an implementation that are accepted for now, each for a reason.

accepted:
- fingerprint: 8f1c0a2b6d3e
  rule: value-differs
  operation: PATCH /pets/{id}
  profile: nightly
  reason: The old store cannot do it; it goes in spring.
  until: 2027-03-31
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, has_errors, report
from mockserver.origin import Origin
from mockserver.source import accepted, parse, read_text
from mockserver.source.written import Form, Unfit, Written, prose, read_fields, text

RULES = (
    Rule("verify-baseline-stale", Severity.WARNING, "What a baseline accepts is still found."),
    Rule("verify-baseline-expired", Severity.WARNING, "What is accepted until a day ends then."),
)
STALE, EXPIRED = RULES
MALFORMED = Rule("verify-baseline-malformed", Severity.ERROR, "Each entry of it has its form.")
NEVER = frozenset(("nothing-tested", "coverage-low"))
"""What no baseline accepts: that nothing was found out."""
UNEXPLAINED = "not explained yet"
_LENGTH = 12
_NAME = "accepted"
_HEAD = """\
# Findings of `mockserver verify` that are accepted for now, each for a reason, best until a day.
# `mockserver verify URL --update-baseline` adds what is found, and takes out what is found no more.
"""


def fingerprint(finding: Finding) -> str:
    """What a finding is known by from run to run: rule, operation, and place in the document.

    Neither its line nor its values count, as both change without anybody mending it.
    """
    written = f"{finding.rule}\0{finding.operation}\0{finding.pointer}"
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding that is accepted; ``origin`` and ``place`` say where that stands."""

    fingerprint: str
    reason: str
    rule: str = ""
    operation: str = ""
    profile: str = ""
    until: date | None = None
    origin: Origin | None = None
    place: int = 0

    @property
    def name(self) -> str:
        """What people know it by."""
        return f"{self.rule or self.fingerprint}{f' at {self.operation}' if self.operation else ''}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What counts after all: ``findings`` without what is accepted, and how many that is."""

    findings: tuple[Finding, ...]
    accepted: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a file."""

    file: str = ""
    entries: tuple[Entry, ...] = ()
    text: str = field(default="", repr=False)

    def weighed(
        self, findings: Iterable[Finding], today: date, judges: Callable[[Entry], bool]
    ) -> Weighed:
        """The findings that count.

        What was accepted until a day that is over counts again. ``judges`` says of an entry whether
        the run would have found it, were it still there: then it is told when it was not.
        """
        found = tuple(findings)
        known = {each.fingerprint: each for each in self.entries}
        counted: list[Finding] = []
        seen: set[str] = set()
        for finding in found:
            entry = known.get(fingerprint(finding)) if is_acceptable(finding) else None
            seen.update({entry.fingerprint} if entry else ())
            if entry is None or _is_over(entry, today):
                counted.append(finding)
        stale = [each for each in self.entries if each.fingerprint not in seen and judges(each)]
        over = [each for each in self.entries if each.fingerprint in seen and _is_over(each, today)]
        told = [*map(_stale, stale), *map(_expired, over)]
        return Weighed((*counted, *told), len(found) - len(counted))

    def updated(
        self,
        findings: Iterable[Finding],
        profile: str,
        today: date,
        judges: Callable[[Entry], bool],
    ) -> str:
        """The text of the file with what is found, and without what is found no more.

        Comments, reasons and order stay; what had expired is accepted without a day from now on.
        """
        from mockserver.source.editing import ListEdit, edited  # a run seldom writes

        found = {fingerprint(each): each for each in findings if is_acceptable(each)}
        known = {each.fingerprint for each in self.entries}
        gone = (each for each in self.entries if each.fingerprint not in found and judges(each))
        over = (
            each for each in self.entries if each.fingerprint in found and _is_over(each, today)
        )
        edit = ListEdit(
            changed={each.place: _written(replace(each, until=None)) for each in over},
            removed=frozenset(each.place for each in gone),
            added=tuple(
                _written(Entry(key, UNEXPLAINED, each.rule, each.operation, profile))
                for key, each in found.items()
                if key not in known
            ),
        )
        return edited(self.text or f"{_HEAD}{_NAME}: []\n", self.file, _NAME, edit)


def is_acceptable(finding: Finding) -> bool:
    """Whether a baseline can accept a finding: only errors fail a run."""
    return finding.severity is Severity.ERROR and finding.rule not in NEVER


def _is_over(entry: Entry, today: date) -> bool:
    return entry.until is not None and entry.until < today


def _stale(entry: Entry) -> Finding:
    return report(STALE, f"{entry.name} is not found any more; remove this entry", entry.origin)


def _expired(entry: Entry) -> Finding:
    message = f"{entry.name} was accepted until {entry.until}; mend it, or agree on another day"
    return report(EXPIRED, message, entry.origin)


def _written(entry: Entry) -> dict[str, str]:
    names = ("fingerprint", "rule", "operation", "profile", "reason", "until")
    found = {name: getattr(entry, name) for name in names}
    return {name: str(value) for name, value in found.items() if value}


def read_baseline(path: Path) -> Baseline:
    """Read a file; one that is not there, or says nothing, accepts nothing.

    Raises DocumentError for a broken one.
    """
    if not path.is_file():
        return Baseline(str(path))
    document = parse(read_text(path), str(path))
    if document.is_blank:
        return Baseline(str(path), text=document.text)
    if has_errors(document.faults):
        raise DocumentError(document.faults)
    written = Written(document.root, document)
    entries = tuple(_entries(written))
    if has_errors(written.findings):
        raise DocumentError(tuple(written.findings))
    return Baseline(str(path), entries, document.text)


def _entries(written: Written) -> Iterator[Entry]:
    try:
        found = read_fields(written, _FILE, "a baseline")
    except Unfit:
        written.complain(MALFORMED, f"a baseline is an object with '{_NAME}', a list")
        return
    if _NAME in found:
        needed = ("fingerprint", "reason")
        told = accepted.entries(found[_NAME], _FORMS, "an accepted finding", needed, MALFORMED)
        for each, fields in told:
            yield Entry(**fields, origin=each.origin, place=int(each.pointer[-1]))


_FILE: dict[str, Form] = {_NAME: Form(accepted.listed, "a list of accepted findings")}
_FORMS: dict[str, Form] = {
    "fingerprint": Form(text, "a text, as --update-baseline writes it"),
    "profile": Form(prose, "the name of a profile"),
    **accepted.FORMS,
}
