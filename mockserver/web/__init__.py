"""The HTTP door."""

from mockserver.web.app import create_app

__all__ = ["create_app"]
