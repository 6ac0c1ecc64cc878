"""Which server answers, and how a process ends in which granian did."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import NoReturn

from mockserver.config import Settings
from mockserver.errors import UsageError

FLASK = "flask"


def server_of(chosen: Settings, warn: Callable[[str], None]) -> str:
    """The server that is asked for; where granian has no wheel, Flask's own if none is.

    ``warn`` is told so. Raises UsageError where what was asked for is not there.
    """
    if chosen["server"] == FLASK or find_spec("granian"):
        return str(chosen["server"])
    if chosen.source("server") != "default" or chosen["workers"] > 1 or chosen["tls_cert"]:
        raise UsageError("granian is not installed: pip install granian, or use --server flask")
    warn("granian is not installed: Flask's own server answers, which is slower")
    return FLASK


def leave(code: int) -> NoReturn:
    """End here: granian has threads that would call on a Python that is gone."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
