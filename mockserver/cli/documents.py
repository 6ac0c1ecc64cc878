"""Which documents are meant by the paths on a command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mockserver.errors import DocumentError
from mockserver.source import read_text

_TEXTS = frozenset((".yaml", ".yml", ".json"))
_OPENAPI = re.compile(r"""(?m)^\s*+[{,]?\s*+["']?(openapi|swagger)["']?\s*:""")
_SKIPPED = frozenset(("node_modules", "__pycache__"))


def documents_in(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths, each once; in the place of a folder all OpenAPI documents in it and below.

    A folder without any stands for itself, and cannot be read as a document.
    """
    return tuple(dict.fromkeys(each for path in paths for each in _documents(path)))


def _documents(path: str) -> Iterator[str]:
    if not Path(path).is_dir():
        yield path
        return
    found = [str(each) for each in _texts(Path(path)) if _is_openapi(each)]
    yield from found or (path,)


def _texts(folder: Path) -> Iterator[Path]:
    """All that may be documents, in order; what is hidden or installed is left out."""
    for each in sorted(folder.iterdir()):
        if each.name.startswith(".") or each.name in _SKIPPED:
            continue
        if each.is_dir() and not each.is_symlink():
            yield from _texts(each)
        elif each.suffix in _TEXTS and each.is_file():
            yield each


def _is_openapi(path: Path) -> bool:
    """Whether it says so of itself; what it refers to is checked with it."""
    try:
        return _OPENAPI.search(read_text(path)) is not None
    except DocumentError:
        return False
