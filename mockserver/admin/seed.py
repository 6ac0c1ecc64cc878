"""What made values derive from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.mock.request_context import SETTINGS


def read(context: AdminContext) -> Mapping[str, Any]:
    """The seed."""
    chosen = context.world.get(SETTINGS, "seed") is not None
    return {
        "session": context.session,
        "seed": context.mock.seed_of(context.world),
        "chosen": chosen,
    }


def choose(context: AdminContext) -> Mapping[str, Any]:
    """Set another one."""
    context.control.set(context.begun(), "seed", str(context.body["seed"]))
    return read(context)


def reset(context: AdminContext) -> Mapping[str, Any]:
    """Go back to the first one."""
    context.control.set(context.begun(), "seed", None)
    return read(context)
