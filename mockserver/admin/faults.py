"""The ways in which a rule can break an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.scenario import Fault


def list_all(ask: Ask) -> Mapping[str, Any]:
    """All of them, and whether this server can do them."""
    serving = ask.house.serving
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
