"""The HTTP door."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.web.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    """What Flask is needed for is loaded when it is asked for: granian does without."""
    if name != "create_app":
        raise AttributeError(f"module 'mockserver.web' has no attribute {name!r}")
    from mockserver.web.app import create_app

    return create_app
