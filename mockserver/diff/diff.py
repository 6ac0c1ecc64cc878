"""The story of a diff: two documents are read, compared and judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mockserver.diff.change import Change, Judged
from mockserver.diff.compare import compare
from mockserver.diff.judgement import Comparison, judge
from mockserver.diff.policy import Policy
from mockserver.diff.revision import revision_of
from mockserver.diff.usage import Reader, Usage
from mockserver.errors import DocumentError
from mockserver.finding import Finding
from mockserver.origin import Origin
from mockserver.spec.load import load_spec
from mockserver.spec.model import Spec
from mockserver.spec.node import Library


@dataclass(frozen=True, slots=True)
class Traffic:
    """What consumers were recorded to use; ``spares_unused``: what nobody uses does not weigh."""

    read: Reader
    spares_unused: bool = False


def diff(
    base: str, revision: str, policy: Policy, today: date, traffic: Traffic | None = None
) -> Comparison:
    """Compare two documents, each a file or a file of a git revision such as ``main:api.yaml``.

    Raises UsageError where one of them, or an archive of traffic, cannot be read.
    """
    old, new = _side(base), _side(revision)
    usage = traffic.read(old.spec) if traffic else None
    judged = compared(old.spec, new.spec, policy, today)
    if traffic and usage:
        judged = tuple(_used(each, usage, spares=traffic.spares_unused) for each in judged)
    taken = tuple(usage.taken.items()) if usage else ()
    return Comparison(base, revision, tuple(_named(each, old, new) for each in judged), taken)


def _used(judged: Judged, usage: Usage, *, spares: bool) -> Judged:
    use = usage.of(judged.change)
    return replace(judged, use=use, is_spared=spares and use is not None and not use.is_used)


def compared(base: Spec, revision: Spec, policy: Policy, today: date) -> tuple[Judged, ...]:
    """All changes between two documents that were read, the worst first."""
    return judge(compare(base, revision, today), base, policy, today)


@dataclass(frozen=True, slots=True)
class _Side:
    """A document, and what its files are called in reports beyond their paths."""

    spec: Spec
    prefix: str = ""

    def named(self, origin: Origin | None) -> Origin | None:
        return replace(origin, file=self.prefix + origin.file) if origin else None


def _side(text: str) -> _Side:
    found = revision_of(text)
    if found is None:
        return _Side(load_spec(text))
    revision, path = found
    prefix = f"{revision.name}:"
    try:
        return _Side(load_spec(path, Library(revision.read)), prefix)
    except DocumentError as error:
        raise DocumentError(tuple(_renamed(each, prefix) for each in error.findings)) from error


def _renamed(finding: Finding, prefix: str) -> Finding:
    origin = finding.origin
    if origin is None:
        return finding
    return replace(finding, origin=replace(origin, file=prefix + origin.file))


def _named(judged: Judged, old: _Side, new: _Side) -> Judged:
    change = judged.change
    named: Change = replace(
        change, base=old.named(change.base), revision=new.named(change.revision)
    )
    return replace(judged, change=named)
