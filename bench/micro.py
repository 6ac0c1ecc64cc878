"""``python -m bench.micro [CHECKOUT]``: how long one answer takes inside the process.

With another checkout the two take turns, and the ratio of each kind of request is printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

from bench import files
from bench.load import LOADS, Load
from bench.peer import HERE
from mockserver import Headers, Mock, Request

_CHILD = "--measure"
_ROUNDS = 5
_CALLS, _SERIES = 20, 50
_KINDS = tuple(each for each in LOADS if not each.traced)  # here each request is answered anew
_FIELDS = (("host", "127.0.0.1:4010"), ("user-agent", "bench"), ("accept", "*/*"))
_JSON = ("content-type", "application/json")


def main() -> None:
    """Measure this checkout, and another in turn if one is named."""
    if sys.argv[1:] == [_CHILD]:
        sys.stdout.write(json.dumps(_measured()))
        return
    homes = [HERE.parent, *(Path(each).resolve() for each in sys.argv[1:2])]
    found: list[list[dict[str, float]]] = [[] for _ in homes]
    for _ in range(_ROUNDS):
        for home, rounds in zip(homes, found, strict=True):
            rounds.append(_of(home))
    for load in _KINDS:
        times = [min(each[load.name] for each in rounds) for rounds in found]
        ratios = [
            own[load.name] / other[load.name]
            for own, other in zip(found[0], found[-1], strict=True)
        ]
        compared = f"   ratio {median(ratios):.2f}" if len(homes) > 1 else ""
        told = "   ".join(f"{each:8.1f} µs" for each in times)
        sys.stdout.write(f"{load.name:14}{told}{compared}\n")


def _of(home: Path) -> dict[str, float]:
    """What a process of its own measures of a checkout: this very module, with its package."""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join((str(home), str(HERE.parent)))}
    command = [sys.executable, "-P", str(HERE / "micro.py"), _CHILD]
    told = subprocess.run(command, check=True, capture_output=True, env=variables, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def _measured() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as place:
        files.write(Path(place))
        mock = Mock.load(Path(place) / "api.json", Path(place) / "fixtures")
        numbers = count()
        return {load.name: _shortest(mock, load, lambda: str(next(numbers))) for load in _KINDS}


def _shortest(mock: Mock, load: Load, number: Callable[[], str]) -> float:
    """Microseconds of an answer in the fastest series: what others did then disturbed least."""
    series = []
    for _ in range(_SERIES):
        requests = [_request(load, number()) for _ in range(_CALLS)]
        begun = time.perf_counter()
        for request in requests:
            mock.respond(request)
        series.append((time.perf_counter() - begun) / _CALLS)
    return min(series) * 1e6


def _request(load: Load, number: str) -> Request:
    body = load.body.replace("NUMBER", number).encode()
    fields = (*_FIELDS, _JSON, ("content-length", str(len(body)))) if body else _FIELDS
    return Request(load.method, load.path, "", Headers(fields), body)


if __name__ == "__main__":
    main()
