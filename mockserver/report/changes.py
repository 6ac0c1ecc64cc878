"""Comparisons of two documents as text, JSON, Markdown, a changelog, and for GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mockserver.diff import Comparison, Judged, Use, Verdict
from mockserver.finding import Finding, Severity
from mockserver.origin import Origin
from mockserver.report.as_json import dumped
from mockserver.report.github_syntax import data, inert, property_value
from mockserver.report.markdown_syntax import code, escaped, fence
from mockserver.visible import visible

Renderer = Callable[[Comparison], str]

_SEVERITY = {
    Verdict.BREAKING: Severity.ERROR,
    Verdict.RISKY: Severity.WARNING,
    Verdict.COMPATIBLE: Severity.INFO,
}
_COMMANDS = {Verdict.BREAKING: "error", Verdict.RISKY: "warning", Verdict.COMPATIBLE: "notice"}
_WIDTH = 400
_LISTED = 3
_WHOLE = "the document"


def text(comparison: Comparison) -> str:
    """A paragraph for each operation, the worst changes first, then the verdict and the step."""
    lines: list[str] = []
    for label, changes in _grouped(comparison.changes).items():
        lines += [label, *(line for each in changes for line in _told(each)), ""]
    idle = [f"{each.origin}: warning: {_of_idle(each)}" for each in comparison.idle]
    lines += [*idle, ""] if idle else []
    return "\n".join(map(visible, (*lines, _summary(comparison), _step(comparison)))) + "\n"


def _of_idle(finding: Finding) -> str:
    return f"{finding.message} [{finding.rule}]"


def _grouped(changes: Iterable[Judged]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for each in changes:
        labels = each.change.operations
        found.setdefault(labels[0] if labels else _WHOLE, []).append(each)
    return found


def _told(judged: Judged) -> Iterator[str]:
    change = judged.change
    accepted = ", accepted" if judged.accepted else ""
    unused = ", unused" if judged.use is not None and not judged.use.is_used else ""
    yield f"  {judged.verdict}{accepted}{unused}: {change.message} [{change.rule}]"
    yield f"      {_from_to(judged)}"
    if change.counterexample:
        yield f"      for example: {_cut(_compact(change.counterexample.value))}"
    if judged.use is not None and judged.use.is_used:
        yield f"      used by {used_by(judged.use)} ({judged.use.place})"
    if judged.accepted:
        until = f" (until {judged.accepted.until})" if judged.accepted.until else ""
        yield f"      accepted: {judged.accepted.reason}{until}"
    if judged.lapsed:
        yield f"      accepted until {judged.lapsed.until} only: {judged.lapsed.reason}"
    others = change.operations[1:]
    if others:
        more = f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
        yield f"      also in {', '.join(others[:_LISTED])}{more}"


def used_by(use: Use) -> str:
    """The archives that use something, each with how often."""
    named = [f"{file}: {count}" for file, count in use.counts]
    more = f" and {len(named) - _LISTED} more" if len(named) > _LISTED else ""
    return f"{', '.join(named[:_LISTED])}{more}"


def _from_to(judged: Judged, arrow: str = "->") -> str:
    change = judged.change
    return f" {arrow} ".join(str(each) for each in (change.base, change.revision) if each)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}..."


def _summary(comparison: Comparison) -> str:
    if not comparison.changes:
        return "no changes"
    counts = [
        f"{count} {verdict}"
        for verdict in Verdict
        if (count := sum(each.counts and each.verdict is verdict for each in comparison.changes))
    ]
    accepted = sum(each.accepted is not None for each in comparison.changes)
    spared = sum(each.is_spared and not each.accepted for each in comparison.changes)
    counts += [f"{accepted} accepted"] if accepted else []
    counts += [f"{spared} unused"] if spared else []
    return ", ".join([*counts, *_traffic(comparison)])


def _traffic(comparison: Comparison) -> Iterator[str]:
    """How much the traffic tells: it is a sample."""
    if not comparison.traffic:
        return
    count = sum(each.use is not None and each.use.is_used for each in comparison.changes)
    files = ", ".join(f"{file}: {number} requests" for file, number in comparison.traffic)
    yield f"{count} touch what traffic uses ({files})"


def _step(comparison: Comparison) -> str:
    return f"semver: {comparison.step or 'none'}"


def as_json(comparison: Comparison) -> str:
    """One object: the verdict, the step, and the changes."""
    members: dict[str, Any] = {
        "verdict": comparison.verdict.value,
        "semver": comparison.step or None,
        "base": comparison.base,
        "revision": comparison.revision,
        "changes": [_members(each) for each in comparison.changes],
    }
    if comparison.traffic:
        members["traffic"] = dict(comparison.traffic)
    if comparison.idle:
        members["idle"] = [_entry_told(each) for each in comparison.idle]
    return dumped(members)


def _members(judged: Judged) -> dict[str, Any]:
    change = judged.change
    members: dict[str, Any] = {
        **_place(change.revision or change.base),
        "rule": change.rule,
        "severity": _SEVERITY[judged.verdict].value,
        "message": change.message,
    }
    if change.pointer:
        members["pointer"] = change.pointer
    if change.operations:
        members["operation"] = change.operations[0]
        members["operations"] = list(change.operations)
    members["verdict"] = judged.verdict.value
    members["base"] = _place(change.base) if change.base else None
    members["revision"] = _place(change.revision) if change.revision else None
    if change.counterexample:
        members["counterexample"] = change.counterexample.value
    if judged.use is not None:
        members["used"] = judged.use.is_used
        members["usedBy"] = dict(judged.use.counts)
        members["usedAt"] = judged.use.place or None
    if judged.accepted:
        accepted = judged.accepted
        members["accepted"] = {"reason": accepted.reason, "until": accepted.until or None}
    return members


def _entry_told(finding: Finding) -> dict[str, Any]:
    told = {"rule": finding.rule, "severity": finding.severity.value, "message": finding.message}
    return {**_place(finding.origin), **told, "pointer": finding.pointer}


def _place(origin: Origin | None) -> dict[str, Any]:
    if origin is None:
        return {"file": None, "line": None, "column": None}
    return {"file": origin.file, "line": origin.line, "column": origin.column}


def markdown(comparison: Comparison) -> str:
    """A table for a comment on a pull request."""
    title = f"## API changes: {comparison.verdict}"
    lines = [title, "", f"{code(comparison.base)} → {code(comparison.revision)}", ""]
    if comparison.changes:
        with_use = bool(comparison.traffic)
        lines += _head(with_use=with_use)
        lines += [_row(each, with_use=with_use) for each in comparison.changes]
        lines += ["", *_examples(comparison)]
    idle = [f"- {code(str(each.origin))}: {escaped(_of_idle(each))}" for each in comparison.idle]
    lines += [*idle, ""] if idle else []
    return "\n".join([*lines, escaped(f"{_summary(comparison)}; {_step(comparison)}")]) + "\n"


def _head(*, with_use: bool) -> list[str]:
    used = (" used by |", "---|") if with_use else ("", "")
    return [f"| verdict | operation | change | where |{used[0]}", f"|---|---|---|---|{used[1]}"]


def _row(judged: Judged, *, with_use: bool) -> str:
    change = judged.change
    accepted = f"<br>accepted: {escaped(judged.accepted.reason)}" if judged.accepted else ""
    verdict = f"**{judged.verdict}**" if judged.verdict is Verdict.BREAKING else judged.verdict
    operation = change.operations[0] if change.operations else ""
    if len(change.operations) > 1:
        operation += f" and {len(change.operations) - 1} more"
    told = f"{escaped(change.message)} (`{change.rule}`)"
    cells = [f"{verdict}{accepted}", escaped(operation), told, escaped(_from_to(judged, "→"))]
    if with_use:
        used = used_by(judged.use) or "nobody" if judged.use else "cannot be told"
        cells.append(escaped(used))
    return f"| {' | '.join(cells)} |"


def _examples(comparison: Comparison) -> Iterator[str]:
    """The bodies that were fine and are not any more."""
    for each in comparison.changes:
        if each.change.counterexample:
            body = json.dumps(each.change.counterexample.value, ensure_ascii=False, indent=2)
            told = fence(visible(body, keep="\n"), "json")
            yield from (f"{escaped(each.change.message)}:", "", told, "")


def changelog(comparison: Comparison) -> str:
    """What users of the API are told, the worst first."""
    titles = {
        Verdict.BREAKING: "Breaking",
        Verdict.RISKY: "To look at",
        Verdict.COMPATIBLE: "Compatible",
    }
    lines = [f"# Changes from {escaped(comparison.base)} to {escaped(comparison.revision)}", ""]
    for verdict, title in titles.items():
        changes = [each for each in comparison.changes if each.verdict is verdict]
        if changes:
            lines += [f"## {title}", "", *map(_entry, changes), ""]
    return "\n".join([*lines, _step(comparison)]) + "\n"


def _entry(judged: Judged) -> str:
    labels = judged.change.operations
    more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
    use = judged.use
    used = "" if use is None else f" (used by {used_by(use)})" if use.is_used else " (unused)"
    label = f"{code(labels[0])}{more}: " if labels else ""
    return f"- {label}{escaped(judged.change.message + used)}"


def github(comparison: Comparison) -> str:
    """Annotations of GitHub Actions at the lines of the revision, then the summary."""
    lines = [_annotation(each) for each in comparison.changes]
    lines += [_warning(each) for each in comparison.idle]
    return "\n".join([*lines, inert(_summary(comparison)), _step(comparison)]) + "\n"


def _annotation(judged: Judged) -> str:
    change = judged.change
    command = _COMMANDS[judged.verdict] if judged.counts else "notice"
    place = _properties(change.revision or change.base)
    label = f"{change.operations[0]}: " if change.operations else ""
    proof = change.counterexample
    example = f". For example: {_cut(_compact(proof.value))}" if proof else ""
    use = judged.use
    used = "" if use is None else f". Used by {used_by(use)}" if use.is_used else ". Unused"
    title = property_value(f"{judged.verdict}: {change.rule}")
    told = visible(f"{label}{change.message}{example}{used}")
    return f"::{command} {place}title={title}::{data(told)}"


def _warning(finding: Finding) -> str:
    title = property_value(finding.rule)
    place = _properties(finding.origin)
    return f"::warning {place}title={title}::{data(visible(finding.message))}"


def _properties(origin: Origin | None) -> str:
    if origin is None:
        return ""
    return f"file={property_value(origin.file)},line={origin.line},col={origin.column},"


CHANGE_RENDERERS: Mapping[str, Renderer] = {
    "text": text,
    "json": as_json,
    "markdown": markdown,
    "github": github,
    "changelog": changelog,
}
