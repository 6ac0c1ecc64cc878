"""Pages of the manual as their readers follow them: each block is done, in the order of the page.

The info string of a fence says what the block is, after the language that GitHub colours it by:

    console             lines that begin with $ are run, what stands beneath one is what it prints;
                        ... stands for anything, and a command without output may print anything
    console exit=1      the exit code of its last command
    yaml file=PATH      a file of the reader's project (of json, python, diff and others as well)
    python              run; python browser: where a browser is
    js                  for Playwright: run beside a mock and a page; others: checked for syntax
    yaml actions        steps of a workflow of GitHub, gitlab: jobs of GitLab, pre-commit: hooks;
                        ``workflows`` runs what they say
    yaml team           a contracts/verify.yaml for a document of a team's; ``test_team`` uses it
    yaml accepted       a contracts/baseline.yaml beside that one

The project is a copy of this one, or empty where the page writes an openapi.yaml of its own.
Commands that serve go on until the page ends or another one is started at their port; ports that
pages name are exchanged for free ones. ``docker`` and ``kubectl`` are those of ``containers``, and
the environment that ``make`` makes is there already.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from containers.running import end_all
from ports import free_port

PROJECT = Path(__file__).resolve().parents[1]
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
GIVEN = ("openapi.yaml", "fixtures", "contracts")
CHECKOUT = (
    ".pre-commit-hooks.yaml", "action.yml", "Dockerfile", "LICENSE", "Makefile", "README.md",
    "deploy", "mockserver", "pyproject.toml", "requirements.lock",
)  # fmt: skip
PORTS = ("4010", "4011", "8000", "8080")
SERVING = (
    "mockserver serve",
    "mockserver record http",
    "make serve",
    "docker run",
    "docker compose",
)
NEEDED = {"docker compose": ("redis-server", "nginx"), "kubectl apply": ("redis-server",)}
PATIENCE = 300  # seconds after which a command that hangs is ended
_FENCE = re.compile(r"^( *)```(\w+)?([^\n`]*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: where its text begins, its language, and what its info string says."""

    page: Path
    line: int
    language: str
    words: dict[str, str]
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(PROJECT)}:{self.line}"

    @property
    def steps(self) -> Iterator[tuple[str, str]]:
        """Each command and what is shown beneath it."""
        for step in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command = re.match(r"(?:.*\\\n)*.*\n", step)
            yield command[0].strip(), step[command.end() :].strip("\n")


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        words = dict(each.partition("=")[::2] for each in found[3].split())
        line = text.count("\n", 0, found.start(4)) + 1
        yield Block(page, line, found[2] or "", words, textwrap.dedent(found[4]))


