"""A mock server, contract tests and validation from one OpenAPI document."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.http import Headers, Request, Response
    from mockserver.mock import Mock
    from mockserver.web import create_app

# Loaded when first asked for, so that the command line pays only for what it runs.
_HOMES = {
    "Headers": "mockserver.http",
    "Mock": "mockserver.mock",
    "Request": "mockserver.http",
    "Response": "mockserver.http",
    "create_app": "mockserver.web",
}
__all__ = ["Headers", "Mock", "Request", "Response", "create_app"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mockserver' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
