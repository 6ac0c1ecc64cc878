"""Offsets in a text become lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate


class Lines:
    """The lines of a text. They end with LF, CR LF or CR, as in editors (YAML 1.2 §5.4)."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        # Both replacements keep all offsets, and what is no line break is not looked at one by one.
        unified = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
        lengths = map(len, unified.split("\n"))
        self._starts = [0, *accumulate(map((1).__add__, lengths))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at an offset; both from 1, columns in code points."""
        line = bisect_right(self._starts, offset, hi=len(self._starts) - 1)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column, both from 1: ``place`` the other way round."""
        return self._starts[line - 1] + column - 1

    def line(self, offset: int) -> int:
        """The number of the line that holds an offset."""
        return self.place(offset)[0]

    def start(self, offset: int) -> int:
        """The offset at which the line of an offset begins."""
        return self._starts[self.line(offset) - 1]
