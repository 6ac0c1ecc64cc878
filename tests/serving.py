"""``mockserver serve`` as a process: its port, its memory, and what it said."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[1]
GRACE = 20.0  # seconds in which a server that is told to end has to


@dataclass(frozen=True)
class Server:
    """A ``serve`` that listens."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def family(self) -> list[int]:
        """The process and its workers."""
        return [self.process.pid, *children(self.process.pid)]

    @property
    def memory(self) -> float:
        """MB of it and its workers."""
        return sum(map(resident, self.family)) / 1024

    @property
    def files(self) -> int:
        """How many files it and its workers have open."""
        return sum(len(list(Path(f"/proc/{pid}/fd").glob("*"))) for pid in self.family)

    @property
    def threads(self) -> int:
        """How many threads it and its workers have."""
        return sum(len(list(Path(f"/proc/{pid}/task").glob("*"))) for pid in self.family)

    def said(self) -> str:
        """What it wrote to stderr."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """End it at once, its workers too, as a machine that loses its power would."""
        for pid in reversed(self.family):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(GRACE)

    def close(self) -> None:
        """End it as a user would."""
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process.stdout.close()


def start(folder: Path, *options: str, log: Path) -> Server:
    """Serve what is in a folder, at any free port unless the options name one."""
    named = options if "--port" in options else ("--port", "0", *options)
    with log.open("ab") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", *named],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    for line in process.stdout:
        if line.startswith(b"listening on "):
            return Server(process, urlsplit(line.split()[-1].decode()).port, log)
    process.stdout.close()
    raise RuntimeError(f"it ended before it listened: {log.read_text(encoding='utf-8')}")


@contextlib.contextmanager
def serving(*options: str, folder: Path = PROJECT) -> Iterator[Server]:
    """The mock of a folder as long as the block lasts; STATE in an option is a file of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        told = [each.replace("STATE", f"{scratch}/state.db") for each in options]
        server = start(folder, *told, log=Path(scratch) / "stderr")
        try:
            yield server
        finally:
            server.close()


def children(pid: int) -> list[int]:
    """The processes that a process began."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread that has ended meanwhile
            found += map(int, task.read_text().split())
    return found


def resident(pid: int) -> int:
    """KB in memory; 0 of what has ended."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) if found else 0
    return 0
