"""Where a file lies, as programs on other machines can follow it."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from urllib.parse import quote

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_UNRESERVED = "/!$&'()*+,;=@~"
"""What stands in a segment of a path as it is (RFC 3986 §3.3); a colon would look like a scheme."""


def relative(file: str, folder: Path | None) -> str:
    """A file beneath the folder by its path from there, any other one as it was named."""
    if folder is None or _URL.match(file):
        return file
    path = PurePath(os.path.normpath(folder / file))
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else file


def uri_reference(file: str, folder: Path | None) -> str:
    """The same as a URI reference (RFC 3986 §4.1); absolute for what lies outside the folder."""
    if _URL.match(file):
        return quote(file, safe=f"{_UNRESERVED}:?#%[]")
    path = PurePath(relative(file, folder))
    outside = path.is_absolute() or ".." in path.parts
    if outside and folder is not None:
        absolute = PurePath(os.path.normpath(folder / file))
        return f"file://{quote(absolute.as_posix(), safe=_UNRESERVED)}"
    return quote(path.as_posix(), safe=_UNRESERVED)


def is_inside(uri: str) -> bool:
    """Whether a URI reference is relative."""
    return not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri)
