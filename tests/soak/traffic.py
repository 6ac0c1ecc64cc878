"""Mixed traffic at a server whose files change all the while: nothing is dropped, nothing grows."""

import shutil
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from serving import PROJECT, Server, start
from strain.clients import Client, together

CUSTOMERS = "/api/v1/customers"
BRIGHTON = f"{CUSTOMERS}/cus_01h3vjs3b16yc3f9q8q9pfrb80"
CLIENTS = 8
RIGHT = {"one": 200, "list": 200, "absent": 404, "bad": 400, "made": 201, "changed": 200}


@dataclass(frozen=True)
class Sizes:
    """What a server has taken."""

    memory: float
    files: int
    threads: int


@dataclass
class Outcome:
    """What was answered, what was not as it should be, and the sizes at each look."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    sizes: list[Sizes] = field(default_factory=list)
    reloads: int = 0

    def faults(self, growth: float) -> list[str]:
        """What must not be; ``growth`` in MB is what memory may gain in the second half."""
        half, end = self.sizes[len(self.sizes) // 2], self.sizes[-1]
        grown = [
            f"{name} grew from {before} to {after}"
            for name, before, after, most in (
                ("memory (MB)", half.memory, end.memory, growth),
                ("open files", half.files, end.files, CLIENTS),
                ("threads", half.threads, end.threads, 4),
            )
            if after - before > most
        ]
        return [*self.wrong[:20], *grown]


def soak(folder: Path, seconds: float, seed: int, *options: str) -> Outcome:
    """Serve a copy of this project's document in ``folder`` for so long, under traffic."""
    shutil.copy(PROJECT / "openapi.yaml", folder)
    shutil.copytree(PROJECT / "fixtures", folder / "fixtures")
    server = start(folder, "--quiet", "--session-idle", "2", *options, log=folder / "stderr")
    outcome, over = Outcome(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(server, folder, seconds, outcome, over))
    try:
        watcher.start()
        together(CLIENTS, server.port, lambda n, client: _client(n, client, seed, outcome, over))
        watcher.join()
    finally:
        over.set()
        server.close()
    if "Traceback" in server.said():
        outcome.wrong.append(server.said()[:2000])
    return outcome


def _watch(
    server: Server, folder: Path, seconds: float, outcome: Outcome, over: threading.Event
) -> None:
    """Change a file every second, and look at the sizes."""
    begun = time.monotonic()
    document = folder / "openapi.yaml"
    text = document.read_text(encoding="utf-8")
    while time.monotonic() - begun < seconds:
        over.wait(1)
        outcome.reloads += 1
        document.write_text(f"{text}# {outcome.reloads}\n", encoding="utf-8")
        outcome.sizes.append(Sizes(server.memory, server.files, server.threads))
    over.set()


def _client(
    number: int, client: Client, seed: int, outcome: Outcome, over: threading.Event
) -> None:
    chance, turn = Random(f"{seed}|{number}"), 0
    while not over.is_set():
        turn += 1
        prefix = f"/__session/s{number}.{turn // 20 % 10}" if chance.random() < 0.3 else ""
        kind = chance.choice(list(RIGHT))
        try:
            status, body = client.ask(*_asked(kind, prefix, f"{number}.{turn}"))
        except OSError as error:
            outcome.wrong.append(f"{kind} was dropped: {error!r}")
            continue
        outcome.answers[f"{kind} {status}"] += 1
        if status != RIGHT[kind]:
            outcome.wrong.append(f"{kind}: {status} {body}")
        if kind == "made" and not prefix and turn % 400 == 0:
            client.ask("POST", "/__admin/reset")


def _asked(kind: str, prefix: str, name: str) -> tuple[str, ...]:
    match kind:
        case "one":
            return "GET", prefix + BRIGHTON
        case "list":
            return "GET", prefix + CUSTOMERS
        case "absent":
            return "GET", f"{prefix}{CUSTOMERS}/cus_none"
        case "bad":
            return "POST", prefix + CUSTOMERS, {"name": ""}
        case "made":
            return "POST", prefix + CUSTOMERS, {"name": "Asha", "email": f"a{name}@example.com"}
    return "PATCH", prefix + BRIGHTON, {"name": f"Brighton {name}"}
