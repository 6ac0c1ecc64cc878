"""python -m mutants [ROOM ...]: change the code of a room a little, and count the tests' protests.

mutmut makes the mutants and runs for each the tests that reach its function. It works on a copy
of the project, for it writes beside what it mutates. A sample is the same in each run: names of
mutants in the order of their hashes. Exits 1 where a room keeps less than its promise.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from mutants.rooms import ROOMS, Room

ROOT = Path(__file__).resolve().parents[2]
PROMISE = 85
COPIED = (
    "mockserver tests contracts fixtures docs bench openapi.yaml pyproject.toml README.md".split()
)
"""What the tests of a room may read."""
SURVIVED, UNTESTED = 0, 33
"""What mutmut writes for a mutant that nothing noticed, and for one that no test reaches."""


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of one room: exit codes by name, as mutmut writes them."""

    room: Room
    made: int
    codes: dict[str, int]

    @property
    def left(self) -> list[str]:
        return sorted(name for name, code in self.codes.items() if code in {SURVIVED, UNTESTED})

    @property
    def killed(self) -> int:
        return len(self.codes) - len(self.left)

    @property
    def share(self) -> float:
        return 100 * self.killed / len(self.codes)


def main() -> int:
    options = _arguments()
    with TemporaryDirectory(prefix="mutants-") as folder:
        place = Path(folder) if options.keep is None else options.keep
        outcomes = [_judge(room, place, options) for room in _chosen(options.rooms)]
    sys.stdout.writelines(f"{line}\n" for line in _table(outcomes))
    return int(any(outcome.share < PROMISE for outcome in outcomes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", help=f"of {', '.join(ROOMS)}; all, if none is named")
    parser.add_argument("--sample", type=int, default=150, help="mutants of a room; 0: all")
    parser.add_argument("--show", action="store_true", help="show what was changed unnoticed")
    parser.add_argument("--keep", type=Path, help="a folder for the copies, which is left")
    return parser.parse_args()


def _chosen(names: list[str]) -> list[Room]:
    unknown = sorted(set(names) - set(ROOMS))
    if unknown:
        sys.exit(f"no such room: {', '.join(unknown)}; there are {', '.join(ROOMS)}")
    return [ROOMS[name] for name in names or ROOMS]


def _judge(room: Room, place: Path, options: argparse.Namespace) -> Outcome:
    """Run the room's tests against a sample of its mutants."""
    project = place / room.name
    _copy(room, project)
    names = _mutmut_names(project)
    chosen = sorted(names, key=_rank)[: options.sample or None]
    _run(project, chosen)
    outcome = Outcome(room, len(names), {name: _codes(project)[name] for name in chosen})
    sys.stderr.write(f"{room.name}: {outcome.killed} of {len(chosen)} are noticed\n")
    if options.show:
        _show(project, outcome)
    return outcome


def _rank(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def _copy(room: Room, project: Path) -> None:
    shutil.rmtree(project, ignore_errors=True)
    (project / "mutants").mkdir(parents=True)  # a path that is not there at start is never read
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, project)
    (project / "setup.cfg").write_text("[mutmut]\n" + "".join(_settings(room)))


def _settings(room: Room) -> Iterator[str]:
    """Write what mutmut is told, in the words of its manual."""
    yield from _setting("source_paths", ["mockserver"])
    yield from _setting("only_mutate", room.files)
    yield from _setting("pytest_add_cli_args_test_selection", room.tests)
    yield from _setting("pytest_add_cli_args", ["-p", "no:xdist", *room.options])
    yield from _setting("also_copy", [name for name in COPIED if name != "mockserver"])
    yield from _setting("timeout_constant", ["10.0"])


def _setting(name: str, values: Iterable[str]) -> Iterator[str]:
    yield f"{name} =\n"
    yield from (f"    {value}\n" for value in values)


def _mutmut_names(project: Path) -> list[str]:
    """All mutants that would be made: a name is a module, a function and a number."""
    program = (
        "from pathlib import Path\n"
        "from mutmut.mutation.file_mutation import mutate_file_contents as mutate\n"
        "from mutmut.utils.file_utils import walk_mutatable_files as files\n"
        "from mutmut.utils.format_utils import get_mutant_name as name\n"
        "for path in files():\n"
        "    for mutant in mutate(str(path), path.read_text()).mutant_names:\n"
        "        print(name(path, mutant))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def _run(project: Path, names: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project / "mutants"), "CI": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stdout[-4000:] + done.stderr[-4000:])


def _codes(project: Path) -> dict[str, int]:
    """What became of each mutant that was run."""
    codes: dict[str, int] = {}
    for path in (project / "mutants").rglob("*.py.meta"):
        codes |= json.loads(path.read_text())["exit_code_by_key"]
    return codes


def _show(project: Path, outcome: Outcome) -> None:
    program = (
        "import sys\n"
        "from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant\n"
        "for name in sys.argv[1:]:\n"
        "    print(name, get_diff_for_mutant(name, path=find_mutant(name).path), sep='\\n')\n"
    )
    subprocess.run([sys.executable, "-c", program, *outcome.left], cwd=project, check=False)


def _table(outcomes: list[Outcome]) -> Iterator[str]:
    yield f"{'room':<14} {'made':>6} {'tried':>6} {'killed':>6} {'%':>6}"
    for outcome in outcomes:
        tried = len(outcome.codes)
        yield (
            f"{outcome.room.name:<14} {outcome.made:>6} {tried:>6} "
            f"{outcome.killed:>6} {outcome.share:>6.1f}"
        )


if __name__ == "__main__":
    sys.exit(main())
