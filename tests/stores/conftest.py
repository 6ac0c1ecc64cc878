"""Places for tables: memory, a file, and a Redis server that lives as long as the tests."""

import shutil
from itertools import count

import pytest
from redis_server import RedisServer

from mockserver.store.opening import open_tables

PREFIXES = count()


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
