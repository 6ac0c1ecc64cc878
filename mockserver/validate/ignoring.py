"""``x-mockserver-ignore``: an object that names the rules it need not keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mockserver import pointer as pointers
from mockserver.finding import Finding, Rule, Severity, report
from mockserver.pointer import Pointer
from mockserver.source import Document

FIELD = "x-mockserver-ignore"
RULES = (Rule("rule-unknown", Severity.ERROR, "What is to be ignored is a rule that there is."),)
(UNKNOWN,) = RULES

# What is beneath these is data, whatever it looks like.
_DATA = frozenset(("example", "default", "const", "enum", "value", "dataValue"))


def heeded(findings: Iterable[Finding], documents: Iterable[Document]) -> tuple[Finding, ...]:
    """The findings that no object around them asks to ignore, and what is wrong with the asking."""
    found = tuple(findings)
    for document in documents:
        if FIELD in document.text and isinstance(document.root, dict | list):
            found = _heeded(found, document)
    return found


def _heeded(findings: tuple[Finding, ...], document: Document) -> tuple[Finding, ...]:
    asked = dict(_asked(document.root))
    silent = {(rule, pointers.text(place[:-1])) for place, rules in asked.items() for rule in rules}
    kept = [
        finding
        for finding in findings
        if not (
            finding.origin
            and finding.origin.file == document.file
            and any((finding.rule, text) in silent for text in _above(finding.pointer))
        )
    ]
    return (*kept, *_unknown(asked, document))


def _asked(root: Any) -> Iterator[tuple[Pointer, tuple[str, ...]]]:
    """The places of the field, with the rules it names there."""
    waiting: list[tuple[Any, Pointer]] = [(root, ())]
    seen: set[int] = set()
    while waiting:
        value, place = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            waiting += [(each, (*place, index)) for index, each in enumerate(value)]
            continue
        for key, member in value.items() if isinstance(value, dict) else ():
            if key == FIELD and not (isinstance(member, dict) and place[-1:] == ("properties",)):
                yield (*place, key), _names(member)
            elif key not in _DATA and isinstance(member, dict | list):
                waiting.append((member, (*place, key)))


def _names(value: Any) -> tuple[str, ...]:
    named = value if isinstance(value, list) else [value]
    return tuple(each for each in named if isinstance(each, str))


def _unknown(asked: dict[Pointer, tuple[str, ...]], document: Document) -> Iterator[Finding]:
    from mockserver.validate.levels import unknown  # both know this rule
    from mockserver.validate.rules import all_rules  # the table of all, this one too

    known = tuple(rule.id for rule in all_rules()) if asked else ()
    for place in asked:
        value = pointers.resolve(document.root, place)
        named = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, name in named:
            if name not in known:
                at = place if index is None else (*place, index)
                said = unknown(str(name), known)
                yield report(UNKNOWN, said, document.origin(at), pointers.text(at))


def _above(pointer: str) -> Iterator[str]:
    """A pointer and all that lead to what holds it, that of the root last."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
    yield ""
