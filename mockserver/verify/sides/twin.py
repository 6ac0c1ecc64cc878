"""One record as the target and the oracle have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.collection import Collection
from mockserver.verify.sides.both import Both


@dataclass(eq=False)
class Twin:
    """One record as both sides have it.

    ``sent`` are the fields of which it is known what they have to be; ``seen`` is the record as
    the target showed it at last, ``meant`` as the oracle did; ``changing`` are those that the last
    change named, if any; ``nulled`` are those that were sent null at last; ``hidden`` are the
    texts that were sent as writeOnly members, with their names. ``is_settled``: it was read since
    it was made or changed. ``is_reused``: its key was that of an earlier record, which
    may be there yet.
    """

    collection: Collection
    parents: tuple[Twin, ...]
    keys: Both
    sent: set[str] = field(default_factory=set)
    seen: Mapping[str, Any] = field(default_factory=dict)
    meant: Mapping[str, Any] = field(default_factory=dict)
    changing: frozenset[str] | None = None
    nulled: frozenset[str] = frozenset()
    hidden: Mapping[str, str] = field(default_factory=dict)
    is_settled: bool = False
    is_gone: bool = False
    is_reused: bool = False
