"""Servers that share their state. MOCKSERVER_STRAIN=1 is the long form of all that is here."""

import os
import shutil
from itertools import count
from pathlib import Path

import pytest
from redis_server import RedisServer
from serving import start

IS_LONG = bool(os.environ.get("MOCKSERVER_STRAIN"))
HERE = Path(__file__).parent
FIXTURES = "records:\n- {id: first, name: first, left: '0', right: '0'}\nunique: [name]\n"


@pytest.fixture(scope="session")
def redis(tmp_path_factory):
    """A Redis server of these tests alone: they stop and start it."""
    pytest.importorskip("redis", reason="the library redis is not installed")
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def folder(tmp_path):
    """A project: things.yaml and its fixtures."""
    shutil.copy(HERE / "things.yaml", tmp_path / "openapi.yaml")
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "things.yaml").write_text(FIXTURES)
    return tmp_path


@pytest.fixture(params=["sqlite", "redis"])
def state(request, tmp_path):
    """Where state lives."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'state.db'}"
    return f"{request.getfixturevalue('redis').url}?prefix={tmp_path.name}:"


@pytest.fixture
def serve(folder, tmp_path):
    """Starts a server of the folder; all are ended at the end."""
    begun, numbers = [], count()

    def make(*options):
        server = start(folder, "--quiet", *options, log=tmp_path / f"log-{next(numbers)}")
        begun.append(server)
        return server

    yield make
    for each in begun:
        each.close()
