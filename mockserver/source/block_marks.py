"""Where the values of a text in block style are written, worked out when somebody asks."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any

from mockserver.source.marks import Offsets

Frame = tuple[Any, int, list[int]]
"""A container with its rank, and the lines at which what is in it begins."""


class BlockMarks:
    """The lines at which the members and elements of each container begin.

    All of a container begin in one column, which is half of its rank.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.frames: list[Frame] = []
        self._flows: dict[int, Offsets] = {}
        self._moved: dict[tuple[int, int], tuple[int, int]] = {}

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line."""
        return [0, *accumulate(map((1).__add__, map(len, self.lines)))]

    def put(self, offsets: Mapping[int, Offsets], begin: int) -> None:
        """The offsets of containers in a part of the text that begins at an offset."""
        for key, places in offsets.items():
            self._flows[key] = array("I", map(begin.__add__, places))

    def move(self, container: Any, index: int, line: int, column: int) -> None:
        """A value that begins on another line than its key or its dash."""
        self._moved[id(container), index] = line, column

    def has_repeated(self) -> bool:
        """Whether an object has a member twice."""
        kept = sum(len(container) for container, _, _ in self.frames)
        return kept != sum(len(marks) for _, _, marks in self.frames)

    @cached_property
    def _frames(self) -> dict[int, Frame]:
        return {id(frame[0]): frame for frame in self.frames}

    def get(self, key: int, default: Any = None, /) -> Any:
        """The offsets of a container by its id, as ``Marks`` has them; else the default."""
        frame = self._frames.get(key)
        if frame is None:
            return self._flows.get(key, default)
        container, rank, marks = frame
        is_list = bool(rank & 1)
        places = array("I")
        for index, value in enumerate(container if is_list else container.values()):
            if not is_list:
                places.append(self.starts[marks[index]] + (rank >> 1))
            line, column = self._place(frame, index, value)
            places.append(self.starts[line] + column)
        return places

    def begin(self, frame: Frame) -> tuple[int, int]:
        """Line and column of the last that a container holds, a scalar, both from 0."""
        index = len(frame[2]) - 1
        return self._moved.get((id(frame[0]), index)) or _inline(self.lines, frame, index)

    def _place(self, frame: Frame, index: int, value: Any) -> tuple[int, int]:
        below = self._frames.get(id(value))
        if below is not None:  # a container begins with what is first in it
            return below[2][0], below[1] >> 1
        return self._moved.get((id(frame[0]), index)) or _inline(self.lines, frame, index)


def _inline(lines: list[str], frame: Frame, index: int) -> tuple[int, int]:
    """A scalar that stands on the line of its key or its dash; what is empty stands after that."""
    _, rank, marks = frame
    line = lines[marks[index]]
    column = (rank >> 1) + 1
    if not rank & 1:
        column = line.find(": ", column) + 1 or len(line)
    bare = line[column:].lstrip(" ")
    is_empty = not bare or bare[0] == "#"
    return marks[index], column if is_empty else len(line) - len(bare)
