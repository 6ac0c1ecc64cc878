"""Looking after a running mock: an API of its own, by a document of its own."""

from typing import TYPE_CHECKING, Any

from mockserver.admin.place import PREFIX, owns
from mockserver.scenario import Serving

if TYPE_CHECKING:
    from mockserver.admin.access import Access
    from mockserver.admin.admin import Admin

__all__ = ["PREFIX", "Access", "Admin", "Serving", "owns"]

# Loaded when first asked for: most mocks are served and never looked after.
_HOMES = {"Access": "mockserver.admin.access", "Admin": "mockserver.admin.admin"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mockserver.admin' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
