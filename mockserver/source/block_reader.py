"""YAML texts in plain block style, as nearly all long documents are: read line by line.

libyaml makes an object of each event, which takes most of the time of reading; here a line is
looked up whole, as most of its parts were seen before. What is read is the very same, places
included; what is not in the forms known here is left to the reader that knows all of YAML.
"""

from __future__ import annotations

import re
from typing import Any

from mockserver.source.block_marks import BlockMarks, Frame
from mockserver.source.block_values import (
    NOTHING,
    ODD,
    Lines,
    Members,
    Unusual,
    Values,
    block,
    is_within,
    joined,
    quoted,
)
from mockserver.source.marks import Marks
from mockserver.source.nesting import MAX_DEPTH
from mockserver.source.reading import Reading, collector_paused

_ASCII = bytes(range(128))
_ALLOWED = b"\t\n" + bytes(range(32, 127)) + bytes(range(128, 256))
# Breaks and characters that YAML treats on their own (YAML 1.2 §5.1, §5.4), as libyaml has it.
_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_EMPTY: dict[str, type[Any]] = {"[]": list, "{}": dict}
_BRACKETS = 100
"""As many may open in one value."""
_OUTSIDE = -1
_NONE = -2
"""No line; that of what the root stands in is before the first."""


def read_block(text: str) -> Reading | None:
    """Read a text in which nothing is wrong; None where it is to be read by another reader."""
    if not _is_plain(text):
        return None
    reader = _Reader(text)
    try:
        with collector_paused():
            reader.read()
    except Unusual:
        return None
    marks = reader.marks
    return Reading(reader.holder[0], [], lambda: Marks(reader.holder, marks), reader.is_tree)


def _is_plain(text: str) -> bool:
    told = text.encode()
    if told.translate(None, _ALLOWED):
        return False
    return text.isascii() or not _SPECIAL.search(told.translate(None, _ASCII).decode())


class _Reader:
    """Fills containers line by line.

    A container has a rank: twice its column, and one more for a list, so that a list may begin in
    the column of the key that it belongs to.
    """

    def __init__(self, text: str) -> None:
        self.holder: list[Any] = [None]
        self.marks = BlockMarks(text)
        self._text = text
        self._lines = self.marks.lines
        self._values = Values()
        self._tabs = text.count("\t")
        self.is_tree = True

    # One function, as a call for each line would take twice as long.
    def read(self) -> None:  # noqa: C901, PLR0912, PLR0915
        """Read all. Raises Unusual."""
        members, values, keep = Members(), self._values, self.marks.frames.append
        others = Lines(values)
        container: Any = self.holder
        rank, marks = _OUTSIDE, [_OUTSIDE]
        stack: list[Frame] = []
        frame: Frame = (container, rank, marks)
        keep(frame)
        opened, key = _OUTSIDE, ""  # the line of what waits for its value, and its name
        skip = self._begin()
        for number, line in enumerate(self._lines):
            if number <= skip:
                continue
            while True:
                head, colon, rest = line.partition(": ")
                at, name = members[head] if colon else others[line]
                if at != rank:
                    if 0 <= at < rank:
                        opened = _NONE
                        while at < rank:
                            frame = stack.pop()
                            container, rank, marks = frame
                    if at < 0 or (at > rank and opened != marks[-1]):
                        if at != NOTHING[0]:
                            skip = self._scalar(line, number, frame, is_open=opened == marks[-1])
                            opened = _NONE
                        break
                    if at > rank:
                        child: Any = [] if at & 1 else {}
                        container[-1 if rank & 1 else key] = child
                        stack.append(frame)
                        if len(stack) > MAX_DEPTH - _BRACKETS:
                            raise Unusual
                        container, rank, marks, opened = child, at, [], _NONE
                        frame = (container, rank, marks)
                        keep(frame)
                marks.append(number)
                if at & 1:
                    if name is not ODD:
                        container.append(name)
                        break
                    container.append(None)
                    opened, line = number, line.replace("-", " ", 1)  # noqa: PLW2901
                    continue
                value = values[rest] if colon else None
                if value is ODD:
                    value, skip = self._more(rest, line, number, rank)
                    colon = "" if value is None else colon
                if not colon:
                    opened, key = number, name
                container[name] = value
                break
        if self._tabs or self.holder[0].__class__ is not dict or self.marks.has_repeated():
            raise Unusual

    def _begin(self) -> int:
        """The last line before the content."""
        for number, line in enumerate(self._lines):
            if line == "---":
                return number
            if line and line[0] != "#":
                break
        return _NONE

    def _scalar(self, line: str, number: int, frame: Frame, *, is_open: bool) -> int:
        """A value on a line of its own, or more of the one before; the last line that was read."""
        container, rank, marks = frame
        place = -1 if rank & 1 else next(reversed(container))
        bare = line.lstrip(" ")
        column = len(line) - len(bare)
        if 2 * column <= rank or isinstance(container[place], dict | list):
            raise Unusual
        if is_open:
            if number != marks[-1]:
                self.marks.move(container, len(marks) - 1, number, column)
            value, skip = self._values[bare], number
            if value is ODD:
                value, skip = self._more(bare, line, number, rank)
        else:
            begun, column = self.marks.begin(frame)
            value, skip = joined(self._lines[begun][column:], self._lines, begun + 1, rank >> 1)
        if skip < number:  # something stands between
            raise Unusual
        container[place] = value
        return skip

    def _more(self, rest: str, line: str, number: int, rank: int) -> tuple[Any, int]:
        """A value that its line alone does not tell, and the last line of it."""
        told = rest.strip(" ")
        if not told or told[0] == "#":
            return None, number
        if told in _EMPTY:
            return _EMPTY[told](), number
        if told[0] in "|>":
            value, end = block(told, self._lines, number, rank >> 1)
            self._tabs -= sum(each.count("\t") for each in self._lines[number + 1 : end])
            return value, end - 1
        offset = self.marks.starts[number] + len(line) - len(rest.lstrip(" "))
        if told[0] in "\"'":
            value, below = quoted(self._text, offset)
            return value, number + below
        if told[0] in "[{":
            return self._flow(offset, number, rank >> 1)
        raise Unusual

    def _flow(self, offset: int, number: int, indent: int) -> tuple[Any, int]:
        """What stands in brackets, read by the reader that knows all of YAML."""
        from mockserver.source.yaml_reader import read_part  # loaded only where there is some

        end = number + 1
        while end < len(self._lines) and is_within(self._lines[end], indent):
            end += 1
        part = self._text[offset : self.marks.starts[end]]
        if part.count("[") + part.count("{") > _BRACKETS:
            raise Unusual
        read = read_part(part)
        if read is None or not isinstance(read[0], dict | list):
            raise Unusual
        self.marks.put(read[1], offset)
        self.is_tree = self.is_tree and "*" not in part  # an alias may stand there
        return read[0], end - 1
