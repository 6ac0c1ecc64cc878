"""Whether a server takes more and more memory while it is asked again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from bench import files
from bench.load import LOADS, measure
from bench.peer import Peer
from bench.process import started
from bench.table import line

REQUESTS = 1_000_000
_SECONDS = 3  # of one load, before the next has its turn
_PARTS = 10
# What is created is kept, and so takes memory by right.
_ASKED = [each for each in LOADS if each.name != "POST create"]


@dataclass(frozen=True, slots=True)
class Held:
    """The ``megabytes`` of a server after so many ``requests``."""

    requests: int
    megabytes: float


def of_requests(peer: Peer, folder: Path, requests: int = REQUESTS) -> Iterator[Held]:
    """Ask a server so often, one kind of request after the other."""
    files.write(folder)
    with started(peer, folder) as server:
        asked, told = 0, 0
        yield Held(asked, server.memory())
        for turn, load in enumerate(cycle(_ASKED)):
            asked += measure(load, server.port, _SECONDS, turn, folder).requests
            if asked >= told + requests / _PARTS:
                told = asked
                yield Held(asked, server.memory())
            if asked >= requests:
                return


def lines(found: Sequence[Held]) -> Iterator[str]:
    """The table in Markdown."""
    yield line(("requests", *(f"{each.requests:,}" for each in found)))
    yield line(("---",) * (len(found) + 1))
    yield line(("MB", *(f"{each.megabytes:.0f}" for each in found)))
