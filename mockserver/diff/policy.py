"""What a team thinks of changes: verdicts of its own, and the changes it has agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mockserver.diff.change import Accepted, Change, Verdict
from mockserver.diff.rules import BY_ID
from mockserver.errors import ConfigError
from mockserver.hint import hint
from mockserver.source import Document, load
from mockserver.source.written import day_in

_KEYS = ("verdicts", "accepted")
_ENTRY = ("rule", "operation", "pointer", "message", "reason", "until")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A change that is let pass; what is left empty fits any."""

    rule: str
    reason: str
    operation: str = ""
    pointer: str = ""
    message: str = ""
    until: date | None = None

    def covers(self, change: Change, today: date) -> bool:
        """Whether a change is meant, in all the operations that it is seen in."""
        if self.rule != change.rule or (self.until and self.until < today):
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
        found = (each for each in self.agreements if each.covers(change, today))
        agreement = next(found, None)
        return agreement.note if agreement else None


def read_policy(path: Path) -> Policy:
    """Read a policy. Raises DocumentError for no YAML and ConfigError for no policy."""
    return _Reading(load(path)).policy()


class _Reading:
    """A policy in the making: every wrong word is told with its line."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def policy(self) -> Policy:
        root = self._document.root
        if root is None:
            return Policy()
        self._mapping(root, (), _KEYS)
        verdicts = root.get("verdicts") or {}
        self._mapping(verdicts, ("verdicts",), tuple(BY_ID))
        told = {rule: self._verdict(rule, word) for rule, word in verdicts.items()}
        entries = root.get("accepted") or []
        if not isinstance(entries, list):
            raise self._wrong(("accepted",), "'accepted' is a list of changes")
        return Policy(told, tuple(self._agreements(entries)))

    def _mapping(self, value: Any, place: tuple[Any, ...], names: tuple[str, ...]) -> None:
        if not isinstance(value, dict):
            raise self._wrong(place, f"here stand names with values: {', '.join(names[:6])}")
        for key in value:
            if key not in names:
                raise self._wrong((*place, key), f"'{key}' is not known here{hint(key, names)}")

    def _verdict(self, rule: str, word: Any) -> Verdict:
        words = [each.value for each in Verdict]
        if word not in words:
            near = hint(str(word), words)
            said = f"'{word}' is no verdict: breaking, risky or compatible{near}"
            raise self._wrong(("verdicts", rule), said)
        return Verdict(word)

    def _agreements(self, entries: list[Any]) -> Iterator[Agreement]:
        for index, entry in enumerate(entries):
            place = ("accepted", index)
            self._mapping(entry, place, _ENTRY)
            for key in ("rule", "reason"):
                if not isinstance(entry.get(key), str) or not entry[key].strip():
                    raise self._wrong(place, f"an accepted change names its '{key}'")
            if entry["rule"] not in BY_ID:
                near = hint(entry["rule"], BY_ID)
                raise self._wrong((*place, "rule"), f"there is no rule '{entry['rule']}'{near}")
            yield self._agreement(entry, place)

    def _agreement(self, entry: dict[str, Any], place: tuple[Any, ...]) -> Agreement:
        texts = {key: str(entry[key]) for key in _ENTRY[:5] if entry.get(key)}
        return Agreement(**texts, until=self._day(entry.get("until"), (*place, "until")))

    def _day(self, text: Any, place: tuple[Any, ...]) -> date | None:
        if text is None:
            return None
        found = day_in(text)
        if found is not None:
            return found
        raise self._wrong(place, f"'{text}' is no day; write it as 2027-01-31")

    def _wrong(self, place: tuple[Any, ...], message: str) -> ConfigError:
        return ConfigError(f"{self._document.key_origin(place)}: {message}")
