"""Containers as processes that find each other by their names."""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from ports import free_port

from containers.image import Wrong

PATIENCE = 60
READY = "/__admin/ready"


class Network:
    """The ports at which containers listen here, by their names and the ports they speak of."""

    def __init__(self, published):
        self.published = published  # the ports of this machine that somebody asked for, as they are
        self.ports = {}

    def port(self, name, inside):
        """The port that stands for one of a container."""
        return self.ports.setdefault((name, str(inside)), str(free_port()))

    def publish(self, name, outside, inside):
        """A container is to be reached at a port of this machine."""
        self.ports[name, str(inside)] = self.published.get(str(outside), str(outside))

    def there(self, text):
        """A text in which containers are named, with where they are."""
        for (name, inside), port in self.ports.items():
            text = re.sub(rf"(?<![\w.-]){re.escape(name)}:{inside}\b", f"127.0.0.1:{port}", text)
        return text


class Running:
    """Processes that run until they are ended; ``pids`` is a file that names them."""

    def __init__(self, folder, network):
        self.folder, self.network, self.started = Path(folder), network, []

    def mock(self, name, image, command, cwd, environment=()):
        """A container of an image of this project; waits until it is ready."""
        port = self.network.port(name, image.exposed)
        words = [*image.entrypoint, *map(self.network.there, command or image.command)]
        self._start(name, words, cwd, {**dict(environment), "MOCKSERVER_PORT": port})
        return self.wait(name, lambda: answers(port))

    def root(self, name, image):
        """The files of a container, as its image has them."""
        place = self.folder / f".{name}"
        image.put(place)
        return place

    def redis(self, name, command):
        """Redis, with the arguments that it is given."""
        port = self.network.port(name, "6379")
        folder = self.folder / f".{name}"
        folder.mkdir()
        self._start(name, [*command, "--port", port, "--bind", "127.0.0.1"], folder, {})
        return self.wait(name, lambda: listens(port))

    def nginx(self, name, command, config):
        """nginx, with a file in which the others are named."""
        folder = self.folder / f".{name}"
        folder.mkdir()
        text = self.network.there(config)
        for (one, inside), port in self.network.ports.items():
            if one == name:
                text = text.replace(f"listen {inside};", f"listen 127.0.0.1:{port};")
        (folder / "nginx.conf").write_text(text)
        at = {"-p": f"{folder}/", "-c": "nginx.conf"}
        words = [
            at.get(before, word) for before, word in zip(["", *command], command, strict=False)
        ]
        self._start(name, words, folder, {})
        ports = [port for (one, _), port in self.network.ports.items() if one == name]
        return self.wait(name, lambda: all(map(listens, ports)))

    def _start(self, name, words, cwd, environment):
        log = (self.folder / f".{name}.log").open("w")
        process = subprocess.Popen(
            words, cwd=cwd, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.started.append(process)
        with (self.folder / ".pids").open("a") as pids:
            pids.write(f"{process.pid}\n")

    def wait(self, name, is_there):
        """Until a container is there. Raises Wrong."""
        process, until = self.started[-1], time.monotonic() + PATIENCE
        while time.monotonic() < until and process.poll() is None:
            if is_there():
                return process
            time.sleep(0.05)
        raise Wrong(f"{name} does not come up: {(self.folder / f'.{name}.log').read_text()}")

    def stay(self):
        """Until somebody ends this, or one of them ends."""
        while all(each.poll() is None for each in self.started):
            time.sleep(0.1)


def end_all(folder):
    """End what was started for somebody."""
    path = Path(folder) / ".pids"
    for each in path.read_text().split() if path.exists() else ():
        with suppress(ProcessLookupError):
            os.killpg(int(each), signal.SIGTERM)
    path.unlink(missing_ok=True)


def listens(port):
    """Whether somebody is there."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", int(port))) == 0


def answers(port):
    """Whether a mock says that it is ready."""
    with suppress(URLError, OSError):
        return urlopen(f"http://127.0.0.1:{port}{READY}", timeout=5).status == 204
    return False
