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


def watch(
    run: Run, wait: Callable[[], None] = lambda: time.sleep(_PAUSE), known: Iterable[str] = ()
) -> None:
    """Run, then again after each change, until ``wait`` raises.

    ``wait`` is called between two looks at the files; ``known`` are those that are read for sure.
    A file that comes or goes beside those that were read is a change, too: it may be what a
    reference was missing. What changes while a run goes on is seen after it.
    """
    files = frozenset(known)
    now = _stamps(files)
    while True:
        files = frozenset(run()) or files
        found = _stamps(files)
        before = {place: now.get(place, stamp) for place, stamp in found.items()}
        while (now := _stamps(files)) == before:
            wait()


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
