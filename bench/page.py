"""What was measured, as a page for people."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import charts, documents, goals, lasting, scaling, states
from bench.load import CONNECTIONS, version
from bench.peer import HERE, Peer
from bench.table import Round, lines, ratio

PAGE = HERE.parent / "docs" / "performance.md"
IMAGES = PAGE.parent / "images" / "performance"
_DRAWN = {
    "GET one": "get-one",
    "GET traced": "get-traced",
    "GET anew": "get-anew",
    "POST create": "post-create",
}


@dataclass(slots=True)
class Found:
    """All that was measured; what was left out is empty. ``busy`` is the load before and after."""

    rounds: dict[str, list[Round]]
    seconds: int
    number: int
    busy: tuple[float, float] = (0.0, 0.0)
    long: Sequence[Path] = ()
    starts: Mapping[tuple[str, str], float] = field(default_factory=dict)
    paths: Sequence[scaling.Paths] = ()
    records: Sequence[scaling.Kept] = ()
    states: Sequence[states.State] = ()
    held: Sequence[lasting.Held] = ()


def page(peers: Sequence[Peer], found: Found) -> str:
    """The page in Markdown."""
    return "\n".join(
        [
            *_loads(peers, found),
            *_goals(found),
            *_starts(found),
            *_scaling(found),
            *_states(found),
            *_held(found),
            *_servers(peers),
            "",
        ]
    )


def drawn(reference: str, found: Found) -> Mapping[Path, Mapping[str, Any]]:
    """The charts that belong to it, by their files."""
    told: dict[Path, Mapping[str, Any]] = {}
    for load, name in _DRAWN.items():
        values = [
            (peer, compared)
            for peer in found.rounds
            if (compared := ratio(load, found.rounds[peer], found.rounds.get(reference, [])))
        ]
        if len(values) > 1:
            told[IMAGES / f"{name}.svg"] = charts.bars(load, f"ratio to {reference}", values)
    if found.records:
        lived: dict[str, list[tuple[float, float]]] = {
            "GET one": [(each.records, each.one) for each in found.records],
            "page of 20": [(each.records, each.page) for each in found.records],
        }
        told[IMAGES / "records.svg"] = charts.curves("Microseconds an answer", "records", lived)
    return told


def _loads(peers: Sequence[Peer], found: Found) -> Iterator[str]:
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}"
    before, after = found.busy
    yield from (
        "# Performance",
        "",
        f"Measured on {day} by `make bench` with {version()}:",
        f"medians of {found.number} rounds, in which the servers took turns; one thread,",
        f"{CONNECTIONS} connections kept open, {found.seconds} s a load, from the same machine",
        f"({machine}). Its load average of 15 minutes was {before:.1f} before and {after:.1f}",
        "after; what is above 2 is others' work, and makes every figure worse.",
        "",
        "In a cell: requests a second, in brackets the ratio to the reference of the same round,",
        "then the median and the 99th percentile, and the processor time that the server took for",
        "a request. A number in brackets alone is the status that was answered where another is",
        "right. `GET traced` has another X-Request-Id each time, `GET anew` another cookie.",
        "Compare ratios: the rest is this machine's.",
        "",
        *lines(found.rounds, peers[0].name),
        "",
    )
    for load, name in _DRAWN.items():
        if any(load in each.speeds for rounds in found.rounds.values() for each in rounds):
            yield f"![{load}, as a ratio to {peers[0].name}](images/performance/{name}.svg)"
    yield ""


def _goals(found: Found) -> Iterator[str]:
    yield from (
        "## Goals",
        "",
        "As ratios of the same rounds.",
        "",
        *goals.lines(found.rounds, found.held),
        "",
    )
    yield from (*goals.profile(found.rounds), "")


def _held(found: Found) -> Iterator[str]:
    if found.held:
        yield from (
            "## Many requests",
            "",
            "What the server holds while it is asked for what it has and what it has not.",
            "",
            *lasting.lines(found.held),
            "",
        )


def _starts(found: Found) -> Iterator[str]:
    if not found.starts:
        return
    yield from (
        "## Long documents",
        "",
        "Seconds from the start of the process until any answer to `GET /`; the first start finds",
        "nothing that was kept. A dash: no answer within 30 s.",
        "",
        *documents.lines(list(found.long), found.starts),
        "",
    )


def _scaling(found: Found) -> Iterator[str]:
    if found.paths:
        yield from (
            "## More paths",
            "",
            "A document with so many paths, of which one is asked.",
            "",
        )
        yield from (*scaling.path_lines(found.paths), "")
    if found.records:
        yield from (
            "## More records",
            "",
            "Processor time of an answer of the mock alone, without a server.",
            "",
            *scaling.record_lines(found.records),
            "",
            "![An answer with more and more records](images/performance/records.svg)",
            "",
        )


def _states(found: Found) -> Iterator[str]:
    if found.states:
        yield from (
            "## Where the state lives",
            "",
            "Microseconds of an answer of the mock alone, by the clock, with the journal and",
            f"{states.RECORDS:,} records.",
            "",
            *states.lines(found.states),
            "",
        )


def _servers(peers: Sequence[Peer]) -> Iterator[str]:
    yield from ("## Servers", "", "| server | version | to know |", "| --- | --- | --- |")
    yield from (f"| {peer.name} | {peer.version()} | {peer.note} |" for peer in peers)
