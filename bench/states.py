"""How long an answer takes by where the state lives: in memory, in a file, in Redis."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from bench import scaling
from bench.peer import Run
from bench.process import free_port, running
from bench.table import line
from mockserver import Headers, Mock, Request
from mockserver.store.opening import open_tables

RECORDS = 5000
_CALLS = 200
_FIELDS = Headers((("accept", "*/*"), ("content-type", "application/json")))

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class State:
    """Microseconds for one of ``RECORDS`` records, for a page of them, and to make another.

    ``changed`` is a page after another process has made a record.
    """

    name: str
    one: float
    page: float
    changed: float
    create: float


def of_states(folder: Path) -> Iterator[State]:
    """Ask a mock within this process; without redis-server Redis is left out."""
    yield _measured("memory", "memory", folder)
    yield _measured("SQLite", f"sqlite:{folder / 'states.db'}", folder)
    if shutil.which("redis-server") is None:
        sys.stderr.write("redis-server is missing: Redis is left out\n")
        return
    with _redis(folder) as url:
        yield _measured("Redis", url, folder)


def lines(told: Iterable[State]) -> Iterator[str]:
    """The table in Markdown."""
    yield line(["state", "GET one", "page of 20", "page after a change elsewhere", "POST create"])
    yield line(["---"] * 5)
    for each in told:
        elsewhere = f"{each.changed:,.0f}" if each.name != "memory" else "-"
        made = (f"{value:,.0f}" for value in (each.one, each.page))
        yield line([each.name, *made, elsewhere, f"{each.create:,.0f}"])


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = free_port()
    command = ("redis-server", "--port", str(port), "--save", "", "--appendonly", "no")
    with running(Run(command), folder, port, lambda: True):
        yield f"redis://127.0.0.1:{port}/0"


def _measured(name: str, state: str, folder: Path) -> State:
    here, elsewhere = (scaling.loaded(folder / name, open_tables(state)) for _ in range(2))
    scaling.fill(here, 1, RECORDS)
    numbers = count()

    def create(mock: Mock) -> None:
        body = b'{"id": "new-%d", "name": "New"}' % next(numbers)
        answer = mock.respond(Request("POST", "/things", "", _FIELDS, body))
        if not answer.is_success:
            raise RuntimeError(f"{name}: a record was not made: {answer.body!r}")

    one = Request("GET", f"/things/thing-{RECORDS // 2}", "", _FIELDS)
    page = Request("GET", "/things", "limit=20", _FIELDS)
    found = State(
        name,
        one=_median(lambda: here.respond(one)),
        page=_median(lambda: here.respond(page)),
        changed=_median(lambda: here.respond(page), before=lambda: create(elsewhere)),
        create=_median(lambda: create(here)),
    )
    here.tables.close()
    elsewhere.tables.close()
    return found


def _median(work: Work, before: Work = lambda: None) -> float:
    """Microseconds by the clock: what a store takes elsewhere counts as well."""
    found = []
    for _ in range(_CALLS):
        before()
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return median(found) * 1e6
