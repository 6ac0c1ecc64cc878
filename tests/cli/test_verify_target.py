"""How verify waits for a target, puts it back, and leaves it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faulty import create_app, served
from flask import Response, request
from ports import free_port

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 120


def start(*arguments):
    inherited = {name: text for name, text in os.environ.items() if "MOCKSERVER" not in name}
    return subprocess.Popen(
        [sys.executable, "-m", "mockserver", "verify", *arguments],
        cwd=PROJECT, env=inherited, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_a_target_that_comes_up_later_is_waited_for():
    port = free_port()
    run = start(f"http://127.0.0.1:{port}", "--wait", "90", "--profile", "pr")
    time.sleep(1.0)
    mock = subprocess.Popen(
        [sys.executable, "-m", "mockserver", "serve", "-q", "-p", str(port)],
        cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        said, told = run.communicate(timeout=PATIENCE)
    finally:
        mock.terminate()
        mock.wait(PATIENCE)
        run.kill()
    assert run.returncode == 0, said + told


def test_a_command_resets_the_target_before_each_part_of_a_run(tmp_path):
    log = tmp_path / "resets"
    command = f"{sys.executable} -c \"open('{log}', 'a').write('x')\""
    with served(create_app()) as url:
        run = start(url, "--reset-cmd", command, "--profile", "pr")
        said, told = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, said + told
    assert log.read_text() == "xx"


def test_a_command_that_fails_ends_the_run_with_2():
    with served(create_app()) as url:
        run = start(url, "--reset-cmd", f"{sys.executable} -c 'raise SystemExit(7)'")
        _, told = run.communicate(timeout=PATIENCE)
    assert run.returncode == 2
    assert "failed with 7" in told


STATIONS = PROJECT / "tests/liars"


@pytest.mark.parametrize(
    ("phase", "number"),
    [
        ("lifecycle", signal.SIGINT),
        ("lifecycle", signal.SIGTERM),
        ("fuzzing", signal.SIGINT),
        ("stateful", signal.SIGINT),
        ("stateful", signal.SIGTERM),
    ],
)
def test_what_was_made_is_deleted_when_somebody_interrupts(tmp_path, phase, number):
    """What is told then is what was found so far; generated requests are ended within a chain."""
    settings = tmp_path / "verify.yaml"
    settings.write_text(f"profiles: {{one: {{phases: [{phase}]}}}}\n")
    sys.path.insert(0, str(STATIONS))
    from stations import TOKEN, Stations

    service = Stations()
    app, before = service.app(), set(service.records)
    is_begun = []

    @app.after_request
    def slow(response: Response) -> Response:
        if request.method == "POST" and response.status_code == 201:
            is_begun.append(True)
            time.sleep(0.2)
        return response

    with served(app) as url:
        run = start(
            f"{url}/api", "--spec", str(STATIONS / "stations.yaml"),
            "--fixtures", str(STATIONS / "station_fixtures"), "--profile", "one",
            "--config", str(settings), "-H", f"Authorization: Bearer {TOKEN}",
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while len(is_begun) < 3 and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        run.send_signal(number)
        said, told = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130, said + told
    assert f"not all was tried: {phase} ended early" in said
    assert "seed 1, interrupted" in said
    assert set(service.records) <= before


def test_what_cannot_be_deleted_is_told(folder):
    sys.path.insert(0, str(STATIONS))
    from stations import TOKEN, Stations

    service = Stations()
    app, before = service.app(), set(service.records)
    keeping = ("DELETE",)
    app.before_request(lambda: ("{}", 403) if request.method in keeping else None)
    folder.write("smoke.yaml", "profiles: {one: {phases: [lifecycle, examples]}}\n")
    with served(app) as url:
        told = folder.call(
            "verify", f"{url}/api", "--spec", str(STATIONS / "stations.yaml"),
            "--fixtures", str(STATIONS / "station_fixtures"), "--profile", "one",
            "--config", "smoke.yaml", "-H", f"Authorization: Bearer {TOKEN}",
        )  # fmt: skip
    made = set(service.records) - before
    (line,) = [each for each in told.stdout.splitlines() if each.startswith("left at the target")]
    assert made
    assert line.startswith("left at the target, as it could not be deleted: /stations/")
    assert line.endswith(f" and {len(made) - 6} more")


MORTAL = """\
import os, sys
from faulty import create_app, served

app = create_app()
@app.before_request
def live():
    app.extensions["left"] = app.extensions.get("left", 40) - 1
    if not app.extensions["left"]:
        os._exit(0)

with served(app) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def test_what_a_target_goes_away_over_is_told(folder):
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (PROJECT / "tests", PROJECT)))}
    with subprocess.Popen(
        [sys.executable, "-c", MORTAL], env=found, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as target:  # fmt: skip
        url = target.stdout.readline().decode().strip()
        files = ("--spec", str(PROJECT / "openapi.yaml"), "--fixtures", str(PROJECT / "fixtures"))
        told = folder.call("verify", url, *files, "--profile", "pr")
        target.kill()
    assert told.returncode == 3
    assert "gave no answer: it closed the connection before its answer was whole" in told.stdout
    assert f"{url}/api/v1/customers" in told.stdout.partition("    curl ")[2].partition("\n")[0]
    last = told.stderr.splitlines()[-1]  # refused, or cut: that is a matter of moments
    assert last.startswith(f"mockserver: {url} went away during the run: ")
