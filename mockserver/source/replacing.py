"""Files that are written wholly or not at all: a reader sees what one was, or what it is."""

from __future__ import annotations

import stat
from pathlib import Path
from secrets import token_hex


def write_whole(path: Path, content: bytes) -> None:
    """Put bytes in the place of a file, which need not be there; its folders are made.

    A link stays a link, and who may read the file may still. Raises OSError, for a disk that is
    full too; then the file is as it was, and nothing lies beside it.
    """
    place = path.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{token_hex(8)}.part")
    try:
        beside.write_bytes(content)
        if place.exists():
            beside.chmod(stat.S_IMODE(place.stat().st_mode))
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
