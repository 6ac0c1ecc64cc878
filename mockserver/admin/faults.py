"""The ways in which a rule can break an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.scenario import Fault


def list_all(context: AdminContext) -> Mapping[str, Any]:
    """All of them, and whether this server can do them."""
    serving = context.shared.serving
    return {
        "server": serving.name,
        "faults": [
            {
                "fault": each.value,
                "meaning": each.meaning,
                "needs_socket": each.needs_socket,
                "able": not each.needs_socket or each in serving.faults,
            }
            for each in Fault
        ],
    }
