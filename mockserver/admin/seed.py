"""What made values derive from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.ask import Ask
from mockserver.mock.request_context import SETTINGS


def read(ask: Ask) -> Mapping[str, Any]:
    """The seed."""
    chosen = ask.world.get(SETTINGS, "seed") is not None
    return {"session": ask.session, "seed": ask.mock.seed_of(ask.world), "chosen": chosen}


def choose(ask: Ask) -> Mapping[str, Any]:
    """Set another one."""
    ask.control.set(ask.begun(), "seed", str(ask.body["seed"]))
    return read(ask)


def reset(ask: Ask) -> Mapping[str, Any]:
    """Go back to the first one."""
    ask.control.set(ask.begun(), "seed", None)
    return read(ask)
