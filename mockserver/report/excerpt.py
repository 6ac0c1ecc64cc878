"""A line of a file with a caret under one column, as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockserver.value import dataclass
from mockserver.visible import visible

_TAB = 4
_CUT = "..."


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a line, and how many cells stand before the caret."""

    shown: str
    caret: int


def excerpt(line: str, column: int, width: int) -> Excerpt:
    """The line where it fits into ``width`` cells, else what is around the column (from 1).

    A column beyond the end is that of the end. Tabs are four cells; wide characters are two.
    """
    at = min(max(column - 1, 0), len(line))
    if len(line) <= width and line.isascii() and line.isprintable():  # as nearly always
        return Excerpt(line.rstrip(), at)
    # Nothing outside of this can be shown; a line may be megabytes long.
    begin, end = max(at - width, 0), min(at + width, len(line))
    pieces = [visible(each).replace("\\t", " " * _TAB) for each in line[begin:end]]
    first, last = _window([*map(cells, pieces)], at - begin, width)
    before = _CUT if begin + first else ""
    after = _CUT if begin + last < len(line) else ""
    shown = "".join(pieces[first:last])
    led = "".join(pieces[first : at - begin])
    return Excerpt(f"{before}{shown}{after}".rstrip(), len(before) + cells(led))


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # most documents need it never

    return cell_len(text)


def _window(widths: Sequence[int], at: int, width: int) -> tuple[int, int]:
    """From where to where pieces are shown: all, or those around ``at`` that fit between cuts."""
    if sum(widths) <= width:
        return 0, len(widths)
    room = max(width - 2 * len(_CUT), 1)
    first = at - _fitting(reversed(widths[:at]), room // 2)
    last = at + _fitting(iter(widths[at:]), room - sum(widths[first:at]))
    first -= _fitting(reversed(widths[:first]), room - sum(widths[first:last]))
    return first, last


def _fitting(widths: Iterator[int], room: int) -> int:
    """How many of the next pieces have room."""
    count = 0
    for width in widths:
        room -= width
        if room < 0:
            break
        count += 1
    return count
