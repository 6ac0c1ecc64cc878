"""Answers that stand until something changes."""

from __future__ import annotations

from time import perf_counter
from typing import Protocol

from mockserver.clock import Clock
from mockserver.http import Headers, Response
from mockserver.journal import Exchange, Journal
from mockserver.store import Tables
from mockserver.value import dataclass


class Host(Protocol):
    """The mock whose answer it was; one that was replaced answers no more."""

    tables: Tables
    journal: Journal
    clock: Clock
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a response may be sent again by; see ``Response.again``.

    All that an answer follows from is the request, of whose headers those that were asked for, the
    mock, and tables whose ``version`` was the same before and after. Whoever asks the time, or for
    chance, does so in a change of them.
    """

    host: Host
    exchange: Exchange
    version: int

    def __call__(self, headers: Headers) -> bool:
        """Whether the answer stands; then the journal has another exchange like it."""
        begun = perf_counter()
        host = self.host
        if host.tables.version != self.version or host.is_replaced:
            return False
        host.journal.repeat(self.exchange, headers, host.clock.now(), perf_counter() - begun)
        return True


def reusable(response: Response, again: Freshness) -> Response:
    """The response with what it may be sent again by; made by hand, as each answer is one."""
    kept = response.status, response.headers, response.body, response.delay, response.fault
    return Response(*kept, again)
