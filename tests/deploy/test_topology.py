"""Two mocks that share Redis behind nginx, as deploy/ has them, without containers."""

import shutil
import socket
import subprocess
import time
from collections import Counter
from pathlib import Path
from threading import Event

import pytest
from ports import free_port
from redis_server import RedisServer
from serving import start
from strain.clients import together

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
CUSTOMERS = "/api/v1/customers"
CLIENTS = 8
PASSED_OVER = 1.0  # so long nginx passes over one that failed (fail_timeout), in seconds
UNKNOWN = (502, 504)  # nginx does not know what became of a POST: neither may be said


@pytest.fixture
def redis(tmp_path):
    pytest.importorskip("redis", reason="the library redis is not installed")
    for name in ("redis-server", "nginx"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed: apt-get install {name}")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


class Topology:
    """The two mocks, each at a port that it keeps, and nginx before them."""

    def __init__(self, folder, redis):
        self.folder, self.ports = folder, [free_port(), free_port()]
        self.state, self.numbers = redis.url, Counter()
        self.mocks = [self._mock(each) for each in (0, 1)]
        self.port = free_port()
        self.nginx = self._nginx()

    def _mock(self, which):
        self.numbers[which] += 1
        log = self.folder / f"mock-{which}-{self.numbers[which]}.log"
        options = ("--quiet", "--port", str(self.ports[which]), "--state", self.state)
        return start(DEPLOY.parent, *options, log=log)

    def _nginx(self):
        text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        for which, port in enumerate(self.ports, 1):
            text = text.replace(f"mock-{which}:4010", f"127.0.0.1:{port}")
        text = text.replace("listen 8080;", f"listen 127.0.0.1:{self.port};")
        (self.folder / "nginx.conf").write_text(text)
        command = ["nginx", "-g", "daemon off;", "-p", str(self.folder), "-c", "nginx.conf"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return process
            time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def replace(self, which):
        """Kill a mock, and start another at its port."""
        self.mocks[which].kill()
        self.mocks[which].process.stdout.close()
        self.mocks[which] = self._mock(which)

    def close(self):
        self.nginx.terminate()
        self.nginx.wait(20)
        for each in self.mocks:
            each.close()


@pytest.fixture
def topology(tmp_path, redis):
    opened = Topology(tmp_path, redis)
    yield opened
    opened.close()


class Buyers:
    """Clients that create customers and look at once whether they are there, until it is over."""

    def __init__(self):
        self.over, self.made, self.wrong = Event(), {}, []

    def work(self, number, client):
        turn = 0
        while not self.over.is_set():
            turn += 1
            email = f"c{number}.{turn}@example.com"
            status, record = client.ask("POST", CUSTOMERS, {"name": "Asha", "email": email})
            if status == 201:
                self.made[record["id"]] = record
                self.look(client, record)
            elif status not in UNKNOWN:
                self.wrong.append((status, record))

    def look(self, client, record):
        found = client.ask("GET", f"{CUSTOMERS}/{record['id']}")
        if found != (200, record):
            self.wrong.append((found, record))


def test_clients_see_one_mock_though_one_of_two_is_killed_under_load(topology):
    buyers = Buyers()

    def work(number, client):
        if number:
            return buyers.work(number, client)
        for which in (0, 1):
            time.sleep(PASSED_OVER + 0.5)
            topology.replace(which)
        time.sleep(0.5)
        return buyers.over.set()

    together(CLIENTS + 1, topology.port, work)
    assert buyers.wrong == []
    assert len(buyers.made) > CLIENTS

    def look(_, client):
        for record in buyers.made.values():
            buyers.look(client, record)
        return client.ask("GET", CUSTOMERS)[1]

    lists = [together(1, port, look)[0] for port in (topology.port, *topology.ports)]
    assert buyers.wrong == []
    assert lists[0] == lists[1] == lists[2]
    assert {each["id"] for each in lists[0]} >= buyers.made.keys()
