"""What is known of each record while the traffic goes by, as it was recorded and as it is here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.collection import Action, Collection
from mockserver.http import Request
from mockserver.verify.traffic.recorded import Owners, Recorded
from mockserver.verify.traffic.renaming import Identity


@dataclass(eq=False)
class Known:
    """One record.

    ``is_made``: by a request that was replayed, so that its values are known; ``is_absent``: the
    target never had it; ``is_tainted``: something was done to it that was not replayed. ``sent``
    are the fields that clients have set. ``is_written``: since it was seen last.
    """

    collection: Collection
    identity: Identity
    is_made: bool = False
    is_absent: bool = False
    is_tainted: bool = False
    is_gone: bool = False
    is_written: bool = False
    sent: dict[str, Any] = field(default_factory=dict)
    recorded: dict[str, Any] = field(default_factory=dict)
    actual: dict[str, Any] = field(default_factory=dict)
    trail: list[Request] = field(default_factory=list)

    @property
    def is_proven(self) -> bool:
        """Whether the target is known to hold it, or to have held it."""
        return self.is_made or bool(self.actual)

    def see(self, recorded: Mapping[str, Any], actual: Mapping[str, Any]) -> None:
        """Both have shown it."""
        self.recorded.update(recorded)
        self.actual = {**self.actual, **dict.fromkeys(recorded), **actual}
        self.is_written = False


@dataclass
class Memory:
    """All records; ``tainted`` are the paths of the collections that were changed elsewhere.

    ``alike`` are the paths of those that are known to hold the same as when they were recorded.
    """

    owners: Owners
    records: dict[Identity, Known] = field(default_factory=dict)
    tainted: set[str] = field(default_factory=set)
    alike: set[str] = field(default_factory=set)

    def above(self, recorded: Recorded) -> Iterator[Known]:
        """The records that the path of a request names, the outer ones first."""
        keys: list[str] = []
        for name, collection in self.owners.keys(recorded.operation.template):
            key = recorded.keys.get(name, "")
            if collection is not None:
                yield self.record(collection, tuple(keys), key)
            keys.append(key)

    def record(self, collection: Collection, parents: tuple[str, ...], key: Any) -> Known:
        """One record, which may have been unknown."""
        identity = (collection.path, parents, str(key))
        if identity not in self.records:
            self.records[identity] = Known(collection, identity)
        return self.records[identity]

    def own(self, recorded: Recorded) -> Known | None:
        """The record that a request acts on."""
        part = recorded.part
        if recorded.collection is None or part is None:
            return None
        if part.action in (Action.LIST, Action.CREATE):
            return None
        found = list(self.above(recorded))
        is_item = found and found[-1].collection is recorded.collection
        return found[-1] if is_item else None

    def parents(self, recorded: Recorded) -> tuple[str, ...]:
        """The keys that the path of a list has before its records."""
        part = recorded.part
        names = part.parents if part else ()
        return tuple(recorded.keys.get(name, "") for name in names)

    def taint(self, recorded: Recorded) -> None:
        """A request was not replayed, so what it does is not done here."""
        if recorded.is_safe:
            return
        for each in self.above(recorded):
            each.is_tainted = True
            self.tainted.add(each.collection.path)
        if recorded.collection is not None:
            self.tainted.add(recorded.collection.path)
        self.alike -= self.tainted

    def is_tainted(self, recorded: Recorded) -> bool:
        """Whether an answer cannot be as it was, as something before it was not replayed."""
        above = list(self.above(recorded))
        if any(each.is_tainted or each.is_absent for each in above):
            return True
        own = recorded.collection
        is_list = self.own(recorded) is None
        return is_list and own is not None and own.path in self.tainted
