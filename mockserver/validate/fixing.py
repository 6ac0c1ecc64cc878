"""Faults that can be put right without asking: the change is mechanical, and nothing else changes.

Each fix is an edit of the text, so comments and layout stay. A fix counts only where the document
has fewer findings after it, and of no rule more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from mockserver.finding import Finding
from mockserver.source import read_text
from mockserver.source.lines import Lines
from mockserver.source.stretches import Edit, Slot, Stretches, edited

Read = Callable[[str], str]
Check = Callable[[Read], tuple[Finding, ...]]
"""The findings of documents whose text is what ``Read`` gives for a file."""

_Fix = tuple[str, tuple[Edit, ...]]
_ANNOTATIONS = frozenset(
    "$ref nullable title description default example examples deprecated readOnly writeOnly".split()
)
_BARE = re.compile(r"true|false|-?(0|[1-9]\d*)(\.\d+)?")
_NULL = '{"type": "null"}'
_ROUNDS = 4
"""A fix may bring to light what was hidden behind it."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file as it was and as it is to be."""

    file: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        """What changes, as a unified diff."""
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        name = self.file.lstrip("/")
        told = unified_diff(before, after, f"a/{name}", f"b/{name}")
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in told
        )


def fix(check: Check) -> tuple[Fixed, ...]:
    """What can be fixed in the files that a check reads, in the order of their names."""
    before: dict[str, str] = {}
    now: dict[str, str] = {}

    def read(path: str) -> str:
        return now[path] if path in now else read_text(path)

    findings = check(read)
    for _ in range(_ROUNDS):
        fixes = list(_fixes(findings, read))
        better, findings = _best(fixes, findings, check, read)
        for file, text in better.items():
            before.setdefault(file, read(file))
            now[file] = text
        if not better:
            break
    return tuple(Fixed(file, before[file], now[file]) for file in sorted(now))


def _best(
    fixes: Sequence[_Fix], findings: tuple[Finding, ...], check: Check, read: Read
) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """The texts with all fixes that make it better, and what is found in them then."""
    kept: list[_Fix] = []
    texts: Mapping[str, str] = {}
    waiting = [list(fixes)] if fixes else []
    while waiting:
        some = waiting.pop()
        tried = _texts([*kept, *some], read)
        found = check(lambda path, tried=tried: tried[path] if path in tried else read(path))  # type: ignore[misc]
        if _is_better(findings, found):
            kept, texts, findings = [*kept, *some], tried, found
        elif len(some) > 1:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]
    return texts, findings


