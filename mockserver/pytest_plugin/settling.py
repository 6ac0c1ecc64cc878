"""The settings of a suite: of its root, as its pytest configuration and its markers have them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mockserver.config import Settings, read_settings
from mockserver.config.settings import NONE


@contextmanager
def at_root(config: pytest.Config) -> Iterator[Path]:
    """Names in settings and documents are told from the root of the suite."""
    here = Path.cwd()
    os.chdir(config.rootpath)
    try:
        yield config.rootpath
    finally:
        os.chdir(here)


def settings_of(config: pytest.Config, wanted: Mapping[str, Any]) -> Settings:
    """The settings; a document that is named brings no fixtures but those named with it.

    Raises ConfigError.
    """
    flags: dict[str, Any] = {
        name: config.getini(f"mockserver_{name}") or None for name in ("document", "fixtures")
    }
    if wanted.get("document"):
        flags = {"document": wanted["document"], "fixtures": NONE}
    if wanted.get("fixtures"):
        flags["fixtures"] = wanted["fixtures"]
    if wanted.get("credentials"):
        flags["credentials"] = wanted["credentials"]
    return read_settings(config.rootpath, os.environ, flags)
