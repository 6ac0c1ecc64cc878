"""``python -m bench.validate FOLDER``: how long ``mockserver validate`` takes, by document.

FOLDER may be a document, too. Each time is that of a whole process, the best of some runs: what
disturbs a run only adds to it. ``first`` is without what a run before kept, ``again`` with it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

TEXTS = (".yaml", ".yml", ".json")


def main() -> None:
    """Measure and print a line for each document, the slowest first."""
    parser = argparse.ArgumentParser(prog="python -m bench.validate", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="+", help="a folder of documents, or one")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    documents = sorted(each for folder in asked.folder for each in _documents(folder))
    if not documents:
        parser.error("there is no document in what was named")
    found = [(_best(each, asked.runs, "--no-cache"), each) for each in documents]
    sys.stdout.write(f"{'first':>8}  {'again':>8}  {'kB':>6}  document\n")
    for seconds, path in sorted(found, reverse=True):
        again = _best(path, asked.runs, "--cache")
        size = path.stat().st_size // 1024
        sys.stdout.write(f"{seconds:8.2f}  {again:8.2f}  {size:6}  {path.name}\n")


def _documents(path: Path) -> list[Path]:
    if path.is_dir():
        return [each for each in path.iterdir() if each.suffix in TEXTS]
    return [path] if path.is_file() else []


def _best(path: Path, runs: int, *flags: str) -> float:
    return min(_seconds(path, *flags) for _ in range(runs))


def _seconds(path: Path, *flags: str) -> float:
    command = [sys.executable, "-m", "mockserver", "validate", *flags, str(path)]
    before = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - before


if __name__ == "__main__":
    main()
