"""From a method and a path to the operation that answers it."""

from mockserver.routing.router import Match, Place, Router, methods_of

__all__ = ["Match", "Place", "Router", "methods_of"]
