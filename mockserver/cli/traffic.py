"""``--traffic``: what was recorded of an API, for the commands that heed it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mockserver.transport import parse_base_url

_BASE = "The URL that the document's paths continue in the archives; found out without it."


def traffic_options(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--traffic FILE.har``, which may be given again, and ``--traffic-base URL``."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        base = click.option("--traffic-base", metavar="URL", callback=_read_base, help=_BASE)
        path = click.Path(path_type=Path)
        files = click.option("--traffic", multiple=True, type=path, metavar="FILE", help=text)
        return files(base(command))

    return add


def _read_base(_ctx: click.Context, _option: click.Parameter, given: str | None) -> str:
    return parse_base_url(given) if given else ""
