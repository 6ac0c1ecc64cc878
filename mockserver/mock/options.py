"""How a mock behaves where the document leaves a choice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of one mock.

    ``dynamic``: values are made even where there are examples; ``errors``: an answer that breaks
    the document is a 500; ``cors``: browsers of other origins may ask; ``credentials``: which alone
    are accepted, any of the right shape when empty; ``seed``: what all made values derive from.
    """

    dynamic: bool = False
    errors: bool = False
    cors: bool = True
    credentials: frozenset[str] = frozenset()
    seed: int = 0
