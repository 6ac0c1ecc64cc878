"""How long is waited for clients, with one timer for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

_T = TypeVar("_T")
_LOOKS = 4  # so often within the patience it is seen who has waited too long


class Patience:
    """Waits at most so many ``seconds``, and up to a quarter longer, for whatever comes.

    A timer of its own for each request, as ``asyncio.timeout`` has it, takes longer than to read
    what comes. For the tasks of one loop.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[asyncio.Task[Any], float] = {}
        self._ended: set[asyncio.Task[Any]] = set()
        self._is_looking = False

    async def wait(self, receive: Callable[[], Awaitable[_T]]) -> _T:
        """What comes. Raises TimeoutError where nothing did."""
        task = asyncio.current_task()
        if task is None:  # a loop that has none
            return await receive()
        self._until[task] = self._begun()
        try:
            return await receive()
        except asyncio.CancelledError:
            if task not in self._ended:
                raise
            self._ended.discard(task)
            task.uncancel()
            raise TimeoutError from None
        finally:
            del self._until[task]

    def _begun(self) -> float:
        """When waiting ends that begins now."""
        loop = asyncio.get_running_loop()
        if not self._is_looking:
            self._is_looking = True
            loop.call_later(self._seconds / _LOOKS, self._look, loop)
        return loop.time() + self._seconds

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task, until in self._until.items():
            if until <= now and task not in self._ended:
                self._ended.add(task)
                task.cancel()
        self._is_looking = bool(self._until)
        if self._is_looking:
            loop.call_later(self._seconds / _LOOKS, self._look, loop)
