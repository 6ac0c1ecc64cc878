"""A real server under malformed requests: what it answered, whether it hung, what it grew to."""

import contextlib
import json
import re
import socket
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from serving import Server, serving

from torture.wire import LIST, Shot, shot

DOORS = {
    "granian": (),
    "flask": ("--server", "flask"),
    "workers": ("--workers", "2", "--state", "sqlite:STATE"),
}
CLIENTS = 32
QUIET = 0.06  # seconds without more, after which an answer is over
ANSWERED = 1.0  # seconds for an answer; then nothing more will come from here, and it is told so
HANG = 20.0  # seconds after that, which no server needs to see that its client is done
RIGHT = {501: "a transfer coding nobody knows (RFC 9112 6.1)", 505: "a version nobody speaks"}
_STATUS = re.compile(rb"(?:^|\n|\})HTTP/1\.[01] (\d{3})")
_TRACE = ("Traceback", "panicked at", "Exception in")


@dataclass
class Outcome:
    """What became of all shots; faults are what must not be."""

    statuses: Counter[int] = field(default_factory=Counter)
    closed: int = 0
    faults: list[str] = field(default_factory=list)
    memory: tuple[float, ...] = ()
    """MB when it began, after half of the shots, and at the end."""

    def add(self, statuses: tuple[int, ...], fault: str) -> None:
        self.statuses.update(statuses)
        self.closed += not statuses
        if fault:
            self.faults.append(fault)


def besiege(door: str, count: int, seed: int = 1) -> Outcome:
    """Send so many shots through a door."""
    with serving(*DOORS[door]) as server:
        outcome, lock = Outcome(), threading.Lock()
        begun = server.memory

        def fire(number: int) -> None:
            each = shot(number, seed)
            statuses, fault = sent(server.port, each)
            with lock:
                outcome.add(statuses, fault and f"shot {number} ({each.kind}): {fault}")

        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(fire, range(count // 2)))
            middle = server.memory
            list(clients.map(fire, range(count // 2, count)))
        outcome.memory = (begun, middle, server.memory)
        outcome.faults.extend(_aftermath(server))
    return outcome


def sent(port: int, each: Shot) -> tuple[tuple[int, ...], str]:
    """The statuses of the answers to one shot, and what must not be."""
    try:
        with socket.create_connection(("127.0.0.1", port), HANG) as line:
            answer, ended = _exchange(line, each)
    except OSError as error:  # the server may hang up on what is no HTTP, in the middle too
        is_refused = isinstance(error, ConnectionRefusedError | TimeoutError)
        return (), f"no connection: {error}" if is_refused else ""
    statuses = tuple(int(status) for status in _STATUS.findall(answer))
    wrong = [status for status in statuses if status >= 500 and status not in RIGHT]
    if wrong:
        return statuses, f"answered {wrong[0]}: {answer[-300:]!r}"
    return statuses, "" if ended else "hung: neither an answer nor an end"


def _exchange(line: socket.socket, each: Shot) -> tuple[bytes, bool]:
    """All that came, and whether that was the end of it."""
    for part in each.parts:
        line.sendall(part)
        if len(each.parts) > 1:
            time.sleep(QUIET)
    if each.cut:
        return b"", True
    answer = _read(line, ANSWERED)
    if answer:
        return answer, True
    line.shutdown(socket.SHUT_WR)
    line.settimeout(HANG)
    try:
        return line.recv(2**16), True
    except TimeoutError:
        return b"", False


def _read(line: socket.socket, patience: float) -> bytes:
    answer = b""
    line.settimeout(patience)
    with contextlib.suppress(TimeoutError):
        while part := line.recv(2**16):
            answer += part
            line.settimeout(QUIET)
    return answer


def _aftermath(server: Server) -> Iterator[str]:
    """Whether it still does its work, and kept its head."""
    if server.process.poll() is not None:
        yield f"it ended with {server.process.returncode}"
        return
    url = f"http://127.0.0.1:{server.port}{LIST}"
    with urllib.request.urlopen(url, timeout=HANG) as answer:
        if not json.load(answer):
            yield "nobody is in the list any more"
    said = server.said()
    found = min((at for each in _TRACE if (at := said.find(each)) >= 0), default=None)
    if found is not None:
        yield f"it said on stderr: {said[found : found + 3000]}"
