"""Which documents are meant by the paths on a command line."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mockserver.errors import DocumentError, UsageError
from mockserver.source import read_text
from mockserver.source.text_file import decoded

_TEXTS = frozenset((".yaml", ".yml", ".json"))
_OPENAPI = re.compile(r"""(?m)^\s*+[{,]?\s*+["']?(openapi|swagger)["']?\s*:""")
STDIN = "-"
"""What stands for stdin among paths."""
_PATTERN = re.compile(r"[*?[]")
_SKIPPED = frozenset(("node_modules", "__pycache__"))


def documents_in(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths, each once; in the place of a folder all OpenAPI documents in it and below.

    A pattern such as ``apis/**/*.yaml`` stands for what it matches, where a shell has not seen to
    that. A folder, or a pattern, without any stands for itself, and cannot be read as a document.
    """
    return tuple(dict.fromkeys(each for path in paths for each in _documents(path)))


def from_stdin() -> str:
    """The text that comes from there. Raises UsageError where it is none."""
    try:
        return decoded(sys.stdin.buffer.read(), STDIN)
    except DocumentError as error:
        raise UsageError(error.findings[0].message) from error


def _documents(path: str) -> Iterator[str]:
    if _PATTERN.search(path) and not Path(path).exists():
        root = Path(Path(path).anchor)
        matches = sorted(str(each) for each in root.glob(str(Path(path).relative_to(root))))
        yield from (each for match in matches for each in _documents(match))
        yield from () if matches else (path,)
        return
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
