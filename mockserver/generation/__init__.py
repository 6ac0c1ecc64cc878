"""Values that fit a schema and look like real ones."""

from mockserver.generation.generator import Exhausted, Generator, Unsatisfiable

__all__ = ["Exhausted", "Generator", "Unsatisfiable"]
