"""How deep values may lie in one another."""

from __future__ import annotations

from typing import Any

MAX_DEPTH = 256
"""Levels of dicts and lists: far above what people write, far below where recursion ends."""


def is_too_deep(root: Any) -> bool:
    """Whether a value has more than MAX_DEPTH levels; what is shared is looked at once a level."""
    level = [root] if isinstance(root, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = list(
            {
                id(child): child
                for container in level
                for child in (container.values() if container.__class__ is dict else container)
                if child.__class__ is dict or child.__class__ is list
            }.values()
        )
        if not level:
            return False
    return bool(level)
