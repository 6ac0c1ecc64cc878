"""What may be chosen of a mock."""

from dataclasses import field

from mockserver.store import Bounds
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The choices of one mock.

    ``dynamic``: values are made even where there are examples; ``errors``: an answer that breaks
    the document is a 500; ``cors``: browsers of other origins may ask; ``credentials``: which alone
    are accepted, any of the right shape when empty; ``seed``: what all made values derive from;
    ``strict``: without fixtures, too, only records that a list shows are found; ``records``: how
    many a list shows then; ``locale``: of made names and places; ``scenario``: the one that is
    played; ``etags`` and ``idempotency``: versions and repeated requests are minded even where the
    document says nothing of them; ``bounds``: of sessions.
    """

    dynamic: bool = False
    errors: bool = False
    cors: bool = True
    credentials: frozenset[str] = frozenset()
    seed: int = 0
    strict: bool = False
    records: int = 3
    locale: str = "en"
    scenario: str = ""
    etags: bool = False
    idempotency: bool = False
    bounds: Bounds = field(default_factory=Bounds)
