"""``python -m bench.micro [CHECKOUT]``: how long one answer takes inside the process.

With another checkout the two take turns, and the ratio of each kind of request is printed. Then
come the stages of two answers of this checkout, in nanoseconds.
"""

from __future__ import annotations

import gc
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

from bench import files, stages
from bench.load import LOADS, Load
from bench.peer import HERE
from mockserver import Headers, Mock, Request

_STAGED = ("GET one", "POST create")
_CHILD = "--measure"
_ROUNDS = 5
_CALLS, _SERIES = 20, 50
_KINDS = tuple(each for each in LOADS if not each.varied)  # here each request is answered anew
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
    _tell(found)
    for load in (each for each in LOADS if each.name in _STAGED):
        _tell_stages(load)


def _tell(found: list[list[dict[str, float]]]) -> None:
    for load in _KINDS:
        times = [min(each[load.name] for each in rounds) for rounds in found]
        ratios = [
            own[load.name] / other[load.name]
            for own, other in zip(found[0], found[-1], strict=True)
        ]
        compared = f"   ratio {median(ratios):.2f}" if len(found) > 1 else ""
        told = "   ".join(f"{each:8.1f} µs" for each in times)
        sys.stdout.write(f"{load.name:14}{told}{compared}\n")


def _tell_stages(load: Load) -> None:
    with tempfile.TemporaryDirectory() as place:
        mock = _mock(Path(place))
        sys.stdout.write(f"\n{load.name}\n")
        for name, nanoseconds in stages.measured(mock, _request(load, "one")):
            sys.stdout.write(f"  {name:18}{nanoseconds:10,.0f} ns\n")


def _mock(folder: Path) -> Mock:
    """A mock that answers as a server's does: what was read is passed over by the collector."""
    files.write(folder)
    mock = Mock.load(folder / "api.json", folder / "fixtures")
    for load in _KINDS:
        mock.respond(_request(load, "first"))
    gc.freeze()
    gc.set_threshold(50_000)
    return mock


def _of(home: Path) -> dict[str, float]:
    """What a process of its own measures of a checkout: this very module, with its package."""
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join((str(home), str(HERE.parent)))}
    command = [sys.executable, "-P", str(HERE / "micro.py"), _CHILD]
    told = subprocess.run(command, check=True, capture_output=True, env=variables, text=True)
    found: dict[str, float] = json.loads(told.stdout)
    return found


def _measured() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as place:
        mock = _mock(Path(place))
        numbers = count()
        return {load.name: _shortest(mock, load, lambda: str(next(numbers))) for load in _KINDS}


def _shortest(mock: Mock, load: Load, number: Callable[[], str]) -> float:
    """Microseconds of processor time of an answer in the fastest, the least disturbed, series."""
    series = []
    for _ in range(_SERIES):
        requests = [_request(load, number()) for _ in range(_CALLS)]
        begun = time.process_time()
        for request in requests:
            mock.respond(request)
        series.append((time.process_time() - begun) / _CALLS)
    return min(series) * 1e6


def _request(load: Load, number: str) -> Request:
    body = load.body.replace("NUMBER", number).encode()
    fields = (*_FIELDS, _JSON, ("content-length", str(len(body)))) if body else _FIELDS
    return Request(load.method, load.path, "", Headers(fields), body)


if __name__ == "__main__":
    main()
