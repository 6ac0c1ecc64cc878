"""``python -m bench.liars``: who finds the lies of faulty services, who accuses honest ones.

The services are those of ``tests/liars``, a fresh one for each run. ``mockserver verify`` is given
document and fixtures, ``schemathesis run`` the document, both the same seed, credentials and limit
of time for an answer; who does not end with 0 accuses.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.peer import HERE

_SERVICES = HERE.parent / "tests" / "liars"
_PATIENCE = 900.0
_SLOWEST = "0.5"
"""Seconds: one of the lies is to be slow, and both are told so."""

Words = Callable[[Any, str], list[str]]


@dataclass(slots=True)
class Score:
    """What one tester has said so far: of each service whether it is accused, and the seconds."""

    lies: list[bool] = field(default_factory=list)
    honest: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def _headers(api: Any) -> list[str]:
    lines = api.options.get("headers", ())
    return [word for name, value in lines for word in ("-H", f"{name}: {value}")]


def _ours(*profile: str) -> Words:
    def words(api: Any, url: str) -> list[str]:
        files = ("--spec", str(api.document), "--fixtures", str(api.fixtures))
        limits = ("--seed", "1", "--max-response-time", _SLOWEST)
        return ["mockserver", "verify", url, *files, *profile, *limits, *_headers(api)]

    return words


def _schemathesis(*phases: str) -> Words:
    def words(api: Any, url: str) -> list[str]:
        limits = ("--seed", "1", "--max-response-time", _SLOWEST, "--no-color")
        return ["st", "run", str(api.document), "--url", url, *phases, *limits, *_headers(api)]

    return words


TESTERS: dict[str, Words] = {
    "mockserver verify --profile pr": _ours("--profile", "pr"),
    "schemathesis run --phases examples,coverage": _schemathesis("--phases", "examples,coverage"),
    "mockserver verify": _ours(),
    "schemathesis run": _schemathesis(),
}


def main() -> None:
    """Run each tester against each service in turn, and print the table."""
    asked = _asked()
    sys.path[:0] = [str(_SERVICES), str(_SERVICES.parent)]
    testers = {name: TESTERS[name] for name in (list(TESTERS) if asked.all else list(TESTERS)[:2])}
    scores = {name: Score() for name in testers}
    for api, name, service, is_honest in _chosen(asked.api, asked.every):
        for tester, words in testers.items():
            accused, seconds = _run(api, service, words)
            score = scores[tester]
            (score.honest if is_honest else score.lies).append(accused)
            score.seconds.append(seconds)
            told = "accused" if accused else "passed"
            _say(f"{name:<32} {tester:<46} {told:<8} {seconds:6.1f} s", sys.stderr)
    for line in _table(scores):
        _say(line)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.liars", description=__doc__)
    parser.add_argument("--api", help="only the services of that API")
    parser.add_argument("--every", type=int, default=1, help="only each so manieth lie")
    parser.add_argument("--all", action="store_true", help="the long forms of both, too")
    return parser.parse_args()


def _chosen(only: str | None, every: int) -> Iterator[tuple[Any, str, Any, bool]]:
    """The API, the name and the making of each service, and whether it is honest."""
    from apis import APIS

    number = 0
    for api in APIS:
        if only not in (None, api.name):
            continue
        for _, name, service, is_honest in api.services():
            number += not is_honest
            if is_honest or number % every == 0:
                yield api, name, service, is_honest


def _run(api: Any, service: Any, words: Words) -> tuple[bool, float]:
    """Whether a fresh service is accused, and the seconds until that is known."""
    from gate import served

    folder = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as place, served(service().app()) as url:
        command = words(api, url + api.options.get("base", ""))
        begun = time.monotonic()
        ended = subprocess.run(
            [str(folder / command[0]), *command[1:]],
            cwd=place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
        return ended.returncode != 0, time.monotonic() - begun


def _table(scores: dict[str, Score]) -> Iterator[str]:
    """In Markdown."""
    yield "| tester | lies found | honest services accused | seconds of a run, median |"
    yield "|---|---|---|---|"
    for name, score in scores.items():
        found, accused = map(_share, (score.lies, score.honest))
        yield f"| `{name}` | {found} | {accused} | {median(score.seconds):.1f} |"


def _share(told: Sequence[bool]) -> str:
    return f"{sum(told)} of {len(told)}"


def _say(line: str, stream: Any = sys.stdout) -> None:
    stream.write(f"{line}\n")
    stream.flush()


if __name__ == "__main__":
    main()
