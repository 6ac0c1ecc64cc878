"""What is asked of each server, and how fast it answers: one run of wrk for each."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.files import KEY, PATH, new_item

CONNECTIONS = 32
_JSON = {"Content-Type": "application/json"}
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
# Each creation sends another address: some servers mind what is unique.
_SCRIPT = """\
local number = 0
request = function()
  number = number + 1
  local body = string.gsub([[%(body)s]], "NUMBER", number .. "x" .. %(stamp)d)
  return wrk.format("%(method)s", "%(path)s", {["Content-Type"] = "application/json"}, body)
end
"""
# Each request has another value of a field.
_VARIED = """\
local number = 0
request = function()
  number = number + 1
  return wrk.format("%(method)s", "%(path)s", {["%(varied)s"] = "n=" .. number .. "x" .. %(stamp)d})
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of request; ``expected`` are the statuses that are the right answer to it.

    ``varied`` is the field that has another value in each request.
    """

    name: str
    method: str
    path: str
    expected: tuple[int, ...]
    body: str = ""
    varied: str = ""


LOADS = (
    Load("GET one", "GET", f"{PATH}/{KEY}", (200,)),
    Load("GET traced", "GET", f"{PATH}/{KEY}", (200,), varied="X-Request-Id"),
    Load("GET anew", "GET", f"{PATH}/{KEY}", (200,), varied="Cookie"),
    Load("GET 100", "GET", PATH, (200,)),
    Load("404", "GET", "/api/v1/nowhere", (404,)),
    Load("POST invalid", "POST", PATH, (400, 422), json.dumps({"name": "", "status": "?"})),
    # The last, for it makes the list longer where records are kept.
    Load("POST create", "POST", PATH, (200, 201), json.dumps(new_item("bNUMBER@example.com"))),
)


@dataclass(frozen=True, slots=True)
class Speed:
    """What wrk measured; times are milliseconds. ``failed`` counts errors of the connection.

    ``cost`` are microseconds of processor time that the server took for each request.
    """

    rate: float
    half: float
    last: float
    failed: int
    requests: int = 0
    cost: float = 0.0


def status(load: Load, port: int) -> int:
    """The status of one such request; 0 without an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = load.body.replace("NUMBER", f"first{port}") or None
    try:
        connection.request(load.method, load.path, body, _JSON if body else {})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def measure(load: Load, port: int, seconds: int, stamp: int, folder: Path) -> Speed:
    """Ask as fast as can be for so many seconds."""
    script = folder / "load.lua"
    script_of = _VARIED if load.varied else _SCRIPT if load.body else ""
    text = script_of % {
        "body": load.body,
        "stamp": stamp,
        "method": load.method,
        "path": load.path,
        "varied": load.varied,
    }
    script.write_text(text, encoding="utf-8")
    url = f"http://127.0.0.1:{port}{load.path}"
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), url]
    told = subprocess.run(wrk, check=True, capture_output=True, text=True).stdout
    return parse(told)


def parse(told: str) -> Speed:
    """The figures in what wrk prints."""
    errors = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", told
    )
    return Speed(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", told)[0]),
        half=_milliseconds("50%", told),
        last=_milliseconds("99%", told),
        requests=int(_found(r"(\d+) requests in", told)[0]),
        failed=sum(map(int, errors.groups())) if errors else 0,
    )


def _milliseconds(share: str, told: str) -> float:
    number, unit = _found(rf"{share}\s+([\d.]+)(us|ms|s)\b", told)
    return float(number) * _UNITS[unit]


def _found(pattern: str, told: str) -> tuple[str, ...]:
    match = re.search(pattern, told)
    if match is None:
        raise ValueError(f"wrk did not tell {pattern}: {told}")
    return match.groups()


def version() -> str:
    """What wrk calls itself."""
    told = subprocess.run(["wrk", "-v"], check=False, capture_output=True, text=True).stdout
    return " ".join(told.split()[:2])
