"""Places for tables: memory, a file, and a Redis server that lives as long as the tests."""

import shutil
import socket
import subprocess
import time
from itertools import count

import pytest

from mockserver.store.opening import open_tables

PREFIXES = count()


class RedisServer:
    """Debian's redis-server on a free port of this machine; it keeps what it acknowledged."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process = None

    def start(self, *options):
        self._process = subprocess.Popen(
            [
                *("redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""),
                *("--appendonly", "yes", "--dir", str(self._folder), *options),
            ],
            stdout=subprocess.DEVNULL,
        )
        self._wait()

    def stop(self):
        self._process.kill()
        self._process.wait()

    def _wait(self):
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as link:
                    link.sendall(b"PING\r\n")
                    # A server that loads its file or wants a password answers as well.
                    if not link.recv(64).startswith(b"-LOADING"):
                        return
            except OSError:
                pass
            time.sleep(0.02)
        pytest.fail("redis-server does not answer")


@pytest.fixture(scope="session")
def make_server(tmp_path_factory):
    pytest.importorskip("redis", reason="the library redis is not installed")
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    servers = []

    def make(*options):
        server = RedisServer(tmp_path_factory.mktemp("redis"))
        server.start(*options)
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def redis_server(make_server):
    return make_server()


@pytest.fixture(params=["memory", "sqlite", "redis"])
def kind(request):
    return request.param


@pytest.fixture
def make_place(kind, tmp_path, request):
    """A function that names a fresh place for each call."""
    if kind == "memory":
        return lambda: "memory"
    if kind == "sqlite":
        return lambda: f"sqlite:{tmp_path / f'{next(PREFIXES)}.db'}"
    url = request.getfixturevalue("redis_server").url
    return lambda: f"{url}?prefix=t{next(PREFIXES)}:"


@pytest.fixture
def place(make_place):
    return make_place()


@pytest.fixture
def shared(kind, place):
    """A place that several processes can work on."""
    if kind == "memory":
        pytest.skip("memory is of one process")
    return place


@pytest.fixture
def tables(place):
    opened = open_tables(place)
    yield opened
    opened.close()
