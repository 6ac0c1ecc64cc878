"""Exchanges: what was asked, what was answered, and why."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mockserver.http import Request, Response


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its response, and why it was answered so.

    ``operation`` is its label, empty when none matched; ``source`` is where the body came from;
    ``violations`` are the sentences about the request and about the response.
    """

    moment: datetime
    request: Request
    response: Response
    operation: str
    source: str
    violations: tuple[str, ...] = ()


Listener = Callable[[Exchange], None]


class Journal:
    """A bounded list of exchanges: when it is full the oldest goes."""

    def __init__(self, limit: int = 1000) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=limit)
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Tell a listener of each exchange from now on."""
        self._listeners.append(listener)

    def add(self, exchange: Exchange) -> None:
        """Remember an exchange."""
        self._exchanges.append(exchange)
        for listener in self._listeners:
            listener(exchange)

    def exchanges(self) -> tuple[Exchange, ...]:
        """What is remembered, in order of time."""
        return tuple(self._exchanges)

    def clear(self) -> None:
        """Forget all."""
        self._exchanges.clear()
