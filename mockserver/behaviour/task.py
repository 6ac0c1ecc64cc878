"""What is to be done to the records of a collection, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockserver.behaviour.listing import ListPage
from mockserver.collection import Action, Part
from mockserver.collection.listing import Listing
from mockserver.collection.part import Effect
from mockserver.media import MediaType

SUCCESSES: Mapping[Action, tuple[int, ...]] = {
    Action.LIST: (200,),
    Action.CREATE: (201, 200),
    Action.FETCH: (200,),
    Action.REPLACE: (200, 204),
    Action.PATCH: (200, 204),
    Action.DELETE: (204, 200, 202),
}
"""The statuses that tell of an action done, the likeliest first (RFC 9110 §9.3)."""

READING = frozenset((Action.LIST, Action.FETCH))
"""The actions that change nothing."""


_NOTHING: Mapping[Any, Any] = {}


class Task(NamedTuple):
    """What is to be done: to the record of ``key`` or, without one, to the collection.

    ``parents`` are the keys of the records above; ``path`` and ``query`` are the request's own as
    its client sees them, after ``origin`` (scheme and host); ``base`` is what the document's paths
    do not have of it;
    ``body`` is a JSON value; ``values`` are the query's by name; ``conflicts``: whether the
    document has a word for a key or a unique value that is taken; ``listing`` is how a list goes
    about it; ``where`` are fields that its records have to have as these texts, None for a list of
    the whole collection. ``is_seen``: whoever asks names a version, and so has seen the record.
    """

    part: Part
    path: str
    query: str = ""
    origin: str = ""
    base: str = ""
    parents: tuple[str, ...] = ()
    key: str = ""
    body: Any = None
    media_type: MediaType | None = None
    values: Mapping[str, Any] = _NOTHING
    conflicts: bool = True
    listing: Listing | None = None
    where: Mapping[str, str] | None = None
    is_seen: bool = False


class Tally(NamedTuple):
    """What became of many records, by their keys; ``missed`` are those that were not there."""

    created: tuple[Any, ...] = ()
    changed: tuple[Any, ...] = ()
    deleted: tuple[Any, ...] = ()
    missed: tuple[Any, ...] = ()

    def keys(self, effect: Effect) -> tuple[Any, ...]:
        """The keys of the records of which a member tells."""
        if effect is Effect.ANY:
            return (*self.created, *self.changed, *self.deleted)
        found: tuple[Any, ...] = getattr(self, effect.value)
        return found


class Outcome(NamedTuple):
    """What became of it: a record or, of a list, its page; headers that belong to it.

    ``is_record``: it comes from a fixture file or was written, else it was made for the answer.
    ``is_whole``: a list that nobody has changed or narrowed. ``gone`` are the keys of the records
    that were deleted, ``born`` of those that were not there before. ``tally`` is there where many
    were acted on.
    """

    record: Mapping[str, Any] | None = None
    page: ListPage | None = None
    headers: tuple[tuple[str, str], ...] = ()
    is_record: bool = True
    is_whole: bool = False
    gone: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    tally: Tally | None = None
