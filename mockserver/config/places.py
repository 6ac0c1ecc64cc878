"""Where on a machine files go that are no project's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder of what can be made again (XDG Base Directory §3); None where no home is known."""
    chosen = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA") or ""
    if Path(chosen).is_absolute():
        return Path(chosen) / "mockserver"
    home = environment.get("HOME") or ""
    return Path(home) / ".cache" / "mockserver" if Path(home).is_absolute() else None
