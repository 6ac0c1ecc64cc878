"""A text that was read: its value, the place of everything in it, and what was wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mockserver.errors import DocumentError
from mockserver.finding import Finding, has_errors, report
from mockserver.origin import Origin
from mockserver.pointer import Pointer
from mockserver.source import rules
from mockserver.source.block_reader import read_block
from mockserver.source.lines import Lines
from mockserver.source.marks import Marks
from mockserver.source.reading import Fault, Reading, failed
from mockserver.source.text_file import read_text

_JSON = re.compile(r"\s*+[{\[]")
_PROPERTIES = re.compile(r"(?:[&!]\S*+(?:\s|#.*+)*+)*+")
_QUOTED = ('"', "'", "|", ">", "*", "{", "[")
_BARE = re.compile(r"[-+.~0-9A-Za-z]*+")
"""What null, booleans and numbers are made of."""


@dataclass(frozen=True, eq=False)
class Document:
    """A text and its value: dicts with text keys, lists and scalars, all of them plain.

    ``file`` is the name that findings show. ``faults`` are what was wrong in reading, in order of
    place; where reading could not go on, ``root`` is None.
    """

    file: str
    text: str = field(repr=False)
    root: Any = field(repr=False)
    faults: tuple[Finding, ...] = ()
    read_marks: Callable[[], Marks] = field(default=lambda: Marks([None], {}), repr=False)
    is_tree: bool = field(default=False, repr=False)
    """Whether it is sure that no list or dict in it stands in two places."""

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents of one file each that it is made of: itself alone, for most."""
        return (self,)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said: the text is empty, or has comments alone."""
        return self.root is None and all(each.rule == rules.EMPTY.id for each in self.faults)

    @cached_property
    def marks(self) -> Marks:
        """The offsets of everything in the text."""
        return self.read_marks()

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def origin(self, pointer: Pointer) -> Origin:
        """Where the value at a pointer is written; the root stands at the top.

        Where there is none: the place of the nearest ancestor, which is that of its key where it
        is an object or a list, so that what is missing points at the name of what misses it.
        """
        if not pointer:
            return Origin(self.file, 1, 1)
        mark = self.marks.find(pointer)
        at_key = not mark.exists and isinstance(mark.content, dict | list)
        return self._at(mark.key if at_key else mark.value)

    def key_origin(self, pointer: Pointer) -> Origin:
        """Where the key that leads to the value is written; for an element of a list, the value.

        Where there is none: as for ``origin``.
        """
        if not pointer:
            return Origin(self.file, 1, 1)
        mark = self.marks.find(pointer)
        return self._at(mark.key) if mark.exists else self.origin(pointer)

    def raw(self, pointer: Pointer) -> str | None:
        """The text of a plain scalar: ``0123`` of what was read as 123.

        None for what is quoted, for objects and lists, for aliases, and where there is nothing.
        Of a text on several lines it is the value, with its lines joined.
        """
        mark = self.marks.find(pointer)
        if not mark.exists or isinstance(mark.content, dict | list):
            return None
        properties = _PROPERTIES.match(self.text, mark.value)
        begin = properties.end() if properties else mark.value
        if self.text.startswith(_QUOTED, begin):
            return None
        if isinstance(mark.content, str):
            return mark.content
        return self._bare(begin, mark.content)

    def _bare(self, begin: int, value: Any) -> str:
        """The text of what is no text; empty for a null that is not written at all."""
        bare = _BARE.match(self.text, begin)
        written = bare[0] if bare else ""
        return "" if value is None and written.lower() not in ("null", "~") else written

    def _at(self, offset: int) -> Origin:
        return Origin(self.file, *self._lines.place(offset))


def parse(text: str, file: str) -> Document:
    """Read a text: JSON where it is JSON or is named so, else YAML. What is wrong is in the faults.

    Nothing that a text may hold raises.
    """
    text = text.removeprefix("\ufeff")
    reading = _read(text, is_json=file.lower().endswith(".json"))
    faults = _findings(reading.faults, text, file)
    return Document(file, text, reading.root, faults, reading.marks, reading.is_tree)


def read_marks(text: str, file: str) -> Marks:
    """The places of everything in a text that was read before; see ``parse``."""
    return _read(text, is_json=file.lower().endswith(".json")).marks()


def load(path: str | Path, name: str | None = None) -> Document:
    """Read a file; ``name`` is what findings call it. Raises DocumentError for any error in it."""
    document = parse(read_text(path), str(path) if name is None else name)
    if has_errors(document.faults):
        raise DocumentError(document.faults)
    return document


def _read(text: str, *, is_json: bool) -> Reading:
    if not text or text.isspace():
        return failed(Fault(0, rules.EMPTY, "this file is empty"))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        said = f"half of a character stands here, U+{ord(text[error.start]):04X}; remove it"
        return failed(Fault(error.start, rules.CHARACTER, said))
    if is_json or _JSON.match(text):
        from mockserver.source.json_reader import read_json

        reading = read_json(text)
        if is_json or not any(fault.rule is rules.JSON_SYNTAX for fault in reading.faults):
            return reading
    found = read_block(text)
    if found is not None:
        return found
    from mockserver.source.yaml_reader import read_yaml  # with a library that takes time to load

    return read_yaml(text)


def _findings(faults: list[Fault], text: str, file: str) -> tuple[Finding, ...]:
    if not faults:
        return ()
    lines = Lines(text)
    return tuple(
        report(fault.rule, fault.message, Origin(file, *lines.place(fault.offset)))
        for fault in sorted(faults, key=lambda fault: fault.offset)
    )
