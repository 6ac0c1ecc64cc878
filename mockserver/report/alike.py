"""What is told with a finding: others of the same cause, and how many requests show them."""

from __future__ import annotations

from collections import Counter

from mockserver.finding import Finding

_NAMED = 4


def alike(finding: Finding) -> str:
    """One line; empty where it stands alone and one request has shown it."""
    parts = [_others(finding), _requests(finding)]
    return "; ".join(filter(None, parts))


def _others(finding: Finding) -> str:
    if not finding.also:
        return ""
    counts = Counter(each.operation or each.rule for each in finding.also)
    named = [f"{name} ({count})" if count > 1 else name for name, count in counts.items()]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"the same cause: {', '.join(named[:_NAMED])}{more}"


def _requests(finding: Finding) -> str:
    return f"{finding.requests} requests show it" if finding.requests > 1 else ""
