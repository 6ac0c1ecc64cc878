"""A case: one short story on fresh records, with one thing to find out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.verify.recordings.recording import Story
from mockserver.verify.sides.journey import Journey


@dataclass(frozen=True)
class Case:
    """What is tried: its name is that of a law, ``operation`` the one whose answers are judged.

    Of ``collection``, the path of one, it is the case of that ``number``. ``is_raced``: what
    comes of it hangs on moments.
    """

    name: str
    operation: str
    run: Callable[[Journey], None]
    phase: str = ""
    collection: str = ""
    number: int = 0
    is_raced: bool = False

    @property
    def story(self) -> Story:
        """Where it is found again."""
        return Story(self.phase, self.collection, self.name, self.number)
