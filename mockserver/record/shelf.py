"""A folder of fixture files, brought up to date with what was seen."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mockserver.collection import Collection, bind, find_fixtures, read_fixture
from mockserver.errors import DocumentError, UsageError
from mockserver.record.harvest import Catch
from mockserver.record.merge import Merge
from mockserver.schema import Validators
from mockserver.source.editing import edited, written
from mockserver.source.replacing import write_whole
from mockserver.spec.model import Spec

_RESERVED = frozenset(("scenarios",))
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Revision:
    """What becomes of one file; ``before`` is empty for a new one."""

    path: Path
    before: str
    after: str
    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        old, new = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        source = str(self.path) if self.before else os.devnull
        lines = difflib.unified_diff(old, new, source, str(self.path))
        return "".join(each if each.endswith("\n") else f"{each}\n" for each in lines)

    @property
    def summary(self) -> str:
        """``fixtures/pets.yaml: 2 records added, 1 changed``."""
        counts = {"added": self.added, "changed": self.changed, "removed": self.removed}
        told = [f"{count} {word}" for word, count in counts.items() if count]
        return f"{self.path}: {', '.join(told) or 'nothing changed'}"

    def write(self) -> None:
        """Put the new text in the place of the old one at once. Raises UsageError."""
        try:
            write_whole(self.path, self.after.encode())
        except OSError as error:
            raise UsageError(f"{self.path} cannot be written: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class Stocktaking:
    """What becomes of a folder: files, and why some records stay out of them."""

    revisions: tuple[Revision, ...]
    skipped: tuple[str, ...]


class Shelf:
    """The fixture files of a folder, which need not be there yet.

    Raises DocumentError for a file that cannot be read.
    """

    def __init__(self, spec: Spec, folder: Path) -> None:
        self.folder = folder.parent if folder.is_file() else folder
        self._files = tuple(map(read_fixture, find_fixtures(folder))) if folder.exists() else ()
        for each in self._files:
            if each.document.root is None and each.findings and each.document.text.strip():
                raise DocumentError(each.findings)
        binding = bind(spec, self._files)
        self.collections = binding.every
        self._validators = Validators()

    def take_stock(self, catches: Iterable[Catch]) -> Stocktaking:
        """What would be written, and what would not."""
        revisions: list[Revision] = []
        skipped: list[str] = []
        for catch in catches:
            try:
                found = Merge(catch, self._now(catch.collection), self._validators)
                skipped += found.skipped
                if found.is_empty:
                    continue
                revisions.append(self._revision(found))
            except UsageError as error:
                skipped.append(f"{catch.collection.path}: {error}")
        return Stocktaking(tuple(revisions), tuple(skipped))

    def _now(self, collection: Collection) -> Collection:
        """The same collection as the files of this folder have it."""
        return next(each for each in self.collections if each.path == collection.path)

    def _revision(self, found: Merge) -> Revision:
        file = found.collection.fixture
        if file is None:
            return self._new(found)
        path = Path(file.file)
        text = file.document.text
        mark = _BOM if path.read_bytes().startswith(_BOM.encode()) else ""
        after = edited(text, file.file, "records", found.edit)
        return Revision(path, mark + text, mark + after, **found.counts)

    def _new(self, found: Merge) -> Revision:
        """A new file says to which collection it belongs, whatever it is called."""
        path = self._free_path(found.collection)
        fields = {"collection": found.place}
        text = written("records", list(found.edit.added), fields)
        return Revision(path, "", text, **found.counts)

    def _free_path(self, collection: Collection) -> Path:
        names = [each for each in collection.path.split("/") if each and "{" not in each]
        for count in range(1, len(names) + 1):
            stem = re.sub(r"[^\w.-]+", "-", "-".join(names[-count:])).removesuffix(".json")
            path = self.folder / f"{stem}.yaml"
            if stem not in _RESERVED and stem not in {each.stem for each in self._files}:
                return path
        raise UsageError(f"no name is free for its file in {self.folder}; make one that names it")
