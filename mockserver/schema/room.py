"""Room on the stack for what goes as deep as a schema: who runs out of it ends the process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mockserver.schema.weight import HEAVIEST, total_weight

T = TypeVar("T")

SHALLOW = 300
"""Levels that any thread has room for; one of 2 MB, as servers have them, ends at twice as many."""

DEEPEST = 150_000
"""Levels of schemas that are followed; the largest documents in use have a tenth of them."""

_BYTES = 6 << 10  # of a level, which was seen to take half of it
_SPARE = 8 << 20
_SIZE = threading.Lock()
"""What is set for one new thread counts for all that begin meanwhile."""


def levels(bundled: Mapping[str, Any]) -> int:
    """How deep a bundle can lead: that of all its definitions, for each may lead to the next.

    Raises ValueError where so many of its parts apply to one value that they are never done with.
    """
    definitions = bundled.get("$defs", {})
    own = {name: value for name, value in bundled.items() if name != "$defs"}
    deepest = _depth(own) + sum(map(_depth, definitions.values()))
    if deepest > SHALLOW and total_weight(bundled) > HEAVIEST:
        raise ValueError("its parts are composed of one another in too long a row")
    return deepest


def _depth(value: Any) -> int:
    deepest = 0
    waiting = [(value, 1)]
    while waiting:
        each, depth = waiting.pop()
        deepest = max(deepest, depth)
        below = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        waiting += [(inner, depth + 1) for inner in below if isinstance(inner, dict | list)]
    return deepest


def with_room(depth: int, do: Callable[[], T]) -> T:
    """What ``do`` returns or raises, on a stack of its own where it goes deep.

    Raises ValueError for what goes too deep, or where there is no memory for such a stack.
    """
    if depth <= SHALLOW:
        return do()
    if depth > DEEPEST:
        raise ValueError(
            f"its parts lead up to {depth:,} levels deep, and {DEEPEST:,} are followed"
        )
    came: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            came.append(do())
        except BaseException as error:  # noqa: BLE001  it is raised below, for whoever asked
            failed.append(error)

    _run_to_its_end(run, depth * _BYTES + _SPARE)
    if failed:
        raise failed[0]
    return came[0]


def _run_to_its_end(run: Callable[[], None], size: int) -> None:
    thread = threading.Thread(target=run, daemon=True)
    with _SIZE:
        usual = threading.stack_size(size)
        try:
            thread.start()
        except RuntimeError as error:
            raise ValueError("there is no memory to follow all of its parts") from error
        finally:
            threading.stack_size(usual)
    thread.join()
