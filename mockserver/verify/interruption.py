"""Ctrl-C between two requests instead of within one, so that what was made is known."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Interruption:
    """Whether somebody has asked to end; who asks twice does not wait for an answer."""

    is_wanted: bool = False

    def heed(self) -> None:
        """Raise KeyboardInterrupt where it is wanted."""
        if self.is_wanted:
            raise KeyboardInterrupt

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """What such a signal does in the meantime."""
        self.heed()
        self.is_wanted = True


@contextmanager
def deferred() -> Iterator[Interruption]:
    """While this lasts, signals that would interrupt at once wait for ``heed``."""
    interruption = Interruption()
    is_main = threading.current_thread() is threading.main_thread()
    heeded = [each for each in _SIGNALS if is_main and _interrupts(each)]
    for each in heeded:
        signal.signal(each, interruption.note)
    try:
        yield interruption
    finally:
        for each in heeded:
            signal.signal(each, signal.default_int_handler)


@contextmanager
def ended_on_termination() -> Iterator[None]:
    """While this lasts SIGTERM is heeded as Ctrl-C, unless somebody has a say in it already."""
    is_main = threading.current_thread() is threading.main_thread()
    is_free = is_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if is_free:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        if is_free:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _interrupts(number: signal.Signals) -> bool:
    return signal.getsignal(number) is signal.default_int_handler
