"""What a team thinks of changes: verdicts of its own, and the changes it has agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mockserver import pointer as pointers
from mockserver.diff.change import Accepted, Change, Verdict
from mockserver.diff.rules import BY_ID
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, has_errors, report
from mockserver.hint import hint
from mockserver.origin import Origin
from mockserver.source import accepted, load
from mockserver.source.written import SETTINGS, Form, Unfit, Written, prose, read_fields, text

STALE = Rule("accepted-stale", Severity.WARNING, "What is agreed to is still a change.")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A change that is let pass; what is left empty fits any.

    ``origin`` is where somebody agreed to it, and ``place`` that in its file.
    """

    rule: str
    reason: str
    operation: str = ""
    pointer: str = ""
    message: str = ""
    until: date | None = None
    origin: Origin | None = field(default=None, compare=False)
    place: str = field(default="", compare=False)

    def is_over(self, today: date) -> bool:
        """Whether the day has gone until which it lets pass."""
        return self.until is not None and self.until < today

    def means(self, change: Change) -> bool:
        """Whether a change is meant, in all the operations that it is seen in."""
        if self.rule != change.rule:
            return False
        if self.operation and not set(change.operations) <= {self.operation}:
            return False
        if self.message and self.message not in change.message:
            return False
        return not self.pointer or self.pointer == change.pointer

    @property
    def note(self) -> Accepted:
        """What the report says of it."""
        return Accepted(self.reason, self.until.isoformat() if self.until else "")

    @property
    def stale(self) -> Finding:
        """What is said where there is no change that is meant."""
        parts = (("in", self.operation), ("at", self.pointer), ("that says", self.message))
        meant = "".join(f" {word} '{part}'" for word, part in parts if part)
        said = f"no change here is '{self.rule}'{meant}; remove this entry"
        return report(STALE, f"{said} where no other comparison needs it", self.origin, self.place)


@dataclass(frozen=True, slots=True)
class Policy:
    """Verdicts by rule, and agreements."""

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()

    def verdict(self, rule: str) -> Verdict:
        """What is thought of a kind of change."""
        return self.verdicts.get(rule, BY_ID[rule].verdict)

    def accepted(self, change: Change, today: date) -> Accepted | None:
        """Why a change is let pass; None where it is not."""
        found = (each for each in self.agreements if not each.is_over(today))
        return next((each.note for each in found if each.means(change)), None)

    def lapsed(self, change: Change, today: date) -> Accepted | None:
        """Why a change was let pass that is not any more; None where it is, or never was."""
        if self.accepted(change, today):
            return None
        return next((each.note for each in self.agreements if each.means(change)), None)

    def stale(self, changes: Iterable[Change]) -> tuple[Finding, ...]:
        """A finding for each agreement that means none of the changes."""
        known = tuple(changes)
        return tuple(each.stale for each in self.agreements if not any(map(each.means, known)))


def read_policy(path: Path) -> Policy:
    """Read a policy. Raises DocumentError for what is none, with all that is wrong in it."""
    document = load(path)
    written = Written(document.root, document)
    policy = Policy() if written.value is None else _policy(written)
    if has_errors(written.findings):
        raise DocumentError(tuple(written.findings))
    return policy


def _policy(written: Written) -> Policy:
    try:
        found = read_fields(written, _FILE, "a policy")
    except Unfit:
        written.complain(SETTINGS.malformed, f"a policy is an object with {' or '.join(_FILE)}")
        return Policy()
    return Policy(found.get("verdicts", {}), tuple(_agreements(found.get("accepted"))))


def _agreements(written: Written | None) -> Iterator[Agreement]:
    if written is not None:
        noun, needed = "an accepted change", ("rule", "reason")
        told = accepted.entries(written, _ENTRY, noun, needed, SETTINGS.malformed)
        for each, fields in told:
            place = pointers.text(each.pointer)
            yield Agreement(**fields, origin=each.origin, place=place)


def _rule(written: Written) -> str:
    rule = text(written)
    if rule not in BY_ID:
        written.complain(SETTINGS.unknown, f"there is no rule '{rule}'{hint(rule, BY_ID)}")
    return rule


def _verdicts(written: Written) -> Mapping[str, Verdict]:
    return read_fields(written, dict.fromkeys(BY_ID, _VERDICT), "the verdicts")


def _verdict(written: Written) -> Verdict:
    words = [each.value for each in Verdict]
    if written.value not in words:
        raise Unfit
    return Verdict(written.value)


_VERDICT = Form(_verdict, "a verdict: breaking, risky or compatible")
_FILE: Mapping[str, Form] = {
    "verdicts": Form(_verdicts, "an object of verdicts by rule"),
    "accepted": Form(accepted.listed, "a list of changes"),
}
_ENTRY: Mapping[str, Form] = {
    **accepted.FORMS,
    "rule": Form(_rule, "the id of a rule"),
    "pointer": Form(prose, "a JSON pointer"),
    "message": Form(prose, "a part of the message"),
}
