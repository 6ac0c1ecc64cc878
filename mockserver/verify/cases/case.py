"""A case: one short story on fresh records, with one thing to find out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.verify.journey import Journey


@dataclass(frozen=True)
class Case:
    """What is tried: its name is that of a law, ``operation`` the one whose answers are judged."""

    name: str
    operation: str
    run: Callable[[Journey], None]
    phase: str = ""
