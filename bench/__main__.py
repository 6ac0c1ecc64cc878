"""``python -m bench``: this server and others in turn, on one document."""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bench import charts, documents, files, lasting, scaling, states
from bench.load import LOADS, measure, status
from bench.page import PAGE, Found, drawn, page
from bench.peer import Peer
from bench.peers import ours
from bench.process import Started, started
from bench.table import Round

PEERS = (
    "reference",
    "ours",
    "prism",
    "steady",
    "openapi_backend",
    "mockoon",
    "json_server",
    "connexion",
    "wiremock",
)


DOORS = ("core_asgi", "core_wsgi", "core_rsgi")


def main() -> None:
    """Measure, print, and write the page if that is wanted."""
    asked = _asked()
    if shutil.which("wrk") is None:
        sys.exit("bench: wrk is missing; on Debian and Ubuntu: apt install wrk")
    peers = [importlib.import_module(f"bench.peers.{name}").PEER for name in asked.peers]
    for peer in peers:
        peer.install()
    begun = os.getloadavg()[2]
    found = Found({peer.name: [] for peer in peers}, asked.seconds, asked.rounds)
    with tempfile.TemporaryDirectory() as place:
        _rounds(peers, Path(place), found)
        if not asked.short:
            _more(Path(place), asked, found)
    found.busy = begun, os.getloadavg()[2]
    told = page(peers, found)
    sys.stdout.write(told)
    if asked.write:
        PAGE.write_text(told, encoding="utf-8")
        charts.draw(drawn(peers[0].name, found))


def _rounds(peers: list[Peer], place: Path, found: Found) -> None:
    for number in range(found.number):
        for peer in peers:
            _say(f"round {number + 1} of {found.number}: {peer.name}")
            folder = place / f"{number}-{peers.index(peer)}"
            _measured(peer, folder, found.seconds, found.rounds[peer.name])


def _more(place: Path, asked: argparse.Namespace, found: Found) -> None:
    """What only this server is asked, and long documents."""
    found.long = asked.documents or documents.found()
    _say(f"long documents: {', '.join(each.name for each in found.long) or 'none are here'}")
    found.starts = documents.measured(list(found.long), place, asked.rounds)
    _say("more and more paths")
    found.paths = list(scaling.of_paths(place, asked.seconds))
    _say("more and more records")
    found.records = list(scaling.of_records(place))
    _say("state in memory, in a file, in Redis")
    found.states = list(states.of_states(place))
    _say("more and more requests")
    found.held = list(lasting.of_requests(ours.PEER, place / "lasting"))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "peers",
        nargs="*",
        default=PEERS,
        help=f"of {', '.join((*PEERS, *DOORS))}; without a name, the first {len(PEERS)}",
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4, help="of each load")
    parser.add_argument("--short", action="store_true", help="loads alone: nothing long or large")
    parser.add_argument("--documents", type=Path, nargs="+", metavar="FILE", help="long documents")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} and charts, too")
    asked = parser.parse_args()
    unknown = [name for name in asked.peers if name not in (*PEERS, *DOORS)]
    if unknown:
        parser.error(f"there is no peer {unknown[0]}; there are {', '.join(PEERS)}")
    return asked


def _measured(peer: Peer, folder: Path, seconds: int, rounds: list[Round]) -> None:
    """One round of one server; that it cannot be measured is told, and the others go on."""
    files.write(folder)
    try:
        with started(peer, folder) as server:
            found = Round(server.cold, server.memory(), 0.0)
            _load(server, folder, seconds, len(rounds), found)
            found.after = server.memory()
            rounds.append(found)
    except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
        log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
        _say(f"{peer.name}: {error}\n{log[-2000:]}")


def _load(server: Started, folder: Path, seconds: int, number: int, found: Round) -> None:
    for stamp, load in enumerate(LOADS, number * len(LOADS)):
        told = status(load, server.port)
        if told not in load.expected:
            found.speeds[load.name] = told
            continue
        before = server.worked()
        speed = measure(load, server.port, seconds, stamp, folder)
        cost = (server.worked() - before) / max(speed.requests, 1) * 1e6
        found.speeds[load.name] = replace(speed, cost=cost)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
