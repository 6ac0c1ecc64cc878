"""What was deleted is gone, even where the mock keeps no records of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from mockserver.errors import Rejection
from mockserver.problem import Problem
from mockserver.store import World, WritableWorld

GONE = "urn:mockserver:deleted"
_DELETED = "deleted"
_MAKING = ("PUT", "POST")  # a list whose items were all deleted takes new ones


def insist(world: World | WritableWorld, method: str, path: str) -> None:
    """Raises Rejection 404 for a path that was deleted, or that lies beneath such a one."""
    above = tuple(_with_ancestors(path))
    gone = next((each for each in above if world.get(_DELETED, each, inherited=False)), None)
    if gone is not None and not (method in _MAKING and gone == above[0]):
        raise Rejection(Problem(404, f"{gone} was deleted by an earlier request.", GONE))


def note(world: WritableWorld, method: str, path: str, answered: Any) -> None:
    """Remember what a request that went well has done; ``answered`` is the body's value."""
    whole = unquote(path)
    if method == "DELETE":
        world.put(_DELETED, whole, True)
    elif method in _MAKING:
        world.remove(_DELETED, whole)
        members = answered.values() if isinstance(answered, Mapping) else ()
        for value in members:
            if isinstance(value, str | int):
                world.remove(_DELETED, f"{whole}/{value}")


def _with_ancestors(path: str) -> Iterator[str]:
    """The path itself, then each that it lies beneath."""
    whole = unquote(path)
    while whole:
        yield whole
        whole = whole.rpartition("/")[0]
