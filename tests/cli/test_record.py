import http.client
import json
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from faulty import create_app, served

PROJECT = Path(__file__).resolve().parents[2]
PATH = "/api/v1/customers"
RECORDED = "Customers API: 4 operations before {url}"
FIRST = "cus_01h3vjs3b16yc3f9q8q9pfrb80"


@pytest.fixture(scope="module")
def target():
    with served(create_app("spells-countries-out")) as url:
        yield url


@pytest.fixture
def honest():
    with served(create_app()) as url:
        yield url


@pytest.fixture
def contract(folder):
    """A folder with the project's own document and fixtures."""
    for name in ("openapi.yaml", "fixtures/customers.yaml"):
        folder.write(name, (PROJECT / name).read_bytes())
    return folder


def ask(address, method, path, value=None, **headers):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    sent = {"Content-Type": "application/json"} if value is not None else {}
    body = json.dumps(value) if value is not None else None
    try:
        connection.request(method, path, body, {**sent, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def entries(folder, name="traffic.har"):
    return json.loads((folder.path / name).read_text("utf-8"))["log"]["entries"]


def test_what_goes_to_and_fro_is_judged_archived_and_summed_up(contract, target):
    door = contract.start("record", target, "--har", "traffic.har")
    assert door.said == [RECORDED.format(url=target), f"listening on {door.address}"]
    assert ask(door.address, "GET", f"{PATH}/{FIRST}", Authorization="Bearer sesame")[0] == 200
    assert len(entries(contract)) == 1
    assert ask(door.address, "GET", "/nowhere")[0] == 404
    code, said, told = door.end(signal.SIGINT)
    assert code == 0
    assert said.splitlines() == [
        "2 exchanges, 1 of 4 operations covered",
        f"  GET {PATH}/{{customer_id}}: 1 violation",
        "  (not in the document): 1 violation",
        "wrote traffic.har: 2 exchanges",
    ]
    first, second = told.splitlines()
    assert first.startswith(
        f'GET {PATH}/{FIRST} 200 upstream: response body /address/country: "Tanzania" does not'
    )
    assert second.startswith("GET /nowhere 404 upstream: request: No path of the document matches")
    entry = entries(contract)[0]
    assert entry["request"]["url"] == f"{target}{PATH}/{FIRST}"
    assert "sesame" not in json.dumps(entry)
    assert entry["_operation"] == f"GET {PATH}/{{customer_id}}"
    assert json.loads(entry["response"]["content"]["text"])["id"] == FIRST


def test_an_overlay_of_another_document_is_told(contract):
    contract.write(
        "o.yaml",
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nextends: other.yaml\n"
        "actions: [{target: $.info, update: {title: Ours}}]\n",
    )
    (contract.path / "t.har").write_text(
        '{"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": []}}'
    )
    told = contract.call("record", "--from", "t.har", "--overlay", "o.yaml")
    assert "o.yaml:3:10: warning: this overlay is for 'other.yaml' alone" in told.stderr
    assert told.returncode == 0


def test_it_ends_after_so_many_exchanges_with_all_of_them_answered(contract, target):
    door = contract.start("record", target, "--max-exchanges", "2", "--strict", "--quiet")
    assert ask(door.address, "GET", f"{PATH}/nobody") == (404, b"")
    assert ask(door.address, "GET", f"{PATH}/{FIRST}")[0] == 200
    said, told = door.process.communicate(timeout=60)
    assert (door.process.returncode, told) == (1, "")
    assert said.splitlines() == [
        "2 exchanges, 1 of 4 operations covered",
        f"  GET {PATH}/{{customer_id}}: 1 violation",
    ]


def test_records_seen_become_fixtures_that_can_be_served(contract, honest):
    before = (contract.path / "fixtures/customers.yaml").read_text("utf-8")
    door = contract.start("record", honest, "--fixtures", "fixtures", "--strict", "-q")
    made = {"name": "Ada", "email": "ada@example.com"}
    status, body = ask(door.address, "POST", PATH, made)
    assert status == 201
    assert ask(door.address, "PATCH", f"{PATH}/{FIRST}", {"status": "inactive"})[0] == 200
    code, said, told = door.end(signal.SIGTERM)
    assert (code, told) == (0, "")
    assert said.splitlines()[-1] == "wrote fixtures/customers.yaml: 1 added, 1 changed"
    after = (contract.path / "fixtures/customers.yaml").read_text("utf-8")
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert gone == ["  updated_at: 2024-09-01T15:00:00.000Z"]
    assert "status: inactive\n  custom_data:\n    loyalty_program: silver" in after
    mock = contract.serve("-q")
    assert mock.get(f"{PATH}/{json.loads(body)['id']}") == (200, json.loads(body))


def test_an_archive_becomes_fixtures_without_a_target(contract, honest):
    door = contract.start("record", honest, "--har", "traffic.har", "--max-exchanges", "1")
    assert ask(door.address, "GET", f"{PATH}/{FIRST}")[0] == 200
    door.process.communicate(timeout=60)
    arguments = ("record", "--from", "traffic.har", "--fixtures", "new")
    dry = contract.call(*arguments, "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert dry.stdout.splitlines()[:7] == [
        "1 exchange, 1 of 4 operations covered",
        "--- /dev/null",
        "+++ new/customers.yaml",
        "@@ -0,0 +1,15 @@",
        f"+collection: {PATH}",
        "+records:",
        f"+- id: {FIRST}",
    ]
    assert not (contract.path / "new").exists()
    assert contract.call(*arguments).stdout.splitlines()[1:] == [
        "wrote new/customers.yaml: 1 added"
    ]
    assert contract.call(*arguments).stdout.splitlines()[1:] == ["new: nothing to change"]
    checked = contract.call("validate", "openapi.yaml", "--fixtures", "new")
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "no findings")


def test_an_archive_of_somebody_else_is_judged(contract):
    entry = {
        "request": {"method": "GET", "url": f"https://api.example{PATH}?limit=1", "headers": []},
        "response": {"status": 200, "content": {"mimeType": "text/html", "text": "<p>"}},
    }
    contract.write("other.har", json.dumps({"log": {"entries": [entry]}}))
    run = contract.call("record", "https://api.example", "--from", "other.har", "--strict")
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "1 exchange, 1 of 4 operations covered",
        f"  GET {PATH}: 1 violation",
    ]
    assert "media type text/html is not declared; declared: application/json" in run.stderr
    run = contract.call("record", "https://other.example", "--from", "other.har")
    assert run.stdout == "0 exchanges, 0 of 4 operations covered\n"


