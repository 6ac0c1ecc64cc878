"""What reading a text gives, before it is a document."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from mockserver.finding import Rule
from mockserver.source.marks import Marks


class Fault(NamedTuple):
    """Something wrong at an offset of the text."""

    offset: int
    rule: Rule
    message: str


class Reading(NamedTuple):
    """The value, what was wrong, and how to get the places of what is in the value.

    Where it ``is_tree``, no container in it stands in two places.
    """

    root: Any
    faults: list[Fault]
    marks: Callable[[], Marks]
    is_tree: bool = False


class Unreadable(Exception):
    """Reading ends here: what follows would be guessing."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def failed(*faults: Fault) -> Reading:
    """A reading that came to nothing."""
    return Reading(None, list(faults), lambda: Marks([None], {}))


@contextmanager
def collector_paused() -> Iterator[None]:
    """Nothing that is built here is garbage, and to look for some takes longer than to build."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def excerpt(text: str, most: int = 40) -> str:
    """A piece of the text as a sentence can quote it: on one line, and not longer than it helps."""
    shown = " ".join(text.split())
    return shown if len(shown) <= most else shown[: most - 3] + "..."
