"""Edits of stretches of a text: quotes, members and elements, with all else as it was written.

JSON is a kind of YAML, so both are edited alike; what is put in is written so that both read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from mockserver.source.yaml_pieces import Piece, pieces


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``text[begin:end]`` becomes something else."""

    begin: int
    end: int
    told: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands at a place: a member or an element of ``holder``, by its number."""

    holder: Piece
    number: int

    @property
    def key(self) -> Piece:
        """The key of a member."""
        return self.holder.keys[self.number]

    @property
    def value(self) -> Piece:
        """The value of a member, or the element."""
        return self.holder.values[self.number]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; of two that meet the later one is left out."""
    parts, reached = [], 0
    for edit in sorted(set(edits)):
        if edit.begin >= reached:
            parts += [text[reached : edit.begin], edit.told]
            reached = edit.end
    return "".join((*parts, text[reached:]))


class Stretches:
    """A text and where its values are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        try:
            root = pieces(text)
        except yaml.YAMLError:  # what cannot be read is not edited
            root = None
        self._slots = dict(_slots(root)) if root else {}
        self._quote = "'" if text.count("'") > text.count('"') else '"'

    def at(self, offset: int) -> Slot | None:
        """What begins at an offset, by its key or by its value."""
        return self._slots.get(offset)

    def beside(self, slot: Slot, name: str) -> Slot | None:
        """Another member of the same object."""
        for number, key in enumerate(slot.holder.keys):
            if key.name == name:
                return Slot(slot.holder, number)
        return None

    def written(self, piece: Piece) -> str:
        """A value as it is written."""
        return self.text[piece.begin : piece.end]

    def quoted(self, piece: Piece) -> Iterator[Edit]:
        """Quotes around a plain scalar on one line."""
        raw = self.written(piece)
        if piece.kind == "scalar" and not piece.style and raw == piece.name and "'" not in raw:
            yield Edit(piece.begin, piece.end, f"{self._quote}{raw}{self._quote}")

    def put(self, piece: Piece, told: str) -> Iterator[Edit]:
        """Other words in the place of a value."""
        yield Edit(piece.begin, piece.end, told)

    def rename(self, slot: Slot, name: str) -> Iterator[Edit]:
        """Another key, in the same quotes."""
        yield Edit(slot.key.begin, slot.key.end, self.named_like(slot.key, name))

    def named_like(self, key: Piece, name: str) -> str:
        """A name in the quotes of another key."""
        quote = key.style if key.style in {"'", '"'} else ""
        return f"{quote}{name}{quote}"

    def add(self, slot: Slot, name: str, told: str) -> Iterator[Edit]:
        """One more member after one of an object."""
        member = f"{self.named_like(slot.key, name)}: {told}"
        if slot.holder.is_flow:
            yield Edit(slot.value.end, slot.value.end, f", {member}")
        else:
            end = self._line_end(slot.value.end)
            yield Edit(end, end, f"{self.newline}{' ' * self._column(slot.key.begin)}{member}")

    def append(self, listed: Piece, told: str) -> Iterator[Edit]:
        """One more element at the end of a list that has some."""
        last = listed.values[-1]
        if listed.is_flow:
            yield Edit(last.end, last.end, f", {told}")
        else:
            end = self._line_end(last.end)
            column = self._column(listed.begin)
            yield Edit(end, end, f"{self.newline}{' ' * column}- {told}")

    def remove(self, slot: Slot) -> Iterator[Edit]:
        """A member or an element goes; the comment behind it stays."""
        holder, number = slot.holder, slot.number
        first = slot.key if holder.keys else slot.value
        if len(holder.values) == 1:
            return
        if holder.is_flow:
            yield self._out_of_brackets(holder, number, first)
            return
        begin = first.begin
        if not holder.keys:
            begin = self.text.rindex("-", 0, begin)
        yield from self._out_of_lines(holder, number, begin, slot.value.end)

    def _out_of_brackets(self, holder: Piece, number: int, first: Piece) -> Edit:
        if number:
            return Edit(holder.values[number - 1].end, holder.values[number].end, "")
        following = holder.keys[1] if holder.keys else holder.values[1]
        return Edit(first.begin, following.begin, "")

    def _out_of_lines(self, holder: Piece, number: int, begin: int, end: int) -> Iterator[Edit]:
        line, last = self._line_begin(begin), self._line_end(end)
        if self.text[line:begin].strip():  # it stands behind the dash of a list
            if number == 0 and holder.keys and "#" not in self.text[end : holder.keys[1].begin]:
                yield Edit(begin, holder.keys[1].begin, "")
        elif "#" in self.text[end:last]:
            yield Edit(
                begin, end + len(self.text[end:last]) - len(self.text[end:last].lstrip()), ""
            )
        elif self.text[end:last].strip() == "":
            after = last + len(self.newline)
            yield Edit(line, min(after, len(self.text)), "")

    def _column(self, offset: int) -> int:
        return offset - self._line_begin(offset)

    def _line_begin(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        found = self.text.find("\n", offset)
        found = len(self.text) if found < 0 else found
        return found - 1 if self.text[found - 1 : found] == "\r" else found


def _slots(root: Piece) -> Iterator[tuple[int, Slot]]:
    waiting = [root]
    while waiting:
        holder = waiting.pop()
        for number, value in enumerate(holder.values):
            slot = Slot(holder, number)
            if holder.keys:
                yield holder.keys[number].begin, slot
            yield value.begin, slot
        waiting += holder.values
