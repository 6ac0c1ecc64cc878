"""What a page of the console comes to, before it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DONE = {
    "added": "The record is written.",
    "broken": "The rule is in force. It decides before all others.",
    "cleared": "The journal is empty.",
    "delayed": "The delay is set.",
    "emptied": "All records of the collection are removed.",
    "ended": "The session has ended; this is the common world.",
    "example": "The example stands in the document.",
    "frozen": "Time stands still.",
    "fixture": "The fixture file is written.",
    "forgotten": "The snapshot is forgotten.",
    "moved": "Time was moved.",
    "playing": "The scenario is played from its first step.",
    "put": "The record is written.",
    "released": "Time is that of this machine.",
    "reloaded": "The files were read again.",
    "removed": "The record is removed.",
    "reset": "All is as it was at the start.",
    "restored": "The snapshot is restored.",
    "rules": "No rule that was added at run time is left.",
    "begun": "The session has begun; what is done here is done in it.",
    "sown": "The seed is set.",
    "step": "The scenario is at that step.",
    "stopped": "No scenario is played.",
    "taken": "The snapshot is taken.",
    "unruled": "The rule is removed.",
}
"""What may be said after something was done, by a word that stands in the address."""


@dataclass(frozen=True, slots=True)
class Page:
    """A template with what it shows; ``at`` is the entry of the navigation."""

    template: str
    at: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Onward:
    """Another page to be looked at; ``done`` is a word of ``DONE``."""

    link: str
    done: str = ""
