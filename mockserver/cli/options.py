"""Options that several commands share, and the settings they become."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mockserver.config import NONE, Settings, read_settings

OVERLAY = "An overlay: changes made to a document before it is used."
fixtures_option = click.option(
    "--fixtures", metavar="PATH|none", help="The fixture file or folder; none: no fixtures."
)


def seed_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--seed``."""
    text = "What all generated values and cases derive from."
    return click.option("--seed", type=int, metavar="N", help=text)(command)


def settings(**flags: Any) -> Settings:
    """The settings of this run. A document named here brings no fixtures but those named here."""
    if flags.get("document") is not None and flags.get("fixtures") is None:
        flags["fixtures"] = NONE
    return read_settings(Path.cwd(), os.environ, flags)
