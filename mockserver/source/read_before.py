"""What was read before: the values of long texts, kept in a folder of the user's own.

Nothing that is found there is run, or believed of anybody else: an entry is JSON, with a list of
offsets beneath, and is named by a digest of the text that it was read from and of the reader.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from mockserver.errors import DocumentError
from mockserver.finding import has_errors
from mockserver.source.document import Document, parse, read_marks
from mockserver.source.marks import Marks
from mockserver.source.reading import collector_paused
from mockserver.source.text_file import read_text

SHORT = 2**16
"""Characters; a shorter text is read as fast as it is found."""

MOST = 32
"""So many entries are kept."""

_LARGEST = 2**26  # bytes of an entry
_OURS_ALONE = 0o700


class ReadBefore:
    """Reads texts as ``parse`` does, the same one only once; ``folder`` is made when it is needed.

    A folder that others may write to is left alone, and so is one that cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, path: str | Path) -> Document:
        """Read a file. Raises DocumentError for any error in it."""
        document = self.parse(read_text(path), str(path))
        if has_errors(document.faults):
            raise DocumentError(document.faults)
        return document

    def parse(self, text: str, file: str) -> Document:
        """Read a text. What is wrong is in the faults."""
        if len(text) < SHORT:
            return parse(text, file)
        entry = self._folder / f"{_digest(text, file)}.json"
        if _is_private(self._folder):
            with suppress(OSError, ValueError, RecursionError):
                root, listed = _kept(entry)
                return Document(
                    file, text, root, (), lambda: _marks(root, listed, text, file), is_tree=True
                )
        document = parse(text, file)
        if not document.faults and document.text == text:
            with suppress(OSError, ValueError, RecursionError):
                _keep(entry, document)
        return document


def _marks(root: Any, listed: bytes, text: str, file: str) -> Marks:
    """The places of everything, read from the text once more if they cannot be had otherwise."""
    try:
        return Marks.of(root, listed)
    except ValueError:
        return read_marks(text, file)


def _kept(entry: Path) -> tuple[Any, bytes]:
    """The value of an entry, and its marks as a list.

    Raises OSError without an entry, and for one that is not our own; ValueError for a broken one.
    """
    descriptor = os.open(entry, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        known = os.fstat(descriptor)
        if not (stat.S_ISREG(known.st_mode) and _is_mine(known)) or known.st_size > _LARGEST:
            raise OSError(f"{entry} is no entry of ours")
        with collector_paused():
            value, _, listed = file.read().partition(b"\n")
            root = json.loads(value)
    os.utime(entry)
    return root, listed


def _keep(entry: Path, document: Document) -> None:
    """Write an entry, wholly or not at all, and let the oldest go."""
    folder = entry.parent
    folder.mkdir(mode=_OURS_ALONE, parents=True, exist_ok=True)
    if not _is_private(folder):
        return
    value = json.dumps(document.root, separators=(",", ":")).encode()
    content = value + b"\n" + document.marks.in_order()
    if len(content) > _LARGEST:
        return
    begun = entry.with_suffix(f".{token_hex(8)}")
    begun.touch(mode=0o600, exist_ok=False)
    try:
        begun.write_bytes(content)
        begun.replace(entry)
    finally:
        begun.unlink(missing_ok=True)
    for each in sorted(_entries(folder), reverse=True)[MOST:]:
        each[1].unlink(missing_ok=True)


def _entries(folder: Path) -> Iterator[tuple[float, Path]]:
    for each in folder.glob("*.json"):
        with suppress(OSError):
            yield each.stat().st_mtime, each


def _is_private(folder: Path) -> bool:
    """Whether it is a folder that nobody but this user may write to, or look into."""
    try:
        known = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(known.st_mode) and _is_mine(known) and not _is_open(known)


def _is_mine(known: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or known.st_uid == os.getuid()


def _is_open(known: os.stat_result) -> bool:
    """Windows tells nothing by these bits; there the folder lies in the user's own."""
    return os.name == "posix" and bool(known.st_mode & 0o077)


def _digest(text: str, file: str) -> str:
    """Of all that the value follows from: the text, whether it is named as JSON, and the reader."""
    named = "json" if file.lower().endswith(".json") else "yaml"
    return sha256(f"{_reader()}\n{named}\n{text}".encode()).hexdigest()


@cache
def _reader() -> str:
    """What tells one version of this room from another."""
    parts = sorted(Path(__file__).parent.glob("*.py"))
    known = [(each.name, each.stat()) for each in parts]
    told = [(name, each.st_size, each.st_mtime_ns) for name, each in known]
    return sha256(repr(told).encode()).hexdigest()
