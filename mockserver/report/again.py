"""How a finding is seen again by its name."""

from __future__ import annotations

from mockserver.finding import Evidence


def again(evidence: Evidence | None) -> str:
    """The command that sends it again; empty where it has no name to be sent again by."""
    return f"mockserver replay {evidence.replay} URL" if evidence and evidence.replay else ""
