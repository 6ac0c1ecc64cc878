"""Run again whenever a file changes that the run before has read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Run = Callable[[], Iterable[str]]
"""One run; what it gives are the files it has read, or would have."""

_PAUSE = 0.25
_TEXTS = (".yaml", ".yml", ".json")
_Stamps = Mapping[str, object]


def watch(run: Run, wait: Callable[[], None] = lambda: time.sleep(_PAUSE)) -> None:
    """Run, then again after each change, until ``wait`` raises.

    ``wait`` is called between two looks at the files. A file that comes or goes beside those that
    were read is a change, too: it may be what a reference was missing.
    """
    files = frozenset(run())
    before = _stamps(files)
    while True:
        wait()
        now = _stamps(files)
        if now != before:
            files = frozenset(run()) or files
            before = now if now.keys() == files else _stamps(files)


def _stamps(files: Iterable[str]) -> _Stamps:
    found: dict[str, object] = {file: _stamp(Path(file)) for file in files}
    for folder in {Path(file).parent for file in files}:
        found[f"{folder}/"] = _names(folder)
    return found


def _stamp(path: Path) -> object:
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _names(folder: Path) -> object:
    try:
        return sorted(each.name for each in folder.iterdir() if each.suffix in _TEXTS)
    except OSError:
        return None
