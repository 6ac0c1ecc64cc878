import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest
from builder import where
from faulty import create_app, served

from mockserver.cli import verify as door
from mockserver.errors import TargetError, UsageError
from mockserver.verify.events import FailureFound, OperationTested, PhaseStarted
from mockserver.verify.target.survey import Survey

PROJECT = Path(__file__).resolve().parents[2]
CONTRACT = (PROJECT / "openapi.yaml").read_text("utf-8")
LIST, ITEM = "/api/v1/customers", "/api/v1/customers/{customer_id}"
PHASES = ("replay", "lifecycle", "examples", "coverage", "fuzzing", "stateful")
PATIENCE = 90  # seconds; a run takes less, however busy the machine
PLACED = re.compile(r"openapi\.yaml:\d+:\d+: error: (GET|POST|PATCH) /\S+: .+ \[([a-z-]+)\]")


def start(*arguments):
    """A process in the project's own folder."""
    inherited = {name: value for name, value in os.environ.items() if "MOCKSERVER" not in name}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "mockserver", *arguments],
        cwd=PROJECT,
        env=inherited,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def end(process):
    """Exit code, stdout and stderr; a process that hangs is ended, so that its test fails."""
    try:
        said, told = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    return process.returncode, said, told


def verify(*arguments):
    """Exit code, report and progress of ``mockserver verify`` with the project's document."""
    return end(start("verify", *arguments))


