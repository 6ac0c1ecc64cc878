"""``python -m bench.validate FOLDER``: how long ``mockserver validate`` takes, by document.

Each time is that of a whole process, the best of some runs: what disturbs a run only adds to it.
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
    parser.add_argument("folder", type=Path, help="a folder of documents")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    documents = sorted(each for each in asked.folder.iterdir() if each.suffix in TEXTS)
    if not documents:
        parser.error(f"{asked.folder}: there is no document in this folder")
    found = [(_best(each, asked.runs), each) for each in documents]
    sys.stdout.write(f"{'seconds':>8}  {'kB':>6}  document\n")
    for seconds, path in sorted(found, reverse=True):
        sys.stdout.write(f"{seconds:8.2f}  {path.stat().st_size // 1024:6}  {path.name}\n")


def _best(path: Path, runs: int) -> float:
    return min(_seconds(path) for _ in range(runs))


def _seconds(path: Path) -> float:
    command = [sys.executable, "-m", "mockserver", "validate", str(path)]
    before = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - before


if __name__ == "__main__":
    main()
