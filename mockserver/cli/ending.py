"""How a command is asked to end."""

from __future__ import annotations

import signal
import threading


def end_on_termination() -> None:
    """SIGTERM is heeded as Ctrl-C: what was found is told, and what was made is put away.

    To the first process of a container it would else mean nothing. Threads beside the main one
    are sent none.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
