"""Parts of a document's operations, for machines that verify side by side."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.collection import Collection
from mockserver.spec.model import Operation


def shard(
    operations: Iterable[Operation], collections: Iterable[Collection], number: int, count: int
) -> frozenset[str]:
    """The labels of the operations of one part, counted from 1.

    Each operation is in exactly one part. All that lies beneath a collection stays together, as a
    record is made, read and deleted there; the parts are about equally large.
    """
    groups: dict[str, list[str]] = {}
    roots = sorted((each.path.rstrip("/") for each in collections), key=len)
    for operation in operations:
        groups.setdefault(_group(operation.template, roots), []).append(operation.label)
    parts: list[list[str]] = [[] for _ in range(count)]
    for _, labels in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        min(parts, key=len).extend(labels)
    return frozenset(parts[number - 1])


def _group(path: str, roots: list[str]) -> str:
    """The uppermost collection that a path lies beneath; else what stands before its variables."""
    above = (root for root in roots if root and f"{path}/".startswith(f"{root}/"))
    found = next(above, path)
    return found.partition("{")[0].rstrip("/")
