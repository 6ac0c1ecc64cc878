"""A text that was read: its value, the places in it, and what was wrong with it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mockserver import pointer as pointers
from mockserver.errors import DocumentError
from mockserver.finding import Finding, Rule, Severity, has_errors, report
from mockserver.origin import Origin
from mockserver.pointer import Pointer
from mockserver.source import json_text, yaml_text
from mockserver.source.marks import Marks, find

_OWN_RULES = (
    Rule("file-unreadable", Severity.ERROR, "A file is there, and is text."),
    Rule("file-empty", Severity.ERROR, "A file holds something."),
)
UNREADABLE, EMPTY = _OWN_RULES
RULES = (*_OWN_RULES, *yaml_text.RULES, *json_text.RULES)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE = re.compile(r"[^\s,\[\]{}#]+")
_NOT_PLAIN = "'\"|>&*!%@`{["


@dataclass(frozen=True, eq=False)
class Document:
    """A text with its value: plain dicts with text keys, lists, and scalars.

    ``file`` is the name that findings show. ``faults`` are what was wrong in reading; where one is
    an error that left nothing to read, ``root`` is None.
    """

    file: str
    text: str = field(repr=False)
    root: Any = field(repr=False)
    faults: tuple[Finding, ...]
    known_marks: Marks | None = field(default=None, repr=False)

    @cached_property
    def _marks(self) -> Marks | None:
        """JSON texts are searched for places only when one is asked for."""
        is_json = self.known_marks is None and isinstance(self.root, dict | list)
        return json_text.locate(self.text) if is_json else self.known_marks

    def origin(self, pointer: Pointer) -> Origin:
        """Where the value at a pointer is written.

        Where there is none: the place of the nearest ancestor, which is that of its key.
        """
        mark, is_own = find(self._marks, pointer)
        if mark is None:
            return Origin(self.file, 1, 1)
        return Origin(self.file, *(mark[2:4] if is_own else mark[:2]))

    def key_origin(self, pointer: Pointer) -> Origin:
        """Where the key that leads to the value is written; for an element of a list, the value."""
        mark, _ = find(self._marks, pointer)
        return Origin(self.file, *mark[:2]) if mark else Origin(self.file, 1, 1)

    def raw(self, pointer: Pointer) -> str | None:
        """A plain scalar as it is written (``0123`` of what was read as 123); None for others."""
        mark, is_own = find(self._marks, pointer)
        if mark is None or not is_own:
            return None
        try:
            value = pointers.resolve(self.root, pointer)
        except KeyError:
            return None
        return self._written(mark[2], mark[3], value)

    def _written(self, line: int, column: int, value: Any) -> str | None:
        rest = self._lines[line - 1][column - 1 :]
        if not rest or rest[0] in _NOT_PLAIN:
            return None
        bare = _BARE.match(rest)
        return value if isinstance(value, str) else bare[0] if bare else None

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


def read_text(path: str | Path) -> str:
    """The text of a file, UTF-8 unless a byte order mark says otherwise. Raises DocumentError."""
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        raise _unreadable(path, "there is no such file") from None
    except IsADirectoryError:
        raise _unreadable(path, "this is a folder; name a file in it") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from error
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"this is no {encoding.upper()} text: byte {error.start + 1} is out of place"
        raise _unreadable(path, f"{message}; save the file as UTF-8", line) from error


def _unreadable(path: str | Path, message: str, line: int = 1) -> DocumentError:
    return DocumentError((report(UNREADABLE, message, Origin(str(path), line, 1)),))


def parse(text: str, file: str) -> Document:
    """Read a text: JSON where it is JSON, else YAML. What is wrong with it is in ``faults``."""
    reading = None
    if file.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        reading = json_text.read_json(text, file)
        if reading.faults and not file.lower().endswith(".json") and reading.root is None:
            reading = None
    if reading is None:
        reading = yaml_text.read_yaml(text, file)
    if reading.is_empty and reading.root is None and not reading.faults:
        reading.faults.append(report(EMPTY, "this file is empty", Origin(file, 1, 1)))
    return Document(file, text, reading.root, tuple(reading.faults), reading.marks)


def load(path: str | Path, name: str | None = None) -> Document:
    """Read a file; ``name`` is what findings call it. Raises DocumentError for any error in it."""
    document = parse(read_text(path), name or str(path))
    if has_errors(document.faults):
        raise DocumentError(document.faults)
    return document
