"""Which operations are verified."""

from __future__ import annotations

from fnmatch import fnmatchcase

from mockserver.collection import Collection
from mockserver.config.verify_file import VerifyFile
from mockserver.config.wishes import Wishes
from mockserver.errors import UsageError
from mockserver.hint import hint
from mockserver.spec.model import Spec
from mockserver.verify.shards import shard


def selected(
    spec: Spec, collections: tuple[Collection, ...], wishes: Wishes, file: VerifyFile
) -> frozenset[str] | None:
    """The labels of the operations that were chosen. Raises UsageError for what is not there."""
    everything = frozenset(each.label for each in spec.operations)
    chosen = everything
    if wishes["operation"] or wishes["tag"]:
        chosen = _named(spec, wishes, "operation") | _tagged(spec, wishes)
    chosen -= _named(spec, wishes, "exclude-operation")
    for each in file.ignored:
        chosen -= labels(spec, each.name, each.source)
    if not chosen:
        raise UsageError("no operation is left to verify; all are excluded or ignored")
    if wishes["shard"]:
        kept = [each for each in spec.operations if each.label in chosen]
        chosen = shard(kept, collections, *wishes["shard"])
    return None if chosen == everything else chosen


def _named(spec: Spec, wishes: Wishes, key: str) -> frozenset[str]:
    source = wishes.source(key)
    return frozenset(label for name in wishes[key] for label in labels(spec, name, source))


def labels(spec: Spec, name: str, source: str) -> frozenset[str]:
    """The operations of a name, in which ``*`` stands for any text. Raises UsageError for none."""
    found = frozenset(
        each.label
        for each in spec.operations
        if name in (each.label, each.id)
        or ("*" in name and any(fnmatchcase(known, name) for known in (each.label, each.id or "")))
    )
    if not found:
        known = [known for each in spec.operations for known in (each.label, each.id) if known]
        told = f"the document has no such operation{hint(name, sorted(known))}"
        raise UsageError(f"{_at(source)} {name!r}: {told}")
    return found


def _at(source: str) -> str:
    """A flag, or a place in a file, as a sentence begins with it."""
    return source if source.startswith("--") else f"{source}:"


def _tagged(spec: Spec, wishes: Wishes) -> frozenset[str]:
    tags = {each.label: set(each.node.strings("tags")) for each in spec.operations}
    known = {tag for each in tags.values() for tag in each}
    for tag in wishes["tag"]:
        if tag not in known:
            where = _at(wishes.source("tag"))
            told = f"the document has no such tag{hint(tag, sorted(known))}"
            raise UsageError(f"{where} {tag!r}: {told}")
    return frozenset(label for label, own in tags.items() if own & {*wishes["tag"]})
