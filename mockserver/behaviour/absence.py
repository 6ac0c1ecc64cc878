"""What was deleted is gone, and what was put is there, even where the mock keeps no records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from mockserver.behaviour.claims import CLAIMS
from mockserver.errors import Rejection
from mockserver.problem import Problem
from mockserver.store import Ground, Record, World, WritableWorld

GONE = "urn:mockserver:deleted"
_DELETED = "deleted"
_KEPT = "kept"
_BAR = "\x1f"  # as in the names of grounds
_ASIDE = "aside"
ON_PATHS = (_DELETED, _KEPT, _ASIDE, CLAIMS)
"""The kinds of values that a world has for paths, and beside the records of collections."""
_MAKING = ("PUT", "POST")  # a list whose items were all deleted takes new ones


def insist(world: World | WritableWorld, method: str, path: str) -> None:
    """Raises Rejection 404 for a path that was deleted, or that lies beneath such a one."""
    above = tuple(_with_ancestors(path))
    gone = next((each for each in above if world.get(_DELETED, each)), None)
    if gone is not None and not (method in _MAKING and gone == above[0]):
        raise Rejection(Problem(404, f"{gone} was deleted by an earlier request.", GONE))


def note(world: WritableWorld, method: str, path: str, answered: Any) -> None:
    """Remember what a request that went well has done; ``answered`` is the body's value."""
    whole = unquote(path)
    if method == "DELETE":
        world.put(_DELETED, whole, True)
        forget(world, path)
    elif method in _MAKING:
        world.remove(_DELETED, whole)
        members = answered.values() if isinstance(answered, Mapping) else ()
        for value in members:
            if isinstance(value, str | int):
                world.remove(_DELETED, f"{whole}/{value}")


def keep(world: WritableWorld, path: str, value: Any) -> None:
    """Keep a JSON value for a path."""
    world.put(_KEPT, unquote(path), value)


def kept(world: World, path: str) -> Any | None:
    """What is kept for a path; None where nothing is, or where it was deleted since."""
    return world.get(_KEPT, unquote(path))


def forget(world: WritableWorld, path: str) -> None:
    """What was put at a path, as it is sent, and beneath it, is there no more."""
    whole = unquote(path)
    for known, _ in world.rows(_KEPT):
        if known == whole or known.startswith(f"{whole}/"):
            world.remove(_KEPT, known)


def set_aside(world: WritableWorld, ground: Ground, key: str, record: Record) -> None:
    """Keep a record that was deleted, for lists that are asked for such."""
    world.put(_ASIDE, f"{ground.name}{_BAR}{key}", dict(record))


def aside(world: World | WritableWorld, ground: Ground) -> list[Record]:
    """The records of a collection that were deleted, and have not come again since."""
    begin = f"{ground.name}{_BAR}"
    kept = ((name.removeprefix(begin), row) for name, row in world.rows(_ASIDE))
    records = world.records(ground)
    return [row for key, row in kept if _BAR not in key and records.get(key) is None]


def _with_ancestors(path: str) -> Iterator[str]:
    """The path itself, then each that it lies beneath."""
    whole = unquote(path)
    while whole:
        yield whole
        whole = whole.rpartition("/")[0]
