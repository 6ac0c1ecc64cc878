"""Changes of single values in a YAML text, so that all the rest of it stays as it was written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mockserver.json_value import same
from mockserver.source.yaml_pieces import Piece
from mockserver.source.yaml_writing import (
    block_lines,
    element_lines,
    flow_text,
    member_lines,
    scalar_text,
)

_COMMENT = re.compile(r"[ \t]*#")
_BLANK = re.compile(r"[ \t]*\r?\n?")


class Unspliceable(Exception):
    """The text is written in a way in which this cannot be changed in its place."""


class Splicer:
    """Gathers changes of one text and makes them all at once.

    ``whole`` are the places of elements of the list that are written anew where they change, and
    not member by member; ``list_indent`` is how far new lists stand to the right of their key.
    """

    def __init__(self, text: str, whole: Iterable[int] = (), list_indent: int = 0) -> None:
        self._text = text
        self._whole = frozenset(whole)
        self._list_indent = list_indent
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._changes: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The changed text. Raises Unspliceable where changes meet."""
        gone = sorted(each[:2] for each in self._changes if not each[2])
        parts, reached = [], 0
        settled = [self._settled(*each, gone) for each in self._changes]
        for begin, end, told in sorted(settled, key=lambda each: each[:1]):
            if begin < reached:
                raise Unspliceable
            parts += [self._text[reached:begin], told]
            reached = end
        return "".join((*parts, self._text[reached:]))

    def _settled(
        self, begin: int, end: int, told: str, gone: list[tuple[int, int]]
    ) -> tuple[int, int, str]:
        """What is added to a line that goes is added to the one before."""
        place = bisect_left(gone, (begin,)) - 1 if begin == end else -1
        while place >= 0 and gone[place][0] < begin < gone[place][1]:
            if self._text[gone[place][0] - 1] != "\n":
                break
            begin = end = self._line_end(self._line_begin(gone[place][0] - 1))
            place -= 1
        return begin, end, told

    # Values

    def change(self, piece: Piece, old: Any, new: Any, key: Piece | None = None) -> None:
        """Let a value be another; ``key`` is that of a member of a mapping in lines."""
        if same(old, new):
            return
        if piece.kind == "mapping" and isinstance(new, Mapping) and new and piece.keys:
            self._mapping(piece, old, new)
        elif piece.kind == "list" and isinstance(new, list) and new and piece.values:
            self._list(piece, old, new)
        else:
            self.replace(piece, new, key)

    def replace(self, piece: Piece, new: Any, key: Piece | None) -> None:
        """Write a value anew in its place."""
        is_scalar = not isinstance(new, Mapping | list) or not new
        if key is None or (is_scalar and (piece.kind in ("scalar", "alias") or piece.is_flow)):
            quote = piece.style if piece.style in ("'", '"') and isinstance(new, str) else ""
            told = scalar_text(new, quote) if quote else flow_text(new)
            gap = " " if self._text[piece.begin - 1 : piece.begin] in (":", "-") else ""
            self._put(piece.begin, piece.end, gap + told)
            return
        colon = self._text.index(":", key.end) + 1
        if is_scalar:
            self._put(colon, piece.end, f" {flow_text(new)}")
            return
        step = self._list_indent if isinstance(new, list) else 2
        lines = block_lines(new, self._list_indent)
        self._put(colon, max(colon, piece.end), self._beneath(lines, self._column(key) + step))

    # Mappings

    def _mapping(self, piece: Piece, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        names = [key.name for key in piece.keys]
        kept = [place for place, name in enumerate(names) if name in new]
        if not kept:
            raise Unspliceable
        for place in kept:
            name = names[place]
            key = None if piece.is_flow else piece.keys[place]
            self.change(piece.values[place], old.get(name), new[name], key)
        self._remove_members(piece, [place for place in range(len(names)) if place not in kept])
        # A merge key may hold what is not written here.
        added = {
            name: each
            for name, each in new.items()
            if name not in names and not (name in old and same(old[name], each))
        }
        if added:
            self._add_members(piece, piece.values[kept[-1]], added)

    def _add_members(self, piece: Piece, last: Piece, added: Mapping[str, Any]) -> None:
        if piece.is_flow:
            is_json = piece.keys[0].style == '"'
            told = flow_text(added, is_json=is_json)[1:-1]
            self._put(last.end, last.end, f", {told}")
            return
        lines = [line for item in added.items() for line in member_lines(*item, self._list_indent)]
        place = self._line_end(last.end)
        self._put(place, place, self._beneath(lines, self._column(piece.keys[0])))

    def _remove_members(self, piece: Piece, places: Sequence[int]) -> None:
        for place in places:
            key, value = piece.keys[place], piece.values[place]
            if piece.is_flow:
                self._remove_in_flow(piece.keys, piece.values, place)
            elif place == 0:
                self._put(key.begin, piece.keys[1].begin, "")
            else:
                self._remove_lines(self._line_begin(key.begin), max(key.end, value.end))

    # Lists

    def _list(self, piece: Piece, old: Sequence[Any], new: Sequence[Any]) -> None:
        """Element by element, in order; what is beyond the old ones is added at the end."""
        for place, (one, other) in enumerate(zip(old, new, strict=False)):
            self._element(piece, place, one, other)
        self._resize(piece, len(old), range(len(new), len(old)), new[len(old) :])

    def change_list(
        self,
        piece: Piece,
        old: Sequence[Any],
        changed: Mapping[int, Any],
        removed: Iterable[int],
        added: Sequence[Any],
    ) -> None:
        """Change elements at their places, remove some, add others at the end."""
        gone = frozenset(removed)
        for place, value in changed.items():
            if place in gone or same(old[place], value):
                continue
            if place in self._whole:
                self._anew(piece.values[place], value, is_flow=piece.is_flow)
            else:
                self._element(piece, place, old[place], value)
        self._resize(piece, len(old), gone, added)

    def _resize(
        self, piece: Piece, count: int, removed: Iterable[int], added: Sequence[Any]
    ) -> None:
        gone = frozenset(removed)
        kept = [place for place in range(count) if place not in gone]
        if not kept or len(piece.values) != count:
            raise Unspliceable
        for place in sorted(gone):
            if piece.is_flow:
                self._remove_in_flow(piece.values, piece.values, place)
            else:
                self._remove_element(piece, place)
        if added:
            self._add_elements(piece, piece.values[kept[-1]], added)

    def _element(self, piece: Piece, place: int, old: Any, new: Any) -> None:
        """An element that is another kind of value now is written anew, others member by member."""
        element = piece.values[place]
        kinds: Mapping[str, Any] = {"mapping": Mapping, "list": list}
        if same(old, new):
            return
        if element.kind in kinds and isinstance(new, kinds[element.kind]) and new:
            self.change(element, old, new)
        else:
            self._anew(element, new, is_flow=piece.is_flow)

    def _anew(self, element: Piece, new: Any, *, is_flow: bool) -> None:
        if is_flow or not isinstance(new, Mapping | list) or not new:
            self.replace(element, new, None)
            return
        indent = self._newline + " " * self._column(element)
        told = indent.join(block_lines(new, self._list_indent))
        self._put(element.begin, element.end, told)

    def _add_elements(self, piece: Piece, last: Piece, added: Sequence[Any]) -> None:
        if piece.is_flow:
            is_json = any(each.keys and each.keys[0].style == '"' for each in piece.values)
            told = "".join(f", {flow_text(each, is_json=is_json)}" for each in added)
            self._put(last.end, last.end, told)
            return
        place, indent = self._line_end(last.end), self._column(piece)
        gap = self._newline if self._is_spaced(piece) else ""
        for each in added:
            lines = list(element_lines(each, self._list_indent))
            self._put(place, place, gap + self._beneath(lines, indent))

    def _is_spaced(self, piece: Piece) -> bool:
        """Whether most elements have an empty line between them."""
        pairs = list(zip(piece.values, piece.values[1:], strict=False))
        gaps = [self._text[one.end : other.begin] for one, other in pairs]
        spaced = sum(bool(re.search(r"\n[ \t]*\r?\n", gap)) for gap in gaps)
        return 2 * spaced > len(gaps)

    def _remove_element(self, piece: Piece, place: int) -> None:
        element = piece.values[place]
        begin = self._dash_line(piece, element)
        self._remove_lines(begin, element.end, keeps_comments=place == 0)

    def _dash_line(self, piece: Piece, element: Piece) -> int:
        """Where the line with an element's dash begins."""
        column, line = self._column(piece), self._line_begin(element.begin)
        top = self._line_begin(piece.begin)
        while line >= top:
            before, dash = self._text[line : line + column], self._text[line + column]
            if dash == "-" and not before.strip():
                return line
            line = self._line_begin(line - 1)
        raise Unspliceable

    # Text

    def _remove_in_flow(self, begins: Sequence[Piece], ends: Sequence[Piece], place: int) -> None:
        if place:
            self._put(ends[place - 1].end, ends[place].end, "")
        else:
            self._put(begins[0].begin, begins[1].begin, "")

    def _remove_lines(self, begin: int, end: int, *, keeps_comments: bool = False) -> None:
        """Lines with the comments that stand on them, and right above them."""
        after = self._line_end(end)
        after += len(self._newline) if after < len(self._text) else 0
        if not keeps_comments:
            begin = self._above(begin, _COMMENT.match)
        if not self._text[after:] or _BLANK.fullmatch(self._line(after)):
            begin = self._above(begin, _BLANK.fullmatch)
        self._put(begin, after, "")

    def _above(self, begin: int, fits: Any) -> int:
        """Where the lines right above that are of one kind begin."""
        while begin > 0:
            line = self._line_begin(begin - 1)
            if not fits(self._text[line:begin]):
                return begin
            begin = line
        return begin

    def _line(self, begin: int) -> str:
        return self._text[begin : self._line_end(begin)]

    def _line_begin(self, place: int) -> int:
        return self._text.rfind("\n", 0, max(place, 0)) + 1

    def _line_end(self, place: int) -> int:
        """The end of the line, before what ends it."""
        found = self._text.find("\n", place)
        if found < 0:
            return len(self._text)
        return found - 1 if self._text[found - 1] == "\r" and found > place else found

    def _column(self, piece: Piece) -> int:
        return piece.begin - self._line_begin(piece.begin)

    def _beneath(self, lines: Iterable[str], indent: int) -> str:
        return "".join(f"{self._newline}{' ' * indent}{line}" for line in lines)

    def _put(self, begin: int, end: int, told: str) -> None:
        self._changes.append((begin, end, told))