@pytest.fixture
def refusing():
    """The address of a port of this machine where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


# Our own mock


@pytest.fixture
def mock():
    """The address of a mock that nobody has asked anything yet."""
    process = start("serve", "-q", "-p", "0")
    told = iter(process.stdout.readline, "")
    yield next(line for line in told if "listening on" in line).split()[-1]
    process.terminate()
    end(process)


def test_our_own_mock_keeps_all_promises(mock):
    code, report, progress = verify(mock)
    head, *tested, legend, seen, compared, left, run, verdict = report.splitlines()
    assert (code, verdict) == (0, "no findings"), report
    assert {"200", "201", "400", "404", "409"} < set(head.split())
    assert [line.split("  ")[0] for line in tested] == [
        f"GET {LIST}",
        f"POST {LIST}",
        f"GET {ITEM}",
        f"PATCH {ITEM}",
    ]
    assert set(legend.split("; ")) <= {
        "never: declared, not seen",
        "·: declared, need not be seen",
        "+: seen, not declared",
    }
    assert re.fullmatch(r"\d+ of the \d+ declared answers that can be asked for were seen", seen)
    agreed = re.match(r"compared with the mock: (\d+) of (\d+) generated requests", compared)
    assert int(agreed[1]) > int(agreed[2]) * 0.9, compared
    assert re.match(rf"left at the target, as .* no way to delete it: \d+ of {LIST};", left)
    assert re.fullmatch(rf"{mock}: \d{{3,}} requests, seed 1", run)
    assert progress.splitlines() == [
        line for phase in PHASES for line in (f"{phase} ...", f"{phase}: no failures")
    ]


def test_our_own_mock_keeps_them_with_another_seed_and_after_a_run(mock):
    for seed in ("1", "11"):
        code, report, _ = verify(mock, "--seed", seed, "--profile", "pr", "--format", "json")
        assert (code, json.loads(report)["findings"]) == (0, []), report


# Implementations that break the document


FAULTS = {
    "spells-countries-out": ("response-schema-conformance", f"GET {ITEM}", "pattern: ^[A-Z]{2}$\n"),
    "forgets-a-key": (
        "response-schema-conformance",
        f"PATCH {ITEM}",
        "required:\n        - id\n        - name\n",
    ),
    "calls-lists-html": ("content-type-conformance", f"GET {LIST}", "content:"),
    "creates-with-200": (
        "status-code-conformance",
        f"POST {LIST}",
        "responses:\n        # The page",
    ),
    "crashes-on-lists": ("not-a-server-error", f"POST {LIST}", "post:"),
    "finds-unknown-ids": (
        "unknown-key-found",
        f"GET {ITEM}",
        "'404':\n          $ref: '#/components/responses/CustomerN",
    ),
}
WORDS = {
    "spells-countries-out": '"Tanzania" does not match the pattern ^[A-Z]{2}$ (at /address/count',
    "forgets-a-key": "'updated_at' is required and missing",
    "calls-lists-html": "answered 200 with the Content-Type text/html; charset=utf-8",
    "creates-with-200": "answered 200, which is not declared; declared: 201, 400, 409",
    "crashes-on-lists": "answered 500: the server failed on a request whose body is a list",
    "finds-unknown-ids": "answered 200 to a made-up customer_id; answer 404",
}


@pytest.fixture(scope="module")
def broken():
    """The address of an implementation with many faults, and what was found of it."""
    with served(create_app(*FAULTS)) as url:
        code, report, _ = verify(url, "--profile", "pr", "--format", "json")
        yield url, code, json.loads(report)["findings"]


def found(broken, fault):
    rule, operation, _ = FAULTS[fault]
    _, _, findings = broken
    (finding,) = (
        each for each in findings if (each["rule"], each["operation"]) == (rule, operation)
    )
    return finding


def test_what_is_broken_fails_the_run_and_all_of_it_is_told(broken):
    _, code, findings = broken
    assert code == 1
    told = {(each["rule"], each["operation"]) for each in findings}
    crash = ("not-a-server-error", f"PATCH {ITEM}")
    assert told == {*((rule, operation) for rule, operation, _ in FAULTS.values()), crash}
    assert len(findings) == len(told)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_promise_is_told_with_its_line(broken, fault):
    finding = found(broken, fault)
    place = "{file}:{line}:{column}".format(**finding)
    assert place == where(CONTRACT, FAULTS[fault][2]), finding
    assert list(finding)[:6] == ["file", "line", "column", "rule", "severity", "message"]
    assert finding["severity"] == "error"
    assert finding["message"].startswith(f"{finding['operation']}: ")
    assert WORDS[fault] in finding["message"]
    assert len(finding["message"]) < 200
    assert finding["seed"] == 1


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl to run")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_curl_line_shows_the_fault_again(broken, fault):
    url, _, _ = broken
    finding = found(broken, fault)
    first, *_ = finding["response"].splitlines()
    with served(create_app(*FAULTS)) as fresh:  # where nothing is taken yet
        answers = [curl(finding["curl"].replace(url, each)) for each in (url, fresh)]
    status = first.split()[1]
    assert any(_shows(fault, status, *answer) for answer in answers), answers


def _shows(fault, expected, status, content_type, body):
    if status != expected:
        return False
    if fault == "calls-lists-html":
        return content_type.startswith("text/html")
    if fault == "spells-countries-out":
        return '"country":"Tanzania"' in body
    return fault != "forgets-a-key" or '"updated_at"' not in body


def curl(line):
    """Status, content type and body of the answer to a line that was reported."""
    written = r"\n%{http_code} %{content_type}"
    told = subprocess.run(
        ["sh", "-c", f"{line} -s -w '{written}'"], capture_output=True, check=True, text=True
    )
    body, _, last = told.stdout.rpartition("\n")
    status, _, content_type = last.partition(" ")
    return status, content_type, body


def test_a_report_for_people_shows_below_each_finding_how_to_see_it_again():
    with served(create_app("takes-anything", "refuses-short-names", "cuts-answers-off")) as url:
        code, report, _ = verify(url, "--profile", "pr")
    lines = report.splitlines()
    told = [number for number, line in enumerate(lines) if line.startswith("openapi.yaml:")]
    matches = [PLACED.fullmatch(lines[number]) for number in told]
    assert all(matches), report
    assert max(len(lines[number]) for number in told) < 400
    assert {match[2] for match in matches} == {
        "negative-data-rejection",
        "positive-data-acceptance",
        "response-schema-conformance",
    }
    assert {lines[number + 1].partition(url)[0] for number in told} <= {
        "    curl ",
        "    curl -X PATCH ",
    }
    assert "answered 201 with a body that is no JSON: Expecting ',' delimiter" in report
    assert (
        "a request that the document forbids (with null as name); refuse it with a 4xx, or h"
        in report
    )
    assert (code, lines[-1].partition(",")[0]) == (1, f"{len(told)} errors")


# An implementation that is honest, and stricter than it has to be


def test_a_service_that_refuses_taken_emails_on_update_is_not_accused():
    app = create_app()
    with served(app) as url:
        code, report, _ = verify(url, "--profile", "pr")
    assert (code, report.splitlines()[-1]) == (0, "no findings"), report
    assert "PATCH" in app.extensions["customers"].conflicts


# Implementations of which nothing can be tested

THINGS = """
    openapi: 3.1.0
    info: {title: Things, version: '1'}
    paths:
      /things/{id}:
        get:
          tags: [things]
          parameters:
          - {name: id, in: path, required: true, schema: {type: string}}
          responses:
            '200': {description: It.}
            '401': {description: Who?}
            '404': {description: None.}
            '500': {description: Failed.}
    """
DEAD = {
    "401-to-all": (
        f"{where(THINGS, 'get:', 'things.yaml')}: error: GET /things/{{id}}: every valid request "
        "was refused for want of a credential, so nothing else about it was tested. Send one that "
        "the server accepts: -H 'Authorization: ...'. [missing-auth]"
    ),
    "404-to-all": (
        "error: Not one valid request was answered with success, so nothing was tested. Check the "
        "URL, and name records that exist in a fixture file (--fixtures). [nothing-tested]"
    ),
    "500-to-all": (
        f"{where(THINGS, 'get:', 'things.yaml')}: error: GET /things/{{id}}: answered 500: the "
        "server failed on this request [not-a-server-error]"
    ),
}


@pytest.mark.parametrize("fault", DEAD)
def test_a_target_that_answers_alike_to_everything_never_passes(folder, fault):
    folder.write("things.yaml", dedent(THINGS))
    with served(create_app(fault)) as url:
        told = folder.call("verify", url, "--spec", "things.yaml")
    assert told.returncode == 1
    assert DEAD[fault] in told.stdout.splitlines(), told.stdout


# A target that is not there, or goes away


@pytest.mark.parametrize("fixtures", ["fixtures", "none"])
def test_a_target_that_is_not_there_is_told_in_one_sentence(refusing, fixtures):
    code, report, told = verify(refusing, "--fixtures", fixtures)
    assert (code, report) == (3, "")
    assert told == (
        f"mockserver: {refusing} cannot be reached: the connection was refused. "
        "Is the server running, and is this its address?\n"
    )


CRASH = FailureFound(
    "examples", "GET /pets", "not_a_server_error", "Server error", "", "curl", status=500
)


@pytest.mark.parametrize(
    ("end", "code", "sentence", "why"),
    [
        (
            TargetError("It is gone."),
            3,
            ", ended when the target went away",
            "http://h went away during the run.",
        ),
        (
            KeyboardInterrupt(),
            130,
            ", interrupted",
            "the run was interrupted before all was tried",
        ),
        (UsageError("hooks.py:4: f failed"), 2, ", ended by an error", "hooks.py:4: f"),
    ],
    ids=["target gone", "interrupted", "hook failed"],
)
def test_what_was_found_before_the_end_is_told(project, monkeypatch, end, code, sentence, why):
    def end_early(*_):
        yield PhaseStarted("examples")
        yield CRASH
        yield OperationTested("examples", "GET /pets", 2, {500: 2})
        raise end

    monkeypatch.setattr(door, "survey", lambda _: Survey({}, frozenset(), (), 0.0))
    monkeypatch.setattr(door, "verify", end_early)
    told = project.call("verify", "http://h", "--report", "json=r.json,sarif=r.sarif,junit=r.xml")
    assert told.returncode == code
    assert told.stdout.splitlines() == [
        (
            "openapi.yaml:5:5: error: GET /pets: answered 500: the server failed on this request "
            "[not-a-server-error]"
        ),
        "    curl",
        "    5 |     get:",
        "      |     ^",
        "                  200    404  500",
        "GET /pets       never          2+",
        "GET /pets/{id}  never  never",
        "never: declared, not seen; +: seen, not declared",
        "0 of the 3 declared answers that can be asked for were seen",
        (
            "not all was tried: examples ended early; replay, lifecycle, coverage, fuzzing, "
            "stateful did not begin"
        ),
        f"http://h: 0 requests, seed 1{sentence}",
        "not finished: 1 error",
    ]
    assert told.stderr.splitlines()[0] == "examples ..."
    run = json.loads((project.path / "r.json").read_bytes())["run"]
    assert (run["finished"], run["exit_code"]) == (False, code)
    assert run["why"].startswith(why)
    assert run["unfinished"] == ["GET /pets", "GET /pets/{id}"]
    (log,) = json.loads((project.path / "r.sarif").read_bytes())["runs"]
    (invocation,) = log["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, code)
    assert "all promises are kept" not in (project.path / "r.xml").read_text("utf-8")


# Work that cannot be done as asked


API = ("http://h", "--spec", "api.yaml")
USAGE = [
    ([], "Missing argument 'URL'."),
    (["localhost:8000"], "starts with http:// or https://. Did you mean http://localhost:8000?"),
    (["ftp://h"], "'ftp://h' cannot be used as the URL of a server: a URL of a server starts"),
    (["http://h?a=1"], "the document's paths are appended to it, so it can hold neither '?' nor"),
    (["http://u:s3cret@h"], "'http://[redacted]@h' cannot be used as the URL of a server: credent"),
    (["http://h"], "openapi.yaml:1:1: there is no such file"),
    (["http://h", "--spec", "gone.yaml"], "gone.yaml:1:1: there is no such file"),
    (["http://h", "--spec", "broken.yaml"], "broken.yaml:2:1: an Info Object must have `version`"),
    (["http://h", "--spec", "empty.yaml"], "empty.yaml: this declares no operation, so there is n"),
    (
        [*API, "--fixtures", "gone.yaml"],
        "gone.yaml: there is no such file or folder of fixtures; create ",
    ),
    ([*API, "--fixtures", "cats.yaml"], "cats.yaml:1:1: no collection of the document ends in 'ca"),
    ([*API, "--fixtures", "pets.yaml"], 'pets.yaml:1:39: "Tanzania" does not match the pattern'),
    ([*API, "-H", "s3cret"], "-H was given a header without a colon; write it as 'Name: value'"),
    ([*API, "-H", ": s3cret"], "-H '': this is no name of a header; write it as 'Name: value'"),
    ([*API, "-H", "X Y: s3cret"], "-H 'X Y': this is no name of a header; write it as 'Name: val"),
    ([*API, "-H", "X: s3cret\nY: 1"], "-H 'X': its value holds a character that no header can"),
    (["http://h", "--max-time", "0"], "--max-time: 0.0 is not a number of seconds above 0"),
    (["http://h", "--max-time", "soon"], "'soon' is not a valid float."),
    (["http://h", "--seed", "x"], "'x' is not a valid integer."),
    (["http://h", "--format", "xml"], "'xml' is not one of 'text', 'json', "),
]
FILES = {
    "broken.yaml": "openapi: 3.1.0\ninfo: {title: T}\npaths: {}\n",
    "empty.yaml": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
    "cats.yaml": "records: [{id: tom}]\n",
    "pets.yaml": "records: [{id: r, name: Rex, country: Tanzania}]\n",
}


@pytest.mark.parametrize(("arguments", "sentence"), USAGE)
def test_what_cannot_be_done_as_asked_is_told(folder, arguments, sentence):
    for name, content in FILES.items():
        folder.write(name, content)
    told = folder.call("verify", *arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert sentence in told.stderr
    assert "s3cret" not in told.stderr


def test_bad_usage_of_a_process_is_told_on_stderr_alone(folder):
    told = folder.run("verify", "http://h", "--spec", "gone.yaml")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "mockserver: gone.yaml:1:1: there is no such file\n"


def test_what_was_asked_for_becomes_the_plan(project, monkeypatch):
    plans = []

    def follow(plan):
        plans.append(plan)
        raise TargetError("It is not there.")

    monkeypatch.setattr(door, "survey", follow)
    arguments = ("-H", "X-Tenant:7", "-H", "A:  b:c ", "--seed", "5", "--max-time", "2.5")
    told = project.call("verify", "HTTP://h:80/v1/", *arguments)
    assert (told.returncode, told.stderr) == (3, "mockserver: It is not there.\n")
    (plan,) = plans
    assert plan.base_url == "http://h:80/v1"
    assert plan.headers == (("X-Tenant", "7"), ("A", "b:c"))
    assert (plan.seed, plan.max_time) == (5, 2.5)
    assert [operation.label for operation in plan.spec.operations] == [
        "GET /pets",
        "GET /pets/{id}",
    ]
    assert [len(each.fixture.records) for each in plan.collections] == [2]


# Runs that are cut short


def test_a_limit_of_time_ends_the_run():
    app = create_app("slow")
    with served(app) as url:  # a whole run would last some minutes
        code, report, _ = verify(url, "--max-time", "2")
    assert code in (0, 1)
    assert re.fullmatch(
        rf"{url}: \d+ requests, seed 1, ended by --max-time", report.splitlines()[-2]
    )
    assert app.extensions["customers"].requests <= 11


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_the_run_and_what_was_done_is_told(number):
    """What ends a job of CI from outside, too."""
    app = create_app("slow")
    with served(app) as url:
        process = start("verify", url)
        while app.extensions["customers"].requests < 14 and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(number)
        code, report, told = end(process)
    assert code == 130
    assert re.fullmatch(rf"{url}: \d+ requests, seed 1, interrupted", report.splitlines()[-2])
    assert told.startswith("replay ...\n")
    assert "Traceback" not in told
    assert app.extensions["customers"].requests < 40


# Other versions of OpenAPI, and a base path in the URL


SWAGGER = """
    swagger: '2.0'
    info: {title: Customers, version: '1'}
    host: nowhere.example
    basePath: /not/here
    paths:
      /customers/{id}:
        get:
          produces: [application/json]
          parameters:
          - {name: id, in: path, required: true, type: string}
          responses:
            '200':
              description: The customer.
              schema: {$ref: '#/definitions/Customer'}
            '404': {description: None.}
    definitions:
      Customer:
        properties:
          id: {type: string}
          address:
            properties:
              country: {type: string, maxLength: 2}
    """
OPENAPI_3_0 = """
    openapi: 3.0.3
    info: {title: Customers, version: '1'}
    servers: [{url: 'https://nowhere.example/not/here'}]
    paths:
      /customers/{id}:
        get:
          parameters:
          - {name: id, in: path, required: true, schema: {type: string}}
          responses:
            '200':
              description: The customer.
              content:
                application/json: {schema: {$ref: '#/components/schemas/Customer'}}
            '404': {description: None.}
    components:
      schemas:
        Customer:
          properties:
            id: {type: string}
            address:
              properties:
                city: {type: string, nullable: true}
                country: {type: string, maxLength: 2}
    """
RECORDS = """
    collection: /customers
    key: id
    records:
    - {id: cus_01h3vjs3b16yc3f9q8q9pfrb80}
    """


@pytest.mark.parametrize("document", [SWAGGER, OPENAPI_3_0], ids=["2.0", "3.0"])
def test_documents_of_other_versions_are_held_below_the_path_of_the_url(folder, document):
    folder.write("customers.yaml", dedent(document))
    folder.write("records.yaml", dedent(RECORDS))
    files = ("--spec", "customers.yaml", "--fixtures", "records.yaml")
    with served(create_app("spells-countries-out")) as url:
        base = f"{url}/api/v1"
        told = folder.call("verify", f"{base}/", *files)
    finding, line, *_ = told.stdout.splitlines()
    assert told.returncode == 1
    assert finding == (
        f"{where(document, 'maxLength: 2}', 'customers.yaml')}: error: GET /customers/{{id}}: "
        'answered 200 with a body that breaks its schema: "Tanzania" is longer than 2 characters '
        "(at /address/country) [response-schema-conformance]"
    )
    assert line == f"    curl {base}/customers/cus_01h3vjs3b16yc3f9q8q9pfrb80"
