"""Granian around the mock: in this process, or in several that share their state."""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from socket import socket
from threading import Event, Thread
from typing import Any

from granian.constants import Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.net import SocketHolder  # type: ignore[attr-defined]  # it has no __all__
from granian.server.embed import Server
from granian.server.mp import MPServer

from mockserver.errors import UsageError
from mockserver.value import dataclass
from mockserver.web.asgi import Door
from mockserver.web.bounds import MAX_FIELDS, PATIENCE
from mockserver.web.garbage import Garbage
from mockserver.web.listening import BACKLOG, in_url, listen

GRACE = 5
"""So many seconds are given at the end to what is being answered."""

_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)
_WATCH = 0.5  # seconds between two looks at whether the parent lives
Ready = Callable[[str], None]
Make = Callable[[], Door]


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen. With a certificate and its key, both PEM files, HTTPS is spoken."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    def address(self, port: int) -> str:
        """The URL of a port here."""
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{in_url(self.host)}:{port}"


def serve(door: Door, place: Place, ready: Ready) -> None:
    """Answer in this process until interrupted (SIGINT or SIGTERM).

    ``ready`` is told the address once it answers. Raises UsageError for an address that cannot be
    taken, or a certificate that cannot be used.
    """
    _settle(door)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(door, place, ready))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Makes the quickest loop that there is here, as granian does for workers of its own."""
    try:
        import uvloop
    except ImportError:  # Windows has none
        return None
    return uvloop.new_event_loop


def _settle(door: Door) -> None:
    """What was read stays as long as the process: the collector need not walk it again."""
    Garbage(door.renewals).begin()
    _share_memory()


def _share_memory() -> None:
    """Have threads share what the allocator keeps: each would hold on to its own largest bodies."""
    with suppress(AttributeError, OSError, TypeError):  # no glibc
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


async def _serve(door: Door, place: Place, ready: Ready) -> None:
    server: _Embedded = _made(_Embedded, door, place)
    ended = asyncio.Event()
    _on_signal(ended)
    # After the first step of the worker, which is scheduled already: then it answers.
    server.when_spawned = partial(asyncio.get_running_loop().call_soon, ready, server.address)
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(ended.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.stop()  # type: ignore[no-untyped-call]
    done, _ = await asyncio.wait({serving}, timeout=GRACE)
    for each in done:
        each.result()


def _on_signal(ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(each, ended.set)
        except NotImplementedError:  # Windows
            signal.signal(each, lambda *_: loop.call_soon_threadsafe(ended.set))


def serve_workers(make: Make, workers: int, place: Place, ready: Ready) -> None:
    """Answer in several processes until interrupted; see ``serve``.

    ``make`` is called in each of them, and pickled where processes are not forked.
    """
    server: _Several = _made(
        _Several,
        "",
        place,
        workers=workers,
        workers_kill_timeout=GRACE,
        respawn_failed_workers=True,  # one that fails at once, again and again, ends all
    )
    method = multiprocessing.get_start_method()
    context = multiprocessing.get_context("fork" if method == "fork" else "spawn")
    begun = context.Event()
    teller = Thread(target=_tell, args=(begun, ready, server.address), daemon=True)
    server.when_spawned = teller.start
    server.serve(target_loader=_Made(make, begun, os.getpid()), wrap_loader=False)
    if not begun.is_set():
        raise UsageError("no worker could begin; stderr tells why")


def _tell(begun: Event, ready: Ready, address: str) -> None:
    begun.wait()
    ready(address)


@dataclass(frozen=True, slots=True)
class _Made:
    """Makes the door of one worker, and says that there is one; it ends with the ``parent``."""

    make: Make
    begun: Any
    parent: int

    def __call__(self) -> Door:
        door = self.make()
        _settle(door)
        Thread(target=_end_with, args=(self.parent,), daemon=True).start()
        self.begun.set()
        return door


def _end_with(parent: int) -> None:
    """A worker whose parent was killed would hold the port for ever, and answer nobody's stop."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


class _Bound:
    """Granian with a socket of ours: it knows its port, and shares it with nobody by accident."""

    listener: socket
    address: str
    when_spawned: Callable[[], Any]
    _ssp: Any
    _shd: Any

    def _hold(self, descriptor: int) -> None:
        only = (descriptor,) if sys.platform == "win32" else (descriptor, False, BACKLOG)
        self._ssp, self._shd = None, SocketHolder(*only)

    def _spawn_workers(self, *given: Any) -> None:
        super()._spawn_workers(*given)  # type: ignore[misc]  # of the server it is mixed into
        self.when_spawned()


class _Embedded(_Bound, Server):
    def _init_shared_socket(self) -> None:
        self._hold(self.listener.detach())  # its worker closes it


class _Several(_Bound, MPServer):
    def _init_shared_socket(self) -> None:
        self._sso = self.listener
        self._sso.set_inheritable(True)
        self._hold(self._sso.fileno())


def _made(kind: Any, target: Any, place: Place, **choices: Any) -> Any:
    """A server that listens already. Raises UsageError."""
    try:
        server = kind(
            target,
            interface=Interfaces.ASGINL,
            websockets=False,
            log_enabled=False,
            backlog=BACKLOG,
            http1_settings=HTTP1Settings(
                header_read_timeout=int(PATIENCE * 1000), max_buffer_size=MAX_FIELDS
            ),
            ssl_cert=place.certificate,
            ssl_key=place.key,
            ssl_protocol_min=SSLProtocols.tls12,
            **choices,
        )
    except (OSError, ssl.SSLError) as error:
        pair = f"the certificate {place.certificate} with the key {place.key}"
        raise UsageError(f"{pair} cannot be used: {error}; name two PEM files") from error
    server.listener = listen(place.host, place.port)
    server.address = place.address(server.listener.getsockname()[1])
    return server