def _is_better(before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    was, now = (Counter(each.rule for each in found) for found in (before, after))
    return now != was and now <= was


def _texts(fixes: Iterable[_Fix], read: Read) -> Mapping[str, str]:
    edits: dict[str, list[Edit]] = {}
    for file, of_one in fixes:
        edits.setdefault(file, []).extend(of_one)
    return {file: edited(read(file), of_file) for file, of_file in edits.items()}


def _fixes(findings: Iterable[Finding], read: Read) -> Iterator[_Fix]:
    """The edits for each finding that there is a fix for."""
    places: dict[str, tuple[Stretches, Lines]] = {}
    for finding in findings:
        fixer = FIXES.get(finding.rule)
        if fixer is None or finding.origin is None:
            continue
        file = finding.origin.file
        if file not in places:
            text = read(file)
            places[file] = Stretches(text), Lines(text)
        stretches, lines = places[file]
        slot = stretches.at(lines.offset(finding.origin.line, finding.origin.column))
        edits = tuple(fixer(stretches, slot, finding)) if slot else ()
        if edits:
            yield file, edits


def _quote_value(text: Stretches, slot: Slot, finding: Finding) -> Iterator[Edit]:
    del finding
    yield from text.quoted(slot.value)


def _requote(text: Stretches, slot: Slot, finding: Finding) -> Iterator[Edit]:
    """Quotes where a text is wanted, and none where a number or a boolean is."""
    del finding
    value = slot.value
    if value.kind == "scalar" and value.style in ("'", '"') and _BARE.fullmatch(value.name):
        yield from text.put(value, value.name)
    else:
        yield from text.quoted(value)


def _quote_key(text: Stretches, slot: Slot, finding: Finding) -> Iterator[Edit]:
    del finding
    yield from text.quoted(slot.key) if slot.holder.keys else ()


def _single(text: Stretches, slot: Slot, finding: Finding) -> Iterator[Edit]:
    """An element that stands there twice goes where it is a plain value."""
    del finding
    if not slot.holder.keys and slot.value.kind == "scalar":
        yield from text.remove(slot)


def _versioned(text: Stretches, slot: Slot, finding: Finding) -> Iterator[Edit]:
    """What another version says in other words (OAS 3.1.0, appendix of the release notes)."""
    name = finding.pointer.rpartition("/")[2]
    spell = _SPELLINGS.get(name)
    if spell and slot.holder.keys and slot.key.name == name:
        yield from spell(text, slot)


def _nullable(text: Stretches, slot: Slot) -> Iterator[Edit]:
    if slot.value.name == "false":
        yield from text.remove(slot)
    if slot.value.name != "true":
        return
    edits = tuple(_with_null(text, slot))
    if edits:
        yield from edits
        yield from text.remove(slot)


def _with_null(text: Stretches, slot: Slot) -> Iterator[Edit]:
    """Null among the types, or as a variant; nothing where a schema has neither."""
    typed, referring = text.beside(slot, "type"), text.beside(slot, "$ref")
    variants = text.beside(slot, "anyOf") or text.beside(slot, "oneOf")
    names = {key.name for key in slot.holder.keys}
    if typed and typed.value.kind == "scalar":
        yield from text.put(typed.value, f'[{text.written(typed.value)}, "null"]')
    elif typed and typed.value.kind == "list" and typed.value.values:
        if all(each.name != "null" for each in typed.value.values):
            yield from text.append(typed.value, '"null"')
    elif referring and not typed and names <= _ANNOTATIONS:
        reference = f"{text.written(referring.key)}: {text.written(referring.value)}"
        yield from text.rename(referring, "anyOf")
        yield from text.put(referring.value, f"[{{{reference}}}, {_NULL}]")
    elif variants and not typed and variants.value.kind == "list" and variants.value.values:
        yield from text.append(variants.value, _NULL)


def _exclusive(bound: str) -> Callable[[Stretches, Slot], Iterator[Edit]]:
    def spell(text: Stretches, slot: Slot) -> Iterator[Edit]:
        beside = text.beside(slot, bound)
        if slot.value.name == "false":
            yield from text.remove(slot)
        elif slot.value.name == "true" and beside:
            yield from text.put(slot.value, text.written(beside.value))
            yield from text.remove(beside)
        elif slot.value.name != "true" and beside is None:
            yield from text.rename(slot, bound)
            yield from text.add(slot, slot.key.name, "true")

    return spell


def _types(text: Stretches, slot: Slot) -> Iterator[Edit]:
    """A type and null, where null is no type."""
    types = [each for each in slot.value.values if each.name != "null"]
    if len(types) == 1 and len(slot.value.values) > 1 and text.beside(slot, "nullable") is None:
        yield from text.put(slot.value, text.written(types[0]))
        yield from text.add(slot, "nullable", "true")
    elif len(types) == 1 == len(slot.value.values):
        yield from text.put(slot.value, text.written(types[0]))


def _const(text: Stretches, slot: Slot) -> Iterator[Edit]:
    if slot.value.kind == "scalar" and text.beside(slot, "enum") is None:
        yield from text.rename(slot, "enum")
        yield from text.put(slot.value, f"[{text.written(slot.value)}]")


_SPELLINGS: Mapping[str, Callable[[Stretches, Slot], Iterator[Edit]]] = {
    "nullable": _nullable,
    "exclusiveMinimum": _exclusive("minimum"),
    "exclusiveMaximum": _exclusive("maximum"),
    "type": _types,
    "const": _const,
}
FIXES: Mapping[str, Callable[[Stretches, Slot, Finding], Iterator[Edit]]] = {
    "yaml-ambiguous": _quote_value,
    "yaml-key-not-string": _quote_key,
    "type-mismatch": _requote,
    "entry-duplicate": _single,
    "enum-duplicate": _single,
    "field-of-other-version": _versioned,
}
"""The rules whose findings can be fixed."""