def test_an_archive_can_be_written_over_itself(contract):
    entry = {
        "request": {"method": "GET", "url": f"https://api.example{PATH}"},
        "response": {"status": 200},
    }
    contract.write("a.har", json.dumps({"log": {"entries": [entry]}}))
    run = contract.call("record", "--from", "a.har", "--har", "a.har", "-q")
    assert run.stdout.splitlines()[-1] == "wrote a.har: 1 exchange"
    assert entries(contract, "a.har")[0]["_operation"] == f"GET {PATH}"


def test_with_errors_the_proxy_answers_what_breaks_the_document(contract, target):
    door = contract.start("record", target, "--errors", "-q")
    status, body = ask(door.address, "GET", f"{PATH}/{FIRST}")
    assert (status, json.loads(body)["title"]) == (500, "Invalid response")
    status, body = ask(door.address, "POST", PATH, {"name": 1})
    assert (status, json.loads(body)["title"]) == (422, "Invalid request")


def test_a_target_that_is_not_there_is_told_at_the_start(contract):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        run = contract.call("record", url, "--har", "a.har")
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr.startswith(
        f"mockserver: {url} cannot be reached: the connection was refused."
    )
    assert not (contract.path / "a.har").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "mockserver: there is nothing to record: name a URL, or an archive with --from"),
        (["localhost:1"], "mockserver: 'localhost:1' cannot be used as the URL of a server: "),
        (["--from", "no.har"], "mockserver: no.har: there is no such file"),
        (["--from", "openapi.yaml"], "mockserver: openapi.yaml: this is no HTTP Archive: "),
        (["http://a", "-H", "x"], "mockserver: -H was given a header without a colon"),
        (["http://a", "--document", "no.yaml"], "mockserver: no.yaml:1:1: there is no such file"),
    ],
)
def test_what_cannot_be_done_as_asked_is_told(contract, arguments, said):
    run = contract.call("record", *arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(said)


def test_an_operation_whose_document_is_broken_is_archived_without_bodies(folder, honest):
    folder.write(
        "openapi.yaml",
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        f"paths: {{{PATH}: {{get: {{responses: {{'200': {{$ref: '#/gone'}}}}}}}}}}\n",
    )
    door = folder.start("record", honest, "--har", "traffic.har", "--max-exchanges", "1")
    status, body = ask(door.address, "GET", PATH)
    assert (status, json.loads(body)[0]["id"]) == (200, FIRST)
    _, told = door.process.communicate(timeout=60)
    assert "response: the document is broken here: openapi.yaml:3:" in told
    assert entries(folder)[0]["response"]["content"] == {"size": 0, "mimeType": "application/json"}
