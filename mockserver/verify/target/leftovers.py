"""The records that requests have made at a target on their own, to be put away in the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from mockserver.collection import Action
from mockserver.errors import TargetError, UsageError
from mockserver.http import Headers, Request, Response
from mockserver.pointer import at
from mockserver.verify.events import LeftBehind
from mockserver.verify.inputs.atlas import Atlas, Door
from mockserver.verify.sides.both import scalar_text, value_of
from mockserver.verify.sides.sides import Answer, Sides

_CREATED = 201  # RFC 9110 §9.3.4: a PUT tells so that it has made a record
_DOERS = {"POST": Action.CREATE, "PUT": Action.REPLACE, "DELETE": Action.DELETE}
_REQUIRED = 428
_ABSENT = (404, 410)
TIDYING = 10.0
"""For so many seconds after its end a run may put away what it has made."""


@dataclass
class Leftovers:
    """The paths of what was made, where the document has a way to delete it.

    ``left`` are those of what could not be deleted, ``kept`` counts what nothing deletes, by
    collection.
    """

    atlas: Atlas
    left: list[str] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    _paths: dict[str, None] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)

    def note(self, label: str, path: str, response: Response) -> None:
        """Remember what an operation has made at a path below the base of the target."""
        door = self.atlas.by_label(label)
        if door is not None and door.part.action is Action.DELETE and response.is_success:
            self._paths.pop(path, None)
        made = self._made(door, path, response) if door else None
        if door is None or made is None:
            return
        if self.atlas.door(door.collection, Action.DELETE) is not None:
            self._paths[made] = None
        elif made not in self._kept and not self.atlas.may_go(door.collection):
            self._kept.add(made)
            self.kept[door.collection.path] += 1

    def _made(self, door: Door, path: str, response: Response) -> str | None:
        """The path of the record that an answer tells to have been made, None for none."""
        if door.part.action is Action.REPLACE and response.status == _CREATED:
            return path
        key = key_in(door, response) if door.part.action is Action.CREATE else None
        return None if key is None else f"{path.rstrip('/')}/{quote(scalar_text(key), safe='')}"

    def add(self, left: Iterable[str], kept: Mapping[str, int]) -> None:
        """Remember what somebody else could not delete, and what nobody can."""
        self.left.extend(left)
        self.kept.update(kept)

    def told(self, *, is_reset: bool) -> LeftBehind | None:
        """What is left at the target, if anything is; ``is_reset``: it is put back else."""
        kept = {} if is_reset else {path: count for path, count in self.kept.items() if count}
        if not (self.left or kept):
            return None
        return LeftBehind(tuple(dict.fromkeys(self.left)), kept)

    def hear(self, request: Request, response: Response) -> None:
        """The same of a path below the base, whatever operation it is of."""
        action = _DOERS.get(request.method)
        door = self._door(request, action) if action else None
        if door is not None:
            self.note(door.label, request.path, response)

    def hear_all(self, written: Iterable[tuple[Request, Response]]) -> None:
        """The same of several requests; their paths may have a query in them."""
        for request, response in written:
            self.hear(replace(request, path=request.path.partition("?")[0]), response)

    def _door(self, request: Request, action: Action) -> Door | None:
        """What makes or deletes a record at the path of a request."""
        makers = (self.atlas.door(each, action) for each in self.atlas.collections)
        path = request.path.rstrip("/")
        return next((each for each in makers if each and each.is_at(path)), None)

    def leave(self) -> None:
        """Delete nothing of it, and tell of it."""
        self.left.extend(self._paths)
        self._paths.clear()

    def clear(self, send: Answer, until: float = float("inf")) -> None:
        """Delete it all, the last first, as long as the target answers and it is not too late.

        ``until`` is on the monotonic clock. Who interrupts this is told of the rest.
        """
        while self._paths:
            path = next(reversed(self._paths))
            gone = None
            try:
                if time.monotonic() < until:
                    gone = is_deleted(send, Request("DELETE", path))
            finally:
                if gone is None:
                    self.leave()
            self._paths.pop(path, None)
            if gone is False:
                self.left.append(path)


def is_deleted(send: Answer, request: Request) -> bool | None:
    """Whether a record is there no longer; None from a target that does not answer, or not to us.

    One that wants to know which version is meant (RFC 6585 §3) is told the present one.
    """
    try:
        answer = send(request)
        if answer.status == _REQUIRED:
            tag = send(replace(request, method="GET")).headers.get("ETag") or "*"
            lines = (*request.headers, ("If-Match", tag))
            answer = send(replace(request, headers=Headers(lines)))
    except (TargetError, UsageError):  # there may be no credential to be had any more
        return None
    return answer.is_success or answer.status in _ABSENT


def unremoved(
    sides: Sides, requests: Sequence[tuple[Request, Request | None]], until: float
) -> Iterator[str]:
    """Send what deletes records, to each side that has one; the paths that the target still has.

    A target that no longer answers is left alone, and so is any ``until`` is over; and all that
    is there yet when somebody interrupts this.
    """
    is_there = True
    for place, (target, oracle) in enumerate(requests):
        is_there = is_there and time.monotonic() < until
        try:
            gone = is_deleted(sides.target, target) if is_there else None
        except KeyboardInterrupt:
            yield from (each.path for each, _ in requests[place:])
            raise
        is_there = gone is not None
        if not gone:
            yield target.path
        if is_there and oracle is not None:
            sides.oracle(oracle)


def key_in(door: Door, response: Response) -> Any:
    """The key of the record that an answer tells to have been made; None where it tells none."""
    if not response.is_success:
        return None
    where = door.part.record_at
    record = at(value_of(response), where) if where is not None else None
    if isinstance(record, dict) and record.get(door.collection.key) is not None:
        return record[door.collection.key]
    location = response.headers.get("Location") or ""
    return urlsplit(location).path.rstrip("/").rsplit("/", 1)[-1] or None
