"""Which files a document may refer to: a text from strangers must not read what is not its own."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

_NAMES = (".yaml", ".yml", ".json")
_PIPE = "leads to a pipe or a device; put a file there"


def why_forbidden(path: str, root: str) -> str:
    """Why a reference of the document at ``root`` may not lead to ``path``; empty where it may.

    It may within the folder of the document (also where links lead to it), and within the working
    folder. Elsewhere it may lead to what is named as a document, but not by way of a link. A pipe
    or a device is nowhere read: it may have no end, or no beginning.
    """
    if urlsplit(path).scheme == "file":
        return "is a URL of a file; write its path, as seen from this document"
    if "\0" in path:
        return "is no name of a file"
    lexical, real = Path(os.path.abspath(path)), Path(os.path.realpath(path))  # noqa: PTH100
    homes = tuple(_homes(root))
    if _is_within(real, homes):
        return _PIPE if _is_special(real) else ""
    if _is_within(lexical, homes):
        return f"is a link out of the document's folder, to {real}; put the file itself there"
    if real.suffix.lower() not in _NAMES:
        return f"leads out of the document's folder to what is no document ({', '.join(_NAMES)})"
    return _PIPE if _is_special(real) else ""


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # whoever reads it will tell
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _homes(root: str) -> set[Path]:
    """All but the root of the file system, in which everything lies."""
    here = Path.cwd()
    folders = (Path(os.path.abspath(root)).parent, Path(os.path.realpath(root)).parent)  # noqa: PTH100
    homes = {here, here.resolve(), *folders, *(each.resolve() for each in folders)}
    return {each for each in homes if each != each.parent}


def _is_within(path: Path, homes: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(home) for home in homes)
