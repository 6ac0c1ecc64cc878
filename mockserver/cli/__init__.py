"""The command line."""

from mockserver.cli.main import main

__all__ = ["main"]
