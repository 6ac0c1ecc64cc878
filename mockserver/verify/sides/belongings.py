"""What a walk has made, or was given: some of it may be there for the next walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mockserver.collection import Collection
from mockserver.verify.sides.dialogue import Exchange
from mockserver.verify.sides.spares import Spare, Spares, is_known
from mockserver.verify.sides.twin import Twin


@dataclass
class Belongings:
    """The records of a walk.

    ``twins`` are all, in the order in which they came; ``shared`` those that others lie in or
    name, by the path of their collection; ``whole`` those that have every field, each with the
    exchanges that made and changed it; ``borrowed`` are the exchanges of earlier walks.
    """

    spares: Spares
    twins: list[Twin] = field(default_factory=list)
    shared: dict[str, Twin] = field(default_factory=dict)
    whole: dict[Twin, tuple[Exchange, ...]] = field(default_factory=dict)
    borrowed: list[Exchange] = field(default_factory=list)

    def borrow(self, collection: Collection, *, is_new: bool = False) -> Spare | None:
        """A record that is as it is known, and ours from now on, with what it needs.

        ``is_new``: it is as it was made. None where there is none, or where it would need other
        records than those that are shared.
        """
        is_bound = bool(self.shared and (collection.parents or collection.references))
        spare = None if is_bound else self.spares.take(collection.path, is_new=is_new)
        if spare is None:
            return None
        self.twins += spare.twins
        self.shared.update((each.collection.path, each) for each in spare.needs)
        self.whole.update(zip(spare.twins, spare.histories, strict=True))
        self.borrowed += spare.origins
        return spare

    def note_change(self, twin: Twin, change: Exchange, *, is_whole: bool) -> None:
        """A record is what a change has made of it; only where it has every field it is of use."""
        if is_whole and twin in self.whole:
            self.whole[twin] += (change,)
        else:
            self.whole.pop(twin, None)

    def give(self, trail: Iterable[Exchange], path_of: Callable[[Twin], str | None]) -> set[Twin]:
        """Leave what is known, and has every field, to others; what was taken of it.

        ``path_of`` tells where a record is read, None for nowhere.
        """
        given: set[Twin] = set()
        earlier = set(map(id, self.borrowed))
        for twin in reversed(self.whole):  # before what it needs
            spare = self._spare(twin)
            if spare is None or not given.isdisjoint(spare.twins):
                continue
            made = earlier | {id(history[0]) for history in spare.histories}
            since = [each for each in trail if id(each) not in made]
            changes = set(map(id, spare.origins))
            paths = [None if each.is_gone else path_of(each) for each in spare.twins]
            are_known = all(path is not None and is_known(path, since, changes) for path in paths)
            if are_known and self.spares.give(spare):
                given.update(spare.twins)
        return given

    def _spare(self, twin: Twin) -> Spare | None:
        """What others may have; None where what it needs is not whole."""
        is_bound = bool(twin.parents or twin.collection.references)
        shared = self.shared.values() if is_bound else ()
        needs = tuple(each for each in shared if each is not twin)
        if not self.whole.keys() >= {*needs}:
            return None
        return Spare(twin, tuple(self.whole[each] for each in (*needs, twin)), needs)
