"""Commands as their users run them: processes in a folder of their own."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from mockserver.cli.main import group

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds after which a process that hangs is ended, so that its test fails

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: All pets.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
              example: []
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {id: example, name: Example}
        '404': {description: No such pet.}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: string}
        name: {type: string}
        country: {type: string, pattern: '^[A-Z]{2}$'}
"""
RECORDS = """\
records:
- {id: rex, name: Rex, country: TZ}
- {id: tom, name: Tom, country: KE}
"""


@dataclass
class Folder:
    """A working folder, and what is run in it."""

    path: Path
    processes: list[subprocess.Popen] = field(default_factory=list)

    def write(self, name, content):
        """Write a file and the folders above it."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def run(self, *arguments, stdin="", **variables):
        """Run a command to its end."""
        return subprocess.run(
            command(arguments),
            input=stdin,
            cwd=self.path,
            env=environment(variables),
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )

    def call(self, *arguments, **variables):
        """The same without a process of its own, for what is over at once."""
        before = signal.getsignal(signal.SIGTERM)
        unset = dict.fromkeys(name for name in os.environ if name.startswith("MOCKSERVER_"))
        runner = CliRunner(env={**unset, **variables})
        try:
            with contextlib.chdir(self.path):
                told = runner.invoke(group, arguments, "", prog_name="mockserver")
        finally:
            signal.signal(signal.SIGTERM, before)
        assert isinstance(told.exception, SystemExit | None), told.exception
        return subprocess.CompletedProcess(arguments, told.exit_code, told.stdout, told.stderr)

    def serve(self, *arguments, **variables):
        """Start ``serve`` at any free port and wait until it listens."""
        return self.start("serve", *arguments, **variables)

    def start(self, *arguments, **variables):
        """Start a command that listens, at any free port, and wait until it does."""
        process = self.begin(*arguments, **variables)
        return Server(process, *wait(process))

    def begin(self, *arguments, **variables):
        """Start a command that ends when it is told to."""
        process = subprocess.Popen(
            command(arguments),
            cwd=self.path,
            env=environment({"MOCKSERVER_PORT": "0", **variables}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.processes.append(process)
        return process

    def close(self):
        """End what still runs."""
        for process in self.processes:
            process.kill()
            process.communicate()


@dataclass
class Server:
    """A ``serve`` that listens: what it said until then, and its address."""

    process: subprocess.Popen
    said: list[str]
    address: str

    @property
    def port(self):
        """The port it chose."""
        return urlsplit(self.address).port

    def get(self, path):
        """Status and JSON of a GET."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def end(self, signal):
        """Send a signal: exit code, and what it said on stdout and stderr since."""
        self.process.send_signal(signal)
        said, told = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said, told


def command(arguments):
    return [sys.executable, "-m", "mockserver", *arguments]


def environment(variables):
    """This environment without settings of its own, where this checkout is the package."""
    kept = {name: each for name, each in os.environ.items() if not name.startswith("MOCKSERVER_")}
    found = os.pathsep.join(filter(None, (str(PROJECT), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": found, **variables}


def wait(process):
    """The lines until it listens, and the address; a process that never does is ended."""
    hangs = Timer(PATIENCE, process.kill)
    hangs.start()
    said = []
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        if line.startswith("listening on "):
            hangs.cancel()
            return said, line.split()[-1]
    hangs.cancel()
    raise AssertionError(f"it ended before it listened: {said} {process.stderr.read()}")


@pytest.fixture(scope="session")
def folder_at():
    """Makes a folder of a path, for what a module shares."""
    return Folder


@pytest.fixture
def folder(tmp_path):
    """A folder with a document, ``api.yaml``, and nothing else."""
    opened = Folder(tmp_path)
    opened.write("api.yaml", DOCUMENT)
    yield opened
    opened.close()


@pytest.fixture
def project(folder):
    """A folder as a project has it: ``openapi.yaml`` and ``fixtures/pets.yaml``."""
    folder.write("openapi.yaml", DOCUMENT)
    folder.write("fixtures/pets.yaml", RECORDS)
    return folder
