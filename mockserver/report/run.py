"""How a run against a server went."""

from __future__ import annotations

from mockserver.value import dataclass

COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Run:
    """How a run against a server went, besides what it found.

    ``ended`` is ``completed`` where all was tried, else what came before that, in a word, and
    ``why`` in a sentence. ``exit_code`` is that of a process that could not do all it was asked
    for, None where it could. ``unfinished`` are the operations of which not all was tried,
    ``left`` the paths of what was made and could not be deleted.
    """

    target: str
    seed: int
    requests: int
    ended: str = COMPLETED
    why: str = ""
    exit_code: int | None = None
    unfinished: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all was tried."""
        return self.ended == COMPLETED
