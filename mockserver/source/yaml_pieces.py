"""The values of a YAML text as the stretches of text that they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mockserver.source.yaml_reader import LOADER


@dataclass(slots=True)
class Piece:
    """One value: ``text[begin:end]``, without the comments around it.

    ``name`` is what a scalar says; ``style`` its quote, or ``{`` for what stands in brackets;
    ``keys`` and ``values`` are those of a mapping, ``values`` alone those of a list.
    """

    begin: int
    end: int
    kind: str
    style: str = ""
    name: str = ""
    keys: list[Piece] = field(default_factory=list)
    values: list[Piece] = field(default_factory=list)

    @property
    def is_flow(self) -> bool:
        """Whether it stands in brackets."""
        return self.style == "{"

    def value(self, name: str) -> Piece | None:
        """The value under a key."""
        found = (
            value for key, value in zip(self.keys, self.values, strict=True) if key.name == name
        )
        return next(found, None)


def pieces(text: str) -> Piece | None:
    """The root of a text that can be read; None where it holds nothing."""
    events = [each for each in yaml.parse(text, LOADER) if isinstance(each, _VALUES)]
    waiting = iter(events)
    first = next(waiting, None)
    return None if first is None else _piece(first, lambda: next(waiting), text)


_VALUES = (
    AliasEvent,
    ScalarEvent,
    MappingStartEvent,
    MappingEndEvent,
    SequenceStartEvent,
    SequenceEndEvent,
)


_ENDS: tuple[type[Any], ...] = (MappingEndEvent, SequenceEndEvent)


def _piece(event: Any, following: Callable[[], Any], text: str) -> Piece:
    begin, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, AliasEvent):
        return Piece(begin, end, "alias")
    if isinstance(event, ScalarEvent):
        told = begin + len(text[begin:end].rstrip())  # a block scalar ends where the next line is
        return Piece(begin, told, "scalar", event.style or "", event.value)
    is_mapping = isinstance(event, MappingStartEvent)
    style = "{" if event.flow_style else ""
    piece = Piece(begin, end, "mapping" if is_mapping else "list", style)
    _fill(piece, following, text)
    return piece


def _fill(piece: Piece, following: Callable[[], Any], text: str) -> None:
    event: Any = following()
    while not isinstance(event, _ENDS):
        if piece.kind == "mapping":
            piece.keys.append(_piece(event, following, text))
            event = following()
        piece.values.append(_piece(event, following, text))
        event = following()
    # A block ends with the last that is in it: its own mark comes after comments.
    piece.end = event.end_mark.index if piece.is_flow else _end(piece)


def _end(piece: Piece) -> int:
    return max((each.end for each in (*piece.keys, *piece.values)), default=piece.begin)
