"""Pages of the manual as their readers follow them: each block is done, in the order of the page.

The info string of a fence says what the block is, after the language that GitHub colours it by:

    console             lines that begin with $ are run, what stands beneath one is what it prints;
                        ... stands for anything, and a command without output may print anything
    console exit=1      the exit code of its last command
    yaml file=PATH      a file of the reader's project (of json, python, diff and others as well)
    python              run; python browser: where a browser is
    js                  for Playwright: run beside a mock and a page; others: checked for syntax
    ... elsewhere       needs what no test has, such as a container: what it names is checked

The project is a copy of this one, or empty where the page writes an openapi.yaml of its own.
``mockserver serve`` and ``record URL`` go on until the page ends or another one is started at their
port; the ports that pages name are exchanged for free ones.
"""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
GIVEN = ("openapi.yaml", "fixtures", "contracts")
PORTS = ("4010", "4011", "8000")
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


def free_port() -> str:
    """A port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return str(taken.getsockname()[1])


@dataclass
class Reader:
    """Someone who follows one page in a project of their own."""

    folder: Path
    page: Path
    ports: dict[str, str] = field(default_factory=lambda: {each: free_port() for each in PORTS})
    servers: dict[str, ExitStack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = any(each.words.get("file") == "openapi.yaml" for each in blocks(self.page))
        for name in () if own else GIVEN:
            copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
            copy(PROJECT / name, self.folder / name)

    @property
    def environment(self) -> dict[str, str]:
        """That of the reader: the commands of this environment, and a home of their own."""
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        own = {
            "MOCKSERVER_PORT": self.ports["4010"],
            "HOME": str(self.folder),
            "NO_COLOR": "1",
            "PYTEST_ADDOPTS": "-p no:randomly",  # the reader has it not
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
        words = shlex.split(command.replace("\\\n", " "), comments=True)
        if words[:2] == ["mockserver", "serve"] or (
            words[:2] == ["mockserver", "record"] and words[2].startswith("http")
        ):
            return 0, self._start([self.there(each) for each in words])
        return self._ran(["bash", "-c", self.there(command)])

    def _ran(self, command: list[str]) -> tuple[int, str]:
        ended = subprocess.run(
            command, cwd=self.folder, env=self.environment, timeout=PATIENCE, check=False,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return ended.returncode, self.back(ended.stdout)

    def _start(self, words: list[str]) -> str:
        port = next((each for each in words if each in self.ports.values()), self.ports["4010"])
        if words[1] == "serve" and "--port" in words:
            port = words[words.index("--port") + 1]
        if port in self.servers:
            self.servers.pop(port).close()
        process = subprocess.Popen(
            words, cwd=self.folder, env=self.environment,
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("listening on "):
                break
        else:
            raise AssertionError(f"{shlex.join(words)} ended: {printed}")
        log = (self.folder / f".log-{port}").open("w")
        pump = subprocess.Popen(["cat"], stdin=process.stdout, stdout=log)
        stack = self.servers[port] = ExitStack()
        for each in (log.close, process.stdout.close, pump.wait, process.wait, process.terminate):
            stack.callback(each)
        return self.back(printed)

    def close(self) -> None:
        """End what still runs."""
        for each in self.servers.values():
            each.close()
