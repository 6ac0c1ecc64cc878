"""A Redis server that lives as long as the tests that work with it."""

import socket
import subprocess
import time

import pytest
from ports import free_port


class RedisServer:
    """Debian's redis-server on a free port of this machine; it keeps what it acknowledged."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process = None

    def start(self, *options):
        self._process = subprocess.Popen(
            [
                *("redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""),
                *("--appendonly", "yes", "--appendfsync", "always"),
                *("--dir", str(self._folder), *options),
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
