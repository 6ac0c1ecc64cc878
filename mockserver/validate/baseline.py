"""Findings that are accepted for now: by file, rule and place, so that lines may move.

openapi.yaml:
  component-unused:
    - /components/schemas/Old
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from mockserver import pointer as pointers
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.pointer import Pointer
from mockserver.source import Document
from mockserver.source.yaml_writing import scalar_text
from mockserver.validate.ignoring import UNKNOWN
from mockserver.validate.levels import unknown
from mockserver.value import dataclass

RULES = (
    Rule("baseline-malformed", Severity.ERROR, "A baseline lists places by file and by rule."),
    Rule("baseline-stale", Severity.WARNING, "What a baseline accepts is still found."),
)
MALFORMED, STALE = RULES

_HEAD = """\
# Findings of `mockserver validate` that are accepted for now, by file, rule and place.
# `mockserver validate --update-baseline` writes this file anew.
"""

Entry = tuple[str, str, str]
"""File, rule and place."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is accepted, with the place of each entry in its own file, and what is wrong there."""

    entries: Mapping[Entry, Finding]
    findings: tuple[Finding, ...] = ()

    def news(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that are not accepted."""
        return tuple(finding for finding in findings if entry(finding) not in self.entries)

    def stale(self, findings: Iterable[Finding], files: Collection[str]) -> tuple[Finding, ...]:
        """A finding for each entry of a file that was checked and has no such finding any more."""
        found = {entry(finding) for finding in findings}
        return tuple(
            told for each, told in self.entries.items() if each not in found and each[0] in files
        )

    def elsewhere(self, files: Collection[str]) -> Iterator[Entry]:
        """The entries of files that were not checked."""
        yield from (each for each in self.entries if each[0] not in files)


def entry(finding: Finding) -> Entry:
    """What a finding is known by."""
    return (finding.origin.file if finding.origin else "", finding.rule, finding.pointer)


def read_baseline(document: Document, rules: Iterable[Rule]) -> Baseline:
    """What a file accepts. What is wrong in it is a finding."""
    known = tuple(rule.id for rule in rules)
    entries: dict[Entry, Finding] = {}
    wrong = list(document.faults)
    if not isinstance(document.root, dict | None):
        wrong.append(_malformed(document, (), "a table of files"))
    for file, by_rule in _members(document.root):
        if not isinstance(by_rule, dict):
            wrong.append(_malformed(document, (file,), "a table of rules"))
        for rule, places in _members(by_rule):
            if rule not in known:
                origin = document.key_origin((file, rule))
                wrong.append(report(UNKNOWN, unknown(rule, known), origin))
                continue
            if not isinstance(places, list):
                wrong.append(_malformed(document, (file, rule), "a list of pointers"))
            entries.update(_entries(document, file, rule, places))
    return Baseline(entries, tuple(wrong))


def _entries(
    document: Document, file: str, rule: str, places: Any
) -> Iterator[tuple[Entry, Finding]]:
    for index, place in enumerate(places if isinstance(places, list) else ()):
        said = f"'{rule}' is not found at '{place}' of {file} any more; remove this line"
        where: Pointer = (file, rule, index)
        yield (
            (file, rule, str(place)),
            report(STALE, said, document.origin(where), pointers.text(where)),
        )


def _members(value: Any) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()


def _malformed(document: Document, place: Pointer, wanted: str) -> Finding:
    message = f"this is not {wanted}; --update-baseline writes the file anew"
    return report(MALFORMED, message, document.origin(place), pointers.text(place))


def written(entries: Iterable[Entry]) -> str:
    """The text of a baseline with these entries, in order."""
    tree: dict[str, dict[str, list[str]]] = {}
    for file, rule, place in sorted(set(entries)):
        tree.setdefault(file, {}).setdefault(rule, []).append(place)
    lines = []
    for file, by_rule in tree.items():
        lines.append(f"{_quoted(file)}:")
        for rule, places in by_rule.items():
            lines += [f"  {rule}:", *(f"    - {_quoted(place)}" for place in places)]
    return _HEAD + ("\n".join(lines) if lines else "{}") + "\n"


def _quoted(text: str) -> str:
    return scalar_text(text, '"')
