"""The places of all keys and values of a text, as a tree beside the values."""

from __future__ import annotations

from mockserver.pointer import Pointer, Token

Mark = tuple[int, int, int, int, "Marks | None"]
"""Line and column of the key, line and column of the value (all from 1), marks below the value.

An element of a list has no key: its value's place stands for it.
"""

Marks = dict[str, Mark] | list[Mark]


def find(marks: Marks | None, pointer: Pointer) -> tuple[Mark | None, bool]:
    """The mark of a pointer, or of its nearest ancestor that has one, and whether it is its own."""
    mark = None
    for token in pointer:
        below = _below(marks, token)
        if below is None:
            return mark, False
        mark, marks = below, below[4]
    return mark, True


def _below(marks: Marks | None, token: Token) -> Mark | None:
    if isinstance(marks, dict):
        return marks.get(str(token))
    if not isinstance(marks, list) or not str(token).isdecimal():
        return None
    return marks[int(token)] if int(token) < len(marks) else None
