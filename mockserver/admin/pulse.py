"""The numbers that grow with what happens, for whoever follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.clock import timestamp
from mockserver.http import SAFE, Request
from mockserver.mock import Mock

_DEEDS = "|deeds"


def read(context: AdminContext) -> Mapping[str, Any]:
    """The last exchange, what was last done here, and when the files were last read.

    Where state is in memory it is as old as its process: then all numbers begin again.
    """
    since, reloading = context.query("since", 0), context.shared.reloading
    exchanges = context.mock.journal.entries(context.session, since)
    deeds = context.mock.tables.entries(_DEEDS)
    moment = reloading.last.moment if reloading else None
    return {
        "exchange": exchanges[-1].number if exchanges else since,
        "deed": deeds[-1][0] if deeds else 0,
        "read": timestamp(moment) if moment else None,
        "begun": None if context.mock.tables.is_shared else timestamp(context.shared.begun),
    }


def remember(mock: Mock, request: Request) -> None:
    """Count what was asked of the administration to change something, for all who share it."""
    if request.method not in SAFE:
        mock.tables.append(_DEEDS, request.method, 1)
