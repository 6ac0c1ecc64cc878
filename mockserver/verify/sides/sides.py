"""The two sides of a run: the target, and the oracle that knows what it ought to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mockserver.http import Request, Response

Answer = Callable[[Request], Response]


@dataclass(frozen=True)
class Sides:
    """The target, the oracle, and what both are asked with.

    ``settle``: how long a change may take until it is seen; ``sleep`` waits; ``limit``: how long
    an answer may take, in seconds. ``pairs``: the oracle's keys by those of the target, of records
    that both have made; ``made`` the same for each collection by its path. ``vain`` are
    faults that were looked at a little later, and were still there.
    """

    target: Answer
    oracle: Answer
    headers: tuple[tuple[str, str], ...] = ()
    settle: float = 0.0
    sleep: Callable[[float], None] = lambda _: None
    base_url: str = ""
    limit: float | None = None
    pairs: dict[str, Any] = field(default_factory=dict)
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    vain: list[str] = field(default_factory=list)

    def localized(self, url: SplitResult) -> str | None:
        """The path of a URL below the base of the target; None where it leads elsewhere."""
        base = urlsplit(self.base_url)
        is_near = not url.netloc or url.netloc == base.netloc
        prefix = base.path.rstrip("/")
        if not is_near or not url.path.startswith(f"{prefix}/"):
            return None
        return url.path[len(prefix) :]
