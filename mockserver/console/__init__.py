"""Looking after a running mock with a browser: pages over its administration."""

from mockserver.console.console import PREFIX, Console

__all__ = ["PREFIX", "Console"]
