"""A server as a process: how long until it answers, and how much memory it takes."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.load import LOADS, status
from bench.peer import Peer, Run

_PATIENCE = 60.0
_MEGABYTE = 2**20
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Started:
    """A server that answers; ``cold`` are the seconds from its start until then."""

    process: subprocess.Popen[bytes]
    port: int
    cold: float

    def memory(self) -> float:
        """What it and its children hold, in MB."""
        return sum(map(_resident, _family(self.process.pid))) / _MEGABYTE

    def worked(self) -> float:
        """How many seconds of processor time it and its children have taken."""
        return sum(map(_worked, _family(self.process.pid))) / _TICK


@contextmanager
def started(peer: Peer, folder: Path) -> Iterator[Started]:
    """A server of the files in a folder, ended afterwards. Raises RuntimeError if it never is."""
    port = free_port()
    load = LOADS[0]

    def is_answering() -> bool:
        return status(load, port) == load.expected[0]

    with running(peer.start(folder, port), folder, port, is_answering) as server:
        yield server


@contextmanager
def running(
    run: Run, folder: Path, port: int, is_answering: Callable[[], bool], patience: float = _PATIENCE
) -> Iterator[Started]:
    """A server that was started by a command and answers. Raises RuntimeError if it never does."""
    log = (folder / "server.log").open("wb")
    begun = time.perf_counter()
    process = subprocess.Popen(
        run.command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=folder,
        env={**os.environ, **run.variables},
        start_new_session=True,
    )
    try:
        _wait(process, port, begun + patience, is_answering)
        yield Started(process, port, time.perf_counter() - begun)
    finally:
        log.close()
        _end(process)


def _wait(
    process: subprocess.Popen[bytes], port: int, until: float, is_answering: Callable[[], bool]
) -> None:
    while process.poll() is None and time.perf_counter() < until:
        with suppress(OSError, http.client.HTTPException):
            with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE):
                pass
            if is_answering():
                return
        time.sleep(0.002)
    raise RuntimeError(f"it never answered; it exited with {process.poll()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for each in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, each)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _family(parent: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    found = [parent]
    with suppress(OSError):
        for each in children.read_text(encoding="ascii").split():
            found += _family(int(each))
    return found


def _resident(process: int) -> int:
    with suppress(OSError):
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _worked(process: int) -> int:
    """Ticks of the processor, for itself and within the kernel (proc(5), stat)."""
    with suppress(OSError):
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        own, kernel = told.rpartition(")")[2].split()[11:13]
        return int(own) + int(kernel)
    return 0
