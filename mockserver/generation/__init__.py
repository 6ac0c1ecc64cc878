"""Values that fit a schema and look like real ones."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.generation.generator import Exhausted, Generator, Unsatisfiable

__all__ = ["Exhausted", "Generator", "Unsatisfiable"]


def __getattr__(name: str) -> Any:
    """Loaded when first asked for: where there are records or examples, nothing is made."""
    if name not in __all__:
        raise AttributeError(f"module 'mockserver.generation' has no attribute {name!r}")
    from mockserver.generation import generator

    return getattr(generator, name)
