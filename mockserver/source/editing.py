"""A list in a file changed in its place: comments, order and form of all the rest stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from mockserver.errors import DocumentError, UsageError
from mockserver.finding import has_errors
from mockserver.json_value import same
from mockserver.source import rules
from mockserver.source.document import parse
from mockserver.source.splicing import Splicer, Unspliceable
from mockserver.source.yaml_pieces import Piece, pieces
from mockserver.source.yaml_writing import block_lines

_JSON = re.compile(r"\s*+[{\[]")
_MOST_TRIED = 100
"""Of more elements, each of which takes reading the text once, all are written anew."""
_JSON_INDENT = re.compile(r"\n([ \t]+)\S")


@dataclass(frozen=True, slots=True)
class ListEdit:
    """What becomes of a list: elements by their old places, and those added at the end."""

    changed: Mapping[int, Any] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    added: tuple[Any, ...] = ()

    def applied(self, old: list[Any]) -> list[Any]:
        """The list that comes of it."""
        kept = (
            self.changed.get(place, each)
            for place, each in enumerate(old)
            if place not in self.removed
        )
        return [*kept, *self.added]


def edited(text: str, file: str, name: str, edit: ListEdit) -> str:
    """The text of a mapping after the list under ``name`` was edited; it is made where it is not.

    The text reads as what was asked for, or nothing is given back: raises DocumentError where it
    cannot be read to begin with, UsageError where it cannot be changed so.
    """
    before = parse(text, file)
    is_empty = all(each.rule == rules.EMPTY.id for each in before.faults) and bool(before.faults)
    if has_errors(before.faults) and not is_empty:
        raise DocumentError(before.faults)
    root = {} if is_empty else before.root
    if not isinstance(root, dict):
        raise UsageError(
            f"{file}: this is no object with '{name}', so nothing can be changed in it"
        )
    old = root.get(name)
    listed = old if isinstance(old, list) else []
    wanted = {**root, name: edit.applied(listed)}
    if same(old, wanted[name]):
        return text
    for attempt in _attempts(text, name, listed, edit, wanted):
        if _reads_as(attempt, file, wanted):
            return attempt
    raise UsageError(f"{file}: '{name}' is written in a way that cannot be changed here; edit it")


def rewritten(text: str, file: str, wanted: Any) -> str:
    """The text changed so that it reads as ``wanted``, with as little of it touched as may be.

    Raises DocumentError where it cannot be read, UsageError where it cannot be changed so.
    """
    before = parse(text, file)
    if has_errors(before.faults):
        raise DocumentError(before.faults)
    for attempt in _respelt(text, before.root, wanted):
        if _reads_as(attempt, file, wanted):
            return attempt
    raise UsageError(f"{file}: it is written in a way that cannot be changed here; edit it")


def _respelt(text: str, old: Any, wanted: Any) -> Iterator[str]:
    if _JSON.match(text):
        yield _json(text, wanted)
        return
    root = pieces(text)
    if root is None:
        return
    splicer = Splicer(text)
    with suppress(Unspliceable, ValueError, IndexError):
        splicer.change(root, old, wanted)
        yield splicer.result()


def written(name: str, values: list[Any], fields: Mapping[str, Any] | None = None) -> str:
    """A new text: a mapping with the list under ``name``, after other ``fields``."""
    return "\n".join(block_lines({**(fields or {}), name: values})) + "\n"


def _reads_as(text: str, file: str, wanted: Any) -> bool:
    read = parse(text, file)
    return not has_errors(read.faults) and same(read.root, wanted)


def _attempts(
    text: str, name: str, old: list[Any], edit: ListEdit, wanted: Mapping[str, Any]
) -> Iterator[str]:
    """Texts that may do, the one that changes least first."""
    if _JSON.match(text):
        yield _json(text, wanted)
        return
    if not old or len(edit.removed) == len(old):
        yield _rewritten(text, name, wanted[name])
        return
    yield from _spliced(text, name, old, edit, ())
    places = list(edit.changed)
    if len(places) <= _MOST_TRIED:
        places = [place for place in places if not _is_easy(text, name, old, edit, place)]
    yield from _spliced(text, name, old, edit, places)


def _is_easy(text: str, name: str, old: list[Any], edit: ListEdit, place: int) -> bool:
    """Whether one element can be changed member by member."""
    alone = ListEdit({place: edit.changed[place]})
    wanted = alone.applied(old)
    roots = (parse(attempt, name).root for attempt in _spliced(text, name, old, alone, ()))
    return any(isinstance(root, dict) and same(root.get(name), wanted) for root in roots)


def _json(text: str, wanted: Mapping[str, Any]) -> str:
    indent = _JSON_INDENT.search(text)
    end = "\n" if text.endswith("\n") else ""
    told = json.dumps(wanted, ensure_ascii=False, indent=indent[1] if indent else None) + end
    return told.replace("\n", "\r\n") if "\r\n" in text else told


def _spliced(
    text: str, name: str, old: list[Any], edit: ListEdit, whole: Iterable[int]
) -> Iterator[str]:
    """The text with its changes spliced in; nothing where that cannot be done."""
    root = pieces(text)
    listed = root.value(name) if root else None
    if root is None or listed is None or listed.kind != "list":
        return
    splicer = Splicer(text, whole, _list_indent(text, listed, root))
    with suppress(Unspliceable, ValueError, IndexError):
        splicer.change_list(listed, old, edit.changed, edit.removed, edit.added)
        yield splicer.result()


def _list_indent(text: str, listed: Piece, root: Piece) -> int:
    """How far the elements stand to the right of the name of their list."""
    column = listed.begin - text.rfind("\n", 0, listed.begin) - 1
    return 0 if listed.is_flow else max(column - _column(text, root), 0)


def _column(text: str, root: Piece) -> int:
    begin = root.keys[0].begin if root.keys else root.begin
    return begin - text.rfind("\n", 0, begin) - 1


def _with_list(text: str, name: str, wanted: list[Any]) -> str:
    """The list at the end of a mapping that has none."""
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}{written(name, wanted)}"


def _rewritten(text: str, name: str, wanted: list[Any]) -> str:
    """The list written anew in its place, where nothing of it stays."""
    root = pieces(text)
    if root is None or root.value(name) is None:
        return _with_list(text, name, wanted)
    place = next(place for place, key in enumerate(root.keys) if key.name == name)
    splicer = Splicer(text)
    splicer.replace(root.values[place], wanted, root.keys[place])
    return splicer.result()
