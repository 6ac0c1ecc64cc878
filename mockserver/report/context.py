"""What a report is told with, besides what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from mockserver.finding import Rule
from mockserver.value import dataclass

SourceLine = Callable[[str, int], str | None]
"""The line of a file by its number, from 1; None where there is no such line or file."""


def no_line(file: str, number: int) -> None:
    """Nothing is known of any file."""
    del file, number


@dataclass(frozen=True, slots=True)
class Context:
    """The same report in the same context is the same text, to the byte.

    ``line`` reads the lines of the files that findings point into; ``folder`` is what places are
    relative to; ``rules`` and ``version`` are asked for by the forms that show them, as they cost;
    ``made`` is the time of the run; ``width`` is that of the terminal, in cells.
    """

    line: SourceLine = no_line
    folder: Path | None = None
    rules: Callable[[], Iterable[Rule]] = tuple
    version: Callable[[], str] = str
    title: str = "mockserver"
    made: datetime | None = None
    width: int = 100
    is_coloured: bool = False


PLAIN = Context()
