"""What a team thinks of changes: verdicts of its own, and the changes it has agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mockserver.diff.change import Accepted, Change, Verdict
from mockserver.diff.rules import BY_ID
from mockserver.errors import DocumentError
from mockserver.finding import has_errors
from mockserver.hint import hint
from mockserver.source import accepted, load
from mockserver.source.written import SETTINGS, Form, Unfit, Written, prose, read_fields, text


@dataclass(frozen=True, slots=True)
class Agreement:
    """A change that is let pass; what is left empty fits any."""

    rule: str
    reason: str
    operation: str = ""
    pointer: str = ""
    message: str = ""
    until: date | None = None

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
        yield from (Agreement(**fields) for _, fields in told)


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
