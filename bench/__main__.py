"""``python -m bench``: this server and others in turn, on one document."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import files
from bench.load import CONNECTIONS, LOADS, measure, status, version
from bench.peer import HERE, Peer
from bench.process import started
from bench.table import Round, lines

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
PAGE = HERE.parent / "docs" / "performance.md"


def main() -> None:
    """Measure, print, and write the page if that is wanted."""
    asked = _asked()
    if shutil.which("wrk") is None:
        sys.exit("bench: wrk is missing; on Debian and Ubuntu: apt install wrk")
    peers = [importlib.import_module(f"bench.peers.{name}").PEER for name in asked.peers]
    for peer in peers:
        peer.install()
    begun = os.getloadavg()[2]
    rounds: dict[str, list[Round]] = {peer.name: [] for peer in peers}
    with tempfile.TemporaryDirectory() as place:
        for number in range(asked.rounds):
            for peer in peers:
                _say(f"round {number + 1} of {asked.rounds}: {peer.name}")
                folder = Path(place) / f"{number}-{peers.index(peer)}"
                _measured(peer, folder, asked.seconds, rounds[peer.name])
    page = _page(peers, rounds, asked, (begun, os.getloadavg()[2]))
    sys.stdout.write(page)
    if asked.write:
        PAGE.write_text(page, encoding="utf-8")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("peers", nargs="*", default=PEERS, help=f"of {', '.join(PEERS)}; all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}, too")
    asked = parser.parse_args()
    unknown = [name for name in asked.peers if name not in PEERS]
    if unknown:
        parser.error(f"there is no peer {unknown[0]}; there are {', '.join(PEERS)}")
    return asked


def _measured(peer: Peer, folder: Path, seconds: int, rounds: list[Round]) -> None:
    """One round of one server; that it cannot be measured is told, and the others go on."""
    files.write(folder)
    try:
        with started(peer, folder) as server:
            found = Round(server.cold, server.memory(), 0.0)
            for stamp, load in enumerate(LOADS, len(rounds) * len(LOADS)):
                told = status(load, server.port)
                if told in load.expected:
                    speed = measure(load, server.port, seconds, stamp, folder)
                    found.speeds[load.name] = speed
                else:
                    found.speeds[load.name] = told
            found.after = server.memory()
            rounds.append(found)
    except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
        log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
        _say(f"{peer.name}: {error}\n{log[-2000:]}")


def _page(
    peers: list[Peer],
    rounds: dict[str, list[Round]],
    asked: argparse.Namespace,
    busy: tuple[float, float],
) -> str:
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}"
    told = [
        "# Performance",
        "",
        f"Measured on {day} by `make bench` with {version()}:",
        f"medians of {asked.rounds} rounds, in which the servers took turns; one thread,",
        f"{CONNECTIONS} connections kept open, {asked.seconds} s a load, from the same machine",
        f"({machine}). Its load average of 15 minutes was {busy[0]:.1f} before and {busy[1]:.1f}",
        "after; what is above 2 is others' work, and makes every figure worse.",
        "",
        "In a cell: requests a second, in brackets the ratio to the reference of the same round,",
        "then the median and the 99th percentile. A number in brackets alone is the status that",
        "was answered where another is right. Requests of `GET traced` differ: each has",
        "an X-Request-Id of its own. Compare ratios: the rest is this machine's.",
        "",
        *lines(rounds, peers[0].name),
        "",
        "| server | version | to know |",
        "| --- | --- | --- |",
        *(f"| {peer.name} | {peer.version()} | {peer.note} |" for peer in peers),
        "",
    ]
    return "\n".join(told)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