def fits(shown: str, printed: str) -> bool:
    """Whether what was printed is what the page shows; ``...`` stands for anything."""
    pattern = r".*".join(re.escape(each) for each in shown.split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


_STAND_IN = f"""#!/bin/sh
PYTHONPATH={PROJECT / "tests"} exec {sys.executable} -m containers "${{0##*/}}" "$@"
"""


class Missing(Exception):
    """What a page asks for is not on this machine."""


@dataclass
class Reader:
    """Someone who follows one page in a project of their own."""

    folder: Path
    page: Path
    is_checkout: bool = False
    ports: dict[str, str] = field(
        default_factory=lambda: {each: str(free_port()) for each in PORTS}
    )
    servers: dict[str, ExitStack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = any(each.words.get("file") == "openapi.yaml" for each in blocks(self.page))
        for name in () if own else GIVEN:
            copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
            copy(PROJECT / name, self.folder / name)
        text = self.page.read_text(encoding="utf-8")
        if self.is_checkout or re.search(r"^\$ .*\b(make|docker|kubectl) ", text, re.MULTILINE):
            self._check_out()

    def _check_out(self) -> None:
        """The rest of this project with one test, and the environment that ``make`` would make."""
        for name in CHECKOUT:
            copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy2
            copy(PROJECT / name, self.folder / name)
        (self.folder / "contracts/test_contract.py").unlink()
        self.write("tests/test_it.py", "def test_it():\n    assert True\n")
        own = self.folder / ".venv"
        own.mkdir()
        shutil.copy(Path(sys.prefix) / "pyvenv.cfg", own)
        for name in ("bin", "lib"):
            (own / name).symlink_to(Path(sys.prefix) / name)
        (own / ".installed").touch()
        for name in ("docker", "kubectl"):
            self.write(f"bin/{name}", _STAND_IN)
        for name in ("pip", "python"):
            shutil.copy(PROJECT / "tests/containers/python.sh", self.folder / "bin" / name)
        for each in (self.folder / "bin").iterdir():
            each.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        """That of the reader: the commands of this environment, and a home of their own."""
        beside = (str(self.folder / "bin"), str(Path(sys.executable).parent))
        path = os.pathsep.join((*beside, os.environ["PATH"]))
        own = {
            "MOCKSERVER_PORT": self.ports["4010"],
            "HOME": str(self.folder),
            "NO_COLOR": "1",
            "READER_BIN": str(Path(sys.executable).parent),
            "READER_PORTS": " ".join(f"{named}={used}" for named, used in self.ports.items()),
            "PYTEST_ADDOPTS": "-p no:randomly",  # the reader has it not
            "WORKERS": "0",  # processes of make test: their one test needs none
        }
        return {**os.environ, "PATH": path, "COLUMNS": "100", **own}

    def there(self, text: str) -> str:
        """A text of the page with the ports that are used in their place."""
        return re.sub(rf"\b({'|'.join(PORTS)})\b", lambda found: self.ports[found[0]], text)

    def back(self, text: str) -> str:
        """What was printed, with the ports that the page names."""
        for named, used in self.ports.items():
            text = text.replace(used, named)
        return text

    def write(self, name: str, text: str) -> None:
        """A file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.there(text), encoding="utf-8")

    def python(self, text: str) -> tuple[int, str]:
        """A program: its exit code and what it prints."""
        return self._ran([sys.executable, "-c", self.there(text)])

    def run(self, command: str) -> tuple[int, str]:
        """A command of a shell: its exit code and what it prints, on both outputs."""
        line = re.sub(r"^(\w+=\S+ +)*", "", command)
        for program in NEEDED.get(" ".join(line.split()[:2]), ()):
            if shutil.which(program) is None:
                raise Missing(f"{program} is not installed, so this is not run: {command}")
        if line.startswith(SERVING):
            return 0, self._start(self.there(command))
        return self._ran(["bash", "-c", self.there(command)])

    def _ran(self, command: list[str]) -> tuple[int, str]:
        ended = subprocess.run(
            command, cwd=self.folder, env=self.environment, timeout=PATIENCE, check=False,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return ended.returncode, self.back(ended.stdout)

    def _start(self, command: str) -> str:
        port = self._port(command)
        if port in self.servers:
            self.servers.pop(port).close()
        process = subprocess.Popen(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, start_new_session=True,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("listening on "):
                break
        else:
            raise AssertionError(f"{command} ended: {printed}")
        log = (self.folder / f".log-{port}").open("w")
        pump = subprocess.Popen(["cat"], stdin=process.stdout, stdout=log)
        stack = self.servers[port] = ExitStack()
        for each in (log.close, process.stdout.close, pump.wait, process.wait):
            stack.callback(each)
        if "docker" in command:
            stack.callback(end_all, self.folder)
        stack.callback(os.killpg, process.pid, signal.SIGTERM)
        return self.back(printed)

    def _port(self, command: str) -> str:
        """That at which a command serves: the one that it names, else the usual one."""
        named = re.search(r"(?:--port|-p) (\d+)", command)
        if named is None and "compose" in command:
            return self.ports["8080"]
        return named[1] if named else self.ports["4010"]

    def close(self) -> None:
        """End what still runs."""
        for each in self.servers.values():
            each.close()
        end_all(self.folder)
