"""Ctrl-C between two requests instead of within one, so that what was made is known."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass
class Interruption:
    """Whether somebody has asked to end; who asks twice does not wait for an answer."""

    is_wanted: bool = False

    def heed(self) -> None:
        """Raise KeyboardInterrupt where it is wanted."""
        if self.is_wanted:
            raise KeyboardInterrupt

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """What SIGINT does in the meantime."""
        self.heed()
        self.is_wanted = True


@contextmanager
def deferred() -> Iterator[Interruption]:
    """While this lasts, SIGINT waits for ``heed``, where Python itself would act on it else."""
    interruption = Interruption()
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield interruption
        return
    signal.signal(signal.SIGINT, interruption.note)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
