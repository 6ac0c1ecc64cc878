"""The story of a diff: two documents are read, compared and judged."""

from __future__ import annotations

from collections.abc import Callable
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
from mockserver.source import Document
from mockserver.source.overlay import overlaying, unused
from mockserver.spec.brokenness import MISHAPS, blamed
from mockserver.spec.load import load_spec
from mockserver.spec.model import Spec
from mockserver.spec.node import Library, from_disk


@dataclass(frozen=True, slots=True)
class Traffic:
    """What consumers were recorded to use; ``spares_unused``: what nobody uses does not weigh."""

    read: Reader
    spares_unused: bool = False


def diff(
    base: str,
    revision: str,
    policy: Policy,
    today: date,
    traffic: Traffic | None = None,
    overlays: tuple[str, ...] = (),
) -> Comparison:
    """Compare two documents, each a file or a file of a git revision such as ``main:api.yaml``.

    Both are compared as the overlays at some paths change them. Raises UsageError where one of
    them, an overlay or an archive of traffic cannot be read.
    """
    old, new = _side(base, overlays), _side(revision, overlays)
    usage = traffic.read(old.spec) if traffic else None
    try:
        judged = compared(old.spec, new.spec, policy, today)
    except MISHAPS as mishap:
        raise blamed(mishap, *(each.spec.root.document for each in (old, new))) from mishap
    if traffic and usage:
        judged = tuple(_used(each, usage, spares=traffic.spares_unused) for each in judged)
    taken = tuple(usage.taken.items()) if usage else ()
    stale = policy.stale(each.change for each in judged)
    idle = (*stale, *unused(overlays, (old.spec.file, new.spec.file)))
    told = tuple(_named(each, old, new) for each in judged)
    return Comparison(base, revision, told, taken, idle)


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
    called: _Called

    def named(self, origin: Origin | None) -> Origin | None:
        return self.called.named(origin)


@dataclass(frozen=True, slots=True)
class _Called:
    """What stands before the files of a revision; overlays are files of this folder."""

    prefix: str
    overlays: tuple[str, ...]

    def named(self, origin: Origin | None) -> Origin | None:
        if origin is None or origin.file in self.overlays:
            return origin
        return replace(origin, file=self.prefix + origin.file)


def _side(text: str, overlays: tuple[str, ...]) -> _Side:
    found = revision_of(text)
    read: Callable[[str], Document] = found[0].read if found else from_disk
    path = found[1] if found else text
    called = _Called(f"{found[0].name}:" if found else "", overlays)
    try:
        return _Side(load_spec(path, Library(overlaying(read, path, overlays))), called)
    except DocumentError as error:
        raise DocumentError(tuple(_renamed(each, called) for each in error.findings)) from error


def _renamed(finding: Finding, called: _Called) -> Finding:
    return replace(finding, origin=called.named(finding.origin))


def _named(judged: Judged, old: _Side, new: _Side) -> Judged:
    change = judged.change
    named: Change = replace(
        change, base=old.named(change.base), revision=new.named(change.revision)
    )
    return replace(judged, change=named)
