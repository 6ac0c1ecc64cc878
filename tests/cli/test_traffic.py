"""``verify --traffic`` and ``record`` as their users run them."""

import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest


@pytest.fixture
def recorded(project):
    """A project whose mock was recorded by ``record``, and the address of that mock."""
    api = project.serve().address
    proxy = project.start("record", api, "--har", "all.har", "--max-exchanges", "4", "-q")
    for path in ("/pets", "/pets/rex", "/pets/none", "/nope"):
        try:
            urllib.request.urlopen(proxy.address + path).read()
        except urllib.error.HTTPError as error:
            error.read()
    proxy.process.wait(30)
    return project, api


def test_what_was_recorded_is_replayed(recorded):
    project, api = recorded
    done = project.run("verify", api, "--traffic", "all.har")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 recorded request is not in the document and so not replayed: GET /nope" in done.stdout
    assert f"{api}: 3 requests, seed 1" in done.stdout


def test_a_target_that_has_drifted_is_told_in_every_form(recorded):
    project, _ = recorded
    project.write("fixtures/pets.yaml", "records:\n- {id: rex, name: Max, country: TZ}\n")
    drifted = project.serve().address
    forms = "junit=v.xml,sarif=v.sarif,html=v.html,markdown=v.md,github=v.txt"
    done = project.call(
        "verify", drifted, "--traffic", "all.har", "--reset-cmd", "true", "--format", "json",
        "--report", forms,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    found = json.loads(done.stdout)["findings"]
    rules = {each["rule"] for each in found}
    assert {"value-differs", "list-incomplete"} <= rules
    told = next(each for each in found if each["rule"] == "value-differs")
    assert (told["file"], told["line"] > 1) == ("openapi.yaml", True)
    assert '"Max" at /name, where "Rex" was recorded' in told["message"]
    assert "all.har:" in told["message"]
    for name in ("v.xml", "v.sarif", "v.html", "v.md", "v.txt"):
        assert "was recorded" in (project.path / name).read_text("utf-8"), name


MORTAL = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

left = [3]

class Target(BaseHTTPRequestHandler):
    def do_GET(self):
        left[0] -= 1
        if not left[0]:
            os._exit(0)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()

server = HTTPServer(("127.0.0.1", 0), Target)
print(server.server_port, flush=True)
server.serve_forever()
"""


def test_what_was_found_before_a_target_went_away_is_reported(recorded):
    project, _ = recorded
    with subprocess.Popen([sys.executable, "-c", MORTAL], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as target:  # fmt: skip
        url = f"http://127.0.0.1:{target.stdout.readline().strip()}"
        done = project.call("verify", url, "--traffic", "all.har", "--format", "json")
        target.kill()
    assert done.returncode == 3, done.stdout + done.stderr
    assert f"mockserver: {url} went away during the run: " in done.stderr
    told = json.loads(done.stdout)
    assert told["run"]["ended"] == "unreachable"
    assert "GET /pets" in {each["operation"] for each in told["findings"]}
    name = next(each["replay"] for each in told["findings"])
    again = project.call("replay", name, url)
    assert again.returncode == 3, again.stdout + again.stderr


def test_a_broken_archive_is_refused_before_anything_is_sent(recorded):
    project, api = recorded
    text = (project.path / "all.har").read_text("utf-8")
    project.write("cut.har", text[:-40])
    done = project.call("verify", api, "--traffic", "all.har", "--traffic", "cut.har")
    assert done.returncode == 2
    assert done.stderr.startswith("mockserver: cut.har:")
    assert "was it cut off while it was written?" in done.stderr


def test_what_traffic_has_found_is_sent_again_by_its_name(recorded):
    project, _ = recorded
    honest = (project.path / "fixtures/pets.yaml").read_text("utf-8")
    project.write("fixtures/pets.yaml", "records:\n- {id: rex, name: Max, country: TZ}\n")
    drifted, reset = project.serve().address, ("--reset-cmd", "true")
    done = project.call("verify", drifted, "--traffic", "all.har", *reset, "--format", "json")
    found = [each for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    assert len(found) > 1
    assert all((project.path / f".mockserver/replays/{each['replay']}.json").is_file()
               for each in found)  # fmt: skip
    first = found[0]
    again = project.call("replay", first["replay"], drifted, *reset)
    assert (again.returncode, again.stderr) == (1, ""), again.stdout
    assert again.stdout.startswith(f"still failing: {first['message']}\ncurl ")
    project.write("fixtures/pets.yaml", honest)
    mended = project.serve().address
    fixed = project.call("replay", first["replay"], mended, *reset)
    assert (fixed.returncode, fixed.stdout) == (0, f"fixed: {first['message']}\n"), fixed.stderr
    (project.path / "all.har").unlink()
    gone = project.call("replay", first["replay"], mended)
    assert (gone.returncode, "all.har" in gone.stderr) == (2, True)


def test_what_traffic_has_found_may_be_accepted_and_is_told_when_it_is_gone(recorded):
    project, _ = recorded
    honest = (project.path / "fixtures/pets.yaml").read_text("utf-8")
    project.write("fixtures/pets.yaml", "records:\n- {id: rex, name: Max, country: TZ}\n")
    asked = ("--traffic", "all.har", "--reset-cmd", "true")
    drifted = project.serve().address
    accepted = project.call("verify", drifted, *asked, "--update-baseline")
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    entries = (project.path / "contracts/baseline.yaml").read_text("utf-8")
    assert "rule: list-incomplete" in entries
    assert "profile: traffic" in entries
    again = project.call("verify", drifted, *asked)
    assert again.returncode == 0, again.stdout
    assert "contracts/baseline.yaml: accepts" in again.stdout
    project.write("fixtures/pets.yaml", honest)
    mended = project.call("verify", project.serve().address, *asked)
    assert mended.returncode == 0, mended.stdout
    told = "list-incomplete at GET /pets is not found any more; remove this entry"
    assert told in mended.stdout
