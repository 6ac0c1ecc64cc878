"""How many there are of something, in words."""

from __future__ import annotations


def many(count: int | str, noun: str) -> str:
    """A count and its noun: ``1 request``, ``2 requests``, ``no requests``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
