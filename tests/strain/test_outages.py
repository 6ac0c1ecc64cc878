"""What is killed, gone or full: what was acknowledged stays, and the rest says so."""

import http.client
import os
import signal
import time
from contextlib import suppress
from threading import Event, Thread

from serving import resident
from strain.clients import PATIENCE, Client
from strain.conftest import IS_LONG

ROUNDS = 100 if IS_LONG else 2
GONE = (OSError, http.client.HTTPException)


class Writer:
    """Creates things until it is told to stop, and knows what was acknowledged."""

    def __init__(self, port, name):
        self.made, self.refused = {}, []
        self._port, self._name, self._over = port, name, Event()
        self._thread = Thread(target=self._work, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join(PATIENCE)

    def _work(self):
        client, number = Client(self._port), 0
        while not self._over.is_set():
            number += 1
            with suppress(*GONE):
                name = f"{self._name}-{number}"
                status, record = client.ask("POST", "/things", {"name": name})
                if status == 201:
                    self.made[record["id"]] = name
                else:
                    self.refused.append((status, record))
        client.close()

    def wait(self, count):
        """Until so many more were made."""
        wanted, until = len(self.made) + count, time.monotonic() + PATIENCE
        while len(self.made) < wanted:
            assert time.monotonic() < until, "nothing is acknowledged any more"
            time.sleep(0.01)


def listed(port):
    client = Client(port)
    try:
        status, things = client.ask("GET", "/things")
    finally:
        client.close()
    assert status == 200
    return {each["id"]: each["name"] for each in things}


def test_a_server_that_is_killed_while_it_writes_has_all_that_it_acknowledged(serve, state):
    known = {}
    for round_ in range(ROUNDS):
        server = serve("--workers", "2", "--state", state)
        with Writer(server.port, f"r{round_}") as writer:
            writer.wait(5 + round_ % 7)
            server.kill()
        known |= writer.made
        server.process.stdout.close()
        again = serve("--workers", "2", "--state", state)
        found = listed(again.port)
        again.close()
        assert known.items() <= found.items()
        assert all(name.startswith("r") or name == "first" for name in found.values())


def test_a_worker_that_is_killed_is_followed_by_another(serve, state):
    server = serve("--workers", "2", "--state", state)
    workers = server.family[1:]
    with Writer(server.port, "w") as writer:
        writer.wait(5)
        os.kill(workers[0], signal.SIGKILL)
        writer.wait(20)
    assert writer.made.items() <= listed(server.port).items()


def test_workers_end_when_who_began_them_is_killed(serve, state):
    server = serve("--workers", "2", "--state", state)
    workers = server.family[1:]
    assert len(workers) >= 2
    server.process.kill()
    server.process.wait(PATIENCE)
    until = time.monotonic() + PATIENCE
    while any(resident(each) for each in workers):
        assert time.monotonic() < until, "workers live on"
        time.sleep(0.05)


def test_while_redis_is_gone_503_is_answered_and_all_is_well_once_it_is_back(
    serve, redis, tmp_path
):
    server = serve("--state", f"{redis.url}?prefix={tmp_path.name}:")
    with Writer(server.port, "a") as writer:
        writer.wait(5)
        redis.stop()
        client = Client(server.port)
        client.line = None
        status, problem = client.ask("GET", "/things")
        assert (status, problem["status"]) == (503, 503)
        assert client.ask("GET", "/__admin/ready")[0] == 503
        raw = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        raw.request("GET", "/things")
        answer = raw.getresponse()
        assert (answer.status, answer.getheader("Retry-After")) == (503, "1")
        raw.close()
        redis.start()
        writer.wait(5)
        client.close()
    assert {status for status, _ in writer.refused} <= {503}
    assert writer.made.items() <= listed(server.port).items()
    assert server.process.poll() is None
